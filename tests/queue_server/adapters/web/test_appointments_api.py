"""Appointments and result slips over HTTP."""

from dataclasses import replace

import pytest

from queue_server.config import SecuritySection
from queue_server.domain.booking_rules import BookingRules
from queue_server.domain.office import ServiceRules
from tests.builders import an_office
from tests.web_app import a_web_app

SONGCONG = "/api/v1/offices/songcong"
SLOTS = f"{SONGCONG}/slots"
BOOK = "/api/v1/appointments"
NINE = "2026-02-23T09:00:00.000+07:00"
QUARTER_PAST = "2026-02-23T09:15:00.000+07:00"


def a_bookable_office(**rules):
    office = an_office(services=("land", "civil"), counters=("1", "2"))
    booking = BookingRules(**({"enabled": True, "slips": True, "lead_min": 30} | rules))
    land, civil = office.services
    return replace(office, services=(replace(land, rules=ServiceRules(booking=booking)), civil))


def a_site(security=None, **rules):
    """It is Monday, 08:00."""
    return a_web_app(office=a_bookable_office(**rules), security=security)


@pytest.fixture
def web():
    return a_site()


@pytest.fixture(scope="module")
def quiet():
    """A site for what changes nothing."""
    return a_site()


def book(web, begins_at=NINE, key="k1", client=None, **fields):
    body = {"office": "songcong", "service": "land", "begins_at": begins_at} | fields
    return (client or web.client()).post(BOOK, json=body, headers={"Idempotency-Key": key})


def times(answer):
    return [(one["begins_at"][11:16], one["left"]) for one in answer.json["slots"]]


def test_times_are_listed_for_days(web):
    answer = web.client().get(SLOTS, query_string={"service": "land", "from": "2026-02-23", "to": "2026-02-23"})

    assert answer.status_code == 200
    assert (answer.json["office"], answer.json["service"]) == ("songcong", "land")
    assert times(answer)[:2] == [("08:30", 1), ("08:45", 1)]
    assert answer.json["slots"][0]["ends_at"] == "2026-02-23T08:45:00.000+07:00"
    assert ("11:30", 1) not in times(answer)
    later = web.client().get(SLOTS, query_string={"service": "land"})
    assert {one["begins_at"][:10] for one in later.json["slots"]} >= {"2026-02-24", "2026-03-09"}


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({}, 422, "invalid"),
        ({"service": "civil"}, 409, "booking_closed"),
        ({"service": "fish"}, 422, "service_unknown"),
        ({"service": "land", "from": "2026-02-24", "to": "2026-02-23"}, 422, "invalid"),
        ({"service": "land", "from": "9999-12-31"}, 422, "invalid"),
        ({"service": "land", "day": "2026-02-24"}, 422, "invalid"),
    ],
)
def test_wrong_questions_are_refused_by_name(quiet, query, status, code):
    answer = quiet.client().get(SLOTS, query_string=query)

    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_a_time_is_booked_once_shown_changed_and_cancelled(web):
    answer = book(web, name="An", phone="0912 345 678", language="en")

    assert answer.status_code == 201
    mine = answer.json
    assert (mine["begins_at"], mine["state"], mine["service_name"]["vi"]) == (NINE, "booked", "Land")
    assert (mine["check_in_from"], mine["check_in_until"]) == (
        "2026-02-23T08:00:00.000+07:00",
        "2026-02-23T09:15:00.000+07:00",
    )
    assert len(mine["code"]) == 9
    assert mine["url"].endswith("/a/" + mine["code"].replace("-", ""))
    assert "An" not in answer.text
    assert "0912" not in answer.text
    again = book(web, name="An", phone="0912 345 678", language="en")
    assert (again.json, again.headers["Idempotent-Replayed"]) == (mine, "true")
    assert book(web, key="k2").json["code"] == "slot_taken"

    address = f"{BOOK}/{mine['code'].lower()}"
    assert web.client().get(address).json == mine
    moved = web.client().put(address, json={"begins_at": QUARTER_PAST})
    assert (moved.status_code, moved.json["begins_at"], moved.json["code"]) == (200, QUARTER_PAST, mine["code"])
    assert book(web, key="k3").status_code == 201
    gone = web.client().delete(address)
    assert (gone.status_code, gone.json["state"]) == (200, "cancelled")
    assert web.client().delete(address).json == gone.json
    assert web.client().put(address, json={"begins_at": NINE}).json["code"] == "appointment_cancelled"


