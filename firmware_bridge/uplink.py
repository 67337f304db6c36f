"""The Socket.IO connection to the server: connects, reconnects, carries messages both ways. Knows no meaning."""

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import socketio

from firmware_bridge.reports import Inbox
from firmware_bridge.session import Emission, Reference
from queue_server.contract.codec import Json, to_wire
from queue_server.contract.rooms import BRIDGE, RECONNECT_DELAY_S

logger = logging.getLogger(__name__)

_EVENTS: Final = ("board", "beat", "unit.command", "hello.again", "error")
_CONNECT_WITHIN_S: Final = 5
_COMPLAIN_EVERY_S: Final = 60.0
_WATCH_S: Final = 0.1


@dataclass(frozen=True, slots=True)
class Connected:
    """The namespace is open."""


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The connection ended."""


@dataclass(frozen=True, slots=True)
class ServerMessage:
    """Something the server said unasked."""

    event: str
    payload: object


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """An answer of the server."""

    reference: Reference
    payload: object


UplinkNews = Connected | Disconnected | ServerMessage | Acknowledged


class Uplink(threading.Thread):
    """Keeps one connection to the server; its news go to ``inbox``."""

    def __init__(self, server: str, read_token: Callable[[], str], inbox: Inbox[UplinkNews]) -> None:
        """Prepare; ``read_token`` is called before every connection, so that a new token needs no restart.

        Raises (from ``read_token``):
            OSError: the file can't be read; the connection is tried again later.
        """
        super().__init__(name="uplink", daemon=True)
        self._server = server
        self._read_token = read_token
        self._inbox = inbox
        self._halt = threading.Event()
        self._drop = threading.Event()
        self._client: socketio.Client | None = None
        self._complained_at = -_COMPLAIN_EVERY_S

    def stop(self) -> None:
        """End the thread soon."""
        self._halt.set()
        self._drop.set()

    def reconnect(self) -> None:
        """Give up the present connection; the server has been silent for too long."""
        self._drop.set()

    def send(self, emission: Emission) -> None:
        """Send a message; it is lost if the connection has just ended, which ``Disconnected`` tells."""
        client = self._client
        if client is None:
            return
        reference = emission.reference
        try:
            client.emit(
                emission.event,
                to_wire(emission.message),
                namespace=BRIDGE,
                callback=self._acknowledge(reference) if reference is not None else None,
            )
        except socketio.exceptions.SocketIOError as error:
            logger.debug("%s was not sent: %s", emission.event, error)

    def run(self) -> None:
        """Connect, carry, and connect again, until stopped."""
        while not self._halt.is_set():
            self._drop.clear()
            client = self._connect()
            if client is not None:
                self._carry(client)
            self._halt.wait(random.uniform(*RECONNECT_DELAY_S))

    def _connect(self) -> socketio.Client | None:
        client = socketio.Client(reconnection=False, handle_sigint=False, request_timeout=_CONNECT_WITHIN_S)
        reasons: list[object] = []
        client.on("connect_error", lambda *reason: reasons.extend(reason), namespace=BRIDGE)
        for event in _EVENTS:
            client.on(event, self._forward(client, event), namespace=BRIDGE)
        try:
            client.connect(
                self._server,
                auth={"token": self._read_token()},
                transports=["websocket"],
                namespaces=[BRIDGE],
                wait_timeout=_CONNECT_WITHIN_S,
            )
        except (socketio.exceptions.ConnectionError, OSError, ValueError) as error:
            self._complain(_in_words(error, reasons))
            return None
        return client

    def _carry(self, client: socketio.Client) -> None:
        """Stay connected until either side ends it."""
        self._complained_at = -_COMPLAIN_EVERY_S
        logger.info("connected to %s", self._server)
        self._client = client
        self._inbox.put(Connected())
        reader = client.eio.read_loop_task
        while not self._drop.wait(_WATCH_S):
            if reader is None or not reader.is_alive():
                break
        self._client = None
        client.disconnect()
        logger.warning("disconnected from %s", self._server)
        self._inbox.put(Disconnected())

    def _forward(self, client: socketio.Client, event: str) -> Callable[..., None]:
        def forward(payload: Json = None, *_: Json) -> None:
            if not self._client or self._client is client:
                self._inbox.put(ServerMessage(event, payload))

        return forward

    def _acknowledge(self, reference: Reference) -> Callable[..., None]:
        def acknowledge(payload: Json = None, *_: Json) -> None:
            self._inbox.put(Acknowledged(reference, payload))

        return acknowledge

    def _complain(self, reason: str) -> None:
        """Log a failed connection, but not every few seconds: a server that starts later is normal."""
        now = time.monotonic()
        if now - self._complained_at >= _COMPLAIN_EVERY_S:
            self._complained_at = now
            logger.warning("no connection to %s: %s; trying again", self._server, reason)


def _in_words(error: Exception, reasons: Sequence[object]) -> str:
    """Return why there is no connection: what the server said, else what went wrong on the way."""
    for reason in reasons:
        match reason:
            case {"data": {"code": str(code), "detail": str(detail)}}:
                return f"{code}: {detail}"
    return " ".join(dict.fromkeys(map(str, (error, *reasons))))
