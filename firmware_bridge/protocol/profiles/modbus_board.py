"""Driver of matrix control cards that take two lines of text over Modbus RTU, such as EmbeddedArt's for P10 modules."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.exchange import Exchange
from firmware_bridge.protocol.lettering import PRINTABLE, Lettering
from firmware_bridge.protocol.profiles.options import OptionReader
from firmware_bridge.protocol.profiles.profile import UnitOptions
from firmware_bridge.protocol.profiles.repaint import PaintedProfile, Part

LINE_1: Final = 1000
LINE_2: Final = 2000
_MOST_PLACES: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSettings:
    """How one card wants its text."""

    line_1: int = LINE_1
    line_2: int = LINE_2
    packing: int = 1
    """Characters in a register, 1 or 2. The maker's page does not say; the wrong one shows every other character."""
    places: int = 8
    label: str = ""
    """Second line, for example the counter's name; empty for cards with one line."""


class TextBoard(PaintedProfile):
    """One card: the number on the first line, a fixed text on the second."""

    usual = (9600, "8N1")

    def __init__(self, address: int, settings: BoardSettings) -> None:
        super().__init__()
        self._address = address
        self._settings = settings
        self._lettering = Lettering(settings.places, PRINTABLE)

    def objection(self, number: str) -> str | None:
        return self._lettering.objection(number)

    def picture(self, display: Display) -> Mapping[str, Part]:
        settings = self._settings
        number = self._lettering.fit(display.digits).lstrip().ljust(settings.places)
        parts = {"number": Part(self._write(settings.line_1, number))}
        if settings.label:
            parts["label"] = Part(self._write(settings.line_2, settings.label.ljust(settings.places)))
        return parts

    def _write(self, register: int, text: str) -> Exchange:
        data = text.encode("ascii")
        if self._settings.packing == 2:
            data += b" " * (len(data) % 2)
            return rtu.write(
                self._address, register, [data[i] << 8 | data[i + 1] for i in range(0, len(data), 2)]
            ).exchange()
        return rtu.write(self._address, register, list(data)).exchange()


def modbus_board(options: UnitOptions) -> TextBoard:
    """Return the driver of a matrix control card."""
    reader = OptionReader(options.options)
    places = reader.whole("places", 8, 1, _MOST_PLACES)
    settings = BoardSettings(
        line_1=reader.whole("line_1", LINE_1, 0, 0xFFFF),
        line_2=reader.whole("line_2", LINE_2, 0, 0xFFFF),
        packing=reader.whole("packing", 1, 1, 2),
        places=places,
        label=reader.text("label", "", places),
    )
    reader.end()
    if not settings.label.isascii():
        raise ValueError(f"label: {settings.label!r} has letters the card does not know; write it without accents")
    return TextBoard(options.address, settings)
