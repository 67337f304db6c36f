"""Packets of the Alpha protocol ("M-protocol") of BetaBrite and Alpha signs, one command in each.

Source: Alpha Sign Communications Protocol 9708-8061.
"""

from typing import Final

SYNC: Final = b"\x00" * 5
"""The sign measures the speed by these."""
ALL_TYPES: Final = b"Z"
HOLD_FILLING: Final = b"\x1b0b"
"""Position "fill", mode "hold": the text stands still."""
CALL_STRING: Final = b"\x10"
WRITE_TEXT: Final = b"A"
WRITE_STRING: Final = b"G"
WRITE_SPECIAL: Final = b"E"
_SET_MEMORY: Final = b"$"
_ALWAYS: Final = b"FF00"
LONGEST_STRING: Final = 125


def packet(sign: bytes, command: bytes) -> bytes:
    """Return a packet: ``00 x5, 01, type, address(2), 02, command, 03, sum(4, hexadecimal), 04``.

    The sum runs over all bytes from 02 to 03. Signs drop a packet with a wrong one without a word.
    """
    body = b"\x02" + command + b"\x03"
    return SYNC + b"\x01" + ALL_TYPES + sign + body + f"{sum(body) & 0xFFFF:04X}".encode() + b"\x04"


def memory_command(text_label: bytes, text_size: int, string_label: bytes, string_size: int) -> bytes:
    """Return the command that divides the sign's memory anew: one TEXT shown always, one STRING. It clears both."""
    text = text_label + b"AU" + f"{text_size:04X}".encode() + _ALWAYS
    string = string_label + b"BL" + f"{string_size:04X}".encode() + b"0000"
    return WRITE_SPECIAL + _SET_MEMORY + text + string


def text_command(label: bytes, content: bytes) -> bytes:
    """Return the command that stores a TEXT, which the sign keeps without power."""
    return WRITE_TEXT + label + HOLD_FILLING + content


def string_command(label: bytes, content: bytes) -> bytes:
    """Return the command that changes a STRING, which does not wear the sign's memory."""
    return WRITE_STRING + label + content
