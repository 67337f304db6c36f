"""The day's appointments in the hands of staff: seen, and taken in by a button or a typed code."""

import re

import pytest

from tests.queue_server.adapters.web.test_appointments_api import SLIP, SONGCONG, a_site, book
from tests.queue_server.adapters.web.test_booking_pages import close, send, with_pages


@pytest.fixture
def web():
    return with_pages(a_site())


def test_staff_see_the_day_and_check_somebody_in(web):
    """Citizens without a phone come to the reception."""
    book(web, name="Nguyễn Văn An", phone="0912 345 678")
    staff = web.client(cookie="receptionist-songcong")
    page = staff.get("/appointments?office=songcong").text
    assert "Nguyễn Văn An" in page
    assert "0912 345 678" in page

    hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page))
    answer = staff.post("/appointments?office=songcong", data=hidden)

    assert answer.status_code == 303
    assert "A001" in staff.get(answer.headers["Location"]).text
    assert "Chưa có ai" in staff.get("/appointments?office=songcong&day=2026-02-24").text
    assert staff.get("/appointments?office=songcong&day=9999-99-99").status_code == 200


def test_staff_take_somebody_in_by_a_typed_code_also_when_the_office_is_closed(web):
    code = book(web).json["code"]
    web.client("receptionist-songcong").post(f"{SONGCONG}/slips", json={"slips": [SLIP]})
    close(web)
    staff = web.client(cookie="receptionist-songcong")

    for typed, number in ((code.lower(), "A001"), (SLIP["dossier"].lower(), "A002")):
        answer = send(staff, "/appointments?office=songcong", code=typed)
        assert answer.status_code == 303
        assert number in staff.get(answer.headers["Location"]).text
    wrong = send(staff, "/appointments?office=songcong", code="H56-9")
    assert wrong.status_code == 404
    assert "Không tìm thấy mã này" in wrong.text
    assert 'value="H56-9"' in wrong.text


def test_the_console_leads_those_who_receive_people_to_the_codes(web):
    link = 'href="/appointments?office=songcong"'

    assert link in web.client(cookie="receptionist-songcong").get("/console?office=songcong").text
    assert link not in web.client(cookie="auditor-songcong").get("/console?office=songcong").text
    assert 'href="/appointments' not in web.client(cookie="receptionist-other").get("/console?office=other").text


def test_the_day_is_for_those_who_receive_people(web):
    assert web.client().get("/appointments?office=songcong").status_code == 302
    assert web.client(cookie="auditor-songcong").get("/appointments?office=songcong").status_code == 403
    assert web.client(cookie="receptionist-other").get("/appointments?office=songcong").status_code == 403
