"""The answers and credentials of an operation in the words of OpenAPI 3.1."""

from collections import defaultdict
from http import HTTPStatus

from flask_openapi3.types import ResponseDict, SecuritySchemesDict

from queue_server.adapters.web.access import Access, Anonymous, Place
from queue_server.adapters.web.errors import PROBLEM_TYPE, STATUS_OF, Problem
from queue_server.adapters.web.idempotency import REPLAYED
from queue_server.adapters.web.operation import Keyed, Operation
from queue_server.adapters.web.parsing import JSON
from queue_server.adapters.web.reads import Reads
from queue_server.contract.codec import Json
from queue_server.contract.error_codes import ERROR_CODES

SCHEMAS = "#/components/schemas/"

SECURITY_SCHEMES: SecuritySchemesDict = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "An operator's session token (POST /sessions) or a device's token.",
    },
    "session": {"type": "apiKey", "in": "cookie", "name": "moiso_session", "description": "A signed-in browser."},
    "device": {"type": "apiKey", "in": "cookie", "name": "moiso_device", "description": "A paired kiosk or TV."},
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRF-Token",
        "description": "From the page the browser shows; needed with a cookie.",
    },
}

_UNKNOWN_PLACES = {
    Place.NOWHERE: frozenset[str](),
    Place.OFFICE: frozenset({"office_unknown"}),
    Place.COUNTER: frozenset({"office_unknown", "counter_unknown"}),
    Place.TICKET: frozenset({"ticket_unknown"}),
    Place.ASKED: frozenset({"office_unknown"}),
    Place.EVERYWHERE: frozenset[str](),
}


def answers_of(declaration: Operation, reads: Reads) -> ResponseDict:
    """Return the OpenAPI response objects of an operation by status."""
    answers: ResponseDict = {str(declaration.status): _success(declaration)}
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in sorted(_codes(declaration, reads)):
        by_status[404 if code in declaration.absent else STATUS_OF[code]].append(code)
    for status, codes in sorted(by_status.items()):
        answers[str(status)] = _problem(status, codes)
    return answers


def security_of(declaration: Operation) -> list[dict[str, list[str]]] | None:
    """Return the OpenAPI security requirements of an operation, None for a public one."""
    access = declaration.access
    if access.anonymous is Anonymous.ALWAYS:
        return None
    csrf: dict[str, list[str]] = {"csrf": []} if _changes(declaration) else {}
    ways: list[dict[str, list[str]]] = [{"bearer": []}]
    if access.operators or access.right is not None:
        ways.append({"session": []} | csrf)
    if access.devices:
        ways.append({"device": []} | csrf)
    if access.anonymous is Anonymous.PHONE:
        ways.append({})
    return ways


def _success(declaration: Operation) -> dict[str, Json]:
    answer: dict[str, Json] = {"description": HTTPStatus(declaration.status).phrase}
    if declaration.answer is not None:
        schema: dict[str, Json] = {"$ref": SCHEMAS + declaration.answer.__name__}
        content: dict[str, Json] = {JSON: {"schema": schema}}
        content |= {one: {"schema": {"type": "string", "format": "binary"}} for one in declaration.files}
        answer["content"] = content
    if declaration.keyed is not Keyed.NO:
        about = "`true` when this is the stored answer of an earlier copy of the request."
        answer["headers"] = {REPLAYED: {"description": about, "schema": {"type": "string", "enum": ["true"]}}}
    return answer


def _problem(status: int, codes: list[str]) -> dict[str, Json]:
    narrowed: dict[str, Json] = {"type": "object", "properties": {"code": {"type": "string", "enum": list(codes)}}}
    schema: dict[str, Json] = {"allOf": [{"$ref": SCHEMAS + Problem.__name__}, narrowed]}
    answer: dict[str, Json] = {
        "description": "\n".join(f"* `{code}`: {ERROR_CODES[code]}" for code in codes),
        "content": {PROBLEM_TYPE: {"schema": schema}},
    }
    if status in (429, 503):
        answer["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "string"}}}
    return answer


def _codes(declaration: Operation, reads: Reads) -> set[str]:
    codes = {"server_error", *declaration.refusals} | _codes_of_access(declaration.access, _changes(declaration))
    if _changes(declaration):
        codes |= {"busy", "office_on_box"}
    if reads.path is not None:
        codes.add("not_found")
    if reads.query is not None:
        codes.add("invalid")
    if reads.body is not None:
        codes |= {"bad_request", "invalid", "too_large"}
    if declaration.keyed is not Keyed.NO:
        codes |= {"idempotency_key_missing", "idempotency_conflict"}
    return codes


def _codes_of_access(access: Access, changes: bool) -> set[str]:
    codes = set(_UNKNOWN_PLACES[access.place])
    if access.anonymous is not Anonymous.ALWAYS:
        codes |= {"unauthorized", "forbidden"}
        if changes:
            codes.add("csrf_failed")
    if access.same_origin:
        codes |= {"forbidden", "csrf_failed"}
    return codes


def _changes(declaration: Operation) -> bool:
    return declaration.method != "GET"
