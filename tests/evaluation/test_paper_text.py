"""The yearly report is written from data: clause by clause, silent units by name, every figure noted for the check."""

import re

import pytest

from binhdang.documents.figures import moved
from binhdang.evaluation import paper_words as words
from binhdang.evaluation.papers import compose
from binhdang.plans.models import Clause, PlanItem
from tests.evaluation.world import P2019, base_cells, filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = filled()
    Clause.objects.create(
        plan=made.plan, ident="II.2", label="2", level=2, order=1, kind="target", text="Chỉ tiêu  đến năm 2020", start=0, end=1
    )  # fmt: skip
    return made


def report(world, basis="approved"):
    return compose(None, world.units["KT"], world.plan, P2019, basis)


def section(made, key):
    return next(one for one in made.content.sections if one.key == key)


def test_the_results_stand_clause_by_clause_under_the_words_of_the_plan(world):
    clause = section(report(world), "clause.II.2")
    assert clause.level == 2
    assert clause.text.split("\n")[0] == "Kế hoạch đề ra: Chỉ tiêu đến năm 2020."
    assert "Nữ uỷ viên ban chấp hành: " in clause.text


def test_silent_units_are_named_whatever_their_level(world):
    said = section(report(world), "difficulties").text
    assert "Còn 2 đơn vị chưa có báo cáo được tính: Đơn vị C01, Đơn vị C12." in said
    waiting = section(report(world, "provisional"), "difficulties").text
    assert "Còn 1 đơn vị chưa có báo cáo được tính: Đơn vị C12." in waiting


def test_a_result_in_percent_brings_its_fraction(world):
    said = {key: one["text"] for key, one in report(world).figures.items() if key.endswith(".say")}
    assert said
    assert [text for text in said.values() if "%" in text and not re.search(r"% \([\d.]+/[\d.]+\)", text)] == []


def test_a_correction_below_is_named_with_old_and_new_in_text_table_and_annex(world):
    before = report(world)
    world.report("C11", base_cells((9, 5), sinh3=1))
    found = {one.label: (one.old, one.new) for one in moved(before.figures, report(world).figures)}
    assert found["Chỉ tiêu T1: kết quả"] == ("18/63", "20/63")
    assert "Chỉ tiêu T1: câu mô tả" in found
    assert any(label.startswith("Phụ lục, Đơn vị H1") for label in found)


def test_titles_in_capitals_are_written_as_sentences():
    assert words.sentence_case("KẾ HOẠCH HÀNH ĐỘNG Về bình đẳng giới") == "Kế hoạch hành động về bình đẳng giới"
    assert words.sentence_case("Kế hoạch của TLĐ về nữ công") == "Kế hoạch của TLĐ về nữ công"


def test_a_basis_cut_out_of_a_bracket_does_not_carry_its_end(world):
    PlanItem.objects.create(
        plan=world.plan, kind="legal_basis", order=1, text="x",
        data={"kind": "Quyết định", "number": "1696/QĐ-TTg", "issuer": "Thủ tướng Chính phủ) cùng kế hoạch"},
    )  # fmt: skip
    assert words.basis_texts(world.plan)[0] == "Căn cứ Quyết định số 1696/QĐ-TTg của Thủ tướng Chính phủ"


def test_whoever_is_addressed_is_not_listed_again_among_the_recipients(world):
    PlanItem.objects.create(plan=world.plan, kind="recipient", order=1, text="Ban Nữ công TLĐ", data={})
    PlanItem.objects.create(plan=world.plan, kind="recipient", order=2, text="Công đoàn ngành", data={})
    to = ("Ban Nữ công Tổng Liên đoàn Lao động Việt Nam",)
    assert words.recipients(world.units["KT"], world.plan, to) == ("Như kính gửi", "Công đoàn ngành", "Lưu: VT")


def test_where_sizes_are_unknown_the_paper_says_why_there_is_no_band(world):
    assert "chưa rõ cỡ 1 đơn vị chưa báo cáo" in section(report(world), "clause.II.2").text
