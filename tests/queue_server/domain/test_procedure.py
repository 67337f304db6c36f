"""Texts are compared as people type them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.procedure import fold, syllables

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký khai sinh", "dang ky khai sinh"),
        ("  Cấp GIẤY phép – xây dựng  ", "cap giay phep xay dung"),
        ("1.001193.000.00.00.H55", "1 001193 000 00 00 h55"),
        ("", ""),
    ],
)
def test_texts_are_folded_to_plain_letters(text, folded):
    assert fold(text) == folded


def test_every_vietnamese_letter_becomes_a_plain_one():
    """Composed or decomposed, small or capital; đ too, which SQLite's own folding leaves."""
    for letter in VIETNAMESE:
        for form in ("NFC", "NFD"):
            for text in (letter, letter.upper()):
                folded = fold(unicodedata.normalize(form, text))
                assert len(folded) == 1
                assert folded in "aeiouyd"


@given(st.text(max_size=60))
def test_folding_folded_text_changes_nothing(text):
    once = fold(text)

    assert fold(once) == once
    assert all(one.isascii() for one in once)


def test_syllables_keep_their_marks():
    assert syllables("Đất đai – Môi trường") == ("đất", "đai", "môi", "trường")
    assert syllables(unicodedata.normalize("NFD", "Đất")) == ("đất",)