def test_a_reminder_is_agreed_with_the_booking_or_later_and_withdrawn(web):
    """The answer shows as much of the address as its owner needs."""
    mine = book(web, begins_at="2026-02-25T09:00:00+07:00", reminder={"channel": "webhook", "address": "0912 345 678"})
    assert (mine.status_code, mine.json["reminder"]) == (201, {"channel": "webhook", "address": "…678"})
    address = f"{BOOK}/{mine.json['code']}/reminder"

    by_mail = web.client().put(address, json={"channel": "mail", "address": "an@example.vn"})

    assert by_mail.json["reminder"] == {"channel": "mail", "address": "a…@example.vn"}
    [(message, _)] = web.database.offices._database.state.messages.values()
    assert (message.address, message.next_at.isoformat()) == ("an@example.vn", "2026-02-24T10:00:00+00:00")
    assert web.client().delete(address).json["reminder"] is None
    assert web.client().delete(address).json["reminder"] is None
    wrong = web.client().put(address, json={"channel": "mail", "address": "0912345678"})
    assert (wrong.status_code, wrong.json["field"]) == (422, "address")
    wrong = book(web, key="k2", reminder={"channel": "webhook", "address": "none"})
    assert (wrong.status_code, wrong.json["field"]) == (422, "reminder.address")
    guess = web.client().put(f"{BOOK}/AAAA-AAAA/reminder", json={"channel": "mail", "address": "a@example.vn"})
    assert guess.status_code == 404


@pytest.mark.parametrize("code", ["AAAA-AAAA", "nonsense", "0", "7KQF2M9X"])
def test_a_guessed_code_shows_nothing(quiet, code):
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/check-in")):
        answer = quiet.client().open(f"{BOOK}/{code}{path}", method=method)
        assert (answer.status_code, answer.json["code"]) == (404, "appointment_unknown")


def test_codes_can_be_tried_only_so_often():
    """They are short enough to be typed, so guessing is limited."""
    web = a_site(security=SecuritySection(code_rate_limit="3/minute", issue_rate_limit="off"))
    client = web.client()

    answers = [client.get(f"{BOOK}/AAAA-AAAA").status_code for _ in range(4)]

    assert answers == [404, 404, 404, 429]


def test_check_in_gives_the_same_ticket_to_who_asks_again(web):
    code = book(web).json["code"]
    client = web.client()
    early = web.client("kiosk-songcong").post(f"{BOOK}/{code}/check-in")
    assert (early.status_code, early.json["printer"]) == (201, "hall")

    ticket = client.post(f"{BOOK}/{code}/check-in", json={"language": "vi"})

    assert ticket.json == early.json | {"printer": None}
    assert (ticket.json["number"], ticket.json["standing"]) == ("A001", "appointment")
    assert client.get(f"/api/v1/tickets/{ticket.json['token']}").json["number"] == "A001"
    assert client.get(f"{BOOK}/{code}").json["state"] == "checked_in"


def test_late_ones_get_a_normal_number_and_are_told_so(web):
    code = book(web).json["code"]
    web.clock.advance(90 * 60)

    assert web.client().post(f"{BOOK}/{code}/check-in").json["standing"] == "normal"


def test_too_early_is_explained_with_the_time():
    web = a_site(check_in_min=15)
    code = book(web).json["code"]

    answer = web.client().post(f"{BOOK}/{code}/check-in")

    assert (answer.status_code, answer.json["code"]) == (409, "appointment_early")
    assert answer.json["detail"] == "the appointment is at 2026-02-23 09:00; check in from 2026-02-23 08:45"


def test_where_phones_may_not_check_in_kiosks_and_staff_may():
    web = a_site(phone_check_in=False)
    code = book(web).json["code"]

    assert web.client().post(f"{BOOK}/{code}/check-in").json["code"] == "check_in_at_office"
    assert web.client("kiosk-other").post(f"{BOOK}/{code}/check-in").json["code"] == "check_in_at_office"
    assert web.client("receptionist-songcong").post(f"{BOOK}/{code}/check-in").status_code == 201


