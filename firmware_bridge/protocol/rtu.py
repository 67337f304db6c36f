"""Modbus RTU frames: requests, their strictly matched answers, and the unit's side for simulators."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from firmware_bridge.protocol.crc import is_intact, with_crc
from firmware_bridge.protocol.exchange import Exchange, Found

MAX_FRAME: Final = 256
"""Bytes of the longest frame. Source: Modbus over Serial Line 1.02, 2.5.1."""
MAX_READ: Final = 125
MAX_WRITE: Final = 123
MAX_BITS: Final = 2000
BROADCAST: Final = 0
REFUSED_BIT: Final = 0x80
_REFUSAL_LENGTH: Final = 5


class Function(IntEnum):
    """Functions used here. Our units know 3, 6 and 16; bought modules also 2 and 4."""

    READ_INPUTS = 2
    """Single bits."""
    READ = 3
    READ_INPUT_REGISTERS = 4
    WRITE_ONE = 6
    WRITE = 16


READS: Final = frozenset({Function.READ_INPUTS, Function.READ, Function.READ_INPUT_REGISTERS})
UNIT_FUNCTIONS: Final = frozenset({Function.READ, Function.WRITE_ONE, Function.WRITE})
"""Functions of our units. PROTOCOL.md 2.3."""


class Refusal(IntEnum):
    """Exception codes used here. Source: Modbus Application Protocol 1.1b3, 7."""

    FUNCTION = 1
    ADDRESS = 2
    VALUE = 3
    BUSY = 6


@dataclass(frozen=True, slots=True)
class Request:
    """A request to one unit, or to all at address 0.

    Frame: ``address(1) function(1) start(2) count-or-value(2) [length(1) values(2 each)] crc(2, low byte first)``.
    """

    address: int
    function: Function
    start: int
    count: int
    values: tuple[int, ...] = ()

    @property
    def frame(self) -> bytes:
        """The bytes on the line."""
        head = bytes((self.address, self.function)) + self.start.to_bytes(2, "big")
        if self.function is Function.WRITE_ONE:
            return with_crc(head + self.values[0].to_bytes(2, "big"))
        head += self.count.to_bytes(2, "big")
        if self.function in READS:
            return with_crc(head)
        return with_crc(head + bytes((2 * self.count,)) + _words(self.values))

    @property
    def length(self) -> int:
        """Bytes of the answer."""
        return 5 + self._data_bytes if self.function in READS else 8

    @property
    def _data_bytes(self) -> int:
        return (self.count + 7) // 8 if self.function is Function.READ_INPUTS else 2 * self.count

    def exchange(self) -> Exchange:
        """Return the request as an exchange; a broadcast expects no answer."""
        return Exchange(self.frame, None if self.address == BROADCAST else self)

    def find(self, received: bytes) -> Found | None:
        """Return this unit's intact answer to exactly this request, at whatever offset it starts.

        Stray bytes come from transceivers that turn around and from lines without bias; other units' late answers
        come first, too. Hence every offset counts, and address, function, length and echoed fields all have to match.
        """
        start = self._behind_echo(received)
        for offset in range(start, len(received) - _REFUSAL_LENGTH + 1):
            if received[offset] != self.address:
                continue
            found = self._match(received, offset)
            if found is not None:
                return found
        return None

    def _behind_echo(self, received: bytes) -> int:
        """Return where to start searching; some adapters play back what they send."""
        frame = self.frame
        return len(frame) if self.function is not Function.WRITE_ONE and received.startswith(frame) else 0

    def _match(self, received: bytes, offset: int) -> Found | None:
        function = received[offset + 1]
        if function == self.function | REFUSED_BIT:
            frame = received[offset : offset + _REFUSAL_LENGTH]
            return Found((), offset + _REFUSAL_LENGTH, offset, refusal=frame[2]) if is_intact(frame) else None
        frame = received[offset : offset + self.length]
        if function != self.function or len(frame) < self.length or not is_intact(frame):
            return None
        if self.function in READS:
            if frame[2] != self._data_bytes:
                return None
            data = frame[3:-2]
            values = _bits(data, self.count) if self.function is Function.READ_INPUTS else _numbers(data)
            return Found(values, offset + self.length, offset)
        return Found((), offset + self.length, offset) if frame[2:6] == self.frame[2:6] else None


def read(address: int, start: int, count: int) -> Request:
    """Return a request for ``count`` registers."""
    return Request(address, Function.READ, start, count)


def read_inputs(address: int, start: int, count: int) -> Request:
    """Return a request for ``count`` single bits; the answer's data are 0 and 1."""
    return Request(address, Function.READ_INPUTS, start, count)


