"""Contract of ``Offices.change``: all or nothing, once, in order."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from queue_server.domain.availability import IssuedToday
from queue_server.domain.counter_events import CounterOpened
from queue_server.domain.errors import Refusal
from queue_server.domain.events import DayEnded
from queue_server.domain.ticket import Leg, TicketState
from queue_server.usecases.ports.changing import Committed, Once
from queue_server.usecases.ports.failures import RuleBroken
from tests.ticket_builders import MORNING, TODAY, a_ticket, add

OPENED = CounterOpened(counter="1", operator=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    text: str
    at: datetime
    parts: tuple[str, ...] = ()


def once(key="k1", request_hash="h1"):
    return Once(key=key, request_hash=request_hash, kind=Answer)


def test_the_first_change_gets_revision_2(ports):
    """Setting the office up was revision 1."""
    revisions = ports.change(lambda tx: (tx.record(OPENED), tx.revision, tx.resulting_revision)).value

    assert revisions == (None, 2, 2)
    assert ports.reader.revision("songcong") == 2


def test_a_revision_is_used_up_only_by_an_event(ports):
    """A board that didn't change is not sent again."""
    resulting = ports.change(lambda tx: (tx.begin_service_day(TODAY), tx.resulting_revision)).value[1]

    assert resulting == ports.reader.revision("songcong") == 1
    assert ports.reader.snapshot("songcong").service_day == TODAY
    assert ports.published == []


def test_a_question_in_a_transaction_leaves_nothing(ports):
    ports.change(lambda tx: tx.waiting())

    assert ports.reader.revision("songcong") == 1
    assert ports.published == []


def test_events_of_one_change_share_its_revision(ports):
    def work(tx):
        tx.record(OPENED)
        tx.record(DayEnded(service_day=TODAY))

    ports.change(work)

    places = [(one.revision, one.position, one.event) for one in ports.reader.events("songcong", 1, 10)]
    assert places == [(2, 0, OPENED), (2, 1, DayEnded(service_day=TODAY))]


def test_what_was_committed_is_published_in_order(ports):
    first, second = a_ticket(1), a_ticket(2)
    ports.change(lambda tx: add(tx, first, second))
    ports.change(lambda tx: tx.record(OPENED))

    assert ports.published == [
        Committed(
            office="songcong", revision=2, kinds=("ticket_issued", "ticket_issued"), tickets=(first.id, second.id)
        ),
        Committed(office="songcong", revision=3, kinds=("counter_opened",), tickets=()),
    ]


def test_a_failed_change_leaves_nothing(ports):
    """Half a change would be a ticket without its number, or a call nobody hears."""

    def work(tx):
        add(tx, a_ticket(1))
        tx.take_sequence("A", 1)
        raise Refusal("queue_empty", "nobody")

    with pytest.raises(Refusal, match="queue_empty"):
        ports.change(work)

    assert ports.reader.revision("songcong") == 1
    assert ports.reader.ticket("tA1") is None
    assert ports.change(lambda tx: (tx.begin_service_day(TODAY), tx.series_last("A"))).value[1] == 0
    assert ports.published == []


def test_a_defect_in_the_work_reaches_its_caller_and_leaves_nothing(ports):
    def work(tx):
        add(tx, a_ticket(1))
        raise ZeroDivisionError("a defect")

    with pytest.raises(ZeroDivisionError):
        ports.change(work)

    assert ports.reader.ticket("tA1") is None
    assert ports.change(lambda tx: tx.record(OPENED)).replayed is False


def test_an_unknown_office_is_refused(ports):
    with pytest.raises(Refusal) as refused:
        ports.change(lambda tx: None, office="hanoi")

    assert refused.value.code == "office_unknown"


def test_a_change_has_the_clock_s_instant(ports):
    ports.clock.advance(1.5)

    ports.change(lambda tx: tx.record(OPENED))

    assert ports.reader.events("songcong", 1, 1)[0].at == MORNING + timedelta(seconds=1.5)


def test_time_never_runs_backwards(ports):
    """A clock set back by an hour must not make anyone wait a negative time."""
    ports.clock.advance(10)
    ports.change(lambda tx: tx.record(OPENED))
    ports.clock.advance(-3600)

    at = ports.change(lambda tx: (tx.record(OPENED), tx.at)).value[1]

    assert at == MORNING + timedelta(seconds=10)


