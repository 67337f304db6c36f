"""Letters for LED matrices: every Vietnamese letter in cells of eight rows, made of a base and its marks. Pure.

A cell: two rows for what stands above a letter, five for the letter, one for the dot below. Two marks on one vowel
stand side by side, as eight rows have no room for one above the other; small letters are drawn as capitals.
"""

import unicodedata
from functools import lru_cache

ROWS = 8
_ABOVE = 2
_BASE = 5

Rows = tuple[tuple[bool, ...], ...]
"""Pixels by row, True where one is lit; all rows are equally long."""

_LETTERS = {
    "A": ".##. #..# #### #..# #..#",
    "B": "###. #..# ###. #..# ###.",
    "C": ".### #... #... #... .###",
    "D": "###. #..# #..# #..# ###.",
    "Đ": ".###. .#..# ###.# .#..# .###.",
    "E": "#### #... ###. #... ####",
    "F": "#### #... ###. #... #...",
    "G": ".### #... #.## #..# .###",
    "H": "#..# #..# #### #..# #..#",
    "I": "### .#. .#. .#. ###",
    "J": "..## ...# ...# #..# .##.",
    "K": "#..# #.#. ##.. #.#. #..#",
    "L": "#... #... #... #... ####",
    "M": "#...# ##.## #.#.# #...# #...#",
    "N": "#..# ##.# #.## #..# #..#",
    "O": ".##. #..# #..# #..# .##.",
    "Ơ": ".##..# #..##. #..#.. #..#.. .##...",
    "P": "###. #..# ###. #... #...",
    "Q": ".##. #..# #..# #.#. .#.#",
    "R": "###. #..# ###. #.#. #..#",
    "S": ".### #... .##. ...# ###.",
    "T": "##### ..#.. ..#.. ..#.. ..#..",
    "U": "#..# #..# #..# #..# .##.",
    "Ư": "#..#.# #..##. #..#.. #..#.. .##...",
    "V": "#...# #...# #...# .#.#. ..#..",
    "W": "#...# #...# #.#.# ##.## #...#",
    "X": "#..# #..# .##. #..# #..#",
    "Y": "#...# .#.#. ..#.. ..#.. ..#..",
    "Z": "#### ...# .##. #... ####",
    "0": "### #.# #.# #.# ###",
    "1": ".#. ##. .#. .#. ###",
    "2": "### ..# ### #.. ###",
    "3": "### ..# ### ..# ###",
    "4": "#.# #.# ### ..# ..#",
    "5": "### #.. ### ..# ###",
    "6": "### #.. ### #.# ###",
    "7": "### ..# ..# .#. .#.",
    "8": "### #.# ### #.# ###",
    "9": "### #.# ### ..# ###",
    " ": ".. .. .. .. ..",
    "-": "... ... ### ... ...",
    "–": ".... .... #### .... ....",
    ".": ". . . . #",
    ",": ".. .. .. .# #.",
    ":": ". # . # .",
    ";": ".. .# .. .# #.",
    "!": "# # # . #",
    "?": "##. ..# .#. ... .#.",
    "/": "..# ..# .#. #.. #..",
    "(": ".# #. #. #. .#",
    ")": "#. .# .# .# #.",
    "+": "... .#. ### .#. ...",
    "=": "... ### ... ### ...",
    "%": "#..# ...# .##. #... #..#",
    "&": ".#.. #.#. .#.. #.#. .#.#",
    "'": "# # . . .",
    '"': "#.# #.# ... ... ...",
    "·": ". . # . .",
    "•": ". . # . .",
    "→": "..#.. ...#. ##### ...#. ..#..",
    "►": "#... ##.. ###. ##.. #...",
    "…": "..... ..... ..... ..... #.#.#",
    "□": "#### #..# #..# #..# ####",
}

_HATS = {"\u0302": ".#. #.#", "\u0306": "#.# .#."}
"""Circumflex and breve."""

_TONES = {"\u0301": ".# #.", "\u0300": "#. .#", "\u0309": "## .#", "\u0303": ".#.# #.#."}
"""Acute, grave, hook above, tilde; the dot below has a row of its own."""

_DOT = "\u0323"
_HORN = "\u031b"
_HORNED = {"O": "Ơ", "U": "Ư"}
UNKNOWN = "□"


def text_rows(text: str) -> Rows:
    """Return a text as eight rows of pixels with a column between letters; unknown characters become a box."""
    cells = [_cell(letter) for letter in unicodedata.normalize("NFC", text)]
    if not cells:
        return ((),) * ROWS
    joined: list[tuple[bool, ...]] = []
    for row in range(ROWS):
        pixels: list[bool] = []
        for cell in cells:
            pixels += [*cell[row], False]
        joined.append(tuple(pixels[:-1]))
    return tuple(joined)


def width(text: str) -> int:
    """Return the columns a text takes."""
    return len(text_rows(text)[0])


@lru_cache(maxsize=512)
def _cell(letter: str) -> Rows:
    parts = unicodedata.normalize("NFD", letter.upper())
    base, marks = parts[0], set(parts[1:])
    if _HORN in marks:
        base = _HORNED.get(base, base)
    known = marks <= {_HORN, _DOT, *_HATS, *_TONES} and len(letter.upper()) == 1
    body = _pattern(_LETTERS[base]) if known and base in _LETTERS else _pattern(_LETTERS[UNKNOWN])
    above = [_pattern(shapes[mark]) for shapes in (_HATS, _TONES) for mark in sorted(marks) if mark in shapes]
    return _stacked(body, _beside(above), dotted=_DOT in marks)


def _pattern(text: str) -> Rows:
    return tuple(tuple(dot == "#" for dot in row) for row in text.split())


def _beside(patterns: list[Rows]) -> Rows:
    """Return marks side by side with a column between them."""
    rows: list[tuple[bool, ...]] = []
    for row in range(_ABOVE):
        pixels: list[bool] = []
        for pattern in patterns:
            pixels += [*pattern[row], False]
        rows.append(tuple(pixels[:-1]))
    return tuple(rows)


def _stacked(body: Rows, above: Rows, *, dotted: bool) -> Rows:
    columns = max(len(body[0]), len(above[0]))
    dot = (False,) * ((len(body[0]) - 1) // 2) + (dotted,)
    lines = [_centred(row, columns, len(part[0])) for part in (above, body) for row in part]
    return (*lines, _centred(dot, columns, len(body[0])))


def _centred(row: tuple[bool, ...], columns: int, whole: int) -> tuple[bool, ...]:
    before = (columns - whole) // 2
    return ((False,) * before + row + (False,) * columns)[:columns]
