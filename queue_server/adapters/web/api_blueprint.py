"""Groups of operations: Flask routes them, ``reads`` reads requests, and ``openapi`` describes them when asked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps

import msgspec
from flask import Blueprint, Response

from queue_server.adapters.web.access import Anonymous, allow
from queue_server.adapters.web.auth import admitted
from queue_server.adapters.web.callers import NOBODY
from queue_server.adapters.web.errors import Absent
from queue_server.adapters.web.idempotency import REPLAYED
from queue_server.adapters.web.operation import Operation, Reply, operations_of
from queue_server.adapters.web.parsing import JSON
from queue_server.adapters.web.reads import Reads
from queue_server.adapters.web.short_way import QuickOperation
from queue_server.domain.errors import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedOperation:
    """An operation as it is served; all that its description needs."""

    declaration: Operation
    reads: Reads
    view: Callable[..., Reply]
    """The method that carries it out; its docstring is the description's text."""


class Api(Blueprint):
    """A group of operations under one heading.

    Args:
        name: heading in the documentation and part of every operation's id.
        about: one sentence for the documentation.
        prefix: where its paths start.
    """

    def __init__(self, name: str, about: str, prefix: str | None = "/api/v1") -> None:
        super().__init__(name, __name__, url_prefix=prefix)
        self.about = about
        self.served: list[ServedOperation] = []
        self.quick: list[QuickOperation] = []

    def add(self, views: object) -> "Api":
        """Add every operation of an object, in the order of their definition."""
        return self.add_all(operations_of(views))

    def add_all(self, operations: Iterable[tuple[Operation, Callable[..., Reply]]]) -> "Api":
        """Add operations in their order."""
        for declaration, view in operations:
            self._add(declaration, view)
        return self

    def _add(self, declaration: Operation, view: Callable[..., Reply]) -> None:
        reads = Reads.of(declaration, view)
        carry_out = self._reading(declaration, reads, view)
        answer = allow(declaration.access)(wraps(view)(self._answering(declaration, carry_out)))
        self.add_url_rule(declaration.rule, view.__name__, answer, methods=[declaration.method])
        self.served.append(ServedOperation(declaration=declaration, reads=reads, view=view))
        if declaration.quick:
            rule, endpoint = f"{self.url_prefix or ''}{declaration.rule}", f"{self.name}.{view.__name__}"
            self.quick.append(
                QuickOperation(declaration=declaration, rule=rule, endpoint=endpoint, carry_out=carry_out)
            )

    @staticmethod
    def _reading(declaration: Operation, reads: Reads, view: Callable[..., Reply]) -> Callable[[dict[str, str]], Reply]:
        """Return what reads the present request and calls the operation's method.

        Access has been decided before, when the request came in.
        """
        public = declaration.access.anonymous is Anonymous.ALWAYS

        def carry_out(path: dict[str, str]) -> Reply:
            return view(**reads.arguments(path, NOBODY if public else admitted().caller))

        def carry_out_if_there(path: dict[str, str]) -> Reply:
            try:
                return carry_out(path)
            except Refusal as refusal:
                if refusal.code not in declaration.absent:
                    raise
                raise Absent(refusal.code, refusal.detail) from None

        return carry_out_if_there if declaration.absent else carry_out

    @staticmethod
    def _answering(declaration: Operation, carry_out: Callable[[dict[str, str]], Reply]) -> Callable[..., Response]:
        """Return Flask's view of an operation."""

        def answer(**path: str) -> Response:
            reply = carry_out(path)
            headers = {REPLAYED: "true"} if reply.replayed else None
            if reply.file is not None:
                disposition = {"Content-Disposition": f'attachment; filename="{reply.file.name}"'}
                return Response(reply.file.content, declaration.status, disposition, content_type=reply.file.type)
            if reply.message is None:
                return Response(status=declaration.status, headers=headers)
            return Response(msgspec.json.encode(reply.message), declaration.status, headers, content_type=JSON)

        return answer
