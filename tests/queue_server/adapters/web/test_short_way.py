"""The short way answers as Flask would, to the letter, and leaves to Flask whatever is not plain."""

import json
from io import BytesIO

import pytest
from flask import Flask
from prometheus_client import generate_latest

from queue_server.adapters.web.asked import PlainRequest
from queue_server.adapters.web.short_way import ShortWay
from queue_server.config import SecuritySection, ServerSection
from tests.web_app import a_web_app

TICKETS = "/api/v1/offices/songcong/tickets"
NEXT = "/api/v1/counters/songcong:1/call-next"
LAND = b'{"service": "land"}'
SETTINGS = {
    "server": ServerSection(allowed_hosts=("example.vn",), trusted_proxies=("10.0.0.0/8",)),
    "security": SecuritySection(issue_rate_limit="3/minute", sign_in_rate_limit="off"),
}


@pytest.fixture(scope="module")
def on_to_flask():
    went, wsgi_app = [], Flask.wsgi_app

    def noting(app, environ, start_response):
        went.append(environ["PATH_INFO"])
        return wsgi_app(app, environ, start_response)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "wsgi_app", noting)
        yield went


@pytest.fixture
def longer(on_to_flask):
    """Requests that went on to Flask."""
    on_to_flask.clear()
    return on_to_flask


@pytest.fixture(scope="module")
def twins(on_to_flask):
    """Two applications with the same ids and clock; what is asked of one is asked of the other."""
    settings = SETTINGS | {"security": SecuritySection(issue_rate_limit="100/minute", sign_in_rate_limit="off")}
    return a_web_app(**settings), a_web_app(**settings)


def post(web, path=TICKETS, data=LAND, key="k1", who="kiosk-songcong", long=False, times=1, **more):
    """Return status, headers and body of the last of equal requests; ``long`` has a cookie that is nobody's."""
    headers = {"Content-Type": "application/json", "Host": "example.vn"} | more.pop("headers", {})
    if key is not None:
        headers["Idempotency-Key"] = key
    if who is not None:
        headers |= web.bearer(who) if who in web.tokens else {"Authorization": who}
    if long:
        headers["Cookie"] = "unrelated=1"
    for _ in range(times):
        answer = web.app.test_client(use_cookies=False).post(path, data=data, headers=headers, **more)
    return answer.status_code, sorted(answer.headers), answer.data


REQUESTS = {
    "a number": {},
    "a number again": {"times": 2},
    "for a phone": {"who": None},
    "behind a proxy": {
        "who": None,
        "environ_base": {"REMOTE_ADDR": "10.1.2.3"},
        "headers": {"X-Forwarded-For": "7.7.7.7", "X-Forwarded-Proto": "https"},
    },
    "on a host that is not ours": {"headers": {"Host": "evil.example"}},
    "without a key": {"key": None},
    "with a key that is none": {"key": "two words"},
    "nobody's token": {"who": "Bearer nobody"},
    "another scheme": {"who": "Basic abc"},
    "an auditor": {"who": "auditor"},
    "a kiosk of another office": {"who": "kiosk-other"},
    "an unknown office": {"path": "/api/v1/offices/nowhere/tickets", "who": None},
    "an office that gives none to phones": {"path": "/api/v1/offices/other/tickets", "who": None},
    "an office of control letters": {"path": "/api/v1/offices/a%00b/tickets", "who": None},
    "a field unknown": {"data": b'{"service": "land", "vip": true}'},
    "a field missing": {"data": b"{}"},
    "no body": {"data": b""},
    "no JSON": {"data": b"{"},
    "a list": {"data": b"[]"},
    "letters that are none": {"data": b'{"service": "\xff"}'},
    "an unknown service": {"data": b'{"service": "moon"}'},
    "nobody waits": {"path": NEXT, "data": b"{}", "who": "operator"},
    "a counter that is closed": {"path": NEXT, "data": b"", "who": "supervisor"},
    "an unknown counter": {"path": "/api/v1/counters/songcong:99/call-next", "data": b"{}", "who": "operator"},
    "of a counter's id": {"path": "/api/v1/counters/nobodys/call-next", "data": b"{}", "who": "operator"},
}


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_both_ways_lead_to_the_same_answer(request_, twins, longer):
    """Status, headers and body; each in an application of its own."""
    own = {"key": f"key-{list(REQUESTS.values()).index(request_)}"}
    one, other = twins

    short = post(one, **own | request_)
    assert longer == []

    assert short == post(other, **own | request_, long=True)
    assert longer != []


