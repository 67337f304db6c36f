"""What time alone brings: day end and due holds, written only when they are due."""

from datetime import UTC, datetime, time

import pytest

from queue_server.domain.availability import NotNow
from queue_server.domain.office import Rules
from queue_server.domain.office_events import HoursTurned
from queue_server.domain.opening_hours import OpeningHours, Period
from queue_server.domain.ticket import TicketState
from queue_server.usecases.issuing import IssueRequest, Issuing
from queue_server.usecases.upkeep import Upkeep
from tests.builders import FixedClock, SerialIds, a_memory_office, an_office

OFFICE = "songcong"


class Place:
    """An office whose writing transactions are counted; it is 23:00 there."""

    def __init__(self, **fields):
        self.clock = FixedClock(datetime(2026, 3, 2, 16, 0, tzinfo=UTC))
        self.office = an_office(**fields)
        memory = a_memory_office(self.office, self.clock)
        self.reader, self._offices, self.changes = memory.reader, memory.offices, 0
        self.issuing = Issuing(memory.offices, SerialIds())
        self.upkeep = Upkeep(memory.reader, self)

    def change(self, office, work):
        self.changes += 1
        return self._offices.change(office, work)

    def time_in(self, office):
        return self._offices.time_in(office)

    def issue(self):
        return self.issuing.issue(OFFICE, IssueRequest(service="land")).value

    def tick(self):
        return self.upkeep.tick(self.office, self.upkeep.pending()[OFFICE])

    def state(self, issued):
        return self.reader.ticket(issued.id).state


def test_nothing_is_written_while_nothing_is_due():
    """A tick a second in each of two hundred offices must cost next to nothing."""
    place = Place()
    place.issue()

    revisions = {place.tick() for _ in range(5)}

    assert place.changes == 0
    assert revisions == {place.reader.revision(OFFICE)}


def test_a_new_office_is_left_alone():
    """Its first service day begins with its first action."""
    place = Place()

    place.clock.advance(86_400)
    place.tick()

    assert place.changes == 0


def test_the_day_ends_once():
    """At the office's midnight, with one revision."""
    place = Place()
    ticket = place.issue()
    before = place.reader.revision(OFFICE)

    place.clock.advance(3599)
    place.tick()
    still = place.state(ticket)
    place.clock.advance(1)
    after = [place.tick() for _ in range(3)]

    assert still is TicketState.WAITING
    assert place.state(ticket) is TicketState.EXPIRED
    assert after == [before + 1] * 3
    assert place.changes == 1


def test_a_day_that_starts_later_ends_later():
    """A night shift's numbers go on after midnight."""
    place = Place(day_start=time(4))
    ticket = place.issue()

    place.clock.advance(3600)
    place.tick()

    assert place.state(ticket) is TicketState.WAITING


def test_a_clock_that_is_set_back_ends_no_day():
    """The day never goes back."""
    place = Place()
    place.issue()

    place.clock.advance(-86_400)
    place.tick()

    assert place.changes == 0


def test_a_ticket_that_is_late_without_an_end_is_not_due():
    """It waits for its holder to be back."""
    place = Place()
    ticket = place.issue()
    place.issuing.late(OFFICE, ticket.id)

    place.clock.advance(3000)
    place.tick()

    assert place.changes == 0
    assert place.state(ticket) is TicketState.HELD


EVENING = OpeningHours(week=((Period(begin=8 * 60, end=23 * 60 + 30),),) * 7)


def test_an_office_gets_a_revision_when_its_hours_pass_a_mark():
    """Kiosk, TV and phones are sent what is open now, also while nobody takes a number; once, and not in between."""
    place = Place(rules=Rules(hours=EVENING))
    place.issue()
    before = [place.tick() for _ in range(3)]

    place.clock.advance(1800)
    after = [place.tick() for _ in range(3)]

    assert after == [before[0] + 1] * 3
    assert place.reader.events(OFFICE, before[0], 10)[0].event == HoursTurned()
    with pytest.raises(NotNow):
        place.issue()


def test_a_worker_that_comes_on_duty_makes_up_for_a_mark_just_missed():
    place = Place(rules=Rules(hours=EVENING))
    place.issue()
    place.clock.advance(1810)

    place.tick()

    assert isinstance(place.reader.events(OFFICE, 0, 100)[-1].event, HoursTurned)
