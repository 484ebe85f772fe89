"""The catalogue: loaded in versions, found without diacritics, and suggested for what a plan says."""

import pytest

from binhdang.indicators import queries
from binhdang.indicators.actions import load_catalogue
from binhdang.indicators.models import Indicator
from binhdang.kit.errors import BadInput

pytestmark = pytest.mark.django_db
ONE = """
indicators:
  - {code: X1, name_vi: "Tỷ lệ nữ", unit: "%", numerator: "a.nu", denominator: "a.tong", keywords: [nữ]}
"""


def test_a_definition_that_stays_the_same_stays_the_same_version(tmp_path):
    (tmp_path / "x.yaml").write_text(ONE, "utf-8")
    assert load_catalogue(tmp_path).new == 1
    again = load_catalogue(tmp_path)
    assert (again.new, again.changed, again.same) == (0, 0, 1)
    assert Indicator.objects.get().cells == ["a.nu", "a.tong"]


def test_a_changed_definition_becomes_a_new_version_and_leaves_the_old_one(tmp_path):
    (tmp_path / "x.yaml").write_text(ONE, "utf-8")
    load_catalogue(tmp_path)
    (tmp_path / "x.yaml").write_text(ONE.replace("a.nu", "b.nu"), "utf-8")
    assert load_catalogue(tmp_path).changed == 1
    rows = list(Indicator.objects.order_by("version").values_list("version", "numerator", "current"))
    assert rows == [(1, "a.nu", False), (2, "b.nu", True)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("indicators: [{code: X1, name_vi: A, unit: '%', numerator: 'a +'}]", "X1, numerator"),
        ("indicators: [{code: X1, name_vi: A, unit: '%', colour: red}]", "colour"),
        ("indicators: [{name_vi: A, unit: '%'}]", "chỉ số không có mã"),
        ("just text", "danh sách"),
    ],
)
def test_a_definition_that_cannot_be_used_is_refused_with_its_place(tmp_path, text, said):
    (tmp_path / "x.yaml").write_text(text, "utf-8")
    with pytest.raises(BadInput, match=said):
        load_catalogue(tmp_path)
    assert not Indicator.objects.exists()


def test_the_catalogue_of_the_product_loads_and_is_found_without_diacritics():
    load_catalogue()
    assert "B01" in [one.code for one in queries.search("ban chap hanh")]
    assert queries.indicator("B01").numerator == "bch.nu"


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ({"text": "Tỷ lệ nữ tham gia ban chấp hành công đoàn các cấp từ 30% trở lên", "comparator": ">=", "unit": "percent"}, "B01"),
        ({"text": "hằng năm trên 85% nữ CNVCLĐ đạt danh hiệu Giỏi việc nước, đảm việc nhà", "comparator": ">=", "unit": "percent"}, "E01"),
        ({"text": "30% cán bộ nữ trong tổng số cán bộ công đoàn các cấp được quy hoạch", "comparator": "=", "unit": "percent"}, "B05"),
        ({"text": "100% cán bộ chủ chốt công đoàn các cấp được tập huấn", "comparator": "=", "unit": "percent"}, "D01.CC"),
        ({"text": "100% cán bộ nữ công công đoàn cấp trên cơ sở được bồi dưỡng", "comparator": "=", "unit": "percent"}, "D01.NC"),
        ({"text": "giảm tình trạng sinh con thứ 3 trở lên", "comparator": "decrease", "unit": "none"}, "I01"),
    ],
)  # fmt: skip
def test_a_target_is_matched_to_its_indicator_with_the_reason(target, code):
    load_catalogue()
    best = queries.suggest(target)[0]
    assert best.code == code
    assert 60 <= best.score <= 100
    assert best.reason_vi.endswith(".")


def test_a_target_that_nothing_measures_gets_no_confident_suggestion():
    load_catalogue()
    found = queries.suggest({"text": "trồng mới 500 cây xanh", "comparator": ">=", "unit": "count"})
    assert all(one.score < 60 for one in found)
