"""Driver of BetaBrite and Alpha signs: a fixed text with the number in it; only the number is ever rewritten."""

import re
from collections.abc import Mapping
from typing import Final

from firmware_bridge.protocol import alpha
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.exchange import Exchange
from firmware_bridge.protocol.lettering import PRINTABLE, Lettering
from firmware_bridge.protocol.profiles.options import OptionReader
from firmware_bridge.protocol.profiles.profile import UnitOptions
from firmware_bridge.protocol.profiles.repaint import PaintedProfile, Part

LANGUAGE: Final = "alpha"
NUMBER: Final = "{number}"
_TEXT_LABEL: Final = b"A"
_STRING_LABEL: Final = b"B"
_TEXT_SIZE: Final = 0x80
_STRING_SIZE: Final = 0x10
_PLACES: Final = 8
_AFTER_MEMORY_S: Final = 1.0
_AFTER_PACKET_S: Final = 0.3
_LONGEST: Final = 60


class AlphaSign(PaintedProfile):
    """One sign. Memory and text are set up when the port is opened; afterwards only the STRING is written."""

    language = LANGUAGE
    usual = (9600, "7E1")

    def __init__(self, sign: bytes, text: str) -> None:
        super().__init__()
        before, _, after = text.partition(NUMBER)
        content = before.encode() + alpha.CALL_STRING + _STRING_LABEL + after.encode()
        memory = alpha.memory_command(_TEXT_LABEL, _TEXT_SIZE, _STRING_LABEL, _STRING_SIZE)
        self._sign = sign
        self._setup = {
            "memory": Part(self._send(memory, _AFTER_MEMORY_S), once=True),
            "text": Part(self._send(alpha.text_command(_TEXT_LABEL, content)), once=True),
        }
        self._lettering = Lettering(_PLACES, PRINTABLE)

    def objection(self, number: str) -> str | None:
        return self._lettering.objection(number)

    def picture(self, display: Display) -> Mapping[str, Part]:
        number = self._lettering.fit(display.digits).strip()
        # An empty STRING is not shown at all, and some signs then show nothing of the text either.
        content = number.encode() or b" "
        return {**self._setup, "number": Part(self._send(alpha.string_command(_STRING_LABEL, content)))}

    def _send(self, command: bytes, quiet_s: float = _AFTER_PACKET_S) -> Exchange:
        return Exchange(alpha.packet(self._sign, command), None, quiet_s)


def alpha_sign(options: UnitOptions) -> AlphaSign:
    """Return the driver of a sign; option ``text`` is what it shows, with ``{number}`` in it."""
    reader = OptionReader(options.options)
    sign = reader.text("sign", f"{options.address:02X}", 2)
    text = reader.text("text", NUMBER, _LONGEST)
    reader.end()
    if not re.fullmatch(r"[0-9A-F]{2}|\?\?", sign):
        raise ValueError(f'sign: {sign!r} is no address of a sign: two hexadecimal digits, "00" for every sign')
    if text.count(NUMBER) != 1 or not text.isascii():
        raise ValueError(f"text: {text!r} needs {NUMBER} once, and no accents")
    return AlphaSign(sign.encode(), text)
