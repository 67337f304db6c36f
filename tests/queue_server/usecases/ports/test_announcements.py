"""What became of calls is kept alike by every implementation."""

from dataclasses import replace

from queue_server.domain.announced import Announcement, Outcome
from tests.ticket_builders import MORNING, a_call, a_ticket, add

OFFICE = "songcong"
HALL = Announcement(call_id="call1", zone="", speaker="tv/1", display="TV", begun_at=MORNING)


def with_calls(ports, *ids):
    def work(tx):
        ticket = a_ticket()
        add(tx, ticket)
        for call_id in ids:
            tx.add_call(a_call(ticket, call_id))

    ports.change(work)


def save(ports, *announcements):
    def work(tx):
        for one in announcements:
            tx.announcements.save(one)

    ports.change(work)


def test_an_announcement_is_kept_and_replaced(ports):
    with_calls(ports, "call1")
    ended = replace(HALL, outcome=Outcome.FAILED, error="no clip", ended_at=MORNING)
    save(ports, HALL)
    assert ports.change(lambda tx: tx.announcements.get("call1", "")).value == HALL

    save(ports, ended)

    assert ports.change(lambda tx: tx.announcements.get("call1", "")).value == ended
    assert ports.change(lambda tx: tx.announcements.get("call1", "upstairs")).value is None


def test_it_changes_no_revision_and_publishes_nothing(ports):
    with_calls(ports, "call1")
    ports.published.clear()
    before = ports.reader.revision(OFFICE)

    save(ports, HALL)

    assert ports.reader.revision(OFFICE) == before
    assert ports.published == []


def test_calls_are_known_whether_withdrawn_or_not(ports):
    with_calls(ports, "call1")
    ports.change(lambda tx: tx.withdraw_calls(["call1"]))

    assert ports.change(lambda tx: tx.announcements.has_call("call1")).value
    assert not ports.change(lambda tx: tx.announcements.has_call("call2")).value
    assert ports.reader.call("call1") is None


def test_the_newest_calls_come_with_what_became_of_them(ports):
    with_calls(ports, "call1", "call2", "call3")
    ports.change(lambda tx: tx.withdraw_calls(["call3"]))
    upstairs = replace(HALL, zone="upstairs")
    save(ports, HALL, upstairs)

    found = ports.reader.sounds(OFFICE, None, 10)

    assert [(one.call.call_id, one.withdrawn) for one in found] == [
        ("call3", True),
        ("call2", False),
        ("call1", False),
    ]
    assert found[-1].announcements == (HALL, upstairs)
    assert [one.call.call_id for one in ports.reader.sounds(OFFICE, "1", 2)] == ["call3", "call2"]
    assert ports.reader.sounds(OFFICE, "2", 10) == []


def test_what_was_begun_in_a_zone_is_found(ports):
    with_calls(ports, "call1", "call2")
    save(ports, HALL)

    assert list(ports.reader.ended(OFFICE, "", 10)) == ["call1"]
    assert list(ports.reader.ended(OFFICE, "upstairs", 10)) == []
    assert list(ports.reader.ended(OFFICE, "", 1)) == []
