"""Driver of customer displays on a serial or USB port: LED8N with eight digits, and ESC/POS poles with two lines.

Sources: LED8N user's manual; DSP/CD5220 command lists. Nothing has an address, nothing answers.
"""

from collections.abc import Mapping
from typing import Final

from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.exchange import Exchange
from firmware_bridge.protocol.lettering import DIGITS_ONLY, PRINTABLE, Lettering
from firmware_bridge.protocol.profiles.options import OptionReader
from firmware_bridge.protocol.profiles.profile import UnitOptions
from firmware_bridge.protocol.profiles.repaint import PaintedProfile, Part

LANGUAGE: Final = "pole"
INITIALISE: Final = b"\x1b@"
CLEAR: Final = b"\x0c"
UPPER: Final = b"\x1bQA"
LOWER: Final = b"\x1bQB"
END: Final = b"\x0d"
LED8N_PLACES: Final = 8
POLE_PLACES: Final = 20
_QUIET_S: Final = 0.05


class Led8n(PaintedProfile):
    """Eight digits that know 0-9, "-" and "." only; without a number they are dark."""

    language = LANGUAGE
    alone = True
    usual = (2400, "8N1")

    def __init__(self) -> None:
        super().__init__()
        self._lettering = Lettering(LED8N_PLACES, DIGITS_ONLY)

    def objection(self, number: str) -> str | None:
        return self._lettering.objection(number)

    def picture(self, display: Display) -> Mapping[str, Part]:
        number = self._lettering.fit(display.digits).replace(" ", "").encode()
        return {
            "start": Part(Exchange(INITIALISE, None, _QUIET_S), once=True),
            "number": Part(Exchange(UPPER + number + END if number else CLEAR, None, _QUIET_S)),
        }


class TwoLinePole(PaintedProfile):
    """Twenty characters twice: the number above, a fixed text below."""

    language = LANGUAGE
    alone = True
    usual = (9600, "8N1")

    def __init__(self, label: str) -> None:
        super().__init__()
        self._label = label
        self._lettering = Lettering(POLE_PLACES, PRINTABLE)

    def objection(self, number: str) -> str | None:
        return self._lettering.objection(number)

    def picture(self, display: Display) -> Mapping[str, Part]:
        number = self._lettering.fit(display.digits).strip().center(POLE_PLACES)
        return {
            "start": Part(Exchange(INITIALISE, None, _QUIET_S), once=True),
            "number": Part(_line(UPPER, number)),
            "label": Part(_line(LOWER, self._label.center(POLE_PLACES))),
        }


def _line(which: bytes, text: str) -> Exchange:
    return Exchange(which + text.encode() + END, None, _QUIET_S)


def pole(options: UnitOptions) -> Led8n | TwoLinePole:
    """Return the driver of a customer display; option ``kind`` is its make."""
    reader = OptionReader(options.options)
    kind = reader.choice("kind", None, ("led8n", "two-line"))
    label = reader.text("label", "", POLE_PLACES) if kind == "two-line" else ""
    reader.end()
    if not label.isascii():
        raise ValueError(f"label: {label!r} has letters the display does not know; write it without accents")
    return Led8n() if kind == "led8n" else TwoLinePole(label)
