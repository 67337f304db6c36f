"""Contract of tickets, lines and numbers within a transaction."""

from dataclasses import replace
from datetime import timedelta

import pytest

from queue_server.domain.events import TicketStarted
from queue_server.domain.ticket import Leg, Placement, PriorityClass, Progress, TicketState
from queue_server.domain.waiting_line import Candidate, WaitingGroup
from queue_server.usecases.ports.failures import RuleBroken
from tests.builders import an_office
from tests.ticket_builders import MORNING, TODAY, a_ticket, add

ENDED = [TicketState.FINISHED, TicketState.NO_SHOW, TicketState.CANCELLED, TicketState.EXPIRED]


def moved(ticket, state, **leg):
    """The ticket in another state, its last leg changed."""
    last = replace(ticket.leg, **leg)
    progress = replace(ticket.progress, state=state, legs=(*ticket.progress.legs[:-1], last))
    return replace(ticket, progress=progress)


def save(tx, *tickets):
    for ticket in tickets:
        tx.save_ticket(ticket)
        tx.record(TicketStarted(ticket=ticket.id, number=ticket.number, counter="1"))


A_FULL_TICKET = a_ticket(
    7,
    TicketState.CALLED,
    "1",
    "civil",
    earlier_legs=(
        Leg(service="land", entered_at=MORNING - timedelta(hours=1), ended_at=MORNING, outcome="transferred"),
    ),
    then=("land", "civil"),
    priority_class=PriorityClass.PRIORITY,
    leg={
        "placement": Placement.FIRST,
        "waited_before_s": 0.1,
        "bound_counter": "2",
        "bound_operator": "op1",
        "come_back_to": "1",
        "operator": "op2",
        "called_at": MORNING + timedelta(microseconds=123456),
        "calls": 2,
        "started_at": MORNING,
        "held_until": MORNING,
        "closed_by": "op2",
    },
    language="en",
    procedure="1.004",
    appointment="h1",
    note="Chị Lan, hồ sơ thiếu",
    dossier="000.00",
)


def test_a_ticket_comes_back_as_it_was_stored(ports):
    """Every field counts: undo and reports live on them."""
    ports.change(lambda tx: add(tx, A_FULL_TICKET))

    assert ports.reader.ticket("tA7") == A_FULL_TICKET
    assert ports.reader.ticket_by_token("secret-A7") == A_FULL_TICKET
    assert ports.change(lambda tx: (tx.ticket("tA7"), tx.ticket_by_token("secret-A7"))).value == (A_FULL_TICKET,) * 2


def test_a_saved_ticket_has_its_new_progress(ports):
    ports.change(lambda tx: add(tx, a_ticket(1)))
    later = replace(
        a_ticket(1, note="Trả kết quả", dossier="H1", revision=3),
        progress=replace(A_FULL_TICKET.progress, state=TicketState.SERVING),
    )

    ports.change(lambda tx: save(tx, later))

    assert ports.reader.ticket("tA1") == later


def test_unknown_tickets_are_none(ports):
    assert ports.change(lambda tx: (tx.ticket("x"), tx.ticket_by_token("x"), tx.ticket_at("1"))).value == (None,) * 3
    assert (ports.reader.ticket("x"), ports.reader.ticket_by_token("x")) == (None, None)


def test_a_transaction_sees_its_own_writes(ports):
    def work(tx):
        ticket = a_ticket(1)
        add(tx, ticket)
        waiting = [one.ticket for one in tx.waiting()]
        save(tx, moved(ticket, TicketState.CALLED, counter="1"))
        return waiting, list(tx.waiting()), tx.ticket_at("1").id

    assert ports.change(work).value == (["tA1"], [], "tA1")


def test_a_waiting_ticket_is_a_candidate_with_all_that_policies_need(ports):
    ticket = moved(A_FULL_TICKET, TicketState.WAITING, counter=None)
    ports.change(lambda tx: add(tx, ticket))

    (candidate,) = ports.change(lambda tx: tx.waiting()).value

    assert candidate == Candidate(
        ticket="tA7",
        number="A007",
        service="civil",
        priority_class=PriorityClass.PRIORITY,
        entered_at=ticket.leg.entered_at,
        waited_before_s=0.1,
        placement=Placement.FIRST,
        issued_order=(MORNING, "A", 7),
        bound_counter="2",
        bound_operator="op1",
    )
    assert ports.reader.line("songcong").waiting == (candidate,)
    alike = WaitingGroup(
        service="civil",
        priority_class=PriorityClass.PRIORITY,
        placement=Placement.FIRST,
        bound_counter="2",
        bound_operator="op1",
        size=1,
    )
    assert ports.change(lambda tx: tuple(tx.waiting_groups())).value == (alike,)
    assert ports.reader.snapshot("songcong").waiting == (alike,)


def test_open_tickets_come_in_order_of_issue_from_any_day(ports):
    """Day end has to find what an earlier day left open."""
    yesterday = TODAY - timedelta(days=1)
    ports.change(
        lambda tx: add(
            tx,
            a_ticket(2, issued_at=MORNING),
            a_ticket(1, TicketState.HELD, issued_at=MORNING),
            a_ticket(3, TicketState.SERVING, "2", service_day=yesterday, issued_at=MORNING - timedelta(days=1)),
            *(a_ticket(4 + place, state, counter="1") for place, state in enumerate(ENDED)),
        )
    )

    assert [one.number for one in ports.change(lambda tx: tx.open_tickets()).value] == ["A003", "A001", "A002"]


