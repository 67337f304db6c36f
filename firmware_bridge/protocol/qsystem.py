"""The RS-485 language of QSystem's button boxes and boards: no checksum, no answers, boxes speak unasked.

Source: QSystem, packages ``ub485.core`` and ``server.controller``; docs/hardware/bought_gear.md has the table.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

BEGIN: Final = 0x01
END: Final = 0x07
FRAME: Final = 4
FIRST_BUTTON: Final = 0x31
BUTTONS: Final = 4
BOX_PLACES: Final = 3
SILENCE_S: Final = 0.050
"""A pause within a frame after which its beginning is forgotten; at 1200 baud a character takes 9 ms."""
BETWEEN_S: Final = 0.300
"""Pause that boards and boxes need between two messages."""
_BLANK: Final = 0x20


class Light(IntEnum):
    """The light of a box without a display; ``+ SOUND`` is the same with a beep of 500 ms."""

    OFF = 0x30
    RED = 0x31
    GREEN = 0x32
    RED_FAST = 0x33
    GREEN_FAST = 0x34
    RED_SLOW = 0x35
    GREEN_SLOW = 0x36


SOUND: Final = 0x07


class Blink(IntEnum):
    """How a box shows its characters; 0x22 and more blink that much less 0x21 times."""

    STEADY = 0x20
    ALWAYS = 0x21


@dataclass(frozen=True, slots=True)
class ButtonFrame:
    """``01 address button 07``: a button of a box went down."""

    address: int
    button: int
    """1 to 4."""


class ButtonParser:
    """Cuts button frames out of whatever is heard: collisions, noise, halves.

    There is no checksum, so the form alone decides: the four bytes must be in place, and a frame that a silence
    interrupts counts for nothing.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._heard_at = 0.0

    def feed(self, data: bytes, now: float) -> list[ButtonFrame]:
        """Take bytes; return the buttons in them."""
        if now - self._heard_at > SILENCE_S:
            self._rest = b""
        self._heard_at = now
        data = self._rest + data
        frames: list[ButtonFrame] = []
        offset = 0
        while offset + FRAME <= len(data):
            if _is_button(data, offset):
                frames.append(ButtonFrame(data[offset + 1], data[offset + 2] - FIRST_BUTTON + 1))
                offset += FRAME
            else:
                offset += 1
        self._rest = data[offset:]
        return frames


def light_message(address: int, light: Light, *, sound: bool) -> bytes:
    """Return the message that sets the light of a box: ``01 address light 07``."""
    return bytes((BEGIN, address, light + SOUND * sound, END))


def box_message(address: int, text: str, blink: Blink) -> bytes:
    """Return the message for the three characters on a box: ``01 address blink c1 c2 c3 07``."""
    return bytes((BEGIN, address, blink, *_encoded(text, BOX_PLACES), END))


def board_message(address: int, text: str, places: int) -> bytes:
    """Return the message for a board: ``01 address text 07``, the text padded to its places."""
    return bytes((BEGIN, address, *_encoded(text, places), END))


def can_show(letter: str) -> bool:
    """Return whether boxes and boards have a code for a letter: Latin and Cyrillic ones."""
    return letter.isprintable() and len(letter.encode("cp1251", "ignore")) == 1


def _encoded(text: str, places: int) -> bytes:
    data = bytes(letter.encode("cp1251")[0] if can_show(letter) else _BLANK for letter in text[:places])
    return data.ljust(places)


def _is_button(data: bytes, offset: int) -> bool:
    begin, _, button, end = data[offset : offset + FRAME]
    return begin == BEGIN and end == END and FIRST_BUTTON <= button < FIRST_BUTTON + BUTTONS