def test_a_limit_counts_both_ways_together():
    """Else half of the requests would be free."""
    web = a_web_app(**SETTINGS)

    answers = [post(web, key=f"k{number}", long=number % 2 == 0) for number in range(4)]

    assert [status for status, _, _ in answers] == [201, 201, 201, 429]
    assert "Retry-After" in dict(answers[3][1])


def test_a_key_means_the_same_both_ways():
    """The repeat of a request may have a cookie that the first had not."""
    web = a_web_app(**SETTINGS)

    first, again = post(web), post(web, long=True)

    assert first[2] == again[2]
    assert ("Idempotent-Replayed", "true") in again[1]


def test_answers_are_counted_under_the_same_name():
    """Figures don't tell which way a request went."""
    web = a_web_app(**SETTINGS)

    post(web, key="k1")
    post(web, key="k2", long=True)

    figures = generate_latest(web.deps.registry).decode()
    assert 'moiso_http_answers_total{endpoint="tickets.issue_ticket",status="201"} 2.0' in figures
    assert 'moiso_http_seconds_count{endpoint="tickets.issue_ticket"} 2.0' in figures


@pytest.mark.parametrize(
    "more",
    [
        {"query_string": "a=b"},
        {"headers": {"Content-Type": "application/json; charset=utf-8"}},
        {"headers": {"Content-Type": "text/plain"}},
        {"headers": {"Expect": "100-continue"}},
        {"headers": {"Transfer-Encoding": "chunked"}},
        {"path": TICKETS + "/"},
        {"path": "/api/v1/offices/s%C3%B4ng/tickets"},
        {"data": b'{"service": "' + b"x" * 70_000 + b'"}'},
    ],
)
def test_what_is_not_plain_goes_to_flask(more, longer):
    """It knows the whole of HTTP."""
    post(a_web_app(**SETTINGS), **more)

    assert len(longer) == 1


def test_a_defect_is_met_again_and_told_of_by_flask(longer, caplog, monkeypatch):
    """One place words what nobody foresaw; the body is there for it a second time."""
    web, bodies = a_web_app(**SETTINGS), []

    def broken(office, request, once):
        bodies.append(request.service)
        raise RuntimeError("a defect")

    monkeypatch.setattr(web.use.issuing, "issue", broken)
    status, _, body = post(web)

    assert (status, json.loads(body)["code"], bodies) == (500, "server_error", ["land", "land"])
    assert len(longer) == 1
    assert len([one for one in caplog.records if one.exc_info]) == 1


def test_a_client_that_leaves_while_sending_is_left_to_flask():
    """What it meant is not known."""
    seen = []

    def flask(environ, start_response):
        seen.append(environ["wsgi.input"].read())
        return [b""]

    web = a_web_app(**SETTINGS)
    way = ShortWay(flask, [], None, {}, None, 100)
    way._by_end = web.app.wsgi_app._application._by_end
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": TICKETS,
        "CONTENT_LENGTH": "19",
        "CONTENT_TYPE": "application/json",
        "wsgi.input": BytesIO(LAND[:7]),
    }

    assert list(way(environ, lambda *_: None)) == [b""]
    assert seen == [LAND[:7]]


def test_a_plain_request_has_no_cookies_and_knows_its_headers():
    """As those who guard operations ask for them."""
    plain = PlainRequest({"REQUEST_METHOD": "POST", "PATH_INFO": "/x", "HTTP_IDEMPOTENCY_KEY": "k"}, {}, b"{}")

    assert plain.headers.get("Idempotency-Key") == plain.headers.get("idempotency-key") == "k"
    assert plain.headers.get("Authorization") is None
    assert (plain.cookies, plain.get_data()) == ({}, b"{}")
