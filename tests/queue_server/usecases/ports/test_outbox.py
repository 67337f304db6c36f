"""Messages to phones are kept alike by every implementation, and their addresses for as short as they can be."""

from dataclasses import replace
from datetime import timedelta

from queue_server.domain.notifying import Channel, Contact, MessageState, NoticeKind
from queue_server.domain.ticket import TicketState
from tests.queue_server.domain.test_notifying import a_message
from tests.ticket_builders import MORNING, a_ticket, add, its_issue

OFFICE = "songcong"
LATER = MORNING + timedelta(minutes=1)


def a_contact(channel=Channel.MAIL, address="lan@example.vn", ticket="tA1"):
    return Contact(ticket=ticket, channel=channel, address=address, language="vi", consented_at=MORNING)


def change(ports, work):
    return ports.change(work).value


def queue(ports, *messages):
    return change(ports, lambda tx: [tx.notify.add(one) for one in messages])


def test_the_newest_address_of_a_channel_counts(ports):
    def work(tx):
        add(tx, a_ticket())
        tx.notify.save_contact(a_contact(Channel.WEBHOOK, "0912345678"))
        tx.notify.save_contact(a_contact())
        tx.notify.save_contact(a_contact(address="new@example.vn"))
        return tx.notify.contacts("tA1")

    found = change(ports, work)

    assert list(found) == list(ports.outbox.contacts("tA1"))
    assert [(one.channel, one.address) for one in found] == [
        (Channel.MAIL, "new@example.vn"),
        (Channel.WEBHOOK, "0912345678"),
    ]


def test_withdrawn_consent_takes_the_unsent_along(ports):
    def work(tx):
        add(tx, a_ticket())
        tx.notify.save_contact(a_contact())

    change(ports, work)
    queue(ports, a_message())

    change(ports, lambda tx: tx.notify.forget_contact("tA1", Channel.MAIL))

    assert list(ports.outbox.contacts("tA1")) == []
    assert list(ports.outbox.due(LATER, 9)) == []


def test_what_was_not_sent_of_a_ticket_or_appointment_is_withdrawn_alone(ports):
    mine, sent, other = a_message(id="m1"), a_message(id="m2"), a_message(id="m3", ticket="a2")
    queue(ports, mine, sent, other)
    ports.outbox.sent("m2", MORNING)

    change(ports, lambda tx: tx.notify.withdraw(mine.ticket))

    assert [one.id for one in ports.outbox.due(LATER, 9)] == ["m3"]
    assert queue(ports, mine, sent) == [True, False]


def test_a_message_is_queued_once(ports):
    """The same call is told once, whoever queues it again."""
    assert queue(ports, a_message(), a_message()) == [True, False]
    assert list(ports.outbox.due(MORNING, 9)) == [a_message()]
    assert list(ports.outbox.due(MORNING - timedelta(seconds=1), 9)) == []


def test_what_was_sent_is_not_due_and_has_no_address(ports):
    queue(ports, a_message(), a_message(id="other"))

    ports.outbox.sent("called-c1-mail", LATER)

    assert [one.id for one in ports.outbox.due(LATER, 9)] == ["other"]
    assert queue(ports, a_message()) == [False]


def test_what_failed_comes_again_or_is_dead(ports):
    queue(ports, a_message(), a_message(id="other"))
    ports.outbox.failed("other", 1, "gateway down", LATER, MORNING)
    ports.outbox.failed("called-c1-mail", 8, "refused", None, LATER)

    assert list(ports.outbox.due(MORNING, 9)) == []
    [again] = ports.outbox.due(LATER, 9)
    assert (again.id, again.attempts, again.error, again.address) == ("other", 1, "gateway down", "lan@example.vn")
    [dead] = ports.outbox.dead(OFFICE, 9)
    given_up = {"state": MessageState.DEAD, "attempts": 8, "error": "refused", "ended_at": LATER}
    assert dead == replace(a_message(), next_at=None, address="", **given_up)
    assert list(ports.outbox.dead(None, 9)) == [dead]
    assert list(ports.outbox.dead("other", 9)) == []


def test_what_was_given_up_is_counted_by_channel_and_found_in_its_office_alone(ports):
    queue(ports, a_message(), a_message(id="sms", channel=Channel.WEBHOOK), a_message(id="old"), a_message(id="sent"))
    for one, at in (("called-c1-mail", LATER), ("sms", LATER), ("old", MORNING)):
        ports.outbox.failed(one, 8, "refused", None, at)
    ports.outbox.sent("sent", LATER)

    assert dict(ports.outbox.given_up(OFFICE, LATER)) == {Channel.MAIL: 1, Channel.WEBHOOK: 1}
    assert dict(ports.outbox.given_up("other", MORNING)) == {}
    found = change(ports, lambda tx: (tx.notify.dead(Channel.MAIL, 9), tx.notify.dead(Channel.MAIL, 1)))
    assert [[one.id for one in each] for each in found] == [["called-c1-mail", "old"], ["called-c1-mail"]]
    assert change(ports, lambda tx: tx.notify.message("old").error) == "refused"
    assert change(ports, lambda tx: tx.notify.message("nothing")) is None


def test_what_is_queued_again_is_as_if_it_were_new(ports):
    """Its id stays, so that a gateway which had it after all drops it."""
    queue(ports, a_message(), a_message(id="other"))
    ports.outbox.failed("called-c1-mail", 8, "refused", None, LATER)

    def again(tx):
        for one in ("called-c1-mail", "other"):
            tx.notify.queue_again(one, "new@example.vn", LATER, LATER)

    change(ports, again)

    assert list(ports.outbox.dead(OFFICE, 9)) == []
    due = {one.id: one for one in ports.outbox.due(LATER, 9)}
    assert due["called-c1-mail"] == a_message(address="new@example.vn", created_at=LATER, next_at=LATER)
    assert due["other"] == a_message(id="other")


def test_who_waits_and_was_not_told_is_found(ports):
    def work(tx):
        add(tx, a_ticket(1), a_ticket(2), a_ticket(3, state=TicketState.CALLED, counter="1"), a_ticket(4))
        for one in ("tA1", "tA2", "tA3"):
            tx.notify.save_contact(a_contact(ticket=one))
        tx.notify.add(a_message(id="near", ticket="tA2", kind=NoticeKind.NEAR))

    change(ports, work)

    assert list(ports.outbox.waiting_contacts(OFFICE)) == ["tA1"]


def test_nothing_is_kept_longer_than_promised(ports):
    ticket = a_ticket(2)

    def work(tx):
        add(tx, a_ticket(1), ticket, a_ticket(3))
        for one in ("tA1", "tA2"):
            tx.notify.save_contact(a_contact(ticket=one))
        tx.notify.save_contact(replace(a_contact(ticket="tA3"), consented_at=MORNING - timedelta(days=2)))
        tx.notify.add(a_message())
        tx.notify.add(a_message(id="fresh"))

    change(ports, work)

    def cancel(tx):
        tx.save_ticket(replace(ticket, progress=replace(ticket.progress, state=TicketState.CANCELLED)))
        tx.record(its_issue(ticket))

    change(ports, cancel)
    ports.outbox.sent("called-c1-mail", MORNING)

    assert ports.outbox.forget(LATER, MORNING - timedelta(days=1)) == 3

    assert [len(ports.outbox.contacts(one)) for one in ("tA1", "tA2", "tA3")] == [1, 0, 0]
    assert [one.id for one in ports.outbox.due(LATER, 9)] == ["fresh"]
