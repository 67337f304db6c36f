"""The request that is being answered: Flask's, or a plain one that came by the short way."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, cast

from flask import request
from werkzeug.wsgi import get_host

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class SentHeaders(Protocol):
    """The headers of a request."""

    def get(self, name: str, /) -> str | None:
        """Return a header's value; names are told apart without case."""


class Asked(Protocol):
    """What operations and those who guard them use of a request."""

    @property
    def environ(self) -> "WSGIEnvironment": ...

    @property
    def method(self) -> str: ...

    @property
    def path(self) -> str: ...

    @property
    def headers(self) -> SentHeaders: ...

    @property
    def cookies(self) -> Mapping[str, str]: ...

    @property
    def view_args(self) -> dict[str, str] | None: ...

    @property
    def mimetype(self) -> str: ...

    @property
    def remote_addr(self) -> str | None: ...

    @property
    def host(self) -> str: ...

    @property
    def scheme(self) -> str: ...

    def get_data(self, cache: bool = ...) -> bytes: ...


class PlainHeaders:
    """Headers as WSGI has them."""

    __slots__ = ("_environ",)

    def __init__(self, environ: "WSGIEnvironment") -> None:
        self._environ = environ

    def get(self, name: str, /) -> str | None:
        """Return a header's value."""
        value: str | None = self._environ.get(f"HTTP_{name.upper().replace('-', '_')}")
        return value


class PlainRequest:
    """A request without cookies and query, its body read: nothing in it has to be taken apart."""

    __slots__ = ("body", "environ", "method", "path", "view_args")

    cookies: Mapping[str, str] = MappingProxyType({})
    mimetype = "application/json"

    def __init__(self, environ: "WSGIEnvironment", view_args: dict[str, str], body: bytes) -> None:
        self.environ = environ
        self.method: str = environ["REQUEST_METHOD"]
        self.path: str = environ["PATH_INFO"]
        self.view_args = view_args
        self.body = body

    @property
    def headers(self) -> PlainHeaders:
        """Headers other than of the body."""
        return PlainHeaders(self.environ)

    @property
    def remote_addr(self) -> str | None:
        """Address of the client, or what a trusted proxy says it is."""
        address: str | None = self.environ.get("REMOTE_ADDR")
        return address

    @property
    def host(self) -> str:
        """Host and port that the client asked for."""
        return get_host(self.environ)

    @property
    def scheme(self) -> str:
        """Return http or https."""
        scheme: str = self.environ["wsgi.url_scheme"]
        return scheme

    def get_data(self, cache: bool = False) -> bytes:
        """Return the body."""
        return self.body


_plain: ContextVar[PlainRequest | None] = ContextVar("moiso_plain_request", default=None)


def asked() -> Asked:
    """Return the present request."""
    return _plain.get() or cast(Asked, request._get_current_object())  # type: ignore[attr-defined]


@contextmanager
def answering(plain: PlainRequest) -> Iterator[None]:
    """Make a plain request the present one."""
    token = _plain.set(plain)
    try:
        yield
    finally:
        _plain.reset(token)
