"""Tells what is said on a line from its bytes alone: requests and answers of any unit."""

from dataclasses import dataclass
from typing import Final

from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.crc import intact_end, is_intact
from firmware_bridge.protocol.register_map import HIGHEST_ADDRESS
from firmware_bridge.protocol.rtu import Function, Request

_REFUSAL: Final = 5
_PLAIN: Final = 8
_LAST_FUNCTION: Final = 43
"""Of the public functions of Modbus."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A frame, or bytes that belong to none."""

    data: bytes
    text: str
    """What it means, for people."""
    intact: bool


class Sniffer:
    """Cuts a stream into frames by their lengths and checksums; a silence ends whatever is left."""

    def __init__(self) -> None:
        self._data = b""

    def feed(self, data: bytes) -> list[Heard]:
        """Take bytes; return the frames that are complete, with the stray bytes before them."""
        self._data += data
        return self._cut(finished=False)

    def silence(self) -> list[Heard]:
        """Note that the line fell silent; return what was left."""
        return self._cut(finished=True)

    def _cut(self, *, finished: bool) -> list[Heard]:
        heard: list[Heard] = []
        offset = 0
        while offset < len(self._data):
            end = _frame_end(self._data, offset)
            if end is not None:
                if offset:
                    heard.append(_damaged(self._data[:offset]))
                heard.append(Heard(self._data[offset:end], describe(self._data[offset:end]), intact=True))
                self._data = self._data[end:]
                offset = 0
            elif finished or not _may_grow(self._data, offset):
                offset += 1
            else:
                break
        if offset:
            heard.append(_damaged(self._data[:offset]))
            self._data = self._data[offset:]
        return heard


def describe(frame: bytes) -> str:
    """Return an intact frame in words."""
    who = f"unit {frame[0]}" if frame[0] else "all units"
    function = frame[1]
    if function & rtu.REFUSED_BIT and len(frame) == 5:
        return f"{who} refuses function {function & ~rtu.REFUSED_BIT}: exception {frame[2]}"
    if function == Function.READ_INPUTS and len(frame) == 5 + frame[2]:
        return f"{who} answers {' '.join(f'{byte:08b}' for byte in frame[3:-2])}"
    if function in rtu.READS and len(frame) == 5 + frame[2]:
        values = (int.from_bytes(frame[i : i + 2], "big") for i in range(3, len(frame) - 2, 2))
        return f"{who} answers {' '.join(map(str, values))}"
    if function == Function.WRITE and len(frame) == 8:
        start, count = int.from_bytes(frame[2:4], "big"), int.from_bytes(frame[4:6], "big")
        return f"{who} has written {_span(start, count)}"
    request = rtu.parse_request(frame, frozenset(Function))
    if not isinstance(request, Request):
        return f"{who}: function {function}, {len(frame)} bytes"
    if request.function in rtu.READS:
        return f"to {who}: read {_span(request.start, request.count)}"
    return f"to {who}: write {_span(request.start, request.count)} = {' '.join(map(str, request.values))}"


def _lengths(data: bytes, offset: int) -> tuple[int, ...] | None:
    """Return the lengths that a frame of a known function can have here, None for other functions."""
    head = data[offset : offset + 7].ljust(7, b"\x00")
    if head[1] & rtu.REFUSED_BIT and head[1] & ~rtu.REFUSED_BIT in set(Function):
        return (_REFUSAL,)
    match head[1]:
        case Function.READ | Function.READ_INPUTS | Function.READ_INPUT_REGISTERS:
            return (_PLAIN, _REFUSAL + head[2])
        case Function.WRITE_ONE:
            return (_PLAIN,)
        case Function.WRITE:
            return (_PLAIN, 9 + head[6])
    return None


def _frame_end(data: bytes, offset: int) -> int | None:
    """Return where an intact frame ends, None if none starts here.

    Only the lengths its function allows count: a checksum that ends with 00 makes a frame look complete a byte early.
    """
    lengths = _lengths(data, offset)
    if lengths is None:
        return intact_end(data, offset, rtu.MAX_FRAME) if _is_plausible(data, offset) else None
    ends = (offset + length for length in sorted(lengths) if offset + length <= len(data))
    return next((end for end in ends if is_intact(data[offset:end])), None)


def _may_grow(data: bytes, offset: int) -> bool:
    """Return whether further bytes could complete a frame that starts here."""
    lengths = _lengths(data, offset)
    longest = rtu.MAX_FRAME if lengths is None else max(lengths)
    return _is_plausible(data, offset) and len(data) - offset < max(longest, _PLAIN)


def _is_plausible(data: bytes, offset: int) -> bool:
    """Return whether address and function exist."""
    function = data[offset + 1] & ~rtu.REFUSED_BIT if offset + 1 < len(data) else Function.READ
    return data[offset] <= HIGHEST_ADDRESS and 0 < function <= _LAST_FUNCTION


def _span(start: int, count: int) -> str:
    return str(start) if count == 1 else f"{start}-{start + count - 1}"


def _damaged(data: bytes) -> Heard:
    return Heard(data, f"{len(data)} damaged or stray bytes", intact=False)
