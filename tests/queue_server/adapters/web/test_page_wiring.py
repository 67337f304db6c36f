"""Pages and API in one application: what each guards for the other."""

import re

import pytest

from queue_server.adapters.web.errors import make_problem
from queue_server.adapters.web.languages import language_url
from queue_server.adapters.web.page_wiring import error_page
from tests.web_app import PASSWORD
from tests.web_site import a_web_site

TICKETS = "/api/v1/offices/songcong/tickets"


@pytest.fixture
def web():
    return a_web_site()


def token_of(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]


def test_a_member_of_staff_signs_in_by_the_form(web):
    """From then on the browser may read; changing needs the page's token."""
    client = web.client()
    token = token_of(client.get("/sign-in"))

    answer = client.post("/sign-in", data={"username": "operator", "password": PASSWORD, "csrf_token": token})

    assert answer.status_code == 302
    assert client.get(TICKETS).status_code == 200
    opened = "/api/v1/counters/songcong:1/open"
    assert client.post(opened).json["code"] == "csrf_failed"
    assert client.post(opened, headers={"X-CSRF-Token": token}).status_code == 200


@pytest.mark.parametrize("token", [None, "", "made-up"])
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out"])
def test_a_form_from_another_site_signs_nobody_in_or_out(web, path, token):
    """A victim who works in an attacker's session gives away what is typed there."""
    client = web.client()
    client.get("/sign-in")
    data = {"username": "operator", "password": PASSWORD} | ({} if token is None else {"csrf_token": token})

    answer = client.post(path, data=data)

    assert answer.status_code == 403
    assert client.get_cookie("moiso_session") is None


def test_signing_out_by_the_form_ends_the_session(web):
    """And forgets the cookie."""
    client = web.client(cookie="operator")
    token = token_of(client.get("/sign-in"))

    client.post("/sign-out", data={"csrf_token": token})

    assert client.get_cookie("moiso_session") is None
    assert web.client("operator").get(TICKETS).status_code == 401


def test_a_phone_without_scripts_moves_its_ticket(web):
    """The page's forms carry what the server asks for."""
    client = web.client()
    ticket = client.post(TICKETS, json={"service": "land"}, headers={"Idempotency-Key": "k"}).json
    page = client.get(f"/t/{ticket['token']}")

    client.post(f"/t/{ticket['token']}/late", data={"csrf_token": token_of(page)})

    assert client.get(f"/api/v1/tickets/{ticket['token']}").json["state"] == "held"


def test_a_paired_kiosk_issues_with_its_pages_token(web):
    """The device's cookie comes from /pair, once."""
    client = web.client()
    assert client.get(f"/pair?token={web.tokens['kiosk-songcong']}").status_code == 302
    page = client.get("/kiosk?office=songcong")
    token = re.search(r'name="csrf-token" content="([^"]+)"', page.text)[1]
    headers = {"Idempotency-Key": "k", "X-CSRF-Token": token}

    assert client.post(TICKETS, json={"service": "land"}, headers=headers).status_code == 201
    assert client.get(f"/pair?token={web.tokens['bridge-songcong']}").status_code == 401


def test_errors_are_pages_to_people_and_problems_to_programs(web):
    """On one server."""
    assert web.client().get("/nothing").mimetype == "text/html"
    assert web.client().get("/api/nothing").mimetype == "application/problem+json"
    assert web.client().delete("/api/v1/offices").json["code"] == "method_not_allowed"


def test_a_machine_that_pairs_is_led_nowhere_else(web):
    """Browsers overlook a tab in an address."""
    token = web.tokens["kiosk-songcong"]
    client = web.client()

    assert client.get(f"/pair?token={token}&next=/%09/evil.example").location == "/kiosk?office=songcong"
    assert client.get(f"/pair?token={token}&next=/rate").location == "/rate"


def test_other_languages_are_on_this_server_whatever_the_path(web):
    with web.app.test_request_context("/?office=a", environ_overrides={"PATH_INFO": "//evil.example/nothing"}):
        assert language_url("en") == "?office=a&lang=en"


def test_nothing_with_a_ticket_s_secret_is_kept_on_the_way(web):
    headers = {"Idempotency-Key": "k1"}
    token = web.client("kiosk-songcong").post(TICKETS, json={"service": "land"}, headers=headers).json["token"]

    for path in ("", "/qr.svg", "/print", "/paper.png"):
        assert web.client().get(f"/t/{token}{path}").headers["Cache-Control"] == "no-store", path
    assert web.client().get("/static/js/api.js").headers["Cache-Control"] != "no-store"


def test_a_refusal_says_where_to_go_on(web):
    """Back to the form that was sent, if it was this server's; another account for what this one may not."""

    def page(code, method, before):
        headers = {"Referer": before}
        with web.app.test_request_context("/code?office=songcong&lang=en", method=method, headers=headers):
            return error_page(make_problem(code, "")).get_data(as_text=True)

    own, strange = "http://localhost/code?office=songcong", "http://evil.vn//code"
    assert 'href="/code?office=songcong"' in page("csrf_failed", "POST", own)
    assert "Back to the form" not in page("csrf_failed", "POST", strange)
    assert "Back to the form" not in page("not_found", "GET", own)
    assert 'href="/sign-in?next=/code"' in page("forbidden", "GET", own)