def test_after_a_clock_was_set_back_time_passes_slowly(ports):
    """Else nobody could be marked absent, and no hold would end, until the clock has caught up."""
    ports.change(lambda tx: tx.record(OPENED))
    ports.clock.advance(-300)
    ports.change(lambda tx: tx.record(OPENED))
    assert ports.offices.time_in("songcong") == MORNING

    ports.clock.advance(60)

    assert ports.offices.time_in("songcong") == MORNING + timedelta(seconds=30)
    assert ports.change(lambda tx: tx.at).value == MORNING + timedelta(seconds=30)


def test_a_repeat_gets_the_stored_answer_and_changes_nothing(ports):
    """A kiosk that lost the answer to its request asks again; there must be one ticket."""
    answer = Answer(text="A001", at=MORNING + timedelta(microseconds=1), parts=("x", "y"))

    def work(tx):
        tx.record(OPENED)
        return answer

    first = ports.change(work, once())
    again = ports.change(work, once())

    assert (first.value, first.replayed) == (answer, False)
    assert (again.value, again.replayed) == (answer, True)
    assert ports.reader.revision("songcong") == 2
    assert len(ports.published) == 1


def test_a_key_used_for_another_request_is_refused(ports):
    ports.change(lambda tx: Answer(text="x", at=MORNING), once())

    with pytest.raises(Refusal) as refused:
        ports.change(lambda tx: Answer(text="y", at=MORNING), once(request_hash="h2"))

    assert refused.value.code == "idempotency_conflict"


def test_a_refused_request_may_be_repeated(ports):
    """Refusals are not stored: the same key may succeed when somebody has come."""

    def refuse(tx):
        raise Refusal("queue_empty", "nobody")

    with pytest.raises(Refusal):
        ports.change(refuse, once())

    assert ports.change(lambda tx: Answer(text="x", at=MORNING), once()).replayed is False


def test_an_answer_without_an_event_is_stored_as_well(ports):
    """A press that came too late is answered the same way each time."""
    ports.change(lambda tx: Answer(text="press_expired", at=MORNING), once())

    assert ports.change(lambda tx: Answer(text="acted", at=MORNING), once()).value.text == "press_expired"
    assert ports.reader.revision("songcong") == 1


def test_keys_of_two_offices_do_not_meet(ports):
    ports.setup.add_office(replace(ports.reader.office("songcong"), code="other", counters=()), by="setup")
    ports.change(lambda tx: Answer(text="x", at=MORNING), once())

    assert ports.change(lambda tx: Answer(text="y", at=MORNING), once(), office="other").replayed is False


def test_tickets_do_not_change_without_an_event(ports):
    """The log tells everything that happened; a silent change would be a defect."""
    with pytest.raises(RuleBroken):
        ports.change(lambda tx: (tx.begin_service_day(TODAY), tx.add_ticket(a_ticket(1))))

    assert ports.reader.ticket("tA1") is None


def test_numbers_issued_today_are_counted_by_first_service_and_half_day(ports):
    """It is nine o'clock; who gave a number up isn't counted, who was sent elsewhere is."""
    late = a_ticket(3, issued_at=MORNING + timedelta(hours=5))
    gone = a_ticket(2)
    gone = replace(gone, progress=replace(gone.progress, state=TicketState.CANCELLED))

    counted = ports.change(lambda tx: (add(tx, a_ticket(1), gone, late), tx.issued_today("land"))[1]).value

    assert counted == IssuedToday(morning=1, afternoon=1)
    assert ports.change(lambda tx: tx.issued_today("tax")).value == IssuedToday()


def test_numbers_taken_for_several_services_count_for_each_and_transfers_do_not(ports):
    """One is to come to tax yet, one has come there as planned, one was sent there by the staff."""
    first = Leg(service="land", entered_at=MORNING, ended_at=MORNING, outcome="transferred")
    to_come = a_ticket(1, then=("forest", "tax"))
    come = a_ticket(2, service="tax", earlier_legs=(first,), leg={"planned": True})
    sent = a_ticket(3, service="tax", earlier_legs=(first,))

    def count(tx):
        add(tx, to_come, come, sent)
        return [tx.issued_today(service).all for service in ("land", "tax", "forest", "ta_")]

    assert ports.change(count).value == [3, 2, 1, 0]


def test_people_are_counted_until_they_are_forgotten(ports):
    def take(tx):
        tx.record(OPENED)
        tx.persons.count("x")
        tx.persons.count("x")
        return tx.persons.tickets("x"), tx.persons.tickets("y")

    counted = ports.change(take).value
    ports.change(lambda tx: (tx.record(OPENED), tx.persons.forget()))

    assert counted == (2, 0)
    assert ports.change(lambda tx: tx.persons.tickets("x")).value == 0