def test_held_tickets_are_due_at_their_instant(ports):
    def held(sequence, until_s):
        until = None if until_s is None else MORNING + timedelta(seconds=until_s)
        return a_ticket(sequence, TicketState.HELD, leg={"held_until": until})

    waiting = a_ticket(5, leg={"held_until": MORNING})
    ports.change(lambda tx: add(tx, held(1, 60), held(2, 59.999999), held(3, 61), held(4, None), waiting))
    ports.clock.advance(60)

    assert [one.number for one in ports.change(lambda tx: tx.held_due()).value] == ["A002", "A001"]


@pytest.mark.parametrize("state", [TicketState.CALLED, TicketState.SERVING])
def test_a_counter_has_one_ticket(ports, state):
    """Two tickets at one counter were two people sent to one chair."""
    ports.change(lambda tx: add(tx, a_ticket(1, state, counter="1"), a_ticket(2, state, counter="2"), a_ticket(3)))

    with pytest.raises(RuleBroken):
        ports.change(lambda tx: save(tx, moved(a_ticket(3), TicketState.CALLED, counter="1")))

    assert ports.change(lambda tx: tx.ticket_at("1").number).value == "A001"
    assert [one.number for one in ports.reader.snapshot("songcong").at_counters] == ["A001", "A002"]


@pytest.mark.parametrize("state", [TicketState.CALLED, TicketState.SERVING])
def test_a_ticket_is_called_to_some_counter(ports, state):
    with pytest.raises(RuleBroken):
        ports.change(lambda tx: add(tx, a_ticket(1, state, counter=None)))


def test_a_sequence_is_given_once_a_day(ports):
    ports.change(lambda tx: add(tx, a_ticket(1, TicketState.CANCELLED)))
    twin = a_ticket(1, id="other", token="other", number="A999")

    with pytest.raises(RuleBroken):
        ports.change(lambda tx: add(tx, twin))

    ports.change(lambda tx: add(tx, replace(twin, service_day=TODAY + timedelta(days=1))))


def test_an_open_number_is_unique_and_an_ended_one_free(ports):
    """A configured range gives numbers again, but never one that somebody holds."""
    ports.change(lambda tx: add(tx, a_ticket(1)))
    again = a_ticket(10, number="A001")

    with pytest.raises(RuleBroken):
        ports.change(lambda tx: add(tx, again))
    ports.change(lambda tx: save(tx, moved(a_ticket(1), TicketState.CANCELLED)))
    ports.change(lambda tx: add(tx, again))

    assert ports.change(lambda tx: tx.open_numbers("A")).value == {"A001"}


@pytest.mark.parametrize("twin", [{"id": "tA1"}, {"token": "secret-A1"}])
def test_ids_and_tokens_are_unique(ports, twin):
    ports.change(lambda tx: add(tx, a_ticket(1)))

    with pytest.raises(RuleBroken):
        ports.change(lambda tx: add(tx, a_ticket(2, **twin)))


def test_only_a_stored_ticket_can_be_saved(ports):
    with pytest.raises(RuleBroken):
        ports.change(lambda tx: save(tx, a_ticket(1)))


def test_open_numbers_know_prefixes_and_states_apart(ports):
    ports.change(
        lambda tx: add(
            tx,
            a_ticket(1),
            a_ticket(2, TicketState.CALLED, counter="1"),
            a_ticket(3, TicketState.SERVING, counter="2"),
            a_ticket(4, TicketState.HELD),
            a_ticket(1, prefix="B"),
            *(a_ticket(5 + place, state, counter="1") for place, state in enumerate(ENDED)),
        )
    )

    numbers = ports.change(lambda tx: (tx.open_numbers("A"), tx.open_numbers("B"), tx.open_numbers("C"))).value

    assert numbers == ({"A001", "A002", "A003", "A004"}, {"B001"}, frozenset())


def test_series_restart_with_each_service_day(ports):
    def work(tx):
        tx.begin_service_day(TODAY)
        before = tx.series_last("A")
        tx.take_sequence("A", 1)
        tx.take_sequence("A", 2)
        tx.take_sequence("B", 5)
        return before, tx.series_last("A"), tx.series_last("B")

    def next_day(tx):
        tx.begin_service_day(TODAY + timedelta(days=1))
        return tx.service_day, tx.series_last("A")

    assert ports.change(work).value == (0, 2, 5)
    assert ports.change(lambda tx: (tx.service_day, tx.series_last("A"))).value == (TODAY, 2)
    assert ports.change(next_day).value == (TODAY + timedelta(days=1), 0)


def test_there_are_no_series_before_the_first_service_day(ports):
    assert ports.change(lambda tx: tx.service_day).value is None

    with pytest.raises(RuleBroken):
        ports.change(lambda tx: tx.series_last("A"))


def test_offices_do_not_see_each_other_s_tickets(ports):
    ports.setup.add_office(an_office(code="other", counters=()), by="setup")
    ports.change(lambda tx: add(tx, a_ticket(1, TicketState.CALLED, counter="1"), a_ticket(2), a_ticket(3)))
    twin = a_ticket(1, TicketState.SERVING, counter="1", office="other", id="o1", token="o1")
    ports.change(lambda tx: add(tx, twin), office="other")

    def work(tx):
        return [one.id for one in tx.open_tickets()], list(tx.waiting()), tx.ticket_at("1").id, tx.open_numbers("A")

    assert ports.change(work, office="other").value == (["o1"], [], "o1", {"A001"})
    assert ports.reader.snapshot("other").at_counters == (twin,)


def test_legs_of_a_progress_keep_their_order(ports):
    legs = tuple(Leg(service=f"s{place}", entered_at=MORNING) for place in range(5))
    ticket = replace(a_ticket(1), progress=Progress(state=TicketState.WAITING, legs=legs))
    ports.change(lambda tx: add(tx, ticket))

    assert ports.reader.ticket("tA1").progress.legs == legs
