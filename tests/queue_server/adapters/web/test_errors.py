"""Every error is problem+json with a stable code, and tells nothing it shouldn't."""

import logging
from functools import cache

import pytest
from flask import Response, abort

from queue_server.adapters.web.access import PUBLIC, allow
from queue_server.adapters.web.errors import PROBLEM_TYPE, STATUS_OF
from queue_server.contract.error_codes import ERROR_CODES
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.failures import StorageError
from tests.web_app import a_web_app

SECRET = "s3cret-of-a-ticket"


@cache
def application():
    """One for all: its paths do what stands in the list beside it."""
    web, does = a_web_app(), []

    def view(x):
        does[-1]()
        return Response("fine")

    for path in ("/api/fail/<x>", "/fail/<x>"):
        web.app.add_url_rule(path, path, allow(PUBLIC)(view))
    return web, does


def failing(raises):
    """A client of an application whose paths ``/api/fail/<x>`` and ``/fail/<x>`` raise."""
    web, does = application()
    does.append(raises)
    return web.client()


def raising(error):
    def raises():
        raise error

    return raises


def test_every_code_has_a_status():
    """A refusal without one would be a defect of its own."""
    assert set(STATUS_OF) == set(ERROR_CODES)
    assert set(STATUS_OF.values()) == {400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503}


def test_a_database_that_is_away_is_told_clearly_and_passes(caplog):
    """PostgreSQL is being restarted: the same request may come again soon, and nothing is told of what is where."""
    answer = failing(raising(StorageError("postgresql://db.example/moiso: connection refused"))).get("/api/fail/1")

    assert (answer.status_code, answer.mimetype) == (503, PROBLEM_TYPE)
    assert (answer.json["code"], answer.headers["Retry-After"]) == ("busy", "2")
    assert "db.example" not in answer.text
    assert "connection refused" in caplog.text


@pytest.mark.parametrize("code", sorted(ERROR_CODES))
def test_a_refusal_is_answered_with_its_code(code):
    """Programs read the code, people the detail."""
    answer = failing(raising(Refusal(code, "A007: served -> called", "ticket"))).get("/api/fail/1")

    assert (answer.status_code, answer.mimetype) == (STATUS_OF[code], PROBLEM_TYPE)
    assert answer.json == {
        "type": f"/api/docs#{code}",
        "title": ERROR_CODES[code],
        "status": STATUS_OF[code],
        "code": code,
        "detail": "A007: served -> called",
        "field": "ticket",
        "fields": [],
    }
    assert ("Retry-After" in answer.headers) is (STATUS_OF[code] in (429, 503))


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api/v1/offices/", 404, "not_found"),
        ("GET", "/api//v1/offices", 404, "not_found"),
        ("PUT", "/api/v1/offices", 405, "method_not_allowed"),
        ("GET", "/api/v1/sessions", 405, "method_not_allowed"),
    ],
)
def test_what_routing_refuses_is_a_problem_too(method, path, status, code):
    """No HTML for programs."""
    answer = a_web_app().client().open(path, method=method)

    assert (answer.status_code, answer.mimetype, answer.json["code"]) == (status, PROBLEM_TYPE, code)
    assert ("Allow" in answer.headers) is (status == 405)


def test_a_request_that_is_too_large_is_not_read():
    """64 kB are plenty."""
    answer = a_web_app().client().post("/api/v1/sessions", data=b"x" * 65537, content_type="application/json")

    assert (answer.status_code, answer.json["code"]) == (413, "too_large")


@pytest.mark.parametrize(("http", "code"), [(400, "bad_request"), (415, "bad_request"), (503, "server_error")])
def test_other_http_errors_have_the_nearest_code(http, code):
    """Libraries below may answer with any of them."""
    assert failing(lambda: abort(http)).get("/api/fail/1").json["code"] == code


def test_a_defect_is_logged_without_the_tickets_secret_and_hidden_from_the_caller(caplog):
    """Paths hold tokens; logs are read by many."""
    client = failing(raising(ZeroDivisionError("inside")))

    with caplog.at_level(logging.ERROR):
        answer = client.get(f"/api/fail/{SECRET}")

    assert (answer.status_code, answer.json["code"]) == (500, "server_error")
    assert "inside" not in answer.text
    assert "ZeroDivisionError" in caplog.text
    assert "/api/fail/<x>" in caplog.text
    assert SECRET not in caplog.text


def test_people_get_a_page():
    """With the same status, also for defects and unknown paths."""
    refused = failing(raising(Refusal("busy", "try again"))).get("/fail/1")

    assert (refused.status_code, refused.text, refused.mimetype) == (503, "busy", "text/html")
    assert refused.headers["Retry-After"] == "1"
    assert failing(raising(ZeroDivisionError())).get("/fail/1").text == "server_error"
    assert a_web_app().client().get("/nothing").text == "not_found"


def test_a_redirect_is_no_error():
    """Routing may send a browser elsewhere."""
    web = a_web_app()
    web.app.add_url_rule("/folder/", "folder", allow(PUBLIC)(lambda: Response("in")))

    assert web.client().get("/folder").status_code == 308
