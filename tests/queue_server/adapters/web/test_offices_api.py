"""Offices and boards as anybody sees them."""

import pytest

from tests.web_app import a_web_app

BASE = "/api/v1/offices"


@pytest.fixture
def web():
    return a_web_app()


def test_all_offices_are_listed_by_code(web):
    """With what a phone needs to know before it asks for a number."""
    listed = web.client().get(BASE).json["offices"]

    assert [(one["office"], one["phone_tickets"]) for one in listed] == [("other", False), ("songcong", True)]


def test_an_office_shows_services_and_counters_as_they_are_now(web):
    """Codes are the configured ones, not database ids."""
    web.client().post(f"{BASE}/songcong/tickets", json={"service": "land"}, headers={"Idempotency-Key": "k"})
    web.client("operator").post("/api/v1/counters/songcong:2/open")

    office = web.client().get(f"{BASE}/songcong").json

    land = {
        "service": "land",
        "name": {"vi": "Land", "en": "land"},
        "prefix": "A",
        "open": True,
        "opening": None,
        "closed_reason": None,
    }
    assert office["services"][0] == land | {"waiting": 1, "expected_wait_s": None}
    assert office["counters"][1] == {
        "counter": "2",
        "id": "c2",
        "name": "Quầy 2",
        "state": "open",
        "number": None,
        "waiting": 1,
        "services": ["land", "civil"],
    }
    assert (office["revision"], office["service_day"]) == (3, "2026-02-23")


def test_a_board_is_the_message_displays_get(web):
    """One shape for HTTP and Socket.IO."""
    client = web.client("operator")
    client.post(f"{BASE}/songcong/tickets", json={"service": "land"}, headers={"Idempotency-Key": "k"})
    client.post("/api/v1/counters/songcong:1/open")
    client.post("/api/v1/counters/songcong:1/call-next", headers={"Idempotency-Key": "n"})

    board = web.client().get(f"{BASE}/songcong/board").json

    assert (board["office"], board["epoch"], board["revision"]) == ("songcong", "epoch-1", 4)
    assert board["counters"][0]["state"] == "calling"
    assert (board["calls"][0]["number"], board["calls"][0]["counter_name"]) == ("A001", "Quầy 1")


@pytest.mark.parametrize("path", ["", "/board"])
@pytest.mark.parametrize(
    ("office", "code"), [("nowhere", "office_unknown"), ("%00", "not_found"), ("x" * 65, "not_found")]
)
def test_an_unknown_office_is_404(web, path, office, code):
    """Also for names no office can have."""
    answer = web.client().get(f"{BASE}/{office}{path}")

    assert (answer.status_code, answer.json["code"]) == (404, code)


def test_answers_of_the_api_are_not_kept_framed_or_guessed(web):
    """Tickets' secrets stand in paths and bodies."""
    headers = web.client().get(BASE).headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
