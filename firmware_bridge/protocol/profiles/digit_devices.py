"""Bought digit displays with Modbus RTU: how each make wants its characters.

Sources are the makers' and resellers' public pages; docs/hardware/bought_gear.md names them. What they leave open is an
option here, never a guess.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.lettering import SEGMENT_CHARACTERS, Lettering, as_number
from firmware_bridge.protocol.profiles.options import OptionReader
from firmware_bridge.protocol.profiles.repaint import Part
from firmware_bridge.protocol.register_map import DASHES

_LONGEST_LETTERS: Final = 40


class DigitDevice(Protocol):
    """One make of digit display."""

    def objection(self, number: str) -> str | None:
        """Return why a number can't be read from it as it is, None if it can."""

    def writes(self, address: int, display: Display) -> Mapping[str, Part]:
        """Return the writes that bring it to a picture."""


@dataclass(frozen=True, slots=True)
class AsciiDigits:
    """DM56A04 (4 places) and DM36B06 (6): registers 0-5 hold ASCII, 8 the blinking places, 9 the brightness 1-8."""

    lettering: Lettering

    def objection(self, number: str) -> str | None:
        return self.lettering.objection(number)

    def writes(self, address: int, display: Display) -> Mapping[str, Part]:
        codes = [ord(letter) for letter in self.lettering.fit(display.digits)]
        blinking = (1 << self.lettering.places) - 1 if display.blinking else 0
        return {
            "digits": Part(rtu.write(address, 0, codes).exchange()),
            "look": Part(rtu.write(address, 8, [blinking, display.brightness]).exchange(), optional=True),
        }


@dataclass(frozen=True, slots=True)
class NumberMeter:
    """The 0.8 inch meter and its clones: register 0 holds a 16-bit number with sign; a clone keeps the decimal point.

    They can show neither letters nor nothing: ``idle`` is shown without a number, ``away`` while the server is away.
    """

    most: int
    idle: int
    away: int
    point_register: int
    """Where 0 takes the decimal point away, -1 for meters without that register."""

    def objection(self, number: str) -> str | None:
        shown = as_number(number, self.most)
        return f"it shows numbers only: {number} is shown as {shown}" if number != str(shown) else None

    def writes(self, address: int, display: Display) -> Mapping[str, Part]:
        shown = as_number(display.digits, self.most)
        if shown is None:
            shown = self.away if display.digits == DASHES else self.idle
        parts = {}
        if self.point_register >= 0:
            point = rtu.write_one(address, self.point_register, 0)
            parts["point"] = Part(point.exchange(), once=True, optional=True)
        parts["number"] = Part(rtu.write_one(address, 0, shown & 0xFFFF).exchange())
        return parts


@dataclass(frozen=True, slots=True)
class Y113:
    """Yengear Y113-1 to -6: registers 0-5 hold one character each, 0-9 A-F and "-".

    The maker's public pages do not say by which number a character is written, so ``coding`` has to be given. By value
    there is no known blank: blank places show 0, as after power-up.
    """

    lettering: Lettering
    by_value: bool

    def objection(self, number: str) -> str | None:
        return self.lettering.objection(number)

    def writes(self, address: int, display: Display) -> Mapping[str, Part]:
        text = self.lettering.fit(display.digits)
        codes = (
            [int(letter, 16) if letter.isalnum() else 0 for letter in text] if self.by_value else list(text.encode())
        )
        return {"digits": Part(rtu.write(address, 0, codes).exchange())}


@dataclass(frozen=True, slots=True)
class SiebertSx202:
    """Siebert SX202: four bytes of format from register 0x0040 on, then the characters from the left, two a register.

    Byte 0: bit 7 all flash, bit 6 dark, bit 5 test, bit 0 dim. Bytes 1-3: flashing places, the right one in bit 0 of
    byte 3; always 0 here. Source: its Modbus manual, "Data format".
    """

    lettering: Lettering

    def objection(self, number: str) -> str | None:
        return self.lettering.objection(number)

    def writes(self, address: int, display: Display) -> Mapping[str, Part]:
        flags = 0x80 * display.blinking | 0x01 * (display.brightness <= _DIM)
        data = bytes((flags, 0, 0, 0)) + self.lettering.fit(display.digits).encode()
        data += b" " * (len(data) % 2)
        words = [data[i] << 8 | data[i + 1] for i in range(0, len(data), 2)]
        return {"digits": Part(rtu.write(address, 0x0040, words).exchange())}


_DIM: Final = 4
"""Brightness, of 8, up to which a display with two steps is dim."""


def _lettering(reader: OptionReader, places: int, most: int, characters: str = SEGMENT_CHARACTERS) -> Lettering:
    """Return a lettering whose places and letters can be set; digits, blank and "-" stay as they are."""
    letters = "".join(filter(str.isalpha, characters))
    others = "".join(letter for letter in characters if not letter.isalpha())
    places = reader.whole("places", places, 1, most)
    return Lettering(places, others + reader.text("letters", letters, _LONGEST_LETTERS))


def _meter(reader: OptionReader) -> NumberMeter:
    return NumberMeter(
        most=10 ** reader.whole("places", 4, 1, 4) - 1,
        idle=reader.whole("idle", 0, -999, 9999),
        away=reader.whole("away", -1, -999, 9999),
        point_register=reader.whole("point_register", 4, -1, 0xFFFF),
    )


def _y113(reader: OptionReader) -> Y113:
    by_value = reader.choice("coding", None, ("ascii", "value")) == "value"
    characters = "0123456789-AbCdEF" if by_value else "0123456789 -AbCdEF"
    return Y113(Lettering(reader.whole("places", 4, 1, 6), characters), by_value)


DEVICES: Final[dict[str, Callable[[OptionReader], DigitDevice]]] = {
    "dm56a04": lambda reader: AsciiDigits(_lettering(reader, 4, 4)),
    "dm36b06": lambda reader: AsciiDigits(_lettering(reader, 6, 6)),
    "meter-08": _meter,
    "y113": _y113,
    "siebert-sx202": lambda reader: SiebertSx202(_lettering(reader, 4, 24)),
}
"""Value of option ``device`` to what makes it."""
