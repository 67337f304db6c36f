"""Socket.IO packets of this server: text alone, JSON by msgspec, one safe shape for whatever clients send."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from socketio.packet import ACK, CONNECT, DISCONNECT, EVENT, Packet

FROM_CLIENT = "from client"
"""The one event under which all that clients send is handled.

So a client's own "connect" or "disconnect" is an unknown event like any other and never reaches those handlers.
"""


@dataclass(frozen=True, slots=True)
class Incoming:
    """An event as a client sent it."""

    event: str | None
    """None when the packet could not be read."""
    arguments: tuple[object, ...]
    acknowledged: bool
    """Whether the client gave an acknowledgement id; only then an answer is sent."""
    arrived: float
    """Monotonic seconds when the packet was read."""


class Json:
    """The part of the standard json module that Socket.IO uses; takes messages and ready-made JSON as they are."""

    @staticmethod
    def dumps(value: object, **_: object) -> str:
        """Return compact JSON."""
        return msgspec.json.encode(value).decode()

    @staticmethod
    def loads(text: str) -> object:
        """Return the value of a JSON text.

        Raises:
            ValueError: not JSON, nested too deeply, or with a NUL, which not every database stores.
        """
        if "\\u0000" in text:
            raise ValueError("NUL in a text")
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError) as error:
            raise ValueError(str(error)) from None


def packet_class(monotonic: Callable[[], float]) -> type[Packet]:
    """Return the packets of a server with this clock, for its ``serializer`` option."""
    return type("ClockedPacket", (ContractPacket,), {"monotonic": staticmethod(monotonic)})


class ContractPacket(Packet):  # type: ignore[misc]  # python-socketio has no types
    """A packet that never fails to decode and never waits for binary attachments.

    python-socketio would log a traceback for each packet it can't read, and keep any number of announced
    attachments in memory.
    """

    packet_type: int
    data: object
    id: int | None
    json = Json
    uses_binary_events = False

    @staticmethod
    def monotonic() -> float:
        """Return seconds that never jump; ``packet_class`` puts the server's clock here."""
        raise NotImplementedError

    def __init__(
        self,
        packet_type: int | None = None,
        data: object = None,
        namespace: str | None = None,
        id: int | None = None,  # noqa: A002
        binary: bool | None = None,
        encoded_packet: object = None,
    ) -> None:
        super().__init__(EVENT if packet_type is None else packet_type, data, namespace, id, binary)
        if packet_type is None:
            self._read(encoded_packet)

    def _read(self, encoded: object) -> None:
        # Engine.IO hands over bytes, or what it took for JSON, when that is not what a packet starts with.
        readable = isinstance(encoded, str)
        if readable:
            try:
                self.decode(encoded)
            except (ValueError, IndexError):
                readable = False
                self.data = None
        if self.packet_type in (CONNECT, DISCONNECT) or (self.packet_type == ACK and readable):
            return
        # Namespace and acknowledgement id come first in a packet, so they are known also of a broken one.
        data = self.data if readable and self.packet_type == EVENT else None
        self.packet_type = EVENT
        self.data = [FROM_CLIENT, self._incoming(data)]

    def _incoming(self, data: object) -> Incoming:
        event, arguments = None, ()
        if isinstance(data, list) and data and isinstance(data[0], str):
            event, arguments = data[0], tuple(data[1:])
        return Incoming(event, arguments, self.id is not None, self.monotonic())
