"""Groups of operations: flask-openapi3 routes and describes them, requests are read by ``reads``.

flask-openapi3's own reading is replaced at its ``create_view_func``: it takes malformed JSON for none, reads JSON
inside JSON strings, needs a body even where no field is required, and makes a schema anew for every query and header.
"""

from collections.abc import Callable, Iterable
from functools import wraps

import msgspec
from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from queue_server.adapters.web.access import Anonymous, allow
from queue_server.adapters.web.auth import admitted
from queue_server.adapters.web.callers import NOBODY
from queue_server.adapters.web.idempotency import REPLAYED
from queue_server.adapters.web.operation import Operation, Reply, operations_of
from queue_server.adapters.web.operation_docs import answers_of, security_of
from queue_server.adapters.web.parsing import JSON
from queue_server.adapters.web.reads import Reads
from queue_server.adapters.web.short_way import QuickOperation

_CHECKED = "moiso_checked"


class Api(APIBlueprint):
    """A group of operations under one heading.

    Args:
        name: heading in the documentation and part of every operation's id.
        about: one sentence for the documentation.
        prefix: where its paths start.
    """

    def __init__(self, name: str, about: str, prefix: str | None = "/api/v1") -> None:
        super().__init__(name, __name__, url_prefix=prefix, abp_tags=[Tag(name=name, description=about)])
        self.messages: set[type[msgspec.Struct]] = set()
        self.quick: list[QuickOperation] = []

    def add(self, views: object) -> "Api":
        """Add every operation of an object, in the order of their definition."""
        return self.add_all(operations_of(views))

    def add_all(self, operations: Iterable[tuple[Operation, Callable[..., Reply]]]) -> "Api":
        """Add operations in their order."""
        for declaration, view in operations:
            self._add(declaration, view)
        return self

    @staticmethod
    def create_view_func(func: Callable[..., object], *_models: object, **_options: object) -> Callable[..., object]:
        """Return the view for an operation's description; called by flask-openapi3."""
        view: Callable[..., object] = getattr(func, _CHECKED)
        return view

    def _add(self, declaration: Operation, view: Callable[..., Reply]) -> None:
        reads = Reads.of(declaration, view)
        summary, _, more = (view.__doc__ or "").strip().partition("\n")

        def described() -> None:
            pass  # stands for the operation: flask-openapi3 documents what a function's annotations name

        described.__name__ = view.__name__
        described.__annotations__ = reads.annotations()
        carry_out = self._reading(declaration, reads, view)
        setattr(described, _CHECKED, allow(declaration.access)(wraps(view)(self._answering(declaration, carry_out))))
        register = {"GET": self.get, "POST": self.post, "PUT": self.put, "PATCH": self.patch, "DELETE": self.delete}[
            declaration.method
        ]
        register(
            declaration.rule,
            operation_id=f"{self.name}_{view.__name__}",
            summary=summary.rstrip("."),
            description=" ".join(more.split()),
            responses=answers_of(declaration, reads),
            security=security_of(declaration),
        )(described)
        if declaration.answer is not None:
            self.messages.add(declaration.answer)
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

        return carry_out

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
