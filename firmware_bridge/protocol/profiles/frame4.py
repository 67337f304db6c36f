"""Driver of cheap number boards that take four bytes on RS-485: ``ID, number high, number low, sum``."""

from collections.abc import Mapping
from typing import Final

from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.exchange import Exchange
from firmware_bridge.protocol.lettering import as_number
from firmware_bridge.protocol.profiles.options import OptionReader
from firmware_bridge.protocol.profiles.profile import UnitOptions
from firmware_bridge.protocol.profiles.repaint import PaintedProfile, Part
from firmware_bridge.protocol.register_map import DASHES

LANGUAGE: Final = "frame4"
_QUIET_S: Final = 0.05


class NumberBoard(PaintedProfile):
    """One board. It can show neither letters nor nothing, and never answers."""

    language = LANGUAGE
    usual = (9600, "8N1")

    def __init__(self, address: int, *, most: int, idle: int, away: int) -> None:
        super().__init__()
        self._address = address
        self._most = most
        self._idle = idle
        self._away = away

    def objection(self, number: str) -> str | None:
        shown = as_number(number, self._most)
        return f"it shows numbers only: {number} is shown as {shown}" if number != str(shown) else None

    def picture(self, display: Display) -> Mapping[str, Part]:
        number = as_number(display.digits, self._most)
        if number is None:
            number = self._away if display.digits == DASHES else self._idle
        return {"number": Part(Exchange(number_frame(self._address, number), None, _QUIET_S))}


def number_frame(address: int, number: int) -> bytes:
    """Return the four bytes; the last one is the sum of the others."""
    body = bytes((address, number >> 8, number & 0xFF))
    return body + bytes((sum(body) & 0xFF,))


def frame4(options: UnitOptions) -> NumberBoard:
    """Return the driver of a number board."""
    reader = OptionReader(options.options)
    most = 10 ** reader.whole("places", 3, 1, 4) - 1
    idle = reader.whole("idle", 0, 0, most)
    away = reader.whole("away", idle, 0, most)
    reader.end()
    return NumberBoard(options.address, most=most, idle=idle, away=away)
