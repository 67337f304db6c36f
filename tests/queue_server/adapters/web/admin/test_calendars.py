"""Opening hours by API and page."""

import re

import pytest

from tests.web_site import a_web_site

CALENDARS = "/api/v1/admin/calendars"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


@pytest.fixture
def web():
    return a_web_site()


@pytest.fixture
def client(web):
    return web.client("administrator")


def office(web):
    return web.database.reader.office("songcong")


def test_an_office_is_always_open_until_it_has_hours(web, client):
    """What isn't said stays; hours are answered as they are written best."""
    before = client.get(f"{CALENDARS}/songcong:*").json
    answer = client.patch(f"{CALENDARS}/songcong:*", json=dict.fromkeys(WEEKDAYS, "7h30-11h30, 13h30-17h"))

    assert (before["monday"], before["public_holidays"]) == ("", True)
    assert answer.status_code == 200, answer.text
    assert answer.json["friday"] == "07:30-11:30 13:30-17:00"
    assert [len(one) for one in office(web).rules.hours.week] == [2, 2, 2, 2, 2, 0, 0]


def test_a_service_may_have_hours_of_its_own_and_lose_them(web, client):
    body = {"office": "songcong", "service": "land", "monday": "08:00-10:00", "closed_days": "15/08/2026 Họp"}

    added = client.post(CALENDARS, json=body)
    again = client.post(CALENDARS, json=body | {"monday": "08:00-11:00"})
    listed = [one["id"] for one in client.get(f"{CALENDARS}?office=songcong").json["calendars"]]

    assert (added.status_code, added.json["id"]) == (201, "songcong:land")
    assert (again.status_code, again.json["field"]) == (422, "service")
    assert listed == ["songcong:*", "songcong:land"]
    assert client.delete(f"{CALENDARS}/songcong:land").status_code == 204
    assert office(web).services[0].rules.hours is None
    assert client.get(f"{CALENDARS}/songcong:land").status_code == 404


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("tuesday", "noon", "hours_unreadable"),
        ("friday", "13:00-12:00", "hours_reversed"),
        ("closed_days", "Tết", "days_unreadable"),
        ("special_days", "24/01/2026 early", "hours_unreadable"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field_and_quoted_on_the_page(web, client, field, text, code):
    refused = client.patch(f"{CALENDARS}/songcong:*", json={field: text})
    signed_in = web.client(cookie="administrator")
    form = signed_in.get("/admin/calendars/item/songcong:*").text
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|tag)" value="([^"]+)"', form))
    page = signed_in.post("/admin/calendars/item/songcong:*?lang=en", data=hidden | {field: text})

    assert (refused.status_code, refused.json["code"], refused.json["field"]) == (422, code, field)
    assert page.status_code == 422
    assert f'href="#f-{field}"' in page.text
    assert f"“{text.split()[-1]}”" in page.text


def test_a_closed_office_says_why_and_refuses_numbers_until_then(web, client):
    """It is Monday, eight o'clock in the morning; it opens on Tuesday."""
    client.patch(f"{CALENDARS}/songcong:*", json={"tuesday": "07:30-11:30"})

    service = client.get("/api/v1/offices/songcong").json["services"][0]
    refused = client.post(
        "/api/v1/offices/songcong/tickets", json={"service": "land"}, headers={"Idempotency-Key": "1"}
    )

    assert (service["open"], service["opening"]["reason"]) == (False, "day_off")
    assert service["opening"]["opens_at"] == "2026-02-24T07:30:00.000+07:00"
    assert (refused.status_code, refused.json["code"]) == (409, "service_closed")
    assert refused.json["opening"] == service["opening"]


def test_staff_may_override_and_a_kiosk_may_not(web, client):
    client.patch(f"{CALENDARS}/songcong:*", json={"tuesday": "07:30-11:30"})
    wish = {"json": {"service": "land", "override": True}, "headers": {"Idempotency-Key": "1"}}

    by_kiosk = web.client("kiosk-songcong").post("/api/v1/offices/songcong/tickets", **wish)
    by_staff = web.client("receptionist").post("/api/v1/offices/songcong/tickets", **wish)

    assert (by_kiosk.status_code, by_staff.status_code) == (403, 201)


def test_quotas_are_set_with_the_service(web, client):
    client.patch("/api/v1/admin/services/songcong:land", json={"quota_day": 0, "quota_morning": 5})
    answer = client.patch("/api/v1/admin/services/songcong:land", json={"quota_morning": None})

    assert (answer.json["quota_day"], answer.json["quota_morning"]) == (0, None)
    assert client.get("/api/v1/offices/songcong").json["services"][0]["opening"]["reason"] == "quota_reached"
