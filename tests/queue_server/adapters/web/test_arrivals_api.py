"""Codes of both kinds at the kiosk: a number, or an explanation."""

import pytest

from tests.queue_server.adapters.web.test_appointments_api import BOOK, NINE, SLIP, SONGCONG, a_site, book


@pytest.fixture
def web():
    return a_site()


def test_any_code_is_good_at_the_kiosk(web):
    """One screen takes appointments and dossiers, typed or scanned."""
    kiosk = web.client("kiosk-songcong")
    web.client("receptionist-songcong").post(f"{SONGCONG}/slips", json={"slips": [SLIP]})
    mine = book(web).json

    first = kiosk.post(f"{SONGCONG}/arrivals", json={"code": mine["url"], "language": "en"})
    second = kiosk.post(f"{SONGCONG}/arrivals", json={"code": SLIP["dossier"].lower()})

    assert (first.json["number"], first.json["standing"]) == ("A001", "appointment")
    assert (second.json["number"], second.json["standing"]) == ("A002", "normal")
    assert kiosk.post(f"{SONGCONG}/arrivals", json={"code": SLIP["dossier"]}).json == second.json
    listed = web.client("receptionist-songcong").get(f"{SONGCONG}/tickets").json["tickets"]
    assert [one["dossier"] for one in listed] == [None, SLIP["dossier"]]
    assert kiosk.post(f"{SONGCONG}/arrivals", json={"code": "H56-9"}).json["code"] == "code_unknown"


def test_a_locked_kiosk_takes_no_codes(web):
    """By either way that a program may go."""
    kiosk, staff = web.client("kiosk-songcong"), web.client("receptionist-songcong")
    staff.post(f"{SONGCONG}/slips", json={"slips": [SLIP]})
    code = book(web).json["code"]
    staff.post(f"{SONGCONG}/kiosks/lock", json={})

    refused = [kiosk.post(f"{SONGCONG}/arrivals", json={"code": one}) for one in (code, SLIP["dossier"])]
    refused.append(kiosk.post(f"/api/v1/appointments/{code}/check-in", json={}))

    assert [(one.status_code, one.json["code"]) for one in refused] == [(409, "kiosk_locked")] * 3
    assert staff.post(f"{SONGCONG}/arrivals", json={"code": code}).status_code == 201


def test_a_code_is_explained_without_its_holder(web):
    kiosk = web.client("kiosk-songcong")
    unready = SLIP | {"ready": False, "due": "2026-02-25"}
    web.client("receptionist-songcong").post(f"{SONGCONG}/slips", json={"slips": [unready]})
    mine = book(web, name="An").json

    about = kiosk.get(f"{SONGCONG}/arrivals", query_string={"code": mine["code"]}).json
    assert (about["kind"], about["state"], about["begins_at"]) == ("appointment", "booked", NINE)
    slip = kiosk.get(f"{SONGCONG}/arrivals", query_string={"code": SLIP["dossier"]})
    assert (slip.json["kind"], slip.json["state"], slip.json["due"]) == ("slip", "early", "2026-02-25")
    assert "Trần" not in slip.text
    assert kiosk.post(f"{SONGCONG}/arrivals", json={"code": SLIP["dossier"]}).json["code"] == "slip_early"


def test_on_a_day_off_codes_are_explained_with_the_next_opening_and_staff_give_the_number(web):
    mine = book(web).json
    web.client("receptionist-songcong").post(f"{SONGCONG}/slips", json={"slips": [SLIP]})
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "07:30-11:30")
    calendar = week | {"closed_days": "23/02/2026 Sửa điện"}
    changed = web.client("administrator").patch("/api/v1/admin/calendars/songcong:*", json=calendar)
    assert changed.status_code == 200, changed.json

    for code in (mine["code"], SLIP["dossier"]):
        refused = web.client("kiosk-songcong").post(f"{SONGCONG}/arrivals", json={"code": code})
        assert (refused.status_code, refused.json["code"]) == (409, "service_closed")
        assert refused.json["opening"]["note"] == {"vi": "Sửa điện"}
        assert refused.json["opening"]["opens_at"] == "2026-02-24T07:30:00.000+07:00"
        forced = web.client("kiosk-songcong").post(f"{SONGCONG}/arrivals", json={"code": code, "override": True})
        assert (forced.status_code, forced.json["code"]) == (403, "forbidden")
        staff = web.client("receptionist-songcong")
        assert staff.post(f"{SONGCONG}/arrivals", json={"code": code, "override": True}).status_code == 201
    again = f"{BOOK}/{book(web, key='k9', begins_at='2026-02-24T08:00:00+07:00').json['code']}/check-in"
    assert web.client().post(again, json={"override": True}).json["code"] == "forbidden"


def test_an_appointment_of_another_office_is_told_so(web):
    code = book(web).json["code"]

    answer = web.client("kiosk-other").post("/api/v1/offices/other/arrivals", json={"code": code})

    assert (answer.status_code, answer.json["code"]) == (409, "appointment_elsewhere")
