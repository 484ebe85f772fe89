"""The words of a paper follow Decree 30/2020, annex I."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhdang.documents import layout
from binhdang.documents.figures import by_hand, moved, refreshed
from binhdang.documents.layout import Section, clean, cleaned, content_of, to_json
from tests.documents.samples import TABLE, sample


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2020, 2, 5), "ngày 05 tháng 02 năm 2020"),
        (date(2020, 1, 31), "ngày 31 tháng 01 năm 2020"),
        (date(2020, 3, 15), "ngày 15 tháng 3 năm 2020"),
        (date(2020, 9, 9), "ngày 09 tháng 9 năm 2020"),
        (date(2020, 12, 10), "ngày 10 tháng 12 năm 2020"),
    ],
)
def test_days_below_ten_and_only_the_first_two_months_get_a_leading_zero(day, said):
    assert layout.long_date(day) == said


def test_numbers_below_ten_get_a_leading_zero_and_a_draft_leaves_the_place_open():
    assert layout.number_line(sample()) == "Số: 05/BC-LĐLĐ"
    assert layout.number_line(sample(number=112)) == "Số: 112/BC-LĐLĐ"
    assert layout.number_line(sample(number=None)).split() == ["Số:", "/BC-LĐLĐ"]


def test_bases_and_recipients_end_as_prescribed_and_the_archive_comes_last():
    assert [one[-1] for one in layout.basis_lines(sample().bases)] == [";", "."]
    assert layout.recipient_lines(sample().recipients) == ("- Như kính gửi;", "- Lưu: VT, TG-NC.")


def test_rules_are_between_a_third_and_half_of_their_text_and_the_motto_is_ruled_in_full():
    content = sample()
    widest = max(layout.text_width(one, layout.ISSUER_SIZE, bold=True) for one in layout.heads(content)[1])
    assert widest / 3 <= layout.issuer_rule(content) <= widest / 2
    motto = layout.text_width(layout.MOTTO[1], layout.MOTTO_SIZE, bold=True)
    assert abs(layout.motto_rule() - motto) < 0.1


def test_annexes_are_numbered_in_roman_only_when_there_are_two():
    assert [layout.annex_label(sample(), at) for at in (0, 1)] == ["Phụ lục I", "Phụ lục II"]
    assert layout.annex_label(sample(annexes=sample().annexes[:1]), 0) == "Phụ lục"


@given(st.text())
def test_no_control_or_direction_character_survives(text):
    kept = clean(text)
    assert not any(ord(c) < 32 and c != "\n" for c in kept)
    assert not set(kept) & set("\x7f\u202e\u2066\ufeff")
    assert clean(kept) == kept


@given(st.text(min_size=1), st.floats(20, 120))
def test_breaking_a_title_loses_no_word(text, room):
    words = text.split()
    assert " ".join(layout.wrapped(text, 14, room)).split() == words


def test_content_survives_its_way_through_the_database():
    assert content_of(to_json(sample())) == sample()
    assert content_of(to_json(cleaned(sample(opening="a\x00b\r\n\r\nc")))).opening == "ab\nc"


def test_a_refresh_renews_drafted_lines_and_tables_and_keeps_what_people_wrote():
    old = Section("r", "I", text="Có 5 đơn vị.\nCâu của tôi có 7.", table=TABLE, drafted="Có 5 đơn vị.\nHai.")
    new = Section("r", "I", text="Có 6 đơn vị.\nHai.", table=None, drafted="Có 6 đơn vị.\nHai.")
    done = refreshed(sample(sections=(old,)), sample(sections=(new,)))
    assert done.sections[0].text == "Có 6 đơn vị.\nCâu của tôi có 7."
    assert done.sections[0].table is None
    assert by_hand(done) == [("I", "Câu của tôi có 7.")]


def test_every_figure_that_moved_came_or_went_is_named():
    old = {"a": {"label": "A", "text": "1"}, "b": {"label": "B", "text": "2"}, "c": {"label": "C", "text": "3"}}
    new = {"a": {"label": "A", "text": "1"}, "b": {"label": "B", "text": "4"}, "d": {"label": "D", "text": "5"}}
    assert [(one.label, one.old, one.new) for one in moved(old, new)] == [
        ("B", "2", "4"),
        ("C", "3", ""),
        ("D", "", "5"),
    ]
