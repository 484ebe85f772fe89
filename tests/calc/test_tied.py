"""Figures in a text are tied to data; what moved is known by its sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhdang.calc.themes import kind_of, theme_of
from binhdang.calc.tied import TOKEN, filled, keys_of, loose_numbers, sentences, spelled, tie, unspelled

TEXT = "Năm 2019 có [[bch.nu]] nữ uỷ viên, chiếm 31,2%. Theo số 12/KH ngày 05/12/2019 còn thiếu 1.234 người.\nDòng hai."


def test_a_sentence_names_what_moved_and_the_others_stay():
    found = sentences(TEXT, {"bch.nu": "8"}, {"bch.nu": "9"})
    assert [(one.line, bool(one.moved)) for one in found] == [(0, True), (0, False), (1, False)]
    assert found[0].text == "Năm 2019 có 8 nữ uỷ viên, chiếm 31,2%."
    assert [(part.key, part.text, part.now) for part in found[0].moved] == [("bch.nu", "8", "9")]
    gone = sentences("Có [[x]].", {"x": "1"}, {})
    assert gone[0].moved[0].now is None


def test_plain_numbers_are_found_and_years_dates_thresholds_and_paper_numbers_are_not():
    assert [one.text for one in loose_numbers(TEXT)] == ["31,2", "1.234"]
    assert [one.text for one in loose_numbers("CĐCS có từ 30% nữ; đạt 30%")] == ["30"]


def test_a_number_is_tied_where_it_stands_and_nowhere_else():
    start = TEXT.index("1.234")
    text, was = tie(TEXT, start, "a.b")
    assert (was, text[start : start + 7]) == ("1.234", "[[a.b]]")
    with pytest.raises(ValueError, match="no plain number"):
        tie(TEXT, start + 1, "a.b")


@given(st.text(max_size=80), st.lists(st.sampled_from(["a", "b.c"]), max_size=4))
def test_no_letter_is_lost_between_a_text_and_its_sentences(text, keys):
    text += "".join(f" x [[{key}]]." for key in keys)
    agreed = {"a": "1", "b.c": "2"}
    said = "".join(one.text for one in sentences(text, agreed, agreed))
    assert "".join(said.split()) == "".join(filled(text, agreed).split())
    assert set(keys) <= set(keys_of(text))
    assert unspelled(spelled(text, agreed)) == unspelled(text)
    assert not TOKEN.search(filled("[[a]] [[b.c]]", agreed))


@pytest.mark.parametrize(
    ("text", "kind", "theme"),
    [
        ("Đề nghị cấp trên mở lớp tập huấn.", "proposal", "training"),
        ("Nữ trong ban chấp hành còn thiếu so với quy hoạch.", "difficulty", "cadres"),
        ("Hội viên sinh hoạt đều.", "achievement", "other"),
    ],
)
def test_words_without_diacritics_decide_kind_and_theme_and_are_named(text, kind, theme):
    assert (kind_of(text).code, theme_of(text).code) == (kind, theme)
    assert all(word in "de nghi thieu tap huan lop ban chap hanh quy hoach" for word in theme_of(text).words)
