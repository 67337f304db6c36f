"""What kiosk and phone lead to beside numbers, and only where the office has it."""

import json
import re
from dataclasses import replace

import pytest

from queue_server.domain.booking_rules import BookingRules
from queue_server.domain.kiosk import KioskRules
from queue_server.domain.office import Rules, ServiceRules
from tests.builders import an_office
from tests.web_site import a_web_site

QR = "/o/songcong/booking/qr.svg"


def a_site(books, rating=True):
    office = an_office(("land", "civil"), ("1",), rules=Rules(kiosk=KioskRules(rating=rating)))
    booking = ServiceRules(booking=BookingRules(enabled=books))
    services = (replace(office.services[0], rules=booking), office.services[1])
    return a_web_site(office=replace(office, services=services))


def data_of(client):
    page = client.get("/kiosk?office=songcong").text
    return json.loads(re.search(r'id="page-data">(.*?)</script>', page, re.DOTALL)[1])


@pytest.fixture(scope="module")
def booking():
    return a_site(books=True)


@pytest.fixture(scope="module")
def plain():
    return a_site(books=False, rating=False)


def test_the_kiosk_knows_whether_times_can_be_booked_and_ratings_given(booking, plain):
    offered, nothing = data_of(booking.client()), data_of(plain.client())

    assert (offered["books"], [one["code"] for one in offered["rates"]][:2]) == (True, ["attitude", "guidance"])
    assert (nothing["books"], nothing["rates"]) == (False, None)


def test_the_code_for_booking_is_drawn_where_times_can_be_booked(booking, plain):
    """In the language of the kiosk, without changing the kiosk's own."""
    client = booking.client()
    pictures = {language: client.get(f"{QR}?for={language}") for language in ("vi", "en", "xx")}

    assert {one.mimetype for one in pictures.values()} == {"image/svg+xml"}
    assert pictures["vi"].data != pictures["en"].data
    assert "Set-Cookie" not in pictures["en"].headers
    assert plain.client().get(QR).status_code == 404


def test_who_takes_a_number_by_phone_finds_booking_and_procedures(booking, plain):
    with_booking = booking.client().get("/take?office=songcong").text
    without = plain.client().get("/take?office=songcong").text

    assert 'href="/book?office=songcong"' in with_booking
    assert "/book?" not in without
    assert 'href="/procedures?office=songcong"' in without
