"""What people read when something is refused tells them what to do."""

import re

import pytest

from queue_server.adapters.web.error_texts import ERROR_TEXTS, STAFF_TEXTS
from queue_server.adapters.web.languages import LANGUAGES
from queue_server.adapters.web.page_texts import texts_for
from tests.web_app import a_web_app

CONSOLE = re.compile(
    r"/api/v1/(counters/\{counter\}/.+|tickets/\{ticket\}/(return|cancel|priority|reprint|history)"
    r"|offices/\{office\}/(tickets|board|desks|devices|printers|kiosks/(lock|unlock)))"
)
"""What the console's scripts ask."""

PARTS = re.compile(r"[.;:?!](?:\s|$)")


@pytest.fixture(scope="module")
def web():
    return a_web_app()


@pytest.fixture(scope="module")
def reachable(web):
    """Every code that an operation of the console may answer, by the API's own description."""
    codes = set()
    for path, methods in web.app.test_client().get("/api/openapi.json").json["paths"].items():
        if not CONSOLE.fullmatch(path):
            continue
        for operation in methods.values():
            for answer in operation["responses"].values() if "responses" in operation else ():
                for content in answer.get("content", {}).values():
                    for schema in content["schema"].get("allOf", ()):
                        codes |= set(schema.get("properties", {}).get("code", {}).get("enum", ()))
    return codes


def test_the_console_meets_refusals_of_every_kind(reachable):
    """If the description were read wrongly, the next test would hold nothing."""
    assert reachable >= {"queue_empty", "counter_taken", "no_show_too_soon", "undo_too_late", "ticket_taken", "busy"}
    assert reachable >= {"kiosk_locked", "service_closed", "return_too_late", "no_printer", "unauthorized"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_of_the_console_says_why_and_what_to_do(web, reachable, language):
    """The matter, then the way out: two sentences at least, in every language."""
    with web.app.test_request_context():
        errors = texts_for("console", language)["errors"]

    mute = {code: errors[code] for code in reachable if len(PARTS.findall(errors[code])) < 2}
    assert mute == {}


def test_staff_texts_take_the_place_of_the_general_ones(web):
    """Citizens are sent to the reception; the reception is not."""
    assert set(STAFF_TEXTS) <= set(ERROR_TEXTS)
    with web.app.test_request_context():
        assert "supervisor" in texts_for("console", "en")["errors"]["service_closed"]
        assert "reception" in texts_for("kiosk", "en")["errors"]["service_closed"]
