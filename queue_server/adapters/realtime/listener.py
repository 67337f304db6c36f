"""The server's own listening socket and HTTP server: prompt answers, bounded requests, a clean stop."""

import errno
import logging
import resource
import signal
import socket
import sys
import time
from contextlib import suppress
from http.client import HTTPException
from io import BufferedIOBase, BufferedReader
from types import TracebackType
from typing import TYPE_CHECKING, Literal, NamedTuple

import gevent
from gevent.pool import Pool
from gevent.pywsgi import LoggingLogAdapter, OldMessage, WSGIHandler, WSGIServer

from queue_server.adapters.realtime.http_headers import read_headers
from queue_server.adapters.realtime.websocket_handshake import tokens

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

UPGRADE_KEY = "queue_server.upgrade"
"""Where a request that may change protocols carries its :class:`Upgrade` in the WSGI environment."""

BACKLOG = 1024
"""Connections the kernel completes while the process is busy: after a restart all displays come at once."""

MAX_DESCRIPTORS = 65_536
MAX_BODY_BYTES = 64 * 1024 * 1024
"""Above it a request is refused unread; the application sets lower limits and words its own refusals."""

UNSENT_BYTES = 131_072
"""Bytes the kernel takes for a client before sending them; by default a stalled client could hold 4 MB."""

REQUEST_S = 75.0
"""From the connection, or the last answer, to the end of the next request's headers."""

BODY_S = 30.0
"""For a request's body, and a second more for each :data:`BODY_RATE` bytes that came."""

BODY_RATE = 16_384
_BODY_CUT = "unexpected end of file"
"""Beginning of what gevent says to whoever reads a body that ends too early; such errors have no number."""

STALL_S = 60.0
"""After which a client that neither takes nor sends a byte while one is due is dropped."""


class ListenError(Exception):
    """The server can't listen where it should; the message is one sentence for the administrator."""


class Upgrade(NamedTuple):
    """What another protocol than HTTP takes over: the socket, and the reader that holds its first bytes."""

    socket: socket.socket
    reader: BufferedReader


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket; its port is what the system chose when ``port`` is 0.

    Raises:
        ListenError: the name is unknown, the address is not this machine's, the port is taken or not allowed.
    """
    where = f"{host}:{port}"
    if not 0 <= port <= 65_535:  # the resolver would take the lower 16 bits
        raise ListenError(f"Cannot listen on {where}: a port is a number from 0 to 65535.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise ListenError(f"Cannot listen on {where}: the host name is not known ({error.strerror}).")
    except UnicodeError:
        raise ListenError(f"Cannot listen on {where}: this is not a host name.")
    listening = socket.socket(family, kind, protocol)
    try:
        # Accepted sockets inherit these. Without NODELAY the body, sent after the headers, waits 40 ms for
        # the client's delayed acknowledgement.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
        listening.setblocking(False)
    except OSError as error:
        listening.close()
        raise ListenError(f"Cannot listen on {where}: {_why(error)}.")
    return listening


def raise_descriptor_limit() -> int:
    """Return how many files and sockets this process may open, after raising it as far as allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, MAX_DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return soft


def make_server(
    app: "WSGIApplication", listening: socket.socket, *, log: logging.Logger, shared: bool = False
) -> WSGIServer:
    """Return a server for this application on a socket from :func:`bind`; :func:`serve` runs it.

    There is no access log here: addresses of pages carry tokens, and only the application knows which part.

    Args:
        log: gets a line, without its content, for each request that is not HTTP.
        shared: other processes accept on this socket as well.
    """
    return _Server(listening, app, log, shared)


def serve(server: WSGIServer, *, finish_within_s: float = 8.0) -> None:
    """Serve until SIGTERM or SIGINT; then accept nothing more, finish what runs, and return.

    Requests being answered may finish, idle connections end, WebSockets close with 1001. What still runs
    after ``finish_within_s`` seconds is killed. To be called in the main thread.
    """
    server.start()
    handlers = [gevent.signal_handler(number, server.close) for number in (signal.SIGTERM, signal.SIGINT)]
    try:
        server.serve_forever(stop_timeout=finish_within_s)
    finally:
        for handler in handlers:
            handler.cancel()


