"""WebSockets for Engine.IO on gevent: put into its two slots, written directly, bounded on both sides."""

import contextlib
import inspect
import logging
import re
import socket
import struct
from collections import deque
from collections.abc import Callable
from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol

import gevent
from gevent.event import Event
from gevent.socket import wait

from queue_server.adapters.realtime import websocket_frames as frames
from queue_server.adapters.realtime.listener import UPGRADE_KEY, Upgrade
from queue_server.adapters.realtime.send_queue import Bound, SendQueue, Tick
from queue_server.adapters.realtime.websocket_frames import CloseCode, FrameParser, Opcode
from queue_server.adapters.realtime.websocket_handshake import answer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

logger = logging.getLogger(__name__)

CLOSE_S = 3.0
"""After this server's closing frame a client has so long to end the connection before it is cut."""

_READ, _WRITE = 1, 2
_TESTED = ((4, 12), (4, 16))
"""Versions of python-engineio whose seam this driver was tested with: from, and below."""


class Session(Protocol):
    """What the driver uses of an Engine.IO session."""

    queue: SendQueue

    def close(self, wait: bool = ..., abort: bool = ..., reason: str | None = ...) -> None: ...


class EngineServer(Protocol):
    """What the driver uses of an Engine.IO server."""

    async_mode: str
    transports: list[str]
    _async: dict[str, object]


def install(server: EngineServer, bound: Bound | None = None) -> bool:
    """Give this Engine.IO server the driver, before its first connection.

    It serves connections of :func:`listener.make_server`. Emits must come from the thread of the event loop.

    Returns:
        False, with a warning in the log, when the installed Engine.IO is not one the driver was tested with
        or is set up in another way; the server then keeps the driver it came with.
    """
    driver = Driver(bound or Bound())
    problem = _mismatch(server)
    if problem is None:
        before = server._async
        server._async = {**before, "websocket": driver.websocket, "queue": driver.queue}
        problem = _misbehaviour(server)
        if problem is None:
            return True
        server._async = before
    logger.warning("the stock WebSocket driver is used, slower and without bounds: %s", problem)
    return False


class Driver:
    """What the connections of one server share."""

    def __init__(self, bound: Bound) -> None:
        self._bound = bound
        self._tick = Tick(gevent.get_hub().loop.run_callback)
        self.received = memoryview(bytearray(65_536))
        """Where input lands before it is parsed: one for all, since nothing else runs in between."""

    def queue(self) -> SendQueue:
        """Return the queue of a new session."""
        return SendQueue(self._tick, Event(), self._bound)

    def websocket(self, handler: "Callable[[WebSocket], list[bytes]]", server: object) -> "WebSocket":
        """Return what serves the WebSocket of one session; ``handler`` is the session's bound method."""
        return WebSocket(self, handler)


