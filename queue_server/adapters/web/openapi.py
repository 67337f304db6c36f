"""The OpenAPI 3.1 document of all operations."""

from collections.abc import Sequence

import msgspec
from flask_openapi3 import models as openapi_models
from flask_openapi3.models.components import Components
from flask_openapi3.models.info import Info

from queue_server.adapters.web.api_blueprint import Api
from queue_server.adapters.web.errors import Problem
from queue_server.adapters.web.operation_docs import SCHEMAS, SECURITY_SCHEMES
from queue_server.contract.codec import Json

OPENAPI_VERSION = "3.1.0"

ABOUT = """Numbers for a waiting room: offices and their boards, tickets, counters.

Times are RFC 3339 with offset, durations are seconds in fields ending `_s`, ids are opaque strings. Answers may gain
fields at any time; unknown fields of a request are refused by name. Every error is `application/problem+json` with a
stable `code`.
"""


def make_document(apis: Sequence[Api], version: str) -> dict[str, Json]:
    """Return the document of the operations of some groups."""
    bodies = {name: schema for api in apis for name, schema in api.components_schemas.items()}
    spec = openapi_models.APISpec(
        openapi=OPENAPI_VERSION,
        info=Info(title="Mời Số", version=version, description=ABOUT),
        tags=[tag for api in apis for tag in api.tags],
        paths={path: item for api in apis for path, item in api.paths.items()},
        components=Components(securitySchemes=dict(SECURITY_SCHEMES), schemas=bodies),
    )
    document: dict[str, Json] = spec.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)
    components = document["components"]
    assert isinstance(components, dict)
    schemas = components["schemas"]
    assert isinstance(schemas, dict)
    schemas.update(_schemas_of_messages({Problem}.union(*(api.messages for api in apis))))
    return document


def _schemas_of_messages(messages: set[type[msgspec.Struct]]) -> dict[str, Json]:
    """Return the schemas of answers and of what they contain, by name."""
    ordered = sorted(messages, key=lambda message: message.__name__)
    _, found = msgspec.json.schema_components(ordered, ref_template=SCHEMAS + "{name}")
    schemas: dict[str, Json] = found
    return schemas