def test_staff_see_the_day_but_no_codes(web):
    booked = book(web, name="Nguyễn Văn An", phone="0912345678").json
    staff = web.client("receptionist-songcong")

    listed = staff.get(f"{SONGCONG}/appointments").json

    assert listed["day"] == "2026-02-23"
    (one,) = listed["appointments"]
    assert (one["name"], one["phone"]) == ("Nguyễn Văn An", "0912345678")
    assert (one["begins_at"], one["state"]) == (NINE, "booked")
    assert booked["code"].replace("-", "") not in str(listed)
    assert staff.get(f"{SONGCONG}/appointments?day=2026-02-24").json["appointments"] == []


SLIP = {"dossier": "H56.25-240115-0012", "service": "land", "due": "2026-02-23", "ready": True, "name": "Trần Văn B"}


def test_the_ticket_of_a_check_in_at_the_kiosk_is_printed_once(web):
    code = book(web).json["code"]
    kiosk = web.client("kiosk-songcong")

    assert kiosk.post(f"{BOOK}/{code}/check-in", json={"printer": "nowhere"}).json["code"] == "printer_unknown"
    ids = {kiosk.post(f"{BOOK}/{code}/check-in").json["id"] for _ in range(2)}

    assert [one.paper.number for ticket in ids for one in web.database.print_queue.jobs_of(ticket)] == ["A001"]


def test_rules_are_changed_in_the_back_office(web):
    boss = web.client("administrator")
    address = "/api/v1/admin/bookings/songcong:civil"
    record = boss.get(address).json
    assert (record["enabled"], record["slot_min"], record["blackout"]) == (False, 15, "")
    assert (record["remind"], record["remind_days"], record["remind_at"]) == (True, 1, "17:00")
    assert boss.patch(address, json={"remind_at": "25:00"}).json["field"] == "remind_at"

    changed = boss.patch(
        address,
        json={"enabled": True, "slot_min": 30, "blackout": "25/02/2026\n2026-02-24", "remind_at": "08:30"},
        headers={"If-Match": f'"{record["tag"]}"'},
    )

    assert changed.status_code == 200
    assert (changed.json["slot_min"], changed.json["blackout"]) == (30, "2026-02-24\n2026-02-25")
    assert changed.json["remind_at"] == "08:30"
    slots = web.client().get(SLOTS, query_string={"service": "civil", "from": "2026-02-24", "to": "2026-02-26"})
    assert {one["begins_at"][:10] for one in slots.json["slots"]} == {"2026-02-26"}
    wrong = boss.patch(address, json={"blackout": "tomorrow"})
    assert (wrong.status_code, wrong.json["field"]) == (422, "blackout")


def test_a_counters_limit_is_set_in_the_back_office_and_counts_for_all_its_services(web):
    boss = web.client("administrator")
    address = "/api/v1/admin/counters/songcong:1"
    assert boss.get(address).json["appointments"] is None

    assert boss.patch(address, json={"appointments": 0}).json["appointments"] == 0

    day = {"service": "land", "from": "2026-02-23", "to": "2026-02-23"}
    assert {left for _, left in times(web.client().get(SLOTS, query_string=day))} == {1}  # counter 2 takes them
    assert boss.patch("/api/v1/admin/counters/songcong:2", json={"appointments": 0}).status_code == 200
    assert {left for _, left in times(web.client().get(SLOTS, query_string=day))} == {0}
    assert book(web).json["code"] == "slot_taken"
    assert boss.patch(address, json={"appointments": None}).json["appointments"] is None
    assert book(web).status_code == 201
    wrong = boss.patch(address, json={"appointments": 51})
    assert (wrong.status_code, wrong.json["field"]) == (422, "appointments")
    body = {"office": "songcong", "code": "7", "name": "Quầy 7", "services": ["land"], "appointments": 3}
    assert boss.post("/api/v1/admin/counters", json=body).json["appointments"] == 3
