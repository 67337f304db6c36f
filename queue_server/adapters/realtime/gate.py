"""The gate of every namespace: who may come in, what they may say, and an answer to whatever they say."""

import logging
from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

import msgspec
from socketio.exceptions import ConnectionRefusedError as ConnectionRefused

from queue_server.adapters.realtime.guests import Guest, Guests
from queue_server.adapters.realtime.handshake import CookieToken, Handshake
from queue_server.adapters.realtime.packets import FROM_CLIENT, Incoming
from queue_server.adapters.realtime.publisher import Publisher
from queue_server.adapters.realtime.socket_server import Environ, SocketServer
from queue_server.contract.codec import BadMessage, from_wire
from queue_server.contract.error_codes import ERROR_CODES
from queue_server.contract.messages import Accepted, ErrorMessage, Nothing, Refused
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.failures import StorageError, StorageUnreachable, severity

logger = logging.getLogger(__name__)

T = TypeVar("T", bound=msgspec.Struct)

Answer = msgspec.Struct | msgspec.Raw
Route = Callable[[Guest, Incoming], Answer]
"""Acts on an event and returns its acknowledgement.

Raises:
    BadMessage: the payload is not the event's.
    Refusal: the event is not allowed now.
"""

ECHOED = 64
"""Letters of an unknown event's name that its error repeats."""


class Namespace(Protocol):
    """One Socket.IO namespace: who is let in, and what its clients may send."""

    @property
    def name(self) -> str:
        """The namespace, as clients write it."""

    @property
    def routes(self) -> Mapping[str, Route]:
        """What clients may send, by the event's name."""

    def admit(self, sid: str, handshake: Handshake) -> Guest:
        """Return who wants to connect.

        Raises:
            BadMessage, Refusal: nobody who may.
        """

    def arrived(self, guest: Guest) -> None:
        """Put a client that is connected now into its rooms and tell it how things are."""

    def left(self, guest: Guest) -> None:
        """Take in that a client is gone."""


def route(kind: type[T], act: Callable[[Guest, T, Incoming], Answer | None]) -> Route:
    """Return a route for events with one payload of this kind."""

    def decode_and_act(guest: Guest, incoming: Incoming) -> Answer:
        arguments = incoming.arguments
        if len(arguments) > 1:
            raise BadMessage(f"Expected one payload, got {len(arguments)}")
        payload = arguments[0] if arguments else None
        if payload is None and kind is Nothing:
            payload = {}
        return act(guest, from_wire(kind, payload), incoming) or Accepted()

    return decode_and_act


class Gate:
    """Registers namespaces with the server and stands between it and their handlers."""

    def __init__(self, server: SocketServer, guests: Guests, publisher: Publisher, cookie_token: CookieToken) -> None:
        self._server = server
        self._guests = guests
        self._publisher = publisher
        self._cookie_token = cookie_token
        self._namespaces: dict[str, Namespace] = {}
        self._admitted: dict[tuple[str, str], Guest] = {}

    def add(self, namespace: Namespace) -> None:
        """Open a namespace."""
        name = namespace.name
        self._namespaces[name] = namespace
        self._server.on("connect", lambda sid, environ, auth=None: self._connect(name, sid, environ, auth), name)
        self._server.on("disconnect", lambda sid, reason=None: self._disconnect(name, sid), name)
        self._server.on(FROM_CLIENT, lambda sid, incoming: self._event(name, sid, incoming), name)

    def arrived(self, name: str, sid: str) -> bool:
        """Let an admitted client in; called when it has been told that it is connected.

        Returns:
            False if it went while it was being admitted; python-socketio does not notice that by itself.
        """
        guest = self._admitted.pop((name, sid), None)
        if guest is None or self._server.get_environ(sid, name) is None:
            return False
        try:
            self._guests.enter(guest)
            self._namespaces[name].arrived(guest)
        except StorageError as error:
            logger.log(severity(error), "a client could not be let in to %s: %s", name, error)
            self.drop(guest)
        except Exception:
            logger.exception("a client could not be let in to %s", name)
            self.drop(guest)
        return True

    def drop(self, guest: Guest) -> None:
        """End a connection."""
        self._server.disconnect(guest.sid, namespace=guest.namespace)

    def _connect(self, name: str, sid: str, environ: Environ, auth: object) -> None:
        try:
            handshake = Handshake(environ, auth, self._cookie_token)
            self._admitted[name, sid] = self._namespaces[name].admit(sid, handshake)
        except BadMessage as error:
            raise _refused("invalid", str(error))
        except Refusal as refusal:
            raise _refused(refusal.code, refusal.detail)
        except StorageUnreachable as error:
            logger.warning("a connection to %s failed: %s", name, error)
            raise _refused("busy", ERROR_CODES["busy"])
        except StorageError as error:
            logger.error("a connection to %s failed: %s", name, error)
            raise _refused("server_error", ERROR_CODES["server_error"])
        except Exception:
            logger.exception("a connection to %s failed", name)
            raise _refused("server_error", ERROR_CODES["server_error"])

    def _disconnect(self, name: str, sid: str) -> None:
        self._admitted.pop((name, sid), None)
        guest = self._guests.leave(name, sid)
        if guest is not None:
            self._namespaces[name].left(guest)

    def _event(self, name: str, sid: str, incoming: Incoming) -> Answer | None:
        guest = self._guests.get(name, sid)
        if guest is None:
            return None
        answer = self._answer(guest, incoming)
        if isinstance(answer, Refused) and not incoming.acknowledged:
            event = (incoming.event or "")[:ECHOED]
            error = ErrorMessage(event=event, code=answer.code, detail=answer.detail)
            self._publisher.refuse(name, sid, error)
        return answer

    def _answer(self, guest: Guest, incoming: Incoming) -> Answer:
        if incoming.event is None:
            return Refused(code="bad_request", detail="This is not an event of Socket.IO.")
        known = self._namespaces[guest.namespace].routes.get(incoming.event)
        if known is None:
            return Refused(code="unknown_event", detail=ERROR_CODES["unknown_event"])
        try:
            return known(guest, incoming)
        except BadMessage as error:
            return Refused(code="invalid", detail=str(error))
        except Refusal as refusal:
            return Refused(code=refusal.code, detail=refusal.detail)
        except StorageError as error:
            logger.log(severity(error), "%s on %s failed: %s", incoming.event, guest.namespace, error)
            if isinstance(error, StorageUnreachable):
                return Refused(code="busy", detail=ERROR_CODES["busy"])
        except Exception:
            logger.exception("%s on %s failed", incoming.event, guest.namespace)
        return Refused(code="server_error", detail=ERROR_CODES["server_error"])


def _refused(code: str, detail: str) -> ConnectionRefused:
    """Return what makes the client's ``connect_error`` carry a code: ``{message: code, data: {code, detail}}``."""
    return ConnectionRefused(code, {"code": code, "detail": detail})
