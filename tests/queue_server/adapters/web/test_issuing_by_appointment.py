"""Whoever names an appointment when taking a number gets the number of that appointment."""

import pytest

from tests.queue_server.adapters.web.test_appointments_api import BOOK, SONGCONG, a_site, book

TICKETS = f"{SONGCONG}/tickets"


@pytest.fixture
def web():
    """It is 08:55; the appointment is at 09:00."""
    web = a_site()
    web.code = book(web).json["code"]
    web.clock.advance(55 * 60)
    return web


def take(web, key="t1", who="kiosk-songcong", **wish):
    body = {"service": "land", "appointment": web.code} | wish
    return web.client(who).post(TICKETS, json=body, headers={"Idempotency-Key": key})


def test_the_number_is_that_of_the_appointment(web):
    answer = take(web, then=["civil"], language="en")

    assert answer.status_code == 201
    assert (answer.json["number"], answer.json["service"], answer.json["state"]) == ("A001", "land", "waiting")
    ticket = web.database.reader.ticket(answer.json["id"])
    assert (ticket.progress.priority_class, ticket.progress.then, ticket.language) == ("appointment", ("civil",), "en")
    assert web.client().get(f"{BOOK}/{web.code}").json["state"] == "checked_in"


def test_a_repeat_is_answered_alike_and_asking_again_gives_the_same_ticket(web):
    first = take(web)
    web.client("receptionist").post(TICKETS, json={"service": "land"}, headers={"Idempotency-Key": "other"})

    again = take(web)

    assert (again.status_code, again.json, again.headers["Idempotent-Replayed"]) == (201, first.json, "true")
    assert take(web, key="t2").json["id"] == first.json["id"]
    assert take(web, key="t1", language="en").json["code"] == "idempotency_conflict"


@pytest.mark.parametrize(
    ("wish", "status", "code", "field"),
    [
        ({"appointment": "AAAA-AAAA"}, 422, "invalid", "appointment"),
        ({"appointment": "what?"}, 422, "invalid", "appointment"),
        ({"service": "civil"}, 422, "invalid", "service"),
        ({"then": ["fish"]}, 422, "service_unknown", "service"),
    ],
)
def test_what_doesn_t_fit_is_named(web, wish, status, code, field):
    answer = take(web, **wish)

    assert (answer.status_code, answer.json["code"], answer.json["field"]) == (status, code, field)


def test_it_keeps_the_rules_of_checking_in(web):
    """A phone may check in where the office lets it; another office's kiosk may not."""
    elsewhere = web.client("kiosk-other").post(
        "/api/v1/offices/other/tickets",
        json={"service": "land", "appointment": web.code},
        headers={"Idempotency-Key": "e"},
    )
    assert elsewhere.json["code"] == "appointment_elsewhere"
    assert take(web, who=None).status_code == 201
    early = a_site()
    early.code = book(early, begins_at="2026-02-23T16:00:00.000+07:00").json["code"]
    assert take(early).json["code"] == "appointment_early"


def test_who_comes_too_late_has_no_appointment_by_saying_so(web):
    """Five minutes after the time plus the grace it is an ordinary number."""
    web.clock.advance(3600)

    answer = take(web, priority_class="appointment")

    assert web.database.reader.ticket(answer.json["id"]).progress.priority_class == "normal"


def test_a_locked_kiosk_gives_no_number_for_an_appointment(web):
    staff = web.client("receptionist-songcong")
    assert staff.post(f"{SONGCONG}/kiosks/lock", json={}).status_code == 200

    assert take(web).json["code"] == "kiosk_locked"
    assert take(web, who="receptionist-songcong").status_code == 201
