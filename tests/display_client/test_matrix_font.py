"""Every Vietnamese letter can be told from every other on eight rows."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display_client.matrix_font import ROWS, text_rows, width

TONES = ["", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"]
VOWELS = [unicodedata.normalize("NFC", vowel + tone) for vowel in "AĂÂEÊIOÔƠUƯY" for tone in TONES]
LETTERS = [*VOWELS, *"BCDĐGHKLMNPQRSTVX", *"FJWZ"]


def shown(text):
    return "\n".join("".join(".#"[pixel] for pixel in row) for row in text_rows(text))


def test_there_are_all_letters():
    """Twelve vowels in six tones, and the consonants; small ones are drawn as capitals."""
    assert len(set(LETTERS)) == 72 + 17 + 4


def test_no_two_letters_look_alike():
    pictures = {letter: shown(letter) for letter in LETTERS}

    assert len(set(pictures.values())) == len(LETTERS)
    assert shown("□") not in pictures.values()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_small_and_decomposed_letters_are_the_same(form):
    text = "".join(LETTERS)

    assert shown(unicodedata.normalize(form, text.lower())) == shown(text)


def test_a_letter_with_two_marks_has_them_side_by_side():
    assert shown("Ấ").splitlines() == [
        ".#...#",
        "#.#.#.",
        "..##..",
        ".#..#.",
        ".####.",
        ".#..#.",
        ".#..#.",
        "......",
    ]


def test_the_dot_below_has_its_own_row():
    assert [pixel for pixel in text_rows("Ạ")[7] if pixel] == [True]
    assert not any(text_rows("A")[7])


def test_unknown_characters_become_a_box_instead_of_nothing():
    assert shown("漢") == shown("□")
    assert shown("ß") == shown("□")


@given(st.text(max_size=30))
def test_any_text_has_eight_rows_of_equal_length(text):
    rows = text_rows(text)

    assert len(rows) == ROWS
    assert {len(row) for row in rows} == {width(text)}
