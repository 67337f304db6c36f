"""What the registers of a simulated unit accept, and what a number looks like on its digits. PROTOCOL.md 4."""

from collections.abc import Sequence
from typing import Final

from firmware_bridge.protocol import register_map as registers
from firmware_bridge.protocol.rtu import Refusal

_SETTINGS_END: Final = registers.PARITY + 1
_DECIMALS_MAX: Final = 5
_RANGES: Final = {
    **dict.fromkeys(range(registers.DIGIT_REGISTERS), (0, 0xFF)),
    registers.BLINK: (0, 0x3F),
    registers.BRIGHTNESS: (1, registers.FULL_BRIGHTNESS),
    registers.BEEP_PATTERN: (0, max(registers.Beep)),
    registers.LAMP: (0, 0x07),
    registers.LONG_KEYS: (0, (1 << registers.LONG_KEY_LIMIT) - 1),
    registers.RESET: (1, 2),
    registers.ADDRESS: (registers.LOWEST_ADDRESS, registers.HIGHEST_ADDRESS),
    registers.BAUD: (0, len(registers.BAUD_CODES) - 1),
    registers.PARITY: (0, len(registers.PARITY_CODES) - 1),
}
"""Lowest and highest value; registers that are not here take every value."""


def refusal_of_read(start: int, count: int) -> Refusal | None:
    """Return why these registers can't be read; a read lies within one block."""
    end = start + count
    if end <= registers.BLOCK or (start >= registers.RESET and end <= _SETTINGS_END):
        return None
    return Refusal.ADDRESS


def refusal_of_write(start: int, values: Sequence[int], *, broadcast: bool) -> Refusal | None:
    """Return why these values can't be written; a write changes all its registers or none."""
    end = start + len(values)
    restart = start == registers.RESET and len(values) == 1
    settings = start >= registers.ADDRESS and end <= _SETTINGS_END
    if not (end <= registers.WRITABLE or restart or settings):
        return Refusal.ADDRESS
    if broadcast and start in (registers.RESET, registers.ADDRESS):
        return Refusal.ADDRESS
    return None if all(_acceptable(start + i, value) for i, value in enumerate(values)) else Refusal.VALUE


def _acceptable(register: int, value: int) -> bool:
    if register == registers.NUMBER_HIGH:
        return value >> 12 <= 1 and value >> 8 & 0xF <= _DECIMALS_MAX
    low, high = _RANGES.get(register, (0, 0xFFFF))
    return low <= value <= high


def number_as_digits(high: int, low: int, places: int) -> list[int]:
    """Return the digit registers that show a number, right-aligned; what does not fit loses its left end."""
    decimals = high >> 8 & 0xF
    text = str((high & 0xFF) << 16 | low).rjust(decimals + 1, "0")
    if high >> 12:
        text = "-" + text
    codes = [ord(character) for character in text[-places:].rjust(places)]
    if 0 < decimals < places:
        codes[places - 1 - decimals] |= 0x80
    return codes
