"""Text from outside, measured and tamed."""

from hypothesis import given
from hypothesis import strategies as st

from display_client.cells import Span, centred, clean, cut, ends, fit, line_width, padded, width_of

TEXTS = st.text(max_size=30).map(clean)
LINES = st.lists(TEXTS.map(Span), max_size=4).map(tuple)
WIDTHS = st.integers(0, 60)


@given(st.text())
def test_clean_text_can_not_steer_a_terminal(text):
    """A counter's name with an escape sequence in it stays a name."""
    assert all(letter.isprintable() or letter.isspace() for letter in clean(text + "\x1b[2J\x07\x9b\u202e\r\n"))
    assert not set(clean(text)) & set("\x1b\x07\x9b\r\n\u202e")


def test_vietnamese_letters_take_one_cell_composed_or_not():
    """Macs write accents as separate characters."""
    assert width_of("Quầy số 1 ở đây") == 15
    assert clean("Qua\u0302\u0300y") == "Quầy"
    assert width_of("Qua\u0302\u0300y") == 4
    assert width_of("窓口") == 4


@given(TEXTS, WIDTHS)
def test_a_cut_text_fits(text, width):
    """Wider text would wrap and push the screen up."""
    assert width_of(cut(text, width)) <= width
    assert width_of(text) > width or cut(text, width) == text


def test_a_cut_text_says_so():
    """A name that ends early is marked."""
    assert cut("Bộ phận một cửa", 8) == "Bộ phận…"


@given(LINES, LINES, WIDTHS)
def test_lines_never_exceed_their_width(left, right, width):
    """The promise the layout builds on."""
    assert line_width(fit(left, width)) <= width
    assert line_width(padded(left, width)) == width
    assert line_width(centred(left, width)) <= width
    assert line_width(ends(left, right, width)) == width
