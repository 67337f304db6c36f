"""Text measured in cells of a terminal, and lines made of styled pieces. Pure."""

import unicodedata
from dataclasses import dataclass
from enum import Enum

ELLIPSIS = "…"


class Style(Enum):
    """How a piece of a line looks; never the only carrier of a meaning."""

    PLAIN = "plain"
    QUIET = "quiet"
    STRONG = "strong"
    TITLE = "title"
    NUMBER = "number"
    FLASH = "flash"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line in one style; the text is clean."""

    text: str
    style: Style = Style.PLAIN


Line = tuple[Span, ...]


def clean(text: str) -> str:
    """Return text from outside without control, format and unassigned characters, composed.

    A counter's name must not be able to steer the terminal.
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        letter for letter in composed if unicodedata.category(letter)[0] != "C" and letter not in "\u2028\u2029"
    )


def width_of(text: str) -> int:
    """Return how many cells a clean text takes."""
    return sum(_cells(letter) for letter in text)


def _cells(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1


def cut(text: str, width: int) -> str:
    """Return the text if it fits, else its beginning with an ellipsis; never wider than ``width``."""
    if width_of(text) <= width:
        return text
    if width <= 0:
        return ""
    kept, used = [], 0
    for letter in text:
        used += _cells(letter)
        if used > width - 1:
            break
        kept.append(letter)
    return "".join(kept).rstrip() + ELLIPSIS


def line_width(line: Line) -> int:
    """Return how many cells a line takes."""
    return sum(width_of(span.text) for span in line)


def fit(line: Line, width: int) -> Line:
    """Return the line cut to ``width`` cells."""
    spans: list[Span] = []
    left = width
    for span in line:
        if left <= 0:
            break
        text = cut(span.text, left)
        spans.append(Span(text, span.style))
        left -= width_of(text)
        if text != span.text:
            break
    return tuple(spans)


def padded(line: Line, width: int) -> Line:
    """Return the line cut and filled to exactly ``width`` cells."""
    fitted = fit(line, width)
    missing = width - line_width(fitted)
    return (*fitted, Span(" " * missing)) if missing > 0 else fitted


def centred(line: Line, width: int) -> Line:
    """Return the line in the middle of ``width`` cells."""
    fitted = fit(line, width)
    before = (width - line_width(fitted)) // 2
    return (Span(" " * before), *fitted) if before > 0 else fitted


def ends(left: Line, right: Line, width: int) -> Line:
    """Return a line of exactly ``width`` cells with one text at each end; the right one stays whole if it fits."""
    kept = fit(right, width)
    room = width - line_width(kept)
    return (*padded(left, room), *kept)
