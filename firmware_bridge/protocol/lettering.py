"""What a display of few places and few letters makes of a ticket's number."""

from dataclasses import dataclass
from typing import Final

SEGMENT_CHARACTERS: Final = "0123456789 -ACEFHLPUbd"
"""Characters that every display of seven segments can show; b and d only as small letters, else they are 8 and 0."""
DIGITS_ONLY: Final = "0123456789 -"
PRINTABLE: Final = "".join(map(chr, range(0x20, 0x7F)))


@dataclass(frozen=True, slots=True)
class Lettering:
    """Places and characters of one display."""

    places: int
    characters: str
    """As they are sent. A letter that is only there in its other case is sent in that case."""

    def fit(self, text: str) -> str:
        """Return what to send: exactly as many characters as there are places, to the right; others are blank.

        What is too long loses zeros behind the prefix first (A007 becomes A07), then its left end.
        """
        return "".join(self._written(letter) or " " for letter in shorten(text, self.places)).rjust(self.places)

    def objection(self, number: str) -> str | None:
        """Return why a number can't be read as it is, None if it can."""
        lost = next((letter for letter in shorten(number, self.places) if self._written(letter) is None), None)
        if lost is not None:
            return f"it cannot show the {lost} of {number}"
        if len(number) > self.places:
            return f"{number} is shown as {self.fit(number)}"
        return None

    def _written(self, letter: str) -> str | None:
        return next((form for form in (letter, letter.swapcase()) if form in self.characters), None)


def shorten(text: str, places: int) -> str:
    """Return a text of at most so many characters: zeros behind the prefix go first, then the left end."""
    digits = text.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    prefix = text[: len(text) - len(digits)]
    while len(prefix) + len(digits) > places and len(digits) > 1 and digits.startswith("0"):
        digits = digits[1:]
    return (prefix + digits)[-places:]


def as_number(text: str, most: int) -> int | None:
    """Return the number that ends a text, its last digits if it is above ``most``; None if there is none."""
    digits = text[len(text.rstrip("0123456789")) :]
    if not digits:
        return None
    return int(digits[-len(str(most)) :]) if int(digits) > most else int(digits)
