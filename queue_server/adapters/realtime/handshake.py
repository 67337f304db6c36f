"""What a client shows when it connects: its ``auth``, and a cookie if a page of this server sent it."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from queue_server.adapters.realtime.socket_server import Environ
from queue_server.contract.codec import from_wire

T = TypeVar("T", bound=msgspec.Struct)

CookieToken = Callable[[Environ], str | None]
"""Returns the session's or device's token that a request's cookies carry; the pages know how."""

_DEFAULT_PORTS = {"http": 80, "https": 443}


class Handshake:
    """One attempt to connect."""

    def __init__(self, environ: Environ, auth: object, cookie_token: CookieToken) -> None:
        self._environ = environ
        self._auth = auth
        self._cookie_token = cookie_token

    def auth(self, kind: type[T]) -> T:
        """Return the client's ``auth``; none at all is an empty one.

        Raises:
            BadMessage: it is not of this kind.
        """
        return from_wire(kind, {} if self._auth is None else self._auth)

    def cookie(self) -> str | None:
        """Return the token in the cookies, if the page that opens this connection is of this very server.

        A browser sends cookies along with whatever page connects, so without this check any page on the web
        could act with the rights of who looks at it.
        """
        origin, host = self._environ.get("HTTP_ORIGIN"), self._environ.get("HTTP_HOST")
        if not isinstance(origin, str) or not isinstance(host, str) or not is_same_origin(origin, host):
            return None
        return self._cookie_token(self._environ)


def is_same_origin(origin: str, host: str) -> bool:
    """Return whether an Origin header names the host and port of a Host header.

    The scheme is not compared: behind a proxy that ends TLS the server sees http where the browser sees https.
    """
    try:
        page = urlsplit(origin)
        default = _DEFAULT_PORTS.get(page.scheme)
        server = urlsplit(f"//{host}")
        if default is None or not page.hostname or page.path or page.query or page.username is not None:
            return False
        return (page.hostname, page.port or default) == (server.hostname, server.port or default)
    except ValueError:
        return False
