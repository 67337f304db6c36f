"""The WebSocket wire format of a server: bytes in, messages out, without any input or output of its own."""

import codecs
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

MAX_MESSAGE = 65_536
"""Bytes of payload a client may send in one frame, and in one message of many frames."""

_MAX_CONTROL = 125
"""Bytes of payload in a control frame. RFC 6455, 5.5."""


class Opcode(IntEnum):
    """What a frame carries. RFC 6455, 5.2; the numbers in between are reserved."""

    CONTINUATION = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


class CloseCode(IntEnum):
    """Reasons this server gives when it ends a connection. RFC 6455, 7.4.1."""

    NORMAL = 1000
    GOING_AWAY = 1001
    PROTOCOL_ERROR = 1002
    BAD_TEXT = 1007
    POLICY = 1008
    TOO_BIG = 1009


@dataclass(frozen=True, slots=True)
class Message:
    """One whole message, its fragments joined: text as str, anything else as bytes."""

    data: str | bytes


@dataclass(frozen=True, slots=True)
class Ping:
    """The client asks for a pong with the same payload."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Pong:
    """The client answers a ping, or sends a pong unasked."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Close:
    """The client ends the connection; ``code`` is None when it gave no reason."""

    code: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Failure:
    """The client broke the protocol: the connection must end with this code. Nothing after it is read."""

    code: CloseCode
    reason: str


Event = Message | Ping | Pong | Close | Failure


def encode_frame(opcode: Opcode, payload: bytes) -> bytes:
    """Return one whole frame as a server sends it: not masked, not fragmented, not compressed.

    Source: RFC 6455, 5.2.
    """
    size = len(payload)
    if size <= _MAX_CONTROL:
        return bytes((0x80 | opcode, size)) + payload
    if size < 65_536:
        return struct.pack("!BBH", 0x80 | opcode, 126, size) + payload
    return struct.pack("!BBQ", 0x80 | opcode, 127, size) + payload


def encode_message(data: str | bytes) -> bytes:
    """Return the frame that carries a message: str as text, bytes as binary."""
    if isinstance(data, str):
        return encode_frame(Opcode.TEXT, data.encode())
    return encode_frame(Opcode.BINARY, data)


def encode_close(code: int | None, reason: str = "") -> bytes:
    """Return the closing frame; without a code its payload is empty. ``reason`` has at most 123 bytes."""
    return encode_frame(Opcode.CLOSE, b"" if code is None else struct.pack("!H", code) + reason.encode())


def is_valid_close_code(code: int) -> bool:
    """Return whether a peer may send this close code. RFC 6455, 7.4 and the IANA registry."""
    return 1000 <= code <= 1003 or 1007 <= code <= 1014 or 3000 <= code <= 4999


