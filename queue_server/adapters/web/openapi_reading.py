"""The OpenAPI document as the documentation page lists it."""

from collections.abc import Mapping, Sequence

import msgspec

from queue_server.contract.codec import Json


class Schema(msgspec.Struct, frozen=True, rename={"ref": "$ref", "any_of": "anyOf", "all_of": "allOf"}):
    """A schema, as far as the page shows it."""

    ref: str = ""
    type: str = ""
    description: str = ""
    enum: Sequence[str | int] = ()
    items: "Schema | None" = None
    any_of: "Sequence[Schema]" = ()
    all_of: "Sequence[Schema]" = ()
    properties: "Mapping[str, Schema]" = {}
    required: Sequence[str] = ()

    @property
    def name(self) -> str:
        """Name of the schema that is referred to."""
        return self.ref.rpartition("/")[2]

    @property
    def kind(self) -> str:
        """What values look like, in a few words."""
        if self.ref:
            return self.name
        if self.enum:
            return " | ".join(str(one) for one in self.enum)
        if self.any_of or self.all_of:
            return " | ".join(one.kind for one in (*self.any_of, *self.all_of))
        if self.items is not None:
            return f"{self.items.kind}[]"
        return self.type or "any"


class Media(msgspec.Struct, frozen=True):
    """A body in one format."""

    schema: Schema


class Parameter(msgspec.Struct, frozen=True, rename={"place": "in"}):
    """A part of a path, a query field or a header."""

    name: str
    place: str
    schema: Schema
    description: str = ""
    required: bool = False


class Body(msgspec.Struct, frozen=True):
    """The body of a request."""

    content: Mapping[str, Media]


class Answer(msgspec.Struct, frozen=True):
    """What an operation answers with one status."""

    description: str
    content: Mapping[str, Media] = {}


class Listed(msgspec.Struct, frozen=True, rename={"id": "operationId", "body": "requestBody"}):
    """An operation."""

    id: str
    tags: Sequence[str]
    summary: str
    responses: Mapping[str, Answer]
    description: str = ""
    parameters: Sequence[Parameter] = ()
    body: Body | None = None
    security: Sequence[Mapping[str, Sequence[str]]] = ()

    @property
    def credentials(self) -> str:
        """Which credentials it takes, in words."""
        ways = [" and ".join(way) or "none" for way in self.security]
        return ", or ".join(ways) if ways else "none"


class Tag(msgspec.Struct, frozen=True):
    """A heading."""

    name: str
    description: str


class Components(msgspec.Struct, frozen=True):
    """What operations share."""

    schemas: Mapping[str, Schema]


class Document(msgspec.Struct, frozen=True):
    """The document."""

    paths: Mapping[str, Mapping[str, Listed]]
    tags: Sequence[Tag]
    components: Components

    def under(self, tag: str) -> list[tuple[str, str, Listed]]:
        """Return (method, path, operation) of everything under a heading."""
        return [
            (method.upper(), path, operation)
            for path, methods in self.paths.items()
            for method, operation in methods.items()
            if tag in operation.tags
        ]


def read_document(document: Mapping[str, Json]) -> Document:
    """Return the document as the page lists it."""
    return msgspec.convert(document, Document)
