"""Every error as RFC 9457 problem+json with a stable code; the one table from codes to HTTP statuses."""

import logging
from collections.abc import Callable, Sequence

import msgspec
from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from queue_server.adapters.web.browser import for_programs
from queue_server.adapters.wire import service_opening
from queue_server.contract.board_extras import ServiceOpening
from queue_server.contract.error_codes import ERROR_CODES
from queue_server.domain.availability import NotNow
from queue_server.domain.errors import Refusal
from queue_server.domain.forwarding import Cursor, Unexpected
from queue_server.usecases.ports.failures import StorageError, severity

logger = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"

STATUS_OF: dict[str, int] = {
    "appointment_unknown": 404,
    "appointment_cancelled": 409,
    "appointment_early": 409,
    "appointment_elsewhere": 409,
    "appointment_late": 409,
    "appointment_missed": 409,
    "appointment_used": 409,
    "bad_request": 400,
    "booking_closed": 409,
    "busy": 503,
    "changed_meanwhile": 409,
    "check_in_at_office": 409,
    "code_unknown": 404,
    "counter_closed": 409,
    "counter_paused": 409,
    "counter_taken": 409,
    "counter_unknown": 404,
    "closing_soon": 409,
    "csrf_failed": 403,
    "days_unreadable": 422,
    "device_offline": 409,
    "forbidden": 403,
    "hello_first": 409,
    "hours_reversed": 422,
    "hours_unreadable": 422,
    "idempotency_conflict": 422,
    "idempotency_key_missing": 400,
    "illegal_transition": 409,
    "in_use": 409,
    "invalid": 422,
    "media_damaged": 422,
    "media_not_as_named": 422,
    "media_too_many_pixels": 422,
    "media_unplayable": 422,
    "key_needs_counter": 422,
    "key_without_action": 422,
    "log_conflict": 409,
    "log_gap": 409,
    "log_replaced": 409,
    "kiosk_locked": 409,
    "last_administrator": 409,
    "logo_unusable": 422,
    "message_over": 409,
    "method_not_allowed": 405,
    "no_show_too_soon": 409,
    "no_ticket": 409,
    "no_undo": 409,
    "not_found": 404,
    "nothing_to_serve": 409,
    "numbers_exhausted": 409,
    "office_on_box": 409,
    "office_unknown": 404,
    "operator_unknown": 422,
    "paper_without_number": 422,
    "password_missing": 422,
    "person_limit": 409,
    "person_missing": 422,
    "phone_code_wrong": 403,
    "phone_has_ticket": 409,
    "policy_unknown": 422,
    "prefix_unreadable": 422,
    "press_expired": 409,
    "queue_empty": 409,
    "quota_reached": 409,
    "range_differs": 422,
    "range_reversed": 422,
    "rate_limited": 429,
    "rating_closed": 409,
    "return_too_late": 409,
    "server_error": 500,
    "service_closed": 409,
    "no_printer": 409,
    "printer_unknown": 422,
    "procedure_unknown": 404,
    "office_staffed": 409,
    "office_used": 409,
    "service_served": 409,
    "service_unknown": 422,
    "slip_delayed": 409,
    "slip_early": 409,
    "slip_unknown": 404,
    "slot_taken": 409,
    "slot_unknown": 422,
    "taken": 422,
    "ticket_open": 409,
    "ticket_taken": 409,
    "ticket_unknown": 404,
    "time_zone_unknown": 422,
    "too_large": 413,
    "unauthorized": 401,
    "undo_too_late": 409,
    "unit_unknown": 404,
    "unknown_event": 400,
}
"""Services and operators are named in bodies, so an unknown one is a field's fault; the others are named in paths.

Operations whose path names a service or operator declare the code as ``absent``.
"""

RETRY_BROKEN_S = 2
"""For requests that met a database which can't be used; it may be back soon."""

RETRY_AFTER_S = 1
"""For refusals that pass by themselves and don't say when."""

_CODE_OF_HTTP = {401: "unauthorized", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}


