"""A form that was used never changes; a changed one is the next version, with a bridge."""

import copy
import re

import pytest
from django.utils import translation

from binhdang.calc import drafting
from binhdang.datasets import queries
from binhdang.datasets.actions import ensure_builtin_forms, load_form, read_definition
from binhdang.datasets.models import FormVersion
from binhdang.kit.errors import BadInput
from binhdang.kit.models import Event

pytestmark = pytest.mark.django_db
YAML = """
code: THU
name: Biểu thử
period: year
sections:
  - title: I. Cán bộ
    rows:
      - {code: "010", name: Uỷ viên ban chấp hành, unit: người, columns: [tong, nu]}
      - {code: NO, name: Câu lạc bộ, unit: câu lạc bộ}
"""


def definition():
    return read_definition(YAML)


def test_codes_stay_as_they_are_written():
    assert load_form(definition(), by=None).cell_order == ["010.tong", "010.nu", "NO"]


def test_the_same_content_is_the_same_version():
    first = load_form(definition(), by=None)
    assert load_form(definition(), by=None).pk == first.pk
    assert Event.objects.filter(verb="form.load").count() == 1


def test_a_changed_form_is_a_new_version_and_leaves_the_old_one_alone():
    old = load_form(definition(), by=None)
    changed = definition() | {"bridge": {"NO": "CLB"}}
    changed["sections"][0]["rows"][1]["code"] = "CLB"
    given = copy.deepcopy(changed)
    new = load_form(changed, by=None)
    assert (old.version, new.version) == (1, 2)
    assert changed == given
    assert FormVersion.objects.get(pk=old.pk).cell_order == ["010.tong", "010.nu", "NO"]
    assert queries.bridged(new, old) == {"010.tong": "010.tong", "010.nu": "010.nu", "NO": "CLB"}
    assert queries.current_form("THU").pk == new.pk


def test_a_bridge_reaches_over_several_versions():
    first = load_form(definition(), by=None)
    for version, code in ((2, "CLB"), (3, "CLB_NC")):
        changed = definition() | {"bridge": {"NO" if version == 2 else "CLB": code}}
        changed["sections"][0]["rows"][1]["code"] = code
        last = load_form(changed, by=None)
    assert queries.bridged(last, first)["NO"] == "CLB_NC"


def test_the_kind_of_period_cannot_change():
    load_form(definition(), by=None)
    with pytest.raises(BadInput, match="kỳ"):
        load_form(definition() | {"period": "month"}, by=None)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("code: [", "dòng 1"),
        ("- a\n- b", "code, name, period, sections"),
        ("a: &x 1\nb: *x", "tham chiếu"),
        (YAML.replace("period: year", "period: week"), "period"),
        (YAML.replace('"010"', '"0 10"'), "dòng 1"),
    ],
)
def test_a_broken_definition_is_refused_with_its_place(text, place):
    with pytest.raises(BadInput) as bad:
        load_form(read_definition(text), by=None)
    assert place in str(bad.value)
    assert not FormVersion.objects.exists()


def test_the_forms_of_the_product_load_and_load_again():
    forms = ensure_builtin_forms()
    assert "BDG-NAM" in {form.data_set.code for form in forms}
    assert [form.pk for form in ensure_builtin_forms()] == [form.pk for form in forms]


def test_a_reader_of_english_gets_the_refusals_of_a_definition_in_english_at_the_same_place():
    row = {"code": "a", "name": "A"}
    broken = [
        {"period": "week"}, {"code": "có dấu"}, {"name": ""}, {"sections": []}, {"colour": 1}, {"size_cell": "z"},
        {"sections": [{"title": "X", "rows": [row, row]}]},
        {"sections": [{"title": "X", "rows": [row | {"part_of": "z"}]}]},
        {"sections": [{"title": "X", "rows": [row | {"min": "x", "kind": "number"}]}]},
        {"sections": [{"title": "X", "rows": [row | {"kind": "choice", "options": [row, row]}]}]},
        {"derived": [{"code": "d", "name": "D", "formula": "z + 1"}]}, {"rules": [{"code": "r"}]},
        {"rules": [{"code": "r", "formula": "a >", "message": "m"}]}, {"warnings": {"jump_percent": -1}},
    ]  # fmt: skip
    whole = {"code": "F", "name": "F", "period": "year", "sections": [{"title": "X", "rows": [row]}]}
    for change in broken:
        with pytest.raises(BadInput) as vietnamese:
            load_form(whole | change, by=None)
        there = [(one.part, one.row) for one in drafting.problems(whole | change)]
        with translation.override("en"):
            with pytest.raises(BadInput) as english:
                load_form(whole | change, by=None)
            assert [(one.part, one.row) for one in drafting.problems(whole | change)] == there
        assert english.value.problems != vietnamese.value.problems
        assert not re.search(r"[ăâêôơưạảấầẩậắặếềểệỉịọốồổộớờởợụứừửựỳỵ]", str(english.value)), str(english.value)
    with translation.override("en"), pytest.raises(BadInput, match="no YAML"):
        read_definition("code: [")
