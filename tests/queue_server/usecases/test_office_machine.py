"""Random days in an office: whatever is done in whatever order, the rules hold."""

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis.stateful import invariant

from queue_server.domain.counter_events import CounterClosed, CounterOpened, CounterPaused, CounterResumed
from queue_server.domain.events import StepUndone, TicketIssued
from queue_server.domain.history import evolve, evolve_desk, issued
from queue_server.domain.office import Desk, DeskState
from queue_server.domain.ticket import AT_COUNTER, ENDED, TRANSITIONS, PriorityClass, TicketState
from queue_server.usecases.issuing import IssueRequest, Issuing
from tests.builders import FixedClock, SerialIds, a_memory_office, an_office
from tests.counts import count
from tests.office_actions import COUNTERS, SERVICES, OfficeActions

RECALLED = {(TicketState.CALLED, TicketState.CALLED)}


class OfficeMachine(OfficeActions):
    def __init__(self):
        self.steps = set()
        super().__init__()

    @invariant()
    def a_counter_has_at_most_one_ticket_and_a_ticket_one_counter(self):
        at = [one for one in self.office.reader.tickets("songcong", (), None, 1000) if one.state in AT_COUNTER]

        assert len({one.counter for one in at}) == len(at)
        assert len({one.id for one in at}) == len(at)

    @invariant()
    def nobody_is_at_a_closed_counter(self):
        snapshot = self.office.reader.snapshot("songcong")
        closed = {one.counter for one in snapshot.desks if one.state is DeskState.CLOSED}

        assert not closed & {one.counter for one in snapshot.at_counters}

    @invariant()
    def nobody_has_the_same_number_as_somebody_else_in_the_house(self):
        here = [one.number for one in self.office.reader.tickets("songcong", (), None, 1000) if one.state not in ENDED]

        assert len(here) == len(set(here))

    @invariant()
    def numbers_have_no_gap_and_no_repeat(self):
        today = self.office.reader.tickets("songcong", (), None, 1000)
        given = sorted(one.sequence for one in today if one.prefix == "A")
        ranged = [one.sequence for one in today if one.prefix == "B"]

        assert given == list(range(1, len(given) + 1))
        assert len(ranged) == len(set(ranged))  # those whose number is still open are left out

    @invariant()
    def the_log_replays_to_the_same_state(self):
        progress, desks, times = {}, {code: Desk(counter=code) for code in COUNTERS}, []
        places = []
        for recorded in self.office.reader.events("songcong", 0, 100_000):
            event = recorded.event
            places.append((recorded.revision, recorded.position))
            times.append(recorded.at)
            match event:
                case TicketIssued():
                    progress[event.ticket] = issued(event, recorded.at)
                case StepUndone():
                    progress.update({one.ticket: one.progress for one in event.tickets})
                case CounterOpened() | CounterPaused() | CounterResumed() | CounterClosed():
                    desks[event.counter] = evolve_desk(desks[event.counter], event, recorded.at)
                case _ if hasattr(event, "ticket"):
                    before = progress[event.ticket]
                    progress[event.ticket] = after = evolve(before, event, recorded.at)
                    self.steps.add((before.state, after.state))
        snapshot = self.office.reader.snapshot("songcong")
        stored = {one: self.office.reader.ticket(one).progress for one in self.tickets}
        assert progress == stored
        assert desks == {desk.counter: desk for desk in snapshot.desks} or not snapshot.desks
        assert places == sorted(set(places))
        assert times == sorted(times)


OfficeMachine.TestCase.settings = settings(max_examples=count(50, 2000), stateful_step_count=50, deadline=None)
TestOfficeMachine = OfficeMachine.TestCase


def test_these_days_know_every_step_of_a_ticket():
    """What nothing ever does in them is not tried."""
    machine = OfficeMachine()

    def one(state):
        return next(index for index, ticket in enumerate(machine.tickets)
                    if machine.office.reader.ticket(ticket).state is state)  # fmt: skip

    for away in ("no_show", "hold"):
        for back in ("call", "return_", "due"):
            machine.away_and_back("1", away, back)
            machine.serve("1", "finish")
    for what in ("finish", "hold", "transfer"):
        machine.issue("land", PriorityClass.NORMAL, False)
        machine.serve_then("2", what)
    machine.receive(one(TicketState.HELD), "cancel")
    machine.receive(one(TicketState.WAITING), "cancel")
    for _ in range(5):
        machine.issue("land", PriorityClass.NORMAL, False)
    machine.citizen(one(TicketState.WAITING), "late")
    for what in ("return_", "cancel"):
        machine.call_next("1")
        machine.receive(one(TicketState.CALLED), what)
    machine.call_next("1")
    machine.the_night_passes()
    machine.issue("land", PriorityClass.NORMAL, False)

    machine.the_log_replays_to_the_same_state()
    assert machine.steps == {(before, after) for before, afters in TRANSITIONS.items() for after in afters} | RECALLED


def test_a_day_turns_over_between_two_actions():
    """Without a timer the first action of the new day closes the old one."""
    clock = FixedClock(datetime(2026, 3, 2, 16, 59, tzinfo=UTC))
    office = a_memory_office(an_office(SERVICES, COUNTERS), clock)
    issuing = Issuing(office.offices, SerialIds())
    old = issuing.issue("songcong", IssueRequest(service="land")).value

    clock.advance(timedelta(minutes=2).total_seconds())
    new = issuing.issue("songcong", IssueRequest(service="land")).value

    assert (old.number, new.number) == ("A001", "A001")
    assert office.reader.ticket(old.id).state is TicketState.EXPIRED
    assert [one.number for one in office.reader.tickets("songcong", (), None, 10)] == ["A001"]
