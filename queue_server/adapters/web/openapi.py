"""The OpenAPI 3.1 document of all operations, which flask-openapi3 makes from models and texts.

It only describes. Its way of reading requests takes malformed JSON for none, reads JSON inside JSON strings, needs a
body even where no field is required, and makes a schema anew for every query and header.
"""

from collections.abc import Callable, Sequence

import msgspec
from flask_openapi3 import models as openapi_models
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.components import Components
from flask_openapi3.models.info import Info
from flask_openapi3.models.tag import Tag

from queue_server.adapters.web.api_blueprint import Api, ServedOperation
from queue_server.adapters.web.errors import Problem
from queue_server.adapters.web.operation_docs import SCHEMAS, SECURITY_SCHEMES, answers_of, security_of
from queue_server.contract.codec import Json

OPENAPI_VERSION = "3.1.0"

ABOUT = """Numbers for a waiting room: offices and their boards, tickets, counters.

Times are RFC 3339 with offset, durations are seconds in fields ending `_s`, ids are opaque strings. Answers may gain
fields at any time; unknown fields of a request are refused by name. Every error is `application/problem+json` with a
stable `code`.
"""


def make_document(apis: Sequence[Api], version: str) -> dict[str, Json]:
    """Return the document of the operations of some groups."""
    groups = [_described(api) for api in apis]
    bodies = {name: schema for group in groups for name, schema in group.components_schemas.items()}
    spec = openapi_models.APISpec(
        openapi=OPENAPI_VERSION,
        info=Info(title="Mời Số", version=version, description=ABOUT),
        tags=[tag for group in groups for tag in group.tags],
        paths={path: item for group in groups for path, item in group.paths.items()},
        components=Components(securitySchemes=dict(SECURITY_SCHEMES), schemas=bodies),
    )
    document: dict[str, Json] = spec.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)
    components = document["components"]
    assert isinstance(components, dict)
    schemas = components["schemas"]
    assert isinstance(schemas, dict)
    answers = {one.declaration.answer for api in apis for one in api.served}
    schemas.update(_schemas_of_messages({Problem} | {answer for answer in answers if answer is not None}))
    return document


def _described(api: Api) -> APIBlueprint:
    """Return a group with the descriptions of its operations; it is never registered, so it serves nothing."""
    group = APIBlueprint(
        api.name, __name__, url_prefix=api.url_prefix, abp_tags=[Tag(name=api.name, description=api.about)]
    )
    methods = {"GET": group.get, "POST": group.post, "PUT": group.put, "PATCH": group.patch, "DELETE": group.delete}
    for one in api.served:
        summary, _, more = (one.view.__doc__ or "").strip().partition("\n")
        methods[one.declaration.method](
            one.declaration.rule,
            operation_id=f"{api.name}_{one.view.__name__}",
            summary=summary.rstrip("."),
            description=" ".join(more.split()),
            responses=answers_of(one.declaration, one.reads),
            security=security_of(one.declaration),
        )(_signature(one))
    return group


def _signature(served: ServedOperation) -> Callable[[], None]:
    """Return a function that stands for an operation: flask-openapi3 documents what its annotations name."""

    def stands_for_it() -> None:
        pass

    stands_for_it.__name__ = served.view.__name__
    stands_for_it.__annotations__ = served.reads.annotations()
    return stands_for_it


def _schemas_of_messages(messages: set[type[msgspec.Struct]]) -> dict[str, Json]:
    """Return the schemas of answers and of what they contain, by name."""
    ordered = sorted(messages, key=lambda message: message.__name__)
    _, found = msgspec.json.schema_components(ordered, ref_template=SCHEMAS + "{name}")
    schemas: dict[str, Json] = found
    return schemas
