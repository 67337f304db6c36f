"""One Socket.IO connection to ``/board``: what arrives is put on a queue, nothing is decided here."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import socketio

from queue_server.contract.codec import Json, to_wire
from queue_server.contract.messages import BoardAuth, DisplayStatus
from queue_server.contract.rooms import BOARD

logger = logging.getLogger(__name__)

HANDSHAKE_S = 5

Event = Literal["opened", "refused", "closed", "board", "beat", "command"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that happened on one connection; the library may hand arrivals over in any order."""

    source: "Connection"
    event: Event
    payload: object = None


class Connection:
    """Used once: opened, closed, thrown away, so that nothing of a broken connection lives on."""

    def __init__(self, server: str, auth: BoardAuth, receive: Callable[[Arrival], None]) -> None:
        self._server = server
        self._auth = {key: value for key, value in to_wire(auth).items() if value is not None}
        self._receive = receive
        # Reconnecting is the feed's: it also has to do it when the server is connected but silent.
        self._client = socketio.Client(
            reconnection=False, handle_sigint=False, request_timeout=HANDSHAKE_S, logger=_QUIET, engineio_logger=_QUIET
        )
        events: tuple[tuple[str, Event], ...] = (
            ("connect", "opened"),
            ("connect_error", "refused"),
            ("disconnect", "closed"),
            ("board", "board"),
            ("beat", "beat"),
            ("display.command", "command"),
        )
        for name, event in events:
            self._client.on(name, self._receiver(event), namespace=BOARD)

    def open(self) -> bool:
        """Return whether the server was reached; whether it accepts comes as an arrival."""
        try:
            self._client.connect(
                self._server, auth=self._auth, transports=["websocket"], namespaces=[BOARD], wait=False
            )
        except socketio.exceptions.ConnectionError as error:
            logger.debug("%s was not reached: %s", self._server, error)
            return False
        return True

    def ask_for_board(self) -> None:
        """Ask for the newest board; the answer arrives as a board."""
        self._send("board.get", None, self._receiver("board"))

    def tell_status(self, status: DisplayStatus) -> None:
        """Tell the server what this display is and shows."""
        self._send("display.status", to_wire(status), None)

    def ask(self, event: str, payload: dict[str, Json], answer: Callable[..., None]) -> None:
        """Send an event; ``answer`` is called from another thread with the server's answer, if one comes."""
        self._send(event, payload, answer)

    def close(self) -> None:
        """End the connection without waiting: a server that no longer answers can't hold the display up."""
        threading.Thread(target=self._client.eio.disconnect, kwargs={"abort": True}, daemon=True).start()

    def _send(self, event: str, payload: Json, answer: Callable[..., None] | None) -> None:
        try:
            self._client.emit(event, payload, namespace=BOARD, callback=answer)
        except socketio.exceptions.SocketIOError as error:
            logger.debug("%s was not sent: %s", event, error)

    def _receiver(self, event: Event) -> Callable[..., None]:
        def receive(*payload: object) -> None:
            self._receive(Arrival(self, event, payload[0] if payload else None))

        return receive


_QUIET = logging.getLogger("display_client.socketio")
_QUIET.setLevel(logging.CRITICAL)