class FrameParser:
    """Turn the bytes of one client into events, in any portions they arrive in."""

    __slots__ = ("_buffer", "_chunks", "_decoder", "_ended", "_opcode", "_size", "_texts")

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._ended = False
        self._opcode: Opcode | None = None
        self._size = 0
        self._decoder = _Utf8Decoder()
        self._chunks: list[bytes] = []
        self._texts: list[str] = []

    def feed(self, data: bytes | bytearray | memoryview) -> list[Event]:
        """Return the events these bytes complete; after a close or a failure there are no more."""
        if self._ended:
            return []
        self._buffer += data
        events: list[Event] = []
        try:
            # Not extend(): what a client said before it broke the protocol still counts.
            for event in self._frames():
                events.append(event)
        except _ProtocolError as error:
            events.append(Failure(error.code, error.reason))
        if events and isinstance(events[-1], Close | Failure):
            self._ended = True
            self._buffer.clear()
            self._forget_message()
        return events

    def _frames(self) -> Iterator[Event]:
        buffer = self._buffer
        start = 0
        try:
            while (frame := self._head(start)) is not None:
                opcode, final, body, size = frame
                end = body + 4 + size
                if len(buffer) < end:
                    return
                payload = _unmask(buffer[body + 4 : end], bytes(buffer[body : body + 4]))
                start = end
                event = self._control(opcode, payload) if opcode >= 8 else self._data(opcode, final, payload)
                if event is not None:
                    yield event
                if isinstance(event, Close):
                    return
        finally:
            del buffer[:start]

    def _head(self, start: int) -> tuple[Opcode, bool, int, int] | None:
        """Return opcode, final, offset of the mask and payload size, or None until enough has come."""
        buffer = self._buffer
        if len(buffer) < start + 2:
            return None
        first, second = buffer[start], buffer[start + 1]
        opcode, final, size = self._checked(first, second)
        body = start + 2
        if size >= 126:
            body += 2 if size == 126 else 8
            if len(buffer) < body:
                return None
            least = 126 if size == 126 else 65_536
            size = int.from_bytes(buffer[start + 2 : body])
            if size < least or size >> 63:
                raise _ProtocolError(CloseCode.PROTOCOL_ERROR, "length in a wrong form")
        if size + (self._size if opcode < 8 else 0) > MAX_MESSAGE:
            raise _ProtocolError(CloseCode.TOO_BIG, f"message above {MAX_MESSAGE} bytes")
        return opcode, final, body, size

    def _checked(self, first: int, second: int) -> tuple[Opcode, bool, int]:
        if first & 0x70:
            raise _ProtocolError(CloseCode.PROTOCOL_ERROR, "reserved bit set")
        try:
            opcode = Opcode(first & 0x0F)
        except ValueError:
            raise _ProtocolError(CloseCode.PROTOCOL_ERROR, "reserved opcode")
        final, size = first >= 0x80, second & 0x7F
        if second < 0x80:
            raise _ProtocolError(CloseCode.PROTOCOL_ERROR, "frame not masked")
        if opcode >= 8:
            if not final or size > _MAX_CONTROL:
                raise _ProtocolError(CloseCode.PROTOCOL_ERROR, "control frame fragmented or too long")
        elif (opcode == Opcode.CONTINUATION) != (self._opcode is not None):
            raise _ProtocolError(CloseCode.PROTOCOL_ERROR, "fragment out of order")
        return opcode, final, size

    def _data(self, opcode: Opcode, final: bool, payload: bytes) -> Message | None:
        if final and self._opcode is None:
            return Message(_text(payload) if opcode == Opcode.TEXT else payload)
        if self._opcode is None:
            self._opcode = opcode
        self._size += len(payload)
        if self._opcode == Opcode.TEXT:
            payload_text = _decoded(self._decoder, payload, final)
            if payload_text:
                self._texts.append(payload_text)
        elif payload:
            self._chunks.append(payload)
        if not final:
            return None
        message = Message(b"".join(self._chunks) if self._opcode == Opcode.BINARY else "".join(self._texts))
        self._forget_message()
        return message

    def _forget_message(self) -> None:
        self._opcode = None
        self._size = 0
        self._decoder.reset()
        self._chunks.clear()
        self._texts.clear()

    def _control(self, opcode: Opcode, payload: bytes) -> Ping | Pong | Close:
        if opcode == Opcode.PING:
            return Ping(payload)
        if opcode == Opcode.PONG:
            return Pong(payload)
        if not payload:
            return Close(None, "")
        code = int.from_bytes(payload[:2])
        if len(payload) == 1 or not is_valid_close_code(code):
            raise _ProtocolError(CloseCode.PROTOCOL_ERROR, "close code not allowed")
        return Close(code, _text(payload[2:]))


_Utf8Decoder = codecs.getincrementaldecoder("utf-8")


class _ProtocolError(Exception):
    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def _unmask(payload: bytearray, mask: bytes) -> bytes:
    """Return the payload XORed with its repeated mask, as one big integer: no loop over bytes."""
    size = len(payload)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload) ^ int.from_bytes(key)).to_bytes(size)


def _text(payload: bytes) -> str:
    try:
        return payload.decode()
    except UnicodeDecodeError:
        raise _ProtocolError(CloseCode.BAD_TEXT, "text is not UTF-8")


def _decoded(decoder: codecs.IncrementalDecoder, payload: bytes, final: bool) -> str:
    try:
        return decoder.decode(payload, final)
    except UnicodeDecodeError:
        raise _ProtocolError(CloseCode.BAD_TEXT, "text is not UTF-8")
