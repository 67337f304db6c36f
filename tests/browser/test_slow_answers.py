"""Slow answers, hurried hands: what comes late changes nothing newer, a second press is no second wish, focus stays."""

import json

import pytest
import requests

from queue_server.adapters.web.browser import SESSION_COOKIE
from tests.lobby import PASSWORD

FOCUSED = "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"


class Held:
    """Holds the answers to some requests of a page back until they are let go."""

    def __init__(self, page, address):
        self.routes = []
        page.route(address, lambda route: self.routes.append(route))  # noqa: PLW0108  Playwright marks its handlers

    def wait_for(self, page, number):
        while len(self.routes) < number:
            page.wait_for_timeout(10)

    def let_go(self, place, body=None):
        route = self.routes[place]
        if body is None:
            route.continue_()
        else:
            route.fulfill(content_type="application/json", body=json.dumps(body))


@pytest.fixture(scope="module")
def session(base_url):
    """An administrator's; a form for each test would take longer than the tests."""
    account = {"username": "lan", "password": PASSWORD}
    return requests.post(f"{base_url}/api/v1/sessions", json=account, timeout=20).json()["token"]


@pytest.fixture
def administrators_page(new_page, base_url, session):
    page = new_page()
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": base_url}])
    return page


def test_figures_that_are_renewed_leave_the_focus_where_it_is(administrators_page):
    page = administrators_page
    page.clock.install()
    page.goto("/province")
    page.focus("#offices tbody a >> nth=1")
    before = page.evaluate(FOCUSED)

    with page.expect_response("**/api/v1/province"):
        page.clock.run_for(11000)
    page.clock.run_for(1000)

    assert page.evaluate(FOCUSED) == before


def test_more_of_the_audit_comes_once_and_is_of_what_was_asked(administrators_page):
    page = administrators_page
    held = Held(page, "**/api/v1/audit?*")
    page.goto("/audit")
    held.wait_for(page, 1)
    held.let_go(0, {"entries": [], "next": "17"})
    page.select_option("#kind", "actions")

    page.click("#more")
    page.click("#more")
    held.wait_for(page, 2)
    held.let_go(1, {"entries": [], "next": None})
    page.wait_for_selector("#more", state="hidden")

    assert len(held.routes) == 2
    assert "kind=changes" in held.routes[1].request.url


def test_a_report_that_comes_late_does_not_take_the_place_of_a_newer_one(administrators_page):
    page = administrators_page
    page.goto("/reports")
    page.wait_for_selector("#answer:visible")
    slow = Held(page, "**/api/v1/reports/tickets?*")
    page.select_option("#report", "tickets")
    page.click("#asking [type=submit]")
    slow.wait_for(page, 1)
    page.select_option("#report", "counters")
    page.click("#asking [type=submit]")
    page.wait_for_function("() => document.querySelector('#csv').href.includes('/counters.csv')")

    slow.let_go(0)
    slow.wait_for(page, 2)  # its figures by hour
    with page.expect_response("**/api/v1/reports/tickets?*"):
        slow.let_go(1)
    page.wait_for_timeout(50)

    assert "/counters.csv" in page.get_attribute("#csv", "href")


def test_a_notice_is_put_up_once_and_a_dialog_gives_the_focus_back(administrators_page, lobby):
    """The rows behind a dialog are drawn anew while it is open."""
    page = administrators_page
    page.goto(f"/supervisor?office={lobby.office}")
    posted = Held(page, "**/notices")
    place = page.locator(f"#place-{lobby.office}")
    place.locator("form.ends input").first.fill("Nghỉ 10 phút")
    place.locator("form.ends").evaluate("form => { form.requestSubmit(); form.requestSubmit() }")
    posted.wait_for(page, 1)
    posted.let_go(0, {"id": "1", "text": {}, "until": None})
    page.wait_for_selector("#said:not(:empty)")
    assert len(posted.routes) == 1

    opener = place.locator("tbody .does button").first
    opener.focus()
    page.evaluate("() => { window.opener_ = document.activeElement }")
    before = page.evaluate(FOCUSED)
    page.keyboard.press("Enter")
    page.wait_for_selector("#ask[open]")
    lobby.issue()
    page.wait_for_function("() => !window.opener_.isConnected")
    page.keyboard.press("Escape")

    page.wait_for_selector("#ask", state="hidden")
    page.wait_for_function(f"before => ({FOCUSED})() === before", arg=before)


def test_what_is_typed_while_the_state_of_screens_is_asked_stays(administrators_page, new_page):
    """And whoever works by keyboard is not thrown back to the top every four seconds."""
    page, screen = administrators_page, new_page()
    screen.goto("/tv")
    screen.wait_for_function("() => /^[A-Z0-9]{6}$/.test(document.querySelector('#code').textContent)")
    page.clock.install()
    page.goto("/admin/screens")
    held = Held(page, "**/admin/screens?*")
    page.focus("#live button >> nth=0")
    before = page.evaluate(FOCUSED)
    page.clock.run_for(5000)
    held.wait_for(page, 1)
    with page.expect_response("**/admin/screens?*"):
        held.let_go(0)
    page.clock.run_for(5000)
    held.wait_for(page, 2)
    assert page.evaluate(FOCUSED) == before

    page.fill("#live input[name=name]", "Sảnh")
    with page.expect_response("**/admin/screens?*"):
        held.let_go(1)
    page.clock.run_for(1000)

    assert page.input_value("#live input[name=name]") == "Sảnh"
