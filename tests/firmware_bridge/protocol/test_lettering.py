"""What displays of few places and letters make of a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.protocol.lettering import DIGITS_ONLY, SEGMENT_CHARACTERS, Lettering, as_number, shorten


@pytest.mark.parametrize(
    ("text", "places", "shown"),
    [
        ("A007", 4, "A007"),
        ("A007", 3, "A07"),
        ("A042", 3, "A42"),
        ("A142", 3, "142"),
        ("A1000", 4, "1000"),
        ("A000", 2, "A0"),
        ("", 4, ""),
        ("----", 3, "---"),
        ("12", 1, "2"),
    ],
)
def test_zeros_go_before_the_prefix_does(text, places, shown):
    """A07 is still read as A007; 007 could be B007."""
    assert shorten(text, places) == shown


@given(st.text(max_size=12), st.integers(1, 8))
def test_a_text_fills_exactly_its_places(text, places):
    """Else a part of the last number would stay."""
    sent = Lettering(places, SEGMENT_CHARACTERS).fit(text)

    assert len(sent) == places
    assert set(sent) <= set(SEGMENT_CHARACTERS)


def test_letters_are_sent_in_the_case_that_is_no_digit():
    """A capital B is an 8 on seven segments, a capital D a 0."""
    assert Lettering(4, SEGMENT_CHARACTERS).fit("B042") == "b042"
    assert Lettering(4, SEGMENT_CHARACTERS).fit("A007") == "A007"


@pytest.mark.parametrize(
    ("lettering", "number", "objection"),
    [
        (Lettering(4, SEGMENT_CHARACTERS), "A007", None),
        (Lettering(4, SEGMENT_CHARACTERS), "K007", "it cannot show the K of K007"),
        (Lettering(3, SEGMENT_CHARACTERS), "A007", "A007 is shown as A07"),
        (Lettering(8, DIGITS_ONLY), "A007", "it cannot show the A of A007"),
        (Lettering(3, DIGITS_ONLY), "A142", "A142 is shown as 142"),
    ],
)
def test_what_can_not_be_read_is_said(lettering, number, objection):
    """Before the office opens, not when the first citizen asks."""
    assert lettering.objection(number) == objection


@pytest.mark.parametrize(
    ("text", "number"), [("A007", 7), ("A1000", 1000), ("12345", 2345), ("", None), ("----", None), ("A", None)]
)
def test_the_number_that_ends_a_text(text, number):
    """For displays without letters."""
    assert as_number(text, 9999) == number
