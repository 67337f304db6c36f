"""A lobby whose service land takes appointments."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from queue_server.domain.booking_rules import BookingRules
from queue_server.domain.office import ServiceRules
from queue_server.usecases.appointments import Appointments, BookingRequest
from tests.builders import SerialIds
from tests.fakes.memory_appointments import MemoryAppointmentReader
from tests.usecase_lobby import OFFICE, UseCaseLobby

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NINE = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""09:00 of a Monday, when the lobby begins."""
TEN = NINE + timedelta(hours=1)
QUARTER = timedelta(minutes=15)


def morning(_office, _service):
    """Every day from 08:00 to 11:00."""

    def of(day):
        begin = datetime.combine(day, time(8), ZONE)
        return [(begin, begin + timedelta(hours=3))]

    return of


class Desk(UseCaseLobby):
    """A lobby whose service land takes appointments."""

    def __init__(self, people=0, now=NINE, **rules):
        booking = BookingRules(**({"enabled": True, "lead_min": 15} | rules))
        super().__init__(now=now, people=people)
        self.configure(rules=ServiceRules(booking=booking))
        database = self.memory.offices._database
        self.reader = MemoryAppointmentReader(database)
        self.appointments = Appointments(
            self.memory.offices, self.reader, self.memory.reader, morning, SerialIds(), self.clock, self.holiday
        )
        self.holidays = {}

    def holiday(self, day):
        return self.holidays.get(day)

    def book(self, begins_at=TEN, once=None, **fields):
        request = BookingRequest(service="land", begins_at=begins_at, **fields)
        return self.appointments.book(OFFICE, request, once).value.code

    def configure(self, **fields):
        """Change the service."""
        state = self.memory.offices._database.state
        office = state.offices[OFFICE]
        land, *others = office.services
        state.offices[OFFICE] = replace(office, services=(replace(land, **fields), *others))

    def configure_office(self, **fields):
        """Change the office."""
        state = self.memory.offices._database.state
        state.offices[OFFICE] = replace(state.offices[OFFICE], **fields)

    def at(self, instant):
        self.clock.advance((instant - self.clock.now()).total_seconds())

    def check_in(self, code, at_office=True, override=False):
        done = self.appointments.check_in(code, at_office=at_office, override=override).value
        return self.memory.reader.ticket(done.ticket), done.standing
