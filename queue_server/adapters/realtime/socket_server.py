"""What the handlers use of python-socketio's server, which has no types of its own."""

from collections.abc import Callable
from typing import Protocol

Environ = dict[str, object]
"""The WSGI environment of a connection's handshake."""


class EngineLog(Protocol):
    """What is used of the Engine.IO server below."""

    log_message_keys: set[str]
    """Kinds of refusals that were told as an error before; they are told as information from then on."""


class SocketServer(Protocol):
    """python-socketio's ``Server``, as Flask-SocketIO keeps it in ``socketio.server``.

    Handlers sit on it directly: they need no Flask request context, which costs more than most events do.
    """

    eio: EngineLog
    """Its Engine.IO server."""

    def on(self, event: str, handler: Callable[..., object], namespace: str) -> object:
        """Call ``handler`` for an event of a namespace."""

    def emit(self, event: str, data: object, *, to: str, namespace: str) -> None:
        """Send an event to a room, or to one connection by its id; encoded once for all."""

    def enter_room(self, sid: str, room: str, namespace: str) -> None:
        """Put a connection into a room."""

    def disconnect(self, sid: str, namespace: str) -> None:
        """End a connection to a namespace."""

    def get_environ(self, sid: str, namespace: str) -> Environ | None:
        """Return the handshake of a connection, None if it is gone."""

    def start_background_task(self, target: Callable[..., object], *args: object) -> object:
        """Run a function beside the others, in the server's own way; does not wait."""

    def sleep(self, seconds: float) -> None:
        """Let others run for a while."""
