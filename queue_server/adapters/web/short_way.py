"""A way around Flask for the plain requests of programs, which are most of all that come.

Flask's contexts, routing, request and response objects cost twice what an operation itself does. A request that
names a quick operation, has no cookie and no query, and whose body is short JSON is read, guarded and carried out by
the same functions, and its answer is the same to the letter; everything else goes on to Flask.
"""

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING

import msgspec

from queue_server.adapters.web.asked import PlainRequest, answering
from queue_server.adapters.web.auth import Auth
from queue_server.adapters.web.errors import PROBLEM_TYPE, headers_of, problem_of
from queue_server.adapters.web.idempotency import REPLAYED
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.adapters.web.parsing import JSON
from queue_server.domain.errors import Refusal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PART = re.compile(r"<(\w+)>")
_SAID_OTHERWISE = ("HTTP_COOKIE", "HTTP_TRANSFER_ENCODING", "HTTP_EXPECT", "HTTP_UPGRADE")
"""Headers that make a request more than plain."""

Observe = Callable[[str, int, float], None]
"""Takes endpoint, status and seconds of an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickOperation:
    """An operation that the short way leads to."""

    declaration: Operation
    rule: str
    """The whole rule, as Flask writes it."""
    endpoint: str
    carry_out: Callable[[dict[str, str]], Reply]
    """Reads the present request and calls the operation's method."""


class ShortWay:
    """Stands before the application.

    Args:
        application: gets every request that is not plain.
        auth: decides who is let in.
        headers: are added to every answer.
        observe: counts answers.
        longest: bytes of the longest body that is read here.
    """

    def __init__(
        self,
        application: "WSGIApplication",
        operations: Iterable[QuickOperation],
        auth: Auth,
        headers: Mapping[str, str],
        observe: Observe,
        longest: int,
    ) -> None:
        self._application = application
        self._auth = auth
        self._headers = list(headers.items())
        self._observe = observe
        self._longest = longest
        self._by_end: dict[str, list[tuple[re.Pattern[str], QuickOperation]]] = {}
        for one in operations:
            pattern = re.compile(_PART.sub(r"(?P<\1>[^/]+)", one.rule))
            self._by_end.setdefault(one.rule.rpartition("/")[2], []).append((pattern, one))

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        began = time.perf_counter()
        found = self._find(environ)
        if found is None:
            return self._application(environ, start_response)
        operation, plain = found
        try:
            with answering(plain):
                status, headers, body = self._carry_out(operation, plain)
        except Exception:  # noqa: BLE001  the long way meets it again and tells of it; every quick operation has a key
            environ["wsgi.input"] = BytesIO(plain.body)
            return self._application(environ, start_response)
        start_response(
            f"{status} {HTTPStatus(status).phrase}", [*headers, ("Content-Length", str(len(body))), *self._headers]
        )
        self._observe(operation.endpoint, status, time.perf_counter() - began)
        return (body,)

    def _find(self, environ: "WSGIEnvironment") -> tuple[QuickOperation, PlainRequest] | None:
        """Return what a plain request asks for."""
        if environ["REQUEST_METHOD"] != "POST" or environ.get("QUERY_STRING"):
            return None
        path: str = environ["PATH_INFO"]
        for pattern, operation in self._by_end.get(path.rpartition("/")[2], ()):
            match = pattern.fullmatch(path)
            if match is not None and path.isascii() and not any(name in environ for name in _SAID_OTHERWISE):
                body = self._body(environ)
                return None if body is None else (operation, PlainRequest(environ, match.groupdict(), body))
        return None

    def _body(self, environ: "WSGIEnvironment") -> bytes | None:
        """Return the body; None if it isn't plain JSON of a known length, or the client left while sending it."""
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit() and int(length) <= self._longest):
            return None
        if length == "0":
            return b""
        if environ.get("CONTENT_TYPE") != JSON:
            return None
        body: bytes = environ["wsgi.input"].read(int(length))
        if len(body) == int(length):
            return body
        environ["wsgi.input"] = BytesIO(body)
        return None

    def _carry_out(
        self, operation: QuickOperation, plain: PlainRequest
    ) -> tuple[int, Sequence[tuple[str, str]], bytes]:
        """Return status, headers and body of the answer."""
        try:
            self._auth.enter(operation.declaration.access)
            reply = operation.carry_out(plain.view_args)
        except Refusal as refusal:
            problem = problem_of(refusal)
            headers = [("Content-Type", PROBLEM_TYPE), *headers_of(refusal).items()]
            return problem.status, headers, msgspec.json.encode(problem)
        headers = [("Content-Type", JSON)]
        if reply.replayed:
            headers.append((REPLAYED, "true"))
        return operation.declaration.status, headers, msgspec.json.encode(reply.message)
