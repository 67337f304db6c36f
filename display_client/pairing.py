"""Asks the server which office a token belongs to, for a display that was given nothing else."""

import http.client
import logging
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message
from typing import IO
from urllib.parse import parse_qs, urlencode, urlsplit

from display_client.failure import DisplayFailure

logger = logging.getLogger(__name__)

ANSWER_S = 5.0
RETRY_S = 2.0


def office_of_token(server: str, token: str, pause: Callable[[float], None] = time.sleep) -> str:
    """Return the office of a display's token; wait for a server that is away, since displays are often up first.

    The server sends the browser of a paired display to its office's page; that address is the answer.

    Raises:
        DisplayFailure: the token is refused, or it is not one of a display.
    """
    waiting = False
    while True:
        try:
            office = _ask(server, token)
        except (OSError, http.client.HTTPException):
            if not waiting:
                logger.warning("waiting for %s, which knows the office of this display; --office would save it", server)
            waiting = True
            pause(RETRY_S)
            continue
        if office is None:
            raise DisplayFailure(f"{server} does not know the office of this token: is it that of a display?")
        return office


def _ask(server: str, token: str) -> str | None:
    """Return the office, None if the server refuses the token.

    Raises:
        OSError: no answer, or a server that is not ready.
    """
    asking = urllib.request.build_opener(_Staying)
    try:
        with asking.open(f"{server}/pair?{urlencode({'token': token})}", timeout=ANSWER_S):
            return None
    except urllib.error.HTTPError as answer:
        with answer:
            if answer.code >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            page = urlsplit(answer.headers.get("Location", ""))
    return next(iter(parse_qs(page.query).get("office", [])), None)


class _Staying(urllib.request.HTTPRedirectHandler):
    """Does not follow: where the server leads is what is asked for."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Return no further request, so that the redirection itself is the answer."""
