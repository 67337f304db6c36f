"""Reminders go out once for each time that is booked, and never for one that isn't."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from queue_server.domain.appointment import AppointmentState
from queue_server.domain.booking_rules import BookingRules
from queue_server.domain.notifying import Channel, MessageState
from queue_server.domain.office import ServiceRules
from queue_server.domain.operator import Operator, Role
from queue_server.usecases.administration import Administration
from queue_server.usecases.appointments import Appointments, BookingRequest
from queue_server.usecases.board import Boards
from queue_server.usecases.notifying import Notifying
from queue_server.usecases.ports.notifying import TryAgain
from queue_server.usecases.reminding import Reminding
from queue_server.usecases.upkeep import Upkeep
from tests.builders import SerialIds
from tests.counts import count
from tests.fakes.memory_appointments import MemoryAppointmentReader
from tests.fakes.memory_outbox import MemoryOutbox
from tests.usecase_lobby import OFFICE, UseCaseLobby, refused_code

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NINE = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""09:00 of a Monday, when the desk begins."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVENING = NINE + DAY + 8 * HOUR
"""17:00 before the appointment on Wednesday."""
BOSS = Operator(id="boss", username="boss", name="Boss", role=Role.ADMINISTRATOR)


def all_day(_office, _service):
    """Every day from 08:00 to 18:00."""

    def of(day):
        begin = datetime.combine(day, time(8), ZONE)
        return [(begin, begin + 10 * HOUR)]

    return of


class Post:
    """A channel that keeps what it is given."""

    def __init__(self):
        self.sent = []
        self.failure = None

    def send(self, message, office, text, url):
        if self.failure is not None:
            raise self.failure
        self.sent.append((message, text, url))


class Desk(UseCaseLobby):
    def __init__(self, **rules):
        super().__init__(now=NINE, people=0)
        state = self.memory.database.state
        office = state.offices[OFFICE]
        booking = BookingRules(**({"enabled": True, "slot_min": 60, "capacity": 20, "lead_min": 0} | rules))
        land, *others = office.services
        services = (replace(land, rules=ServiceRules(booking=booking)), *others)
        state.offices[OFFICE] = replace(office, services=services)
        offices, reader = self.memory.offices, self.memory.reader
        self.appointments = Appointments(
            offices, MemoryAppointmentReader(self.memory.database), reader, all_day, SerialIds(), self.clock
        )
        channels = frozenset({Channel.MAIL, Channel.WEBHOOK})
        self.reminding = Reminding(offices, MemoryAppointmentReader(self.memory.database), channels)
        self.administration = Administration(offices, None, SerialIds())
        self.outbox, self.post = MemoryOutbox(self.memory.database), Post()
        senders = dict.fromkeys(channels, self.post)
        self.notifying = Notifying(
            offices,
            reader,
            Boards(reader, self.clock),
            self.outbox,
            senders,
            self.clock,
            DAY,
            "https://so/t/{}".format,
            "https://so/a/{}".format,
        )

    def book(self, begins_at=NINE + 2 * DAY, address="an@example.vn"):
        reminder = self.reminding.wish("mail", address) if address else None
        request = BookingRequest(service="land", begins_at=begins_at, language="en", reminder=reminder)
        return self.appointments.book(OFFICE, request).value.code

    def at(self, instant):
        self.clock.advance((instant - self.clock.now()).total_seconds())
        self.notifying.send_due()

    def queued(self):
        messages = [one for one, _ in self.memory.database.state.messages.values()]
        return [one for one in messages if one.state is MessageState.QUEUED]

    def set_rules(self, **rules):
        def change(service):
            return replace(service, rules=replace(service.rules, booking=replace(service.rules.booking, **rules)))

        self.administration.change_service(BOSS, OFFICE, "land", change, None, None)


@pytest.fixture
def desk():
    return Desk()


def test_it_is_sent_once_on_the_day_before_with_the_way_to_the_appointment(desk):
    code = desk.book()
    desk.at(EVENING - timedelta(seconds=1))
    assert desk.post.sent == []

    for after in (0, 60, 3600):
        desk.at(EVENING + timedelta(seconds=after))

    [(message, text, url)] = desk.post.sent
    assert message.address == "an@example.vn"
    assert text.endswith("is at 09:00 on Wednesday, 4 March 2026.")
    assert url == f"https://so/a/{code}"


def test_nobody_is_reminded_who_did_not_agree_or_books_later_than_the_reminder(desk):
    desk.book(address=None)
    desk.at(EVENING + HOUR)
    desk.book()

    assert desk.queued() == []


def test_a_change_moves_the_reminder_and_one_that_was_sent_already_comes_again_for_the_new_time(desk):
    code = desk.book()
    desk.appointments.move(code, NINE + 3 * DAY)
    desk.at(EVENING)
    assert desk.post.sent == []
    desk.at(EVENING + DAY)
    assert len(desk.post.sent) == 1

    desk.appointments.move(code, NINE + 5 * DAY)
    desk.at(EVENING + 3 * DAY)

    assert [message.place[-12:] for message, _, _ in desk.post.sent] == ["5 March 2026", "7 March 2026"]


@pytest.mark.parametrize("how", ["cancel", "check in", "withdraw"])
def test_what_is_over_or_not_wanted_any_more_is_withdrawn_and_the_address_forgotten(desk, how):
    code = desk.book(NINE + 8 * HOUR + DAY)
    if how == "check in":
        desk.set_rules(check_in_min=1440, remind_days=0, remind_at=time(16))
        desk.at(NINE + DAY + 6 * HOUR)
        desk.appointments.check_in(code, at_office=True)
    elif how == "cancel":
        desk.appointments.cancel(code)
    else:
        desk.reminding.withdraw(code)

    assert desk.queued() == []
    assert desk.appointments.get(code).reminder is None
    if how != "withdraw":
        wish = desk.reminding.wish("mail", "an@example.vn")
        assert refused_code(lambda: desk.reminding.give(code, wish)).startswith("appointment_")


def test_a_holder_may_ask_for_it_later_and_at_another_address(desk):
    code = desk.book(address=None)
    desk.reminding.give(code, desk.reminding.wish("webhook", "0912 345 678"))
    desk.reminding.give(code, desk.reminding.wish("mail", "lan@example.vn"))

    desk.at(EVENING)

    assert [message.address for message, _, _ in desk.post.sent] == ["lan@example.vn"]


def test_when_the_office_changes_its_rules_what_is_booked_follows(desk):
    desk.book()

    desk.set_rules(remind_days=0, remind_at=time(7))
    assert [one.next_at.astimezone(ZONE).strftime("%d %H:%M") for one in desk.queued()] == ["04 07:00"]
    desk.set_rules(remind=False)

    assert desk.queued() == []
    desk.set_rules(remind=True)
    assert len(desk.queued()) == 1


def test_a_gateway_that_is_down_is_tried_until_the_booked_time_and_no_longer(desk):
    desk.book()
    desk.post.failure = TryAgain("down")
    desk.at(EVENING)
    for hour in range(1, 16):
        desk.at(EVENING + hour * HOUR)
    desk.at(NINE + 2 * DAY - timedelta(seconds=1))
    assert len(desk.queued()) == 1
    desk.clock.advance(600)
    desk.post.failure = None
    desk.notifying.send_due()

    assert desk.post.sent == []
    assert [one.error for one in desk.outbox.dead(OFFICE, 9)] == ["down"]


def test_who_did_not_come_is_forgotten_with_the_day(desk):
    code = desk.book()
    desk.at(NINE + 3 * DAY)
    Upkeep(desk.memory.reader, desk.memory.offices).tick(
        desk.memory.reader.office(OFFICE), desk.memory.reader.pending(OFFICE)
    )

    found = desk.appointments.get(code)

    assert (found.state, found.reminder) == (AppointmentState.MISSED, None)


class Reminders(RuleBasedStateMachine):
    """Whatever holders and administrators do in whatever order."""

    def __init__(self):
        super().__init__()
        self.desk = Desk()
        self.codes = []

    @rule(day=st.integers(1, 6), hour=st.integers(0, 8), agrees=st.booleans())
    def book(self, day, hour, agrees):
        begins_at = self._day(day) + hour * HOUR
        self.codes.append(self.desk.book(begins_at, "an@example.vn" if agrees else None))

    def _day(self, after):
        local = self.desk.clock.now().astimezone(ZONE).date() + timedelta(days=after)
        return datetime.combine(local, time(8), ZONE).astimezone(UTC)

    def _booked(self, pick):
        found = [self.desk.appointments.get(code) for code in self.codes]
        now = self.desk.clock.now()
        booked = [one for one in found if one.state is AppointmentState.BOOKED and one.begins_at > now]
        return booked[pick % len(booked)] if booked else None

    @precondition(lambda self: self.codes)
    @rule(pick=st.integers(0, 99), day=st.integers(1, 6), hour=st.integers(0, 8))
    def move(self, pick, day, hour):
        one = self._booked(pick)
        if one is not None:
            self.desk.appointments.move(one.code, self._day(day) + hour * HOUR)

    @precondition(lambda self: self.codes)
    @rule(pick=st.integers(0, 99), what=st.sampled_from(["cancel", "withdraw", "give"]))
    def decide(self, pick, what):
        one = self._booked(pick)
        if one is None:
            return
        if what == "cancel":
            self.desk.appointments.cancel(one.code)
        elif what == "withdraw":
            self.desk.reminding.withdraw(one.code)
        else:
            self.desk.reminding.give(one.code, self.desk.reminding.wish("mail", "lan@example.vn"))

    @rule(days=st.integers(0, 2), hour=st.integers(0, 23))
    def configure(self, days, hour):
        self.desk.set_rules(remind_days=days, remind_at=time(hour))

    @rule(hours=st.integers(1, 30))
    def wait(self, hours):
        for _ in range(hours):
            self.desk.at(self.desk.clock.now() + HOUR)

    @invariant()
    def each_booked_time_has_at_most_one_reminder_and_others_none(self):
        appointments = {one.id: one for one in map(self.desk.appointments.get, self.codes)}
        queued = [one.ticket for one in self.desk.queued()]
        assert len(queued) == len(set(queued))
        for message in self.desk.queued():
            one = appointments[message.ticket]
            assert one.state is AppointmentState.BOOKED
            assert one.reminder is not None
            assert message.address == one.reminder.address
            assert str(int(one.begins_at.timestamp())) in message.id
        ids = [message.id for message, _, _ in self.desk.post.sent]
        assert len(ids) == len(set(ids))


TestReminders = Reminders.TestCase
TestReminders.settings = settings(max_examples=count(12, 200), stateful_step_count=count(20, 40), deadline=None)
