"""Asks the server to let a new display in: shows a code until an administrator accepts it, and keeps the token."""

import http.client
import json
import logging
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from display_client import kept_file
from display_client.failure import DisplayFailure
from queue_server.contract.codec import Json

logger = logging.getLogger(__name__)

ANSWER_S = 5.0
RETRY_S = 5.0
API = "/api/v1"


@dataclass(frozen=True, slots=True)
class Admitted:
    """What a display is once it was let in."""

    token: str
    office: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code to show, with the secret that becomes the token."""

    code: str
    secret: str
    poll_s: float


ShowCode = Callable[[str], None]
"""Shows a code, or "" while the server does not answer."""


def kept_token(path: Path) -> str | None:
    """Return the token of an earlier run, None before the first."""
    try:
        return path.read_text(encoding="ascii").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def keep_token(path: Path, token: str) -> None:
    """Store the token, readable by this user alone.

    Raises:
        DisplayFailure: it can't be stored, so that the next start would ask again.
    """
    try:
        kept_file.put(path, f"{token}\n".encode("ascii"), kept_file.SECRET)
    except OSError as error:
        raise DisplayFailure(f"the token could not be kept in {path} ({error.strerror})") from None


def be_let_in(
    server: str,
    screen: str,
    name: str,
    show: ShowCode,
    wait: Callable[[float], bool],
) -> Admitted | None:
    """Return token and office once an administrator has let this display in.

    Args:
        server: base URL.
        screen: ``tv``, ``led-matrix`` or ``terminal``.
        name: what the display calls itself.
        show: called whenever another code has to be shown.
        wait: waits some seconds; True ends everything, and None is returned.
    """
    while True:
        try:
            asked = _ask(server, screen, name)
        except (OSError, http.client.HTTPException, ValueError) as error:
            logger.warning("%s gave no code: %s", server, error)
            show("")
            if wait(RETRY_S):
                return None
            continue
        logger.info("this display waits to be let in with the code %s", asked.code)
        show(asked.code)
        state = "waiting"
        office = ""
        while state == "waiting":
            if wait(asked.poll_s):
                return None
            state, office = _state(server, asked.secret)
        if state == "accepted":
            return Admitted(asked.secret, office)


def _ask(server: str, screen: str, name: str) -> Code:
    match _call(server, "/pairings", {"screen": screen, "name": name[:64]}):
        case {"code": str(code), "secret": str(secret), "poll_s": float() | int() as poll_s}:
            return Code(code, secret, float(poll_s))
    raise ValueError("an answer that can't be read")


def _state(server: str, secret: str) -> tuple[str, str]:
    """Return (state, office); a server that does not answer leaves everything as it is."""
    try:
        answer = _call(server, f"/pairings/{secret}", None)
    except (OSError, http.client.HTTPException, ValueError) as error:
        logger.debug("%s did not answer: %s", server, error)
        return "waiting", ""
    match answer:
        case {"state": "accepted", "office": str(office)}:
            return "accepted", office
        case {"state": "over"}:
            return "over", ""
    return "waiting", ""


def _call(server: str, path: str, body: dict[str, Json] | None) -> Json:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{server}{API}{path}", data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=ANSWER_S) as answer:
        found: Json = json.loads(answer.read(1 << 16))
    return found