class _Server(WSGIServer):
    """Knows its connections, so that slow ones can be dropped and idle ones ended at the stop."""

    def __init__(self, listening: socket.socket, app: "WSGIApplication", log: logging.Logger, shared: bool) -> None:
        self.connections: set[_Connection] = set()
        super().__init__(
            listening,
            app,
            spawn=Pool(),
            log=None,
            error_log=LoggingLogAdapter(log, logging.INFO),
            handler_class=_Connection,
            # Without a name the start asks a name server, for seconds where there is none.
            environ={
                "SERVER_NAME": listening.getsockname()[0],
                "wsgi.errors": sys.stderr,
                # One connection at a time then, so that all processes get their share of many that come at once.
                "wsgi.multiprocess": shared,
            },
        )
        self._sweep = self.loop.timer(1.0, repeat=1.0, ref=False)

    def start(self) -> None:
        super().start()
        self._sweep.start(self._drop_late)

    def close(self) -> None:
        if hasattr(self, "_sweep"):
            self._sweep.stop()
        super().close()

    def stop(self, timeout: float | None = None) -> None:
        self.close()
        for connection in list(self.connections):
            connection.end()
        super().stop(timeout)

    def handle(self, sock: socket.socket, address: str) -> None:
        sock.settimeout(STALL_S)
        connection = _Connection(sock, address, self)
        self.connections.add(connection)
        if not self.started:
            connection.end()  # accepted just before the stop, which did not know it yet
        try:
            with suppress(BrokenPipeError, ConnectionResetError, TimeoutError):  # gone before it was told what is wrong
                connection.handle()
        finally:
            self.connections.discard(connection)

    def _drop_late(self) -> None:
        now = time.monotonic()
        for connection in list(self.connections):
            if connection.is_late(now):
                connection.shut(socket.SHUT_RDWR)


class _Connection(WSGIHandler):
    """One client's connection, a request at a time."""

    ignored_socket_errors = (*WSGIHandler.ignored_socket_errors, errno.ETIMEDOUT, "timed out")  # type: ignore[arg-type]
    _answering = False
    _deadline = 0.0

    def is_late(self, now: float) -> bool:
        """Return whether the client takes too long to say what it wants."""
        if not self._answering:
            return now > self._deadline
        body = self.wsgi_input
        if body is None:
            return False
        if body.chunked_input:
            return body.chunk_length != 0 and now > self._deadline
        return body.position < (body.content_length or 0) and now > self._deadline + body.position / BODY_RATE

    def end(self) -> None:
        """Close after the answer that is being made, or now if there is none."""
        if self._answering and not self.connection_upgraded:
            self.close_connection = True
        else:
            self.shut(socket.SHUT_RD)

    def shut(self, how: int) -> None:
        """Make the greenlet of this connection see its end."""
        try:
            self.socket.shutdown(how)
        except (OSError, AttributeError):
            return  # gone already; the handler deletes its socket at its end

    def handle_one_request(self) -> tuple[str, bytes] | Literal[True] | None:
        self._deadline = time.monotonic() + REQUEST_S
        return super().handle_one_request()

    def read_request(self, raw_requestline: str) -> OldMessage:
        try:
            request = super().read_request(raw_requestline)
        except (HTTPException, OSError) as error:
            raise ValueError(str(error))  # the one kind that is answered with 400 and without a traceback
        if (self.content_length or 0) > MAX_BODY_BYTES:
            raise ValueError("body too long")
        return request

    def MessageClass(self, fp: BufferedIOBase, *args: object) -> OldMessage:  # noqa: N802
        message = OldMessage()
        for name, value in read_headers(fp):
            message.set_raw(name, value)
        return message

    def handle_one_response(self) -> None:
        self._deadline = time.monotonic() + BODY_S
        self._answering = True
        try:
            super().handle_one_response()
        finally:
            self._answering = False

    def get_environ(self) -> "WSGIEnvironment":
        environ = super().get_environ()
        if "HTTP_UPGRADE" in environ:
            if "upgrade" in tokens(environ.get("HTTP_CONNECTION")):
                environ[UPGRADE_KEY] = Upgrade(self.socket, self.rfile)
            else:
                # RFC 9110, 7.8: without the connection option the header means nothing.
                del environ["HTTP_UPGRADE"]
        return environ

    def handle_error(self, t: type[BaseException] | None, v: BaseException | None, tb: TracebackType | None) -> None:
        if not (isinstance(v, OSError) and str(v).startswith(_BODY_CUT)):
            super().handle_error(t, v, tb)
            return
        self.close_connection = True  # the client left; nothing of ours is wrong
        if not self.headers_sent:
            with suppress(OSError):
                self.start_response("400 Bad Request", [("Connection", "close"), ("Content-Length", "0")])
                self.write(b"")

    def log_request(self) -> None:
        """Write nothing: there is no access log, so its line need not be made."""

    def log_error(self, msg: str, *args: object) -> None:
        self.server.error_log.write(f"refused a request from {self.client_address[0]}: not valid HTTP\n")


def _why(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program listens there already"
    if error.errno in (errno.EACCES, errno.EPERM):
        return "this user may not open that port (ports below 1024 need a privilege)"
    if error.errno == errno.EADDRNOTAVAIL:
        return "the host is not an address of this machine"
    return error.strerror or str(error)