class FieldProblem(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one field of a request."""

    field: str
    """Path of the field: ``then.0``."""
    detail: str


class LogPlace(msgspec.Struct, frozen=True, kw_only=True):
    """The row that the copy of an office's log expects next."""

    epoch: str | None
    history: int
    revision: int
    position: int


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why a request was refused; nothing has changed. Source: RFC 9457."""

    type: str
    """Reference to the code's meaning in the documentation."""
    title: str
    """Meaning of the code; the same for every problem with this code."""
    status: int
    code: str
    """Stable; for programs."""
    detail: str
    """What happened this time; for people."""
    field: str | None = None
    """The field at fault, if one is."""
    fields: Sequence[FieldProblem] = ()
    """All fields at fault, when a body or query is invalid."""
    expected: LogPlace | msgspec.UnsetType = msgspec.UNSET
    """What the copy of an office's log expects next, when it was sent something else."""
    opening: ServiceOpening | msgspec.UnsetType = msgspec.UNSET
    """Why a service gives no numbers now, and from when it does."""
    service: str | msgspec.UnsetType = msgspec.UNSET
    """Which one that is: of a number for several services it may be any."""


class BadFields(Refusal):
    """Fields of a request that are missing, unknown or have impossible values."""

    def __init__(self, fields: Sequence[FieldProblem]) -> None:
        first = fields[0]
        super().__init__("invalid", f"{first.field}: {first.detail}", first.field)
        self.fields = fields


class Absent(Refusal):
    """There is nothing of the name in the path; the same code may be about a field elsewhere."""


class TryLater(Refusal):
    """A refusal that passes by itself."""

    def __init__(self, code: str, detail: str, retry_after_s: int) -> None:
        super().__init__(code, detail)
        self.retry_after_s = max(1, retry_after_s)


ErrorPage = Callable[[Problem], ResponseReturnValue]
"""Shows a problem to a person who asked for a page."""


def install_errors(app: Flask, error_page: ErrorPage) -> None:
    """Answer every error of the application: problem+json to programs, a page to people."""

    def answer(problem: Problem, headers: dict[str, str]) -> ResponseReturnValue:
        if for_programs(request.path):
            return problem_response(problem, headers)
        page = app.make_response(error_page(problem))
        page.headers.update(headers)
        return page

    def refused(refusal: Refusal) -> ResponseReturnValue:
        return answer(problem_of(refusal), headers_of(refusal))

    def http_error(error: HTTPException) -> ResponseReturnValue:
        if error.code is None or error.code < 400:
            return error.get_response()
        code = _CODE_OF_HTTP.get(error.code, "bad_request" if error.code < 500 else "server_error")
        headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
        return answer(make_problem(code, ERROR_CODES[code]), headers)

    def broken(error: StorageError) -> ResponseReturnValue:
        # It passes when the database is back; nothing has changed, so the same request may come again.
        logger.log(severity(error), "%s %s failed: %s", request.method, request.url_rule, error)
        return refused(TryLater("busy", "the database can't be used now", RETRY_BROKEN_S))

    def defect(error: Exception) -> ResponseReturnValue:
        # The rule, not the path: paths of tickets hold their secret.
        logger.error("%s %s failed", request.method, request.url_rule, exc_info=error)
        return answer(make_problem("server_error", "the request was not carried out"), {})

    app.register_error_handler(Refusal, refused)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(StorageError, broken)
    app.register_error_handler(Exception, defect)


def problem_of(refusal: Refusal) -> Problem:
    """Return a refusal as HTTP answers it."""
    fields = refusal.fields if isinstance(refusal, BadFields) else ()
    problem = make_problem(refusal.code, refusal.detail, refusal.field, fields)
    if isinstance(refusal, Absent):
        return msgspec.structs.replace(problem, status=404)
    if isinstance(refusal, NotNow):
        opening = service_opening(refusal.availability, refusal.zone)
        return msgspec.structs.replace(problem, opening=opening, service=refusal.service)
    if isinstance(refusal, Unexpected):
        return msgspec.structs.replace(problem, expected=place_of(refusal.expected))
    return problem


def place_of(cursor: Cursor) -> LogPlace:
    """Return what a copy expects next, as it is answered."""
    return LogPlace(epoch=cursor.epoch, history=cursor.history, revision=cursor.revision, position=cursor.position)


def make_problem(code: str, detail: str, field: str | None = None, fields: Sequence[FieldProblem] = ()) -> Problem:
    """Return the problem of a code."""
    return Problem(
        type=f"/api/docs#{code}",
        title=ERROR_CODES[code],
        status=STATUS_OF[code],
        code=code,
        detail=detail,
        field=field,
        fields=fields,
    )


def problem_response(problem: Problem, headers: dict[str, str]) -> Response:
    """Return a problem as JSON."""
    return Response(msgspec.json.encode(problem), problem.status, headers, content_type=PROBLEM_TYPE)


def headers_of(refusal: Refusal) -> dict[str, str]:
    """Return what a refusal says beside its problem: how to sign in, when to come again."""
    status = STATUS_OF[refusal.code]
    if status == 401:
        return {"WWW-Authenticate": "Bearer"}
    if status in (429, 503):
        return {"Retry-After": str(refusal.retry_after_s if isinstance(refusal, TryLater) else RETRY_AFTER_S)}
    return {}
