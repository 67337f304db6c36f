"""Booking on a phone without any script, and the page of an appointment."""

import re

import pytest
from icalendar import Calendar

from queue_server.adapters.web.page_wiring import register_pages_of
from tests.queue_server.adapters.web.test_appointments_api import NINE, SLIP, SONGCONG, a_site, book

BOOK = "/book?office=songcong"


def with_pages(web):
    register_pages_of(web.app, web.deps, web.for_pages, web.database.accounts)
    return web


@pytest.fixture
def web():
    return with_pages(a_site())


@pytest.fixture(scope="module")
def quiet():
    """A site for what changes nothing."""
    return with_pages(a_site())


@pytest.fixture
def phone(web):
    return web.client()


def send(client, path, **fields):
    """Send the form of a page with its hidden fields, as a browser without scripts does."""
    page = client.get(path).text
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page))
    action = re.search(r'<form[^>]* method="post" action="([^"]+)"', page)[1].replace("&amp;", "&")
    return client.post(action, data={**hidden, **fields})


def code_of(answer):
    return answer.headers["Location"].rpartition("/")[2]


def booked(phone):
    first = re.search(r'href="(/book\?at=[^"]+)"', phone.get(BOOK).text)[1].replace("&amp;", "&")
    return send(phone, first, name="An", phone="0912")


def test_service_day_and_time_lead_to_a_confirmation(web, phone):
    """The only service with appointments needs no choice."""
    page = phone.get(BOOK).text
    assert "Thứ Hai, ngày 23/2/2026" in page
    assert page.count('class="day"') == 11

    answer = booked(phone)

    assert answer.status_code == 303
    shown = phone.get(answer.headers["Location"]).text
    assert "Lịch hẹn của ông/bà" in shown
    assert "08:30" in shown
    (one,) = web.client("receptionist-songcong").get(f"{SONGCONG}/appointments").json["appointments"]
    assert (one["name"], one["phone"]) == ("An", "0912")
    assert "0912" not in shown


def test_a_form_that_is_sent_twice_books_once(web, phone):
    first = re.search(r'href="(/book\?at=[^"]+)"', phone.get(BOOK).text)[1].replace("&amp;", "&")
    page = phone.get(first).text
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page))

    answers = [phone.post(BOOK, data=hidden) for _ in range(2)]

    assert code_of(answers[0]) == code_of(answers[1])


def test_a_time_that_was_taken_meanwhile_is_said_above_the_others(phone, web):
    first = re.search(r'href="(/book\?at=[^"]+)"', phone.get(BOOK).text)[1].replace("&amp;", "&")
    page = phone.get(first).text
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page))
    book(web, begins_at="2026-02-23T08:30:00+07:00")

    answer = phone.post(BOOK, data=hidden)

    assert answer.status_code == 409
    assert "Giờ này vừa có người đặt" in answer.text
    assert "08:45" in answer.text


@pytest.mark.parametrize(
    "fields", [{"phone": "call me"}, {"name": "x" * 101}, {"name": "a\x00b"}, {"at": "soon"}, {"at": "99999999999999"}]
)
def test_what_cannot_be_meant_is_refused_on_the_page(quiet, fields):
    phone = quiet.client()
    first = re.search(r'href="(/book\?at=[^"]+)"', phone.get(BOOK).text)[1].replace("&amp;", "&")

    answer = send(phone, first, **fields)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


LATER = f"{BOOK}&service=land&at=1771984800"
"""09:00 of the second next day, whose reminder is still to come."""


def test_who_books_may_ask_to_be_reminded_and_withdraw_it(web, phone):
    page = phone.get(LATER).text
    assert "lúc 17:00, Thứ Ba, ngày 24/2/2026" in page
    assert "có muốn được nhắc lịch không" in page

    code = code_of(send(phone, LATER, name="An", remind="mail", mail="an@example.vn"))

    shown = phone.get(f"/a/{code}").text
    assert "a…@example.vn" in shown
    assert "an@example.vn" not in shown
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown)[1]
    phone.post(f"/a/{code}/remind", data={"csrf_token": token, "remind": ""})
    assert "a…@example.vn" not in phone.get(f"/a/{code}").text
    wish = {"csrf_token": token, "remind": "webhook", "phone": "0912 345 678"}
    refused = phone.post(f"/a/{code}/remind", data=wish, follow_redirects=True)
    assert 'role="alert"' in refused.text
    phone.post(f"/a/{code}/remind", data=wish | {"consent": "yes"})
    assert "…678" in phone.get(f"/a/{code}").text


def test_a_wrong_address_is_named_beside_the_time_that_was_chosen(phone):
    """Nothing that was entered is lost."""
    answer = send(phone, LATER, name="An", phone="0912", remind="webhook")

    assert answer.status_code == 422
    assert "8 đến 15 chữ số" in answer.text
    assert 'value="An"' in answer.text
    assert re.search(r'value="webhook" checked', answer.text)


def test_on_the_day_itself_no_reminder_is_offered(phone):
    first = re.search(r'href="(/book\?at=[^"]+)"', phone.get(BOOK).text)[1].replace("&amp;", "&")

    assert 'name="remind"' not in phone.get(first).text


def test_an_office_without_appointments_says_so(web, phone):
    assert phone.get("/book?office=other").status_code == 404
    assert "Dịch vụ này không nhận đặt lịch" in phone.get("/book?office=other").text