def read_input_registers(address: int, start: int, count: int) -> Request:
    """Return a request for ``count`` registers that can only be read."""
    return Request(address, Function.READ_INPUT_REGISTERS, start, count)


def write(address: int, start: int, values: Sequence[int]) -> Request:
    """Return a request that sets registers from ``start`` on.

    Always function 16: the answer to function 6 equals the request, so an adapter that echoes would confirm it.
    """
    return Request(address, Function.WRITE, start, len(values), tuple(values))


def write_one(address: int, register: int, value: int) -> Request:
    """Return a request that sets one register by function 6, for devices that know no other."""
    return Request(address, Function.WRITE_ONE, register, 1, (value,))


def parse_request(frame: bytes, functions: Container[int] = UNIT_FUNCTIONS) -> Request | int | None:
    """Return what a unit that knows these functions reads in a frame.

    Returns:
        The request; the refusal's code if it is intact but malformed or unknown; None if it is damaged.
    """
    if not is_intact(frame) or len(frame) > MAX_FRAME:
        return None
    if frame[1] not in functions:
        return Refusal.FUNCTION
    if len(frame) < 8:
        return Refusal.VALUE
    start, count = _numbers(frame[2:6])
    request: Request | None = None
    match frame[1]:
        case Function.READ | Function.READ_INPUT_REGISTERS if len(frame) == 8 and 1 <= count <= MAX_READ:
            request = Request(frame[0], Function(frame[1]), start, count)
        case Function.READ_INPUTS if len(frame) == 8 and 1 <= count <= MAX_BITS:
            request = Request(frame[0], Function.READ_INPUTS, start, count)
        case Function.WRITE_ONE if len(frame) == 8:
            request = Request(frame[0], Function.WRITE_ONE, start, 1, (count,))
        case Function.WRITE if 1 <= count <= MAX_WRITE and frame[6] == 2 * count and len(frame) == 9 + 2 * count:
            request = Request(frame[0], Function.WRITE, start, count, _numbers(frame[7:-2]))
    return request or Refusal.VALUE


def answer_read(request: Request, values: Sequence[int]) -> bytes:
    """Return a unit's answer to a read request: registers, or 0 and 1 for inputs."""
    if request.function is Function.READ_INPUTS:
        packed = sum(bit << index for index, bit in enumerate(values))
        data = packed.to_bytes((len(values) + 7) // 8, "little")
    else:
        data = _words(values)
    return with_crc(bytes((request.address, request.function, len(data))) + data)


def answer_write(request: Request) -> bytes:
    """Return a unit's answer to a write request: its first six bytes."""
    return with_crc(request.frame[:6])


def answer_refusal(address: int, function: int, code: int) -> bytes:
    """Return a unit's exception answer."""
    return with_crc(bytes((address, function | REFUSED_BIT, code)))


def _words(values: Sequence[int]) -> bytes:
    return b"".join(value.to_bytes(2, "big") for value in values)


def _numbers(data: bytes) -> tuple[int, ...]:
    return tuple(int.from_bytes(data[i : i + 2], "big") for i in range(0, len(data), 2))


def _bits(data: bytes, count: int) -> tuple[int, ...]:
    return tuple(data[i // 8] >> i % 8 & 1 for i in range(count))
