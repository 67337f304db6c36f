"""Signing in from a page: the same door with cookies."""

from flask import Response

from queue_server.adapters.web.access import PUBLIC, allow
from queue_server.config import SecuritySection
from tests.web_app import PASSWORD, a_web_app

TICKETS = "/api/v1/offices/songcong/tickets"


def a_web_app_with_door(**parts):
    web = a_web_app(**parts)
    door = web.for_pages.door

    def enter(password):
        door.enter_with_cookie("operator", password)
        return Response("in")

    def leave():
        door.leave()
        return Response("out")

    web.app.add_url_rule("/enter/<password>", "enter", allow(PUBLIC)(enter))
    web.app.add_url_rule("/leave", "leave", allow(PUBLIC)(leave))
    return web


def test_a_browser_stays_signed_in_until_it_leaves():
    """Leaving ends the session itself, not only the cookie."""
    client = a_web_app_with_door().client()

    assert client.get(f"/enter/{PASSWORD}").text == "in"
    assert client.get(TICKETS).status_code == 200
    token = client.get_cookie("moiso_session").value
    client.get("/leave")
    assert client.get_cookie("moiso_session") is None
    client.set_cookie("moiso_session", token)
    assert client.get(TICKETS).status_code == 401


def test_a_refused_browser_gets_no_cookie_and_its_attempts_count():
    """As over the API."""
    client = a_web_app_with_door(security=SecuritySection(sign_in_rate_limit="2/minute")).client()

    assert [client.get("/enter/guess").status_code for _ in range(3)] == [401, 401, 429]
    assert client.get_cookie("moiso_session") is None


def test_leaving_without_a_session_is_no_error():
    """A second click on "sign out"."""
    assert a_web_app_with_door().client().get("/leave").text == "out"
