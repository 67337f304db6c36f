"""What was given up is sent again only to who still wants it, and only while it is true."""

from datetime import timedelta

import pytest

from queue_server.domain.notifying import Channel
from queue_server.domain.operator import Operator, Role
from queue_server.usecases.dead_messages import DeadMessages, SentAgain
from queue_server.usecases.ports.notifying import Undeliverable
from tests.fakes.memory_appointments import MemoryAppointmentReader
from tests.fakes.memory_audit import MemoryAuditLog
from tests.queue_server.usecases.test_notifying import Site
from tests.queue_server.usecases.test_reminding import DAY, EVENING, HOUR, NINE, Desk
from tests.usecase_lobby import LAN, OFFICE, refused_code

ADMIN = Operator(id="admin", username="admin", name="Mai", role=Role.ADMINISTRATOR)
STRANGER = Operator(id="there", username="there", name="Nam", role=Role.ADMINISTRATOR, office="other")


class Failed(Site):
    """The first two numbers are to be told by mail; the first was called, and its message given up."""

    def __init__(self):
        super().__init__()
        appointments = MemoryAppointmentReader(self.memory.database)
        self.dead = DeadMessages(self.memory.offices, self.outbox, self.memory.reader, appointments)
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


@pytest.mark.parametrize("since", ["nothing", "another address", "cancelled", "moved"])
def test_a_reminder_that_was_given_up_is_sent_again_only_while_its_appointment_stands(since):
    desk = Desk()
    dead = DeadMessages(
        desk.memory.offices, desk.outbox, desk.memory.reader, MemoryAppointmentReader(desk.memory.database)
    )
    code = desk.book()
    desk.post.failure = Undeliverable("refused")
    desk.at(EVENING)
    desk.post.failure = None
    (seen,) = dead.of(OFFICE, ADMIN, 9)
    assert (seen.address, seen.sendable) == ("a…@example.vn", True)
    if since == "another address":
        desk.reminding.give(code, desk.reminding.wish("mail", "lan@example.vn"))
    elif since == "cancelled":
        desk.appointments.cancel(code)
    elif since == "moved":
        desk.appointments.move(code, NINE + 2 * DAY + HOUR)

    done = dead.send_all_again(OFFICE, Channel.MAIL, ADMIN)
    desk.notifying.send_due()

    expected = {"nothing": ["an@example.vn"], "another address": ["lan@example.vn"]}.get(since, [])
    assert [message.address for message, _, _ in desk.post.sent] == expected
    assert done.queued == len(expected)
    assert dead.of(OFFICE, ADMIN, 9) == [] or not dead.of(OFFICE, ADMIN, 9)[0].sendable
