"""Big letters and digits, drawn with block characters that every terminal font has."""

import unicodedata

COLUMNS = 5
ROWS = 7
"""Pixels of one glyph; two pixel rows make one row of text (``▀▄█``), so pixels come out square."""

_FONT = {
    "0": ".###. #...# #..## #.#.# ##..# #...# .###.",
    "1": "..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###.",
    "2": ".###. #...# ....# ...#. ..#.. .#... #####",
    "3": "##### ...#. ..#.. ...#. ....# #...# .###.",
    "4": "...#. ..##. .#.#. #..#. ##### ...#. ...#.",
    "5": "##### #.... ####. ....# ....# #...# .###.",
    "6": "..##. .#... #.... ####. #...# #...# .###.",
    "7": "##### ....# ...#. ..#.. .#... .#... .#...",
    "8": ".###. #...# #...# .###. #...# #...# .###.",
    "9": ".###. #...# #...# .#### ....# ...#. .##..",
    "A": ".###. #...# #...# ##### #...# #...# #...#",
    "B": "####. #...# #...# ####. #...# #...# ####.",
    "C": ".###. #...# #.... #.... #.... #...# .###.",
    "D": "####. #...# #...# #...# #...# #...# ####.",
    "Đ": ".###. .#..# .#..# ###.# .#..# .#..# .###.",
    "E": "##### #.... #.... ####. #.... #.... #####",
    "F": "##### #.... #.... ####. #.... #.... #....",
    "G": ".###. #...# #.... #.### #...# #...# .####",
    "H": "#...# #...# #...# ##### #...# #...# #...#",
    "I": ".###. ..#.. ..#.. ..#.. ..#.. ..#.. .###.",
    "J": "..### ...#. ...#. ...#. ...#. #..#. .##..",
    "K": "#...# #..#. #.#.. ##... #.#.. #..#. #...#",
    "L": "#.... #.... #.... #.... #.... #.... #####",
    "M": "#...# ##.## #.#.# #.#.# #...# #...# #...#",
    "N": "#...# #...# ##..# #.#.# #..## #...# #...#",
    "O": ".###. #...# #...# #...# #...# #...# .###.",
    "P": "####. #...# #...# ####. #.... #.... #....",
    "Q": ".###. #...# #...# #...# #.#.# #..#. .##.#",
    "R": "####. #...# #...# ####. #.#.. #..#. #...#",
    "S": ".#### #.... #.... .###. ....# ....# ####.",
    "T": "##### ..#.. ..#.. ..#.. ..#.. ..#.. ..#..",
    "U": "#...# #...# #...# #...# #...# #...# .###.",
    "V": "#...# #...# #...# #...# #...# .#.#. ..#..",
    "W": "#...# #...# #...# #.#.# #.#.# #.#.# .#.#.",
    "X": "#...# #...# .#.#. ..#.. .#.#. #...# #...#",
    "Y": "#...# #...# #...# .#.#. ..#.. ..#.. ..#..",
    "Z": "##### ....# ...#. ..#.. .#... #.... #####",
    "-": "..... ..... ..... ##### ..... ..... .....",
    " ": "..... ..... ..... ..... ..... ..... .....",
}

_GLYPHS = {letter: tuple(rows.split(" ")) for letter, rows in _FONT.items()}

_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def drawable(text: str) -> bool:
    """Return whether every character has a glyph; a text without one is better shown small than wrong."""
    return all(letter in _GLYPHS for letter in _folded(text))


def size(text: str, scale: int) -> tuple[int, int]:
    """Return columns and rows that ``big`` needs at this scale, both in cells of the terminal."""
    letters = len(_folded(text))
    return max(0, letters * (COLUMNS + 1) - 1) * scale, (ROWS * scale + 1) // 2


def largest_scale(text: str, width: int, height: int) -> int:
    """Return the largest scale at which the text fits, 0 if it does not fit or can't be drawn."""
    if not text or not drawable(text):
        return 0
    columns, _ = size(text, 1)
    return max(0, min(width // columns, 2 * height // ROWS))


def big(text: str, scale: int) -> tuple[str, ...]:
    """Return the rows of a drawable text, each exactly as wide as ``size`` says.

    Args:
        text: letters in any case, with or without Vietnamese accents, which are left out (Đ keeps its bar).
        scale: pixels of the screen for one pixel of the glyph, 1 or more.
    """
    rows = pixel_rows(text, scale)
    columns, _ = size(text, scale)
    if len(rows) % 2:
        rows.append([False] * columns)
    return tuple(
        "".join(map(_BLOCKS.__getitem__, zip(rows[at], rows[at + 1], strict=True))) for at in range(0, len(rows), 2)
    )


def pixel_rows(text: str, scale: int) -> list[list[bool]]:
    """Return a drawable text as rows of pixels, True where one is lit; see ``big``."""
    letters = _folded(text)
    return [
        [
            lit
            for index, letter in enumerate(letters)
            for lit in _pixels(letter, row, scale, last=index == len(letters) - 1)
        ]
        for row in range(ROWS)
        for _ in range(scale)
    ]


def _pixels(letter: str, row: int, scale: int, *, last: bool) -> list[bool]:
    pixels = [dot == "#" for dot in _GLYPHS[letter][row]] + ([] if last else [False])
    return [lit for lit in pixels for _ in range(scale)]


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.upper())
    return "".join(part for part in parts if not unicodedata.combining(part))
