"""What was given up is sent again only to who still wants it, and only while it is true."""

from dataclasses import replace
from datetime import timedelta

import pytest

from queue_server.domain.appointment import Appointment, AppointmentState, written
from queue_server.domain.notifying import USEFUL, Channel, NoticeKind
from queue_server.domain.operator import Operator, Role
from queue_server.domain.reminder import Reminder
from queue_server.usecases.dead_messages import DeadMessages, SentAgain
from queue_server.usecases.ports.notifying import Undeliverable
from tests.fakes.memory_appointments import MemoryAppointmentReader
from tests.fakes.memory_audit import MemoryAuditLog
from tests.queue_server.domain.test_notifying import a_message
from tests.queue_server.usecases.test_notifying import Site
from tests.usecase_lobby import LAN, OFFICE, refused_code

ADMIN = Operator(id="admin", username="admin", name="Mai", role=Role.ADMINISTRATOR)
STRANGER = Operator(id="there", username="there", name="Nam", role=Role.ADMINISTRATOR, office="other")


class Failed(Site):
    """The first two numbers are to be told by mail; the first was called, and its message given up."""

    def __init__(self):
        super().__init__()
        appointments = MemoryAppointmentReader(self.memory.database)
        self.dead = DeadMessages(self.memory.offices, self.outbox, self.memory.reader, appointments, self.clock)
        for one in (self.first, self.second):
            self.agree(one)
        self.call()
        self.fail()

    def fail(self):
        self.post.failure = Undeliverable("the gateway refused it with 403")
        self.notifying.look_for_near()
        self.notifying.send_due()
        self.post.failure = None

    def seen(self):
        return {one.message.number: one for one in self.dead.of(OFFICE, ADMIN, 9)}

    def audited(self):
        return MemoryAuditLog(self.memory.database).entries(OFFICE, 9, "message")


@pytest.fixture
def site():
    return Failed()


def test_it_is_listed_with_its_reason_and_part_of_the_address(site):
    seen = site.seen()["A001"]

    assert (seen.message.error, seen.address, seen.sendable) == (
        "the gateway refused it with 403",
        "l…@example.vn",
        True,
    )
    assert seen.message.address == ""
    assert seen.message.ended_at == site.clock.now()


def test_it_is_sent_again_once_with_the_same_id_and_audited(site):
    message = site.seen()["A001"].message

    site.dead.send_again(OFFICE, message.id, ADMIN)
    site.dead.send_again(OFFICE, message.id, ADMIN)
    site.notifying.send_due()
    site.dead.send_again(OFFICE, message.id, ADMIN)

    assert [(one[0], one[1]) for one in site.post.sent] == [(message.id, "lan@example.vn")]
    assert "A001" not in site.seen()
    [entry] = site.audited()
    assert (entry.by, entry.target, entry.changes) == ("admin", message.id, {"sent_again": [None, "1"]})


def test_it_gets_all_its_time_anew(site):
    """A gateway that was down for longer than a call is of use would else have every message given up again."""
    message = site.seen()["A001"].message
    site.clock.advance(900)

    site.dead.send_again(OFFICE, message.id, ADMIN)

    assert [one.sent for one in site.notifying.send_due()] == [True]


def test_nobody_is_told_of_a_call_that_is_over(site):
    message = site.seen()["A001"].message
    site.serving.start(OFFICE, "1", LAN)

    assert not site.seen()["A001"].sendable
    assert refused_code(lambda: site.dead.send_again(OFFICE, message.id, ADMIN)) == "message_over"
    assert site.audited() == []


def test_whoever_withdrew_the_address_gets_nothing(site):
    message = site.seen()["A001"].message
    site.consents.withdraw(OFFICE, site.first.id, Channel.MAIL)

    assert (site.seen()["A001"].address, site.seen()["A001"].sendable) == (None, False)
    assert refused_code(lambda: site.dead.send_again(OFFICE, message.id, ADMIN)) == "message_over"


def test_all_of_a_channel_are_sent_again_that_are_of_use(site):
    site.serving.start(OFFICE, "1", LAN)
    assert set(site.seen()) == {"A001", "A002"}

    assert site.dead.send_all_again(OFFICE, Channel.WEBHOOK, ADMIN) == SentAgain(queued=0, over=0)
    assert site.dead.send_all_again(OFFICE, Channel.MAIL, ADMIN) == SentAgain(queued=1, over=1)
    assert site.dead.send_all_again(OFFICE, Channel.MAIL, ADMIN) == SentAgain(queued=0, over=1)

    site.notifying.send_due()
    assert [one[0].partition("-")[0] for one in site.post.sent] == ["near"]
    assert [(one.target, one.changes) for one in site.audited()] == [("mail", {"sent_again": [None, "1"]})]


def test_only_administrators_of_the_office_see_and_send_them(site):
    message = site.seen()["A001"].message
    dead = site.dead

    for action in (
        lambda: dead.of(OFFICE, STRANGER, 9),
        lambda: dead.send_again(OFFICE, message.id, STRANGER),
        lambda: dead.send_all_again(OFFICE, Channel.MAIL, STRANGER),
    ):
        assert refused_code(action) == "forbidden"
    assert refused_code(lambda: dead.send_again(OFFICE, "nothing", ADMIN)) == "not_found"


def test_what_is_a_day_old_is_listed_no_longer(site):
    site.clock.advance(timedelta(days=1).total_seconds() + 1)
    site.notifying.forget()

    assert site.seen() == {}


def a_dead_reminder(site):
    """Return the reminder of an appointment in two hours that could not be sent."""
    begins_at = site.clock.now() + timedelta(hours=2)
    reminder = Reminder(channel=Channel.MAIL, address="hoa@example.vn", consented_at=site.clock.now())
    appointment = Appointment(
        id="a1",
        code="7KQF2M9X",
        office=OFFICE,
        service="land",
        begins_at=begins_at,
        ends_at=begins_at + timedelta(minutes=15),
        made_at=site.clock.now(),
        reminder=reminder,
    )
    message = a_message(
        id="reminder-a1-mail",
        ticket=appointment.id,
        kind=NoticeKind.REMINDER,
        number=written(appointment.code),
        created_at=begins_at - USEFUL[NoticeKind.REMINDER],
        next_at=site.clock.now(),
    )

    def work(tx):
        tx.appointments.add(appointment)
        tx.notify.add(message)

    site.memory.offices.change(OFFICE, work)
    site.fail()
    return appointment, message


def test_a_reminder_is_sent_again_until_the_booked_time(site):
    """Its address comes from the appointment, and its time is not stretched."""
    _, message = a_dead_reminder(site)
    seen = site.seen()[message.number]
    assert (seen.address, seen.sendable) == ("h…@example.vn", True)

    site.dead.send_again(OFFICE, message.id, ADMIN)

    [due] = [one for one in site.outbox.due(site.clock.now(), 9) if one.id == message.id]
    assert (due.address, due.created_at) == ("hoa@example.vn", message.created_at)


@pytest.mark.parametrize("change", [{"reminder": None}, {"state": AppointmentState.CANCELLED}, None])
def test_nobody_is_reminded_of_what_is_over(site, change):
    appointment, message = a_dead_reminder(site)
    if change is None:
        site.clock.advance(2 * 3600)
    else:
        site.memory.offices.change(OFFICE, lambda tx: tx.appointments.save(replace(appointment, **change)))

    assert not site.seen()[message.number].sendable
    assert refused_code(lambda: site.dead.send_again(OFFICE, message.id, ADMIN)) == "message_over"
