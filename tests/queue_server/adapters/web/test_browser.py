"""Cookies and the CSRF token: what a browser sends by itself is not enough to change anything."""

import pytest
from flask import Response

from queue_server.adapters.web.access import PUBLIC, SIGNED_IN, allow
from queue_server.adapters.web.browser import (
    cookie_token,
    csrf_token,
    pair_cookie,
    sign_in_cookie,
    sign_out_cookie,
    unpair_cookie,
)
from queue_server.config import ServerSection
from tests.web_app import a_web_app

ISSUE = "/api/v1/offices/songcong/tickets"


def a_web_app_with_pages(**parts):
    web = a_web_app(**parts)

    def setting(name, act):
        def view():
            response = Response("done")
            act(response)
            return response

        web.app.add_url_rule(f"/{name}", name, allow(PUBLIC)(view))

    setting("signed-in", lambda response: sign_in_cookie(response, "t1"))
    setting("signed-out", sign_out_cookie)
    setting("paired", lambda response: pair_cookie(response, "t2"))
    setting("unpaired", unpair_cookie)
    web.app.add_url_rule("/token", "token", allow(PUBLIC)(lambda: Response(csrf_token())))
    save = allow(SIGNED_IN)(lambda: Response("saved"))
    web.app.add_url_rule("/save", "save", save, methods=["POST"])
    return web


def cookie(answer):
    return answer.headers["Set-Cookie"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites():
    """HttpOnly and SameSite; a session ends with the browser, a pairing doesn't."""
    client = a_web_app_with_pages().client()

    assert cookie(client.get("/signed-in")) == "moiso_session=t1; HttpOnly; Path=/; SameSite=Lax"
    assert "moiso_device=t2" in cookie(client.get("/paired"))
    assert "Max-Age=315360000; HttpOnly; Path=/; SameSite=Lax" in cookie(client.get("/paired"))


@pytest.mark.parametrize(
    ("server", "base_url"),
    [(ServerSection(public_url="https://so.example.vn"), "http://localhost"), (None, "https://localhost")],
)
def test_cookies_stay_on_https_where_there_is_https(server, base_url):
    """Also behind a proxy that ends TLS without saying so."""
    client = a_web_app_with_pages(server=server).client()

    for path in ("/signed-in", "/paired", "/signed-out", "/unpaired"):
        assert "; Secure;" in cookie(client.get(path, base_url=base_url))


@pytest.mark.parametrize(("path", "name"), [("/signed-out", "moiso_session"), ("/unpaired", "moiso_device")])
def test_a_cookie_can_be_forgotten(path, name):
    """Signing out empties the browser too."""
    assert f"{name}=; Expires=Thu, 01 Jan 1970" in cookie(a_web_app_with_pages().client().get(path))


@pytest.mark.parametrize(
    ("who", "method", "path"),
    [
        ("kiosk-songcong", "POST", ISSUE),
        ("operator", "POST", ISSUE),
        ("operator", "POST", "/api/v1/counters/songcong:1/open"),
        ("operator", "DELETE", "/api/v1/sessions/current"),
        ("operator", "POST", "/save"),
    ],
)
def test_a_bare_cookie_changes_nothing(who, method, path):
    """Another site's page can make a browser send the cookie, not the token."""
    client = a_web_app_with_pages().client(cookie=who)

    answer = client.open(path, method=method)

    assert answer.status_code == 403
    assert "csrf_failed" in answer.text


def test_a_cookie_with_its_browsers_token_counts():
    """The token of the page goes in the header X-CSRF-Token, or in a form's field."""
    client = a_web_app_with_pages().client(cookie="operator")
    token = client.get("/token").text

    header = {"X-CSRF-Token": token}
    assert client.post("/api/v1/counters/songcong:1/open", headers=header).status_code == 200
    assert client.post("/save", headers=header).text == "saved"
    assert client.post("/save", data={"csrf_token": token}).text == "saved"


def test_a_token_of_another_browser_does_not_count():
    """It is bound to the browser that got it."""
    web = a_web_app_with_pages()
    foreign = web.client().get("/token").text
    client = web.client(cookie="operator")
    client.get("/token")

    answer = client.post("/api/v1/counters/songcong:1/open", headers={"X-CSRF-Token": foreign})

    assert answer.json["code"] == "csrf_failed"


def test_roles_come_before_the_csrf_token():
    """401, then 403 for the role, then the token: each step tells no more than it must."""
    client = a_web_app_with_pages().client(cookie="auditor")

    assert client.post("/api/v1/counters/songcong:1/open").json["code"] == "forbidden"


def test_reading_needs_no_token():
    """Nothing changes by reading."""
    assert a_web_app().client(cookie="operator").get(ISSUE).status_code == 200


def test_bearer_and_anonymous_calls_need_no_token():
    """No browser sends those by itself."""
    web = a_web_app()
    body, key = {"service": "land"}, {"Idempotency-Key": "k"}

    assert web.client("kiosk-songcong").post(ISSUE, json=body, headers=key).status_code == 201
    assert web.client().post(ISSUE, json=body, headers=key).status_code == 201


def test_with_a_bearer_token_cookies_do_not_count():
    """A program's token says who it is, whatever else the connection carries."""
    web = a_web_app()
    client = web.client("auditor", cookie="administrator")

    assert client.post("/api/v1/counters/songcong:1/open").json["code"] == "forbidden"


def test_a_stale_cookie_is_no_cookie():
    """Browsers send it unasked; a phone with an old cookie still gets its ticket."""
    web = a_web_app()
    client = web.client()
    client.set_cookie("moiso_session", "long-gone")

    answer = client.post(ISSUE, json={"service": "land"}, headers={"Idempotency-Key": "k"})

    assert answer.status_code == 201


def test_a_kiosk_where_staff_signed_in_still_issues_as_the_kiosk():
    """Both cookies are judged; the one that fits counts."""
    web = a_web_app_with_pages()
    client = web.client(cookie="auditor")
    client.set_cookie("moiso_device", web.tokens["kiosk-songcong"])
    headers = {"X-CSRF-Token": client.get("/token").text, "Idempotency-Key": "k"}

    assert client.post(ISSUE, json={"service": "land"}, headers=headers).status_code == 201
    assert client.get(ISSUE).status_code == 200


@pytest.mark.parametrize(
    ("cookies", "token"),
    [("moiso_session=a; moiso_device=b", "a"), ("moiso_device=b", "b"), ("other=c", None), ("", None)],
)
def test_the_token_is_found_in_a_plain_request(cookies, token):
    """Socket.IO sees the handshake before Flask does."""
    assert cookie_token({"HTTP_COOKIE": cookies}) == token
