"""Appointments in a database that several programs use at once."""

import threading
from dataclasses import replace
from datetime import timedelta

from queue_server.adapters.db.database import open_database
from queue_server.domain.booking_rules import BookingRules
from queue_server.domain.errors import Refusal
from queue_server.domain.events import OfficeConfigured
from queue_server.domain.office import ServiceRules
from queue_server.usecases.appointments import Appointments, BookingRequest
from tests.builders import SerialIds
from tests.ticket_builders import MORNING

PROGRAMS = 3
WISHES = 4
LATER = MORNING + timedelta(hours=2)


class Ids(SerialIds):
    """Ids of one program of several."""

    def __init__(self, program):
        super().__init__()
        self._program = program

    def new_id(self):
        return f"{self._program}-{super().new_id()}"

    def new_token(self):
        return f"{self._program}-{super().new_token()}"


def all_morning(_office, _service):
    return lambda day: [(MORNING, MORNING + timedelta(hours=4))] if day == MORNING.date() else []


def two_services_of_one_counter(database, places):
    """Let all services take appointments at one counter; return their codes."""
    office = database.reader.office("songcong")
    rules = ServiceRules(booking=BookingRules(enabled=True, capacity=50))
    services = tuple(replace(one, rules=rules) for one in office.services)
    codes = tuple(one.code for one in services)
    first, *others = office.counters
    counters = (replace(first, services=codes, appointments=places), *(replace(one, appointments=0) for one in others))

    def configure(tx):
        tx.save_office(replace(office, services=services, counters=counters))
        tx.record(OfficeConfigured(by="tests"))

    database.offices.change("songcong", configure)
    return codes


def test_programs_that_want_the_same_places_never_overbook(site, database):
    """Every wish is for one time, of either service; what the office's lock lets through is what counters share."""
    codes = two_services_of_one_counter(database, places=5)
    booked, refused = [], []

    def program(number):
        mine = open_database(site.url, site.clock, lambda committed: None)
        appointments = Appointments(mine.offices, mine.appointments, mine.reader, all_morning, Ids(number), site.clock)
        try:
            for wish in range(WISHES):
                try:
                    request = BookingRequest(service=codes[wish % len(codes)], begins_at=LATER)
                    booked.append(appointments.book("songcong", request).value.code)
                except Refusal as refusal:
                    refused.append(refusal.code)
        finally:
            mine.close()

    programs = [threading.Thread(target=program, args=(number,)) for number in range(PROGRAMS)]
    for one in programs:
        one.start()
    for one in programs:
        one.join()

    assert len(set(booked)) == 5
    assert refused == ["slot_taken"] * (PROGRAMS * WISHES - 5)
    until = LATER + timedelta(minutes=1)
    assert sum(len(database.appointments.booked("songcong", code, LATER, until)) for code in codes) == 5
