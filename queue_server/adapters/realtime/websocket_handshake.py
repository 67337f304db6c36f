"""The WebSocket opening handshake of a server: whether a request may become a connection, and the answer."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""Constant that a server appends to the client's key. RFC 6455, 1.3."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status line and headers for a request to open a WebSocket; ``body`` is empty when it is accepted."""

    accepted: bool
    status: str
    headers: list[tuple[str, str]]
    body: bytes


def answer(environ: Mapping[str, object]) -> Answer:
    """Return the answer to a WSGI request that asks for a WebSocket.

    No subprotocol and no extension is ever agreed on, so frames are never compressed. The Origin header is
    not looked at: who may connect is decided before.

    Source: RFC 6455, 4.2.1, 4.2.2 and 4.4.
    """
    problem = _problem(environ)
    if problem is not None:
        return _refusal("400 Bad Request", problem, [])
    if environ.get("HTTP_SEC_WEBSOCKET_VERSION") != "13":
        version = [("Sec-WebSocket-Version", "13"), ("Upgrade", "websocket")]
        return _refusal("426 Upgrade Required", "only WebSocket version 13 is spoken", version)
    key = str(environ["HTTP_SEC_WEBSOCKET_KEY"])
    headers = [
        ("Upgrade", "websocket"),
        ("Connection", "Upgrade"),
        ("Sec-WebSocket-Accept", accept_key(key)),
    ]
    return Answer(True, "101 Switching Protocols", headers, b"")


def accept_key(key: str) -> str:
    """Return the proof that this server understood the client's ``Sec-WebSocket-Key``. RFC 6455, 4.2.2."""
    return base64.b64encode(hashlib.sha1((key + _GUID).encode()).digest()).decode()


def tokens(value: object) -> set[str]:
    """Return the comma-separated words of a header in lower case; of a header that is missing, none."""
    return {word.strip().lower() for word in value.split(",")} if isinstance(value, str) else set()


def _problem(environ: Mapping[str, object]) -> str | None:
    method, protocol = environ.get("REQUEST_METHOD"), environ.get("SERVER_PROTOCOL")
    length, chunked = environ.get("CONTENT_LENGTH", "0"), environ.get("HTTP_TRANSFER_ENCODING")
    rules = {
        "a WebSocket opens with GET and HTTP/1.1": (method, protocol) == ("GET", "HTTP/1.1"),
        "a request for a WebSocket has no body": length == "0" and not chunked,
        "the Host header is missing": bool(environ.get("HTTP_HOST")),
        "the Connection header must contain Upgrade": "upgrade" in tokens(environ.get("HTTP_CONNECTION")),
        "the Upgrade header must contain websocket": "websocket" in tokens(environ.get("HTTP_UPGRADE")),
        "Sec-WebSocket-Key must be 16 bytes in base64": _is_key(environ.get("HTTP_SEC_WEBSOCKET_KEY")),
    }
    return next((problem for problem, kept in rules.items() if not kept), None)


def _is_key(value: object) -> bool:
    try:
        return isinstance(value, str) and len(base64.b64decode(value, validate=True)) == 16
    except (binascii.Error, ValueError):
        return False


def _refusal(status: str, text: str, headers: list[tuple[str, str]]) -> Answer:
    body = f"{text}\n".encode()
    return Answer(
        False,
        status,
        [
            ("Content-Type", "text/plain"),
            ("Content-Length", str(len(body))),
            ("Connection", "close"),
            *headers,
        ],
        body,
    )
