"""Names come in Vietnamese order and are found without diacritics."""

import random
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from binhdang.calc.collation import same_key, search_key, sort_key

IN_ORDER = [
    "CĐCS 2", "CĐCS 10", "An Bình", "Anh", "ăn", "ân", "ba", "bà", "bả", "bã", "bá", "bạ", "Bắc", "da", "Đa", "Đắk Glei",
    "Đắk Hà", "em", "êm", "o", "ô", "ơ", "u", "ư", "Ia H’Drai", "Kon Plông", "Kon Rẫy", "Sa Thầy", "Tu Mơ Rông",
]  # fmt: skip


def test_vietnamese_names_are_in_vietnamese_order():
    groups = [["ba", "bà", "bả", "bã", "bá", "bạ"], ["An Bình", "Anh", "ăn", "ân"], ["da", "Đa", "em", "êm", "o", "ô", "ơ", "u", "ư"],
              ["CĐCS 2", "CĐCS 10"], ["Đắk Glei", "Đắk Hà", "Ia H’Drai", "Kon Plông", "Kon Rẫy", "Sa Thầy", "Tu Mơ Rông"]]  # fmt: skip
    for names in groups:
        mixed = list(names)
        random.Random(3).shuffle(mixed)
        assert sorted(mixed, key=sort_key) == names


@given(st.sampled_from(IN_ORDER))
def test_composed_and_decomposed_text_are_the_same(name):
    loose = unicodedata.normalize("NFD", name)
    assert sort_key(loose) == sort_key(name)
    assert search_key(loose) == search_key(name)


@given(st.text(max_size=40))
def test_keys_are_made_of_any_text_and_order_alike_everywhere(text):
    assert set(sort_key(text)) <= set("0123456789abcdef")
    assert search_key(search_key(text)) == search_key(text)


def test_searching_ignores_diacritics_and_case():
    assert search_key("  CĐCS  Trường THCS Đắk Hà ") == "cdcs truong thcs dak ha"
    assert search_key("Ưu đãi") == "uu dai"


def test_a_name_is_the_same_however_it_is_typed_but_not_with_another_tone_or_letter():
    same = ["Nguyễn Thị Hoà", "NGUYỄN THỊ HÒA", " nguyễn  thị hoà ", unicodedata.normalize("NFD", "Nguyễn Thị Hoà")]
    assert len({same_key(name) for name in same}) == 1
    others = [
        "Nguyễn Thị Hoa",
        "Nguyễn Thị Hoá",
        "Nguyen Thi Hoa",
        "Nguyễn Thị Hoàn",
        "Nguyễn Thị Đào",
        "Nguyễn Thị Dào",
    ]
    assert len({same_key(name) for name in [*others, same[0]]}) == 7
