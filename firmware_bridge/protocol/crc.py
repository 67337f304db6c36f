"""The checksum of Modbus RTU frames."""

from typing import Final


def _step(value: int) -> int:
    for _ in range(8):
        value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
    return value


_SHORTEST: Final = 4
"""Bytes of the shortest frame: address, function, checksum."""
_TABLE: Final = tuple(_step(value) for value in range(256))


def crc16(data: bytes) -> int:
    """Return the CRC-16 of the bytes: reflected polynomial 0xA001, start 0xFFFF.

    Source: Modbus over Serial Line 1.02, 6.2.2.
    """
    crc = 0xFFFF
    for byte in data:
        crc = (crc >> 8) ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc


def with_crc(body: bytes) -> bytes:
    """Return the body with its checksum behind it, low byte first."""
    return body + crc16(body).to_bytes(2, "little")


def is_intact(frame: bytes) -> bool:
    """Return whether the frame ends with the checksum of what comes before."""
    return len(frame) >= _SHORTEST and crc16(frame) == 0


def intact_end(data: bytes, offset: int, longest: int) -> int | None:
    """Return where the shortest intact frame that starts at ``offset`` ends, None if there is none."""
    crc = 0xFFFF
    for end, byte in enumerate(data[offset : offset + longest], offset + 1):
        crc = (crc >> 8) ^ _TABLE[(crc ^ byte) & 0xFF]
        if crc == 0 and end - offset >= _SHORTEST:
            return end
    return None
