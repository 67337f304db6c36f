"""What an LED matrix of any size shows of a board at one moment, as inked pixels. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from display_client import glyphs, matrix_font
from display_client.board import current_calls, last_calls
from display_client.closing import is_shut, why_closed
from display_client.layout import View
from display_client.matrix_font import Rows
from queue_server.contract.messages import Board, BoardCall

TURN_S = 3.0
"""How long each of several simultaneous calls, and each part of one that has no room beside the other, is shown."""

SCROLL_S = 0.04
"""Time after which a text that is wider than the matrix moves by one pixel of its letters."""

STALE_EVERY_S = 12.0
"""How often the words for a lost connection take the place of the numbers."""

GAP = 3
"""Columns between a number and its counter."""


class Ink(IntEnum):
    """Why a pixel is lit; matrices with one colour light them all alike."""

    OFF = 0
    NUMBER = 1
    TEXT = 2
    ALARM = 3


class Picture:
    """Pixels of one moment, written from the upper left corner; what lies outside is dropped."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.rows = [[Ink.OFF] * width for _ in range(height)]

    def draw(self, rows: Rows | Sequence[Sequence[bool]], left: int, top: int, ink: Ink, scale: int = 1) -> None:
        """Light the pixels of a pattern, each ``scale`` by ``scale`` large."""
        for y, row in enumerate(rows):
            for x, lit in enumerate(row):
                if lit:
                    self._square(left + x * scale, top + y * scale, scale, ink)

    def _square(self, left: int, top: int, size: int, ink: Ink) -> None:
        for y in range(max(0, top), min(self.height, top + size)):
            for x in range(max(0, left), min(self.width, left + size)):
                self.rows[y][x] = ink

    @property
    def lit(self) -> int:
        """How many pixels are lit."""
        return sum(pixel is not Ink.OFF for row in self.rows for pixel in row)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Picture) and self.rows == other.rows

    __hash__ = None  # type: ignore[assignment]  # pixels change


@dataclass(frozen=True, slots=True)
class Piece:
    """A pattern with its ink; a line is made of pieces with a gap between them."""

    rows: Rows
    ink: Ink
    blinks: bool = False

    @property
    def width(self) -> int:
        """Its columns."""
        return len(self.rows[0])


def compose(view: View, width: int, height: int, now_s: float) -> Picture:
    """Return the picture of a moment.

    Args:
        view: board and state; ``lit`` is the phase of the blinking.
        width: columns of the matrix.
        height: rows of the matrix, 7 or more.
        now_s: monotonic seconds, for what takes turns or scrolls.
    """
    picture = Picture(width, height)
    if view.pattern:
        return _test_picture(picture, now_s)
    if view.note:
        _text(picture, view.note, Ink.TEXT, now_s)
        return picture
    if view.stale and (view.board is None or now_s % STALE_EVERY_S < STALE_EVERY_S / 3):
        words = view.wording.offline if view.board and not view.connecting else view.wording.connecting
        _text(picture, words, Ink.ALARM, now_s)
    elif view.board is not None:
        _calls(picture, view, view.board, now_s)
    if view.stale:
        _stale_mark(picture)
    return picture


