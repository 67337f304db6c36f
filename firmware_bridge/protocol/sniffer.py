"""Tells what is said on a line from its bytes alone: requests and answers of any unit."""

from dataclasses import dataclass

from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.crc import intact_end, is_intact
from firmware_bridge.protocol.rtu import Function, Request


@dataclass(frozen=True, slots=True)
class Heard:
    """A frame, or bytes that belong to none."""

    data: bytes
    text: str
    """What it means, for people."""
    intact: bool


class Sniffer:
    """Cuts a stream into frames by their checksums; a silence ends whatever is left."""

    def __init__(self) -> None:
        self._data = b""

    def feed(self, data: bytes) -> list[Heard]:
        """Take bytes; return the frames that are complete, with the stray bytes before them."""
        self._data += data
        heard: list[Heard] = []
        offset = 0
        while offset < len(self._data):
            end = _frame_end(self._data, offset)
            if end is None:
                offset += 1
                continue
            if offset:
                heard.append(_damaged(self._data[:offset]))
            heard.append(Heard(self._data[offset:end], describe(self._data[offset:end]), intact=True))
            self._data = self._data[end:]
            offset = 0
        if len(self._data) > rtu.MAX_FRAME:
            heard.append(_damaged(self._data[: -rtu.MAX_FRAME]))
            self._data = self._data[-rtu.MAX_FRAME :]
        return heard

    def silence(self) -> list[Heard]:
        """Note that the line fell silent; return what was left of a damaged frame."""
        rest, self._data = self._data, b""
        return [_damaged(rest)] if rest else []


def describe(frame: bytes) -> str:
    """Return an intact frame in words."""
    who = f"unit {frame[0]}" if frame[0] else "all units"
    function = frame[1]
    if function & rtu.REFUSED_BIT and len(frame) == 5:
        return f"{who} refuses function {function & ~rtu.REFUSED_BIT}: exception {frame[2]}"
    if function == Function.READ and len(frame) == 5 + frame[2]:
        values = (int.from_bytes(frame[i : i + 2], "big") for i in range(3, len(frame) - 2, 2))
        return f"{who} answers {' '.join(map(str, values))}"
    if function == Function.WRITE and len(frame) == 8:
        start, count = int.from_bytes(frame[2:4], "big"), int.from_bytes(frame[4:6], "big")
        return f"{who} has written {_span(start, count)}"
    request = rtu.parse_request(frame)
    if not isinstance(request, Request):
        return f"{who}: function {function}, {len(frame)} bytes"
    if request.function is Function.READ:
        return f"to {who}: read {_span(request.start, request.count)}"
    return f"to {who}: write {_span(request.start, request.count)} = {' '.join(map(str, request.values))}"


def _frame_end(data: bytes, offset: int) -> int | None:
    """Return where an intact frame ends, None if none starts here.

    The lengths its function allows are tried first: a checksum that ends with 00 makes the frame look complete a byte
    too early.
    """
    head = data[offset : offset + 7]
    lengths: tuple[int, ...] = ()
    if len(head) > 2 and head[1] & rtu.REFUSED_BIT:
        lengths = (5,)
    elif len(head) > 2 and head[1] == Function.READ:
        lengths = (8, 5 + head[2])
    elif len(head) > 1 and head[1] == Function.WRITE_ONE:
        lengths = (8,)
    elif len(head) > 6 and head[1] == Function.WRITE:
        lengths = (8, 9 + head[6])
    if head[1:2] and head[1] & ~rtu.REFUSED_BIT in set(Function):
        ends = (offset + length for length in lengths if offset + length <= len(data))
        return next((end for end in ends if is_intact(data[offset:end])), None)
    return intact_end(data, offset, rtu.MAX_FRAME)


def _span(start: int, count: int) -> str:
    return str(start) if count == 1 else f"{start}-{start + count - 1}"


def _damaged(data: bytes) -> Heard:
    return Heard(data, f"{len(data)} damaged or stray bytes", intact=False)