@pytest.mark.parametrize("at", ["253402300799", "-62135596800", "9" * 400, "noon"])
def test_a_time_nobody_books_is_overlooked(quiet, at):
    """Only what comes of an old or made-up address."""
    page = quiet.client().get("/book", query_string={"office": "songcong", "service": "land", "at": at})

    assert page.status_code == 200


def test_the_holder_gets_code_picture_and_calendar(web, phone):
    code = book(web).json["code"].replace("-", "")

    assert b"<svg" in phone.get(f"/a/{code}/qr.svg").data
    answer = phone.get(f"/a/{code}/calendar.ics?lang=en")
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")

    assert answer.mimetype == "text/calendar"
    assert event.decoded("dtstart").isoformat() == "2026-02-23T02:00:00+00:00"
    assert event["summary"] == "land – Bộ phận một cửa Sông Công"
    assert event["url"].endswith(f"/a/{code}")


@pytest.mark.parametrize("path", ["", "/qr.svg", "/calendar.ics", "/change"])
@pytest.mark.parametrize("code", ["AAAA-AAAA", "x", "%00"])
def test_a_guessed_code_shows_nothing(quiet, path, code):
    assert quiet.client().get(f"/a/{code}{path}").status_code == 404


def test_the_time_is_changed_and_the_appointment_cancelled(web, phone):
    code = book(web).json["code"].replace("-", "")

    moved = send(phone, f"/a/{code}/change?day=2026-02-24", at="1771900200")

    assert moved.headers["Location"].endswith(f"/a/{code}")
    shown = phone.get(f"/a/{code}").text
    assert "09:30" in shown
    assert "24/2/2026" in shown
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown)[1]
    assert phone.post(f"/a/{code}/cancel", data={"csrf_token": token}).status_code == 303
    assert "Lịch hẹn này đã huỷ" in phone.get(f"/a/{code}").text
    assert phone.post(f"/a/{code}/cancel").status_code == 403


def test_check_in_on_the_phone_leads_to_the_ticket(web, phone):
    code = book(web).json["code"].replace("-", "")

    answer = send(phone, f"/a/{code}")

    assert "/t/" in answer.headers["Location"]
    assert "A001" in phone.get(answer.headers["Location"]).text
    again = send(phone, f"/a/{code}")
    assert again.headers["Location"] == answer.headers["Location"]


def test_before_its_time_check_in_is_not_offered_and_refused_with_words():
    web = with_pages(a_site(check_in_min=15))
    phone, code = web.client(), book(web).json["code"].replace("-", "")
    page = phone.get(f"/a/{code}").text
    assert "từ 08:45" in page
    assert "Tôi đã đến" not in page

    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    answer = phone.post(f"/a/{code}/check-in", data={"csrf_token": token}, follow_redirects=True)

    assert "Ông/bà đến sớm" in answer.text


def test_typing_a_code_leads_to_the_appointment_or_gives_the_number_for_a_result(web, phone):
    code = book(web).json["code"]
    web.client("receptionist-songcong").post(f"{SONGCONG}/slips", json={"slips": [SLIP]})

    assert send(phone, "/code?office=songcong", code=code.lower()).headers["Location"].endswith(code.replace("-", ""))
    answer = send(phone, "/code?office=songcong", code=SLIP["dossier"])
    assert "/t/" in answer.headers["Location"]
    wrong = send(phone, "/code?office=songcong", code="H56-9")
    assert wrong.status_code == 422
    assert "Không tìm thấy mã này" in wrong.text


def test_pages_speak_the_language_of_the_booking(web, phone):
    code = book(web, language="en").json["code"].replace("-", "")
    page = phone.get(f"/a/{code}").text

    assert "Monday, 23 February 2026" in page
    assert NINE[11:16] in page


def close(web, closed_days="23/02/2026 Sửa điện"):
    """Set hours, and a day off."""
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "07:30-11:30")
    answer = web.client("administrator").patch(
        "/api/v1/admin/calendars/songcong:*", json=week | {"closed_days": closed_days}
    )
    assert answer.status_code == 200


def test_on_a_day_off_pages_say_why_and_from_when_again(web, phone):
    """The day was set after the booking: the holder is asked to choose another time."""
    code = book(web).json["code"].replace("-", "")
    web.client("receptionist-songcong").post(f"{SONGCONG}/slips", json={"slips": [SLIP]})
    token = re.search(r'name="csrf_token" value="([^"]+)"', phone.get(f"/a/{code}").text)[1]
    close(web)
    why = "Nghỉ: Sửa điện. Mở cửa lại lúc 07:30, Thứ Ba, ngày 24/2/2026."

    shown = phone.get(f"/a/{code}").text
    refused = phone.post(f"/a/{code}/check-in", data={"csrf_token": token}, follow_redirects=True).text
    dossier = send(phone, "/code?office=songcong", code=SLIP["dossier"]).text

    for page in (shown, refused, dossier):
        assert why in page
        assert page.count('class="notice"') == 1
    assert "Mời ông/bà chọn giờ khác" in shown
    assert "Tôi đã đến" not in shown
    assert "Closed: Sửa điện. Open again at 07:30, Tuesday, 24 February 2026." in phone.get(f"/a/{code}?lang=en").text