def text_picture(text: str, width: int, height: int) -> Picture:
    """Return a short text in the middle; of one that is too wide only the beginning."""
    picture = Picture(width, height)
    rows = _number_rows(text)
    scale = max(1, min(height // matrix_font.ROWS, width // max(1, len(rows[0]))))
    if len(rows[0]) > width:
        rows = matrix_font.text_rows(text)
    left = max(0, (width - len(rows[0]) * scale) // 2)
    picture.draw(rows, left, max(0, (height - matrix_font.ROWS * scale + 1) // 2), Ink.NUMBER, scale)
    return picture


def _calls(picture: Picture, view: View, board: Board, now_s: float) -> None:
    current = current_calls(board)
    fresh = [call for call in current if call.call_id in view.fresh]
    if fresh:
        _large(picture, fresh[int(now_s / TURN_S) % len(fresh)], view, now_s)
        return
    notices = [
        text for one in board.notices if (text := one.text.get(view.language) or next(iter(one.text.values()), ""))
    ]
    why = why_closed(board, view.language, view.wording)
    notices += [why] if why else []
    calls = [] if is_shut(board) else last_calls(board)
    lines = max(1, min(len(calls), picture.height // matrix_font.ROWS))
    if not calls:
        _text(picture, " · ".join(notices) or view.wording.nobody, Ink.TEXT, now_s)
    elif notices and now_s % 30 < 12:
        _text(picture, " · ".join(notices), Ink.TEXT, now_s % 30)
    elif lines == 1:
        _large(picture, calls[0], view, now_s)
    else:
        _list(picture, calls[:lines], now_s)


def _large(picture: Picture, call: BoardCall, view: View, now_s: float) -> None:
    """Show one call as large as it fits; a number that is called now blinks, its counter stands still."""
    number = Piece(_number_rows(call.number), Ink.NUMBER, blinks=call.call_id in view.fresh)
    arrow = Piece(matrix_font.text_rows("→"), Ink.TEXT)
    counter = Piece(matrix_font.text_rows(_short_name(call.counter_name)), Ink.TEXT)
    times = [Piece(matrix_font.text_rows(view.wording.times.format(call.times)), Ink.ALARM)] if call.times > 1 else []
    full = Piece(matrix_font.text_rows(call.counter_name), Ink.TEXT)
    beside = _scale([number, arrow, counter], picture) if _fits([number, arrow, counter], picture) else 0
    if _stacked_scale(number, [arrow, counter], picture) > beside:
        below = next(one for one in ([arrow, full, *times], [arrow, full], [arrow, counter]) if _fits(one, picture))
        half = picture.height // 2
        _line(picture, [number], view, top=0, room=half)
        _line(picture, below, view, top=half, room=picture.height - half)
    elif beside:
        whole = [number, arrow, counter, *times]
        _line(picture, whole if _fits(whole, picture) else whole[:3], view)
    else:
        _by_turns(picture, [[number], [arrow, full], *([times] if times else [])], view, now_s)


def _by_turns(picture: Picture, parts: Sequence[Sequence[Piece]], view: View, now_s: float) -> None:
    """Show one part after the other; one that has no room runs through in its time."""
    part = parts[int(now_s / TURN_S) % len(parts)]
    if _fits(part, picture):
        _line(picture, part, view)
        return
    way = _width(part) + picture.width
    done = now_s % TURN_S / TURN_S
    left = picture.width // 4 - round(done * way)
    top = max(0, (picture.height - matrix_font.ROWS + 1) // 2)
    for piece in part:
        picture.draw(piece.rows, left, top, piece.ink)
        left += piece.width + GAP


def _stacked_scale(number: Piece, below: Sequence[Piece], picture: Picture) -> int:
    """Return the scale of a number above its counter, 0 if the two don't fit so."""
    rows = picture.height // 2 // matrix_font.ROWS
    return min(rows, picture.width // max(1, number.width), picture.width // _width(below)) if rows else 0


def _list(picture: Picture, calls: Sequence[BoardCall], now_s: float) -> None:
    """Show calls below each other, the newest on top; names that have no room scroll."""
    row = picture.height // len(calls)
    longest = max(len(_number_rows(call.number)[0]) for call in calls)
    # All lines alike; a third of the width is left for counters, whose longer names scroll.
    scale = max(1, min(row // matrix_font.ROWS, picture.width * 2 // 3 // (longest + GAP)))
    for index, call in enumerate(calls):
        number = _number_rows(call.number)
        name = matrix_font.text_rows(_short_name(call.counter_name))
        top = index * row + (row - matrix_font.ROWS * scale) // 2
        room = picture.width - (len(number[0]) + GAP) * scale
        if len(name[0]) * scale <= room:
            picture.draw(name, picture.width - len(name[0]) * scale, top, Ink.TEXT, scale)
        else:
            left = picture.width - room
            shifted = _window(name, room // scale, int(now_s / SCROLL_S / 3))
            picture.draw(shifted, left, top, Ink.TEXT, scale)
        picture.draw(number, 0, top, Ink.NUMBER, scale)


def _window(rows: Rows, columns: int, step: int) -> Rows:
    """Return the part of an endless text that is seen at a step."""
    period = len(rows[0]) + 2 * GAP
    start = step % period
    return tuple(
        tuple((row + (False,) * (2 * GAP))[(start + at) % period] for at in range(max(0, columns))) for row in rows
    )


def _fits(pieces: Sequence[Piece], picture: Picture) -> bool:
    return _width(pieces) <= picture.width


def _width(pieces: Sequence[Piece]) -> int:
    return sum(one.width for one in pieces) + GAP * (len(pieces) - 1)


def _scale(pieces: Sequence[Piece], picture: Picture, room: int | None = None) -> int:
    return max(1, min((room or picture.height) // matrix_font.ROWS, picture.width // max(1, _width(pieces))))


def _line(picture: Picture, pieces: Sequence[Piece], view: View, top: int = 0, room: int | None = None) -> None:
    """Draw pieces beside each other, as large as they fit, in the middle of ``room`` rows from ``top`` on."""
    rows = room or picture.height
    scale = _scale(pieces, picture, rows)
    left = (picture.width - _width(pieces) * scale) // 2
    above = top + max(0, (rows - matrix_font.ROWS * scale + 1) // 2)
    for piece in pieces:
        if view.lit or not piece.blinks:
            picture.draw(piece.rows, left, above, piece.ink, scale)
        left += (piece.width + GAP) * scale


def _text(picture: Picture, text: str, ink: Ink, now_s: float) -> None:
    """Show a text in the middle, or let it run through from right to left."""
    piece = Piece(matrix_font.text_rows(text), ink)
    if piece.width <= picture.width:
        scale = _scale([piece], picture)
        picture.draw(
            piece.rows,
            (picture.width - piece.width * scale) // 2,
            max(0, (picture.height - matrix_font.ROWS * scale + 1) // 2),
            ink,
            scale,
        )
    else:
        _scroll(picture, [piece], now_s)


def _scroll(picture: Picture, pieces: Sequence[Piece], now_s: float) -> None:
    scale = max(1, min(2, picture.height // matrix_font.ROWS))
    steps = _width(pieces) + picture.width // scale
    left = picture.width - int(now_s / SCROLL_S) % max(1, steps) * scale
    top = max(0, (picture.height - matrix_font.ROWS * scale + 1) // 2)
    for piece in pieces:
        picture.draw(piece.rows, left, top, piece.ink, scale)
        left += (piece.width + GAP) * scale


def _number_rows(number: str) -> Rows:
    """Return a number in large digits, one row below the top of a text line so that both share a base line."""
    if not glyphs.drawable(number):
        return matrix_font.text_rows(number)
    rows = [tuple(row) for row in glyphs.pixel_rows(number, 1)]
    return (*rows, (False,) * len(rows[0]))


def _short_name(name: str) -> str:
    """Return the number of a counter that has one, as there is no room for more: "Quầy 3" is "3"."""
    first, _, rest = name.strip().partition(" ")
    return rest if first.casefold() in {"quầy", "counter"} and rest else name


def _stale_mark(picture: Picture) -> None:
    """Dot the right edge: whoever looks closely sees that the numbers may be old."""
    for row in range(0, picture.height, 2):
        picture.rows[row][picture.width - 1] = Ink.ALARM


def _test_picture(picture: Picture, now_s: float) -> Picture:
    """Light every pixel in every ink by turns, with a frame at last, to find dead ones and wrong sizes."""
    turn = int(now_s / 1.5) % 4
    for y in range(picture.height):
        for x in range(picture.width):
            edge = x in (0, picture.width - 1) or y in (0, picture.height - 1)
            if turn < 3 or edge:
                picture.rows[y][x] = (Ink.NUMBER, Ink.TEXT, Ink.ALARM, Ink.TEXT)[turn]
    return picture
