"""The page that tries policies on a past day, in a browser: readable by everybody, with figures and without."""

from dataclasses import replace

import pytest

from queue_server.adapters.web.page_wiring import register_pages_of
from tests.browser.test_accessibility import violations
from tests.browser.test_admin import OVERFLOW, base_url  # noqa: F401  a fixture
from tests.queue_server.adapters.web.test_replay_page import FakeReplays
from tests.web_app import PASSWORD, a_web_app


@pytest.fixture(scope="module")
def web():
    web = a_web_app()
    deps = replace(web.deps, replays=FakeReplays())
    register_pages_of(web.app, deps, web.for_pages, web.database.accounts)
    return web


@pytest.mark.parametrize(("language", "width", "height"), [("vi", 1366, 768), ("en", 390, 844)])
def test_the_page_has_no_violation_and_does_not_overflow(new_page, language, width, height):
    """Its tables become cards on a phone."""
    page = new_page(width, height)
    page.goto("/sign-in?next=/replay")
    page.fill("[name=username]", "supervisor-songcong")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("form.ask")
    page.goto(f"/replay?day=2026-02-20&policy=fifo&policy=strict&lang={language}")
    page.wait_for_selector("tbody .whole")

    assert violations(page) == {}
    assert page.evaluate(OVERFLOW) <= 0
