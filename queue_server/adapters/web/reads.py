"""What an operation reads of a request, found from the signature of its method."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import get_type_hints

from pydantic import BaseModel

from queue_server.adapters.web.callers import Caller
from queue_server.adapters.web.idempotency import KeyHeader, OptionalKeyHeader, read_key, request_key
from queue_server.adapters.web.matching import TagHeader, read_tag
from queue_server.adapters.web.operation import Keyed, Operation, Reply
from queue_server.adapters.web.parsing import Body, Path, Query, read_body, read_path, read_query


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """The parts of a request an operation needs."""

    path: type[Path] | None
    query: type[Query] | None
    body: type[Body] | None
    keyed: Keyed
    guarded: bool
    takes_path: bool
    """The method wants the path's parts; otherwise what access found there is enough."""

    @classmethod
    def of(cls, declaration: Operation, view: Callable[..., Reply]) -> "Reads":
        """Return what an operation's method reads."""
        hints = get_type_hints(view)
        return cls(
            path=declaration.path,
            query=hints.get("query"),
            body=hints.get("body"),
            keyed=declaration.keyed,
            guarded=declaration.guarded,
            takes_path="path" in hints,
        )

    def arguments(self, path: dict[str, str], caller: Caller) -> dict[str, object]:
        """Read the present request into the arguments of the operation's method.

        Raises:
            Refusal: not_found, idempotency_key_missing, bad_request, invalid, too_large.
        """
        found: dict[str, object] = {}
        if self.path is not None:
            parts = read_path(self.path, path)
            if self.takes_path:
                found["path"] = parts
        key = None if self.keyed is Keyed.NO else read_key(required=self.keyed is Keyed.REQUIRED)
        if self.query is not None:
            found["query"] = read_query(self.query)
        body = None if self.body is None else read_body(self.body)
        if body is not None:
            found["body"] = body
        if self.keyed is not Keyed.NO:
            found["key"] = request_key(key, caller, body)
        if self.guarded:
            found["tag"] = read_tag()
        return found

    def annotations(self) -> dict[str, type[BaseModel]]:
        """Return the models by the names flask-openapi3 gives the parts of a request."""
        headers: dict[Keyed, type[BaseModel]] = {Keyed.REQUIRED: KeyHeader, Keyed.OPTIONAL: OptionalKeyHeader}
        header = TagHeader if self.guarded else headers.get(self.keyed)
        parts = {"path": self.path, "query": self.query, "body": self.body, "header": header}
        return {name: model for name, model in parts.items() if model is not None}
