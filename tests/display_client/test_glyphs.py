"""Big letters that stay inside their box and can be told apart."""

import itertools
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display_client import glyphs

LETTERS = string.ascii_uppercase + string.digits + "-Đ"
TEXTS = st.text(st.sampled_from(LETTERS), min_size=1, max_size=8)


@given(TEXTS, st.integers(1, 9))
def test_a_drawn_text_is_exactly_as_large_as_announced(text, scale):
    """The layout relies on it."""
    rows = glyphs.big(text, scale)

    columns, height = glyphs.size(text, scale)
    assert len(rows) == height
    assert {len(row) for row in rows} == {columns}
    assert set("".join(rows)) <= set(" ▀▄█")


@given(TEXTS, st.integers(1, 300), st.integers(1, 100))
def test_the_largest_scale_fits_and_the_next_one_does_not(text, width, height):
    """Numbers are as large as the screen allows."""
    scale = glyphs.largest_scale(text, width, height)

    columns, rows = glyphs.size(text, scale)
    assert scale == 0 or (columns <= width and rows <= height)
    columns, rows = glyphs.size(text, scale + 1)
    assert columns > width or rows > height


def test_no_two_characters_look_the_same():
    """A citizen must not mistake B for 8 or Đ for D."""
    for one, other in itertools.combinations(LETTERS, 2):
        assert glyphs.big(one, 2) != glyphs.big(other, 2), f"{one} {other}"


def test_the_digits_look_like_digits():
    """One picture checked by eye."""
    assert glyphs.big("7-", 2) == (
        "██████████            ",
        "        ██            ",
        "      ██              ",
        "    ██      ██████████",
        "  ██                  ",
        "  ██                  ",
        "  ██                  ",
    )


@pytest.mark.parametrize(("text", "same"), [("ắ", "A"), ("ệ", "E"), ("Ư", "U"), ("ơ", "O"), ("e\u0301", "E")])
def test_vietnamese_accents_are_left_out(text, same):
    """Prefixes are single letters; their base letter is what is printed on the ticket's number."""
    assert glyphs.drawable(text)
    assert glyphs.big(text, 1) == glyphs.big(same, 1)


def test_a_barred_d_keeps_its_bar():
    """D and Đ can be prefixes of two services."""
    assert glyphs.big("đ", 1) == glyphs.big("Đ", 1) != glyphs.big("D", 1)


@pytest.mark.parametrize("text", ["A#1", "東", ""])
def test_what_has_no_glyph_is_not_drawn(text):
    """Better small than wrong."""
    assert glyphs.largest_scale(text, 200, 100) == 0