class WebSocket:
    """One client's WebSocket as Engine.IO sees it: a WSGI application, then ``wait``, ``send``, ``close``."""

    def __init__(self, driver: Driver, handler: "Callable[[WebSocket], list[bytes]]") -> None:
        self._driver = driver
        self._handler = handler
        self._session: Session = handler.__self__  # type: ignore[attr-defined]
        self._queue = self._session.queue
        self._parser = FrameParser()
        self._events: deque[frames.Event] = deque()
        self._closed = False

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        """Serve the connection to its end."""
        reply = answer(environ)
        if not reply.accepted:
            self._session.close(wait=False, abort=True)
            start_response(reply.status, reply.headers)
            return [reply.body]
        upgrade: Upgrade = environ[UPGRADE_KEY]
        try:
            start_response(reply.status, reply.headers)(b"")
            self._open(upgrade)
        except OSError:  # the client is gone already
            self._session.close(wait=False, abort=True)
            upgrade.reader.close()
            return []
        try:
            self._handler(self)
        except (ValueError, RecursionError):
            # Engine.IO decodes what comes outside its own try: a client could make it fail with one letter.
            self._close(CloseCode.POLICY, "not an Engine.IO packet")
        finally:
            self._finish()
        return []

    def wait(self) -> str | bytes | None:
        """Return the client's next message, or None when there won't be another."""
        while True:
            while self._events:
                match self._events.popleft():
                    case frames.Message(data) if not self._closed:
                        return data
                    case frames.Ping(payload):
                        self._queue.write(frames.encode_frame(Opcode.PONG, payload))
                    case frames.Close(code, _):
                        self._close(code)
                        return None
                    case frames.Failure(code, reason):
                        logger.info("a WebSocket was closed with %d: %s", code, reason)
                        self._close(code, reason)
                        return None
            received = self._receive()
            if received is None:
                self._close(CloseCode.GOING_AWAY)
                return None
            self._events.extend(self._parser.feed(received))

    def send(self, message: str | bytes) -> None:
        """Send a message; the queue does it without this for everything but Engine.IO's own probes."""
        if self._queue.dead:
            raise OSError("the connection is closed")
        self._queue.write(frames.encode_message(message))

    def close(self) -> None:
        """Say good-bye and give the client some time to do the same."""
        self._close(CloseCode.NORMAL)

    def _open(self, upgrade: Upgrade) -> None:
        self._socket = upgrade.socket
        self._socket.setblocking(False)
        early = upgrade.reader.peek()  # frames may have come in one segment with the request
        self._events.extend(self._parser.feed(upgrade.reader.read(len(early))))
        upgrade.reader.close()  # frees its buffer, and tells the HTTP server that there is no next request
        loop = gevent.get_hub().loop
        self._readable = loop.io(self._socket.fileno(), _READ)
        self._writable = loop.io(self._socket.fileno(), _WRITE)
        self._timer = loop.timer(CLOSE_S)
        self._queue.attach(self._socket, self._writable, self._cut)

    def _receive(self) -> memoryview | None:
        """Return what has come, or None at the end; valid until the next wait."""
        while True:
            try:
                # Always by way of the event loop: a client that never pauses must not keep others waiting.
                wait(self._readable)
                count = self._socket.recv_into(self._driver.received)
            except BlockingIOError:
                continue
            except OSError:
                return None
            return self._driver.received[:count] if count else None

    def _close(self, code: int | None, reason: str = "") -> None:
        if not self._closed:
            self._closed = True
            self._queue.close(frames.encode_close(code, reason))
            self._timer.start(self._cut)

    def _cut(self) -> None:
        """End the connection now, also for the kernel: nothing that it still holds is sent."""
        with contextlib.suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._socket.shutdown(socket.SHUT_RDWR)

    def _finish(self) -> None:
        """End the session if its handler failed to, then the connection, giving the client time to agree."""
        try:
            self._session.close(wait=False, abort=True)
            self._close(CloseCode.GOING_AWAY)
            if self._queue.overflowed:
                logger.warning("a WebSocket was cut: its client did not take what it was sent")
            if self._queue.dead:
                return
            rest = b"".join(self._queue.take())
            with contextlib.suppress(OSError):
                self._socket.settimeout(CLOSE_S)
                self._socket.sendall(rest)
                self._socket.shutdown(socket.SHUT_WR)
                while self._receive() is not None:
                    pass
        finally:
            self._queue.take()
            for watcher in (self._readable, self._writable, self._timer):
                watcher.stop()
                watcher.close()


def _mismatch(server: EngineServer) -> str | None:
    """Return why the driver does not fit this server, by what can be seen from outside."""
    from engineio.socket import Socket

    number = version("python-engineio")
    if not _TESTED[0] <= tuple(map(int, re.findall(r"\d+", number)[:2])) < _TESTED[1]:
        return f"python-engineio {number} was not tested with it"
    if server.async_mode != "gevent":
        return f"async_mode is {server.async_mode}, not gevent"
    if list(server.transports) != ["websocket"]:
        return f"transports are {', '.join(server.transports)}, not websocket alone"
    if missing := {"websocket", "queue", "queue_empty", "thread"} - set(server._async):
        return f"Engine.IO has no slot {', '.join(sorted(missing))}"
    handler = list(inspect.signature(Socket._websocket_handler).parameters)
    close = list(inspect.signature(Socket.close).parameters)
    if handler != ["self", "ws"] or close != ["self", "wait", "abort", "reason"]:
        return "Engine.IO's session has another shape"
    return None


def _misbehaviour(server: EngineServer) -> str | None:
    """Return what a session that never connects does otherwise than the driver relies on."""
    from engineio.packet import NOOP, Packet
    from engineio.socket import Socket

    try:
        session = Socket(server, "probe")
        session.send(Packet(NOOP))
        queued = isinstance(session.queue, SendQueue) and session.queue.size > 0
        ended = session.poll() == []
    except (AttributeError, KeyError, TypeError) as error:
        return f"Engine.IO's session failed a probe ({error})"
    return None if queued and ended else "Engine.IO's session does not use the queue as expected"
