"""Calling the next ticket, a given one, or the present one again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from queue_server.domain.announcement import CallKind
from queue_server.domain.ticket import PriorityClass, TicketState
from tests.usecase_lobby import BOSS, LAN, MINH, OFFICE, UseCaseLobby, refused_code


@pytest.fixture
def lobby():
    return UseCaseLobby()


def test_next_finishes_the_present_ticket_and_calls_the_following_one(lobby):
    """A box with a single key works all day."""
    lobby.call()
    answer = lobby.call()

    assert (answer.number, answer.state, answer.counter) == ("A002", TicketState.CALLED, "1")
    assert lobby.state(lobby.first) is TicketState.FINISHED


def test_with_nobody_waiting_the_present_ticket_stays(lobby):
    """A press too many must not end somebody's service."""
    lobby.call()
    lobby.call()

    assert refused_code(lobby.call) == "queue_empty"
    assert lobby.state(lobby.second) is TicketState.CALLED


def test_every_call_has_its_reason(lobby):
    """An inspector can read why this ticket."""
    lobby.clock.advance(370)

    done = lobby.calling.call_next(OFFICE, "1", LAN).value

    assert done.reason == "policy accumulating, priority class normal, waited 6 min 10 s, score 6.2"


def test_a_call_is_shown_at_once_but_spoken_after_the_pause(lobby):
    """The citizen is still at the kiosk."""
    lobby.clock.advance(5)
    lobby.call()

    (call,) = lobby.calls()

    assert call.announce_at - call.called_at == timedelta(seconds=10)


def test_a_ticket_of_long_ago_is_spoken_at_once(lobby):
    """The pause counts from the issue, not from the call."""
    lobby.clock.advance(16)
    lobby.call()

    (call,) = lobby.calls()

    assert call.announce_at == call.called_at


def test_next_of_one_service_only_calls_that_service(lobby):
    """An operator may choose a line, but only one of the counter's."""
    taxed = lobby.issue("tax")

    assert lobby.calling.call_next(OFFICE, "1", LAN, service="tax").value.ticket.number == taxed.number
    assert refused_code(lambda: lobby.calling.call_next(OFFICE, "1", LAN, service="fish")) == "service_unknown"


def test_an_operator_may_choose_the_order_of_services(lobby):
    """Only of the counter's own; whoever waits elsewhere is left to others."""
    lobby.issue("land")
    taxed = lobby.issue("tax")

    chosen = lobby.calling.call_next(OFFICE, "1", LAN, services=("tax", "land")).value

    assert chosen.ticket.number == taxed.number
    assert refused_code(lambda: lobby.calling.call_next(OFFICE, "1", LAN, services=("fish",))) == "service_unknown"


@pytest.mark.parametrize(("what", "code"), [("close", "counter_closed"), ("pause", "counter_paused")])
def test_a_closed_or_paused_counter_calls_nobody(lobby, what, code):
    """By the API; a box opens or resumes its counter."""
    getattr(lobby.session, what)(OFFICE, "1", LAN, "lunch")

    assert refused_code(lobby.call) == code


def test_only_the_counters_operator_or_a_supervisor_acts_there(lobby):
    """Nobody calls people to a colleague's desk by mistake."""
    assert refused_code(lambda: lobby.call(actor=MINH)) == "counter_taken"
    assert lobby.call(actor=BOSS).number == "A001"


def test_a_given_ticket_is_called_with_the_reason_kept(lobby):
    """Out of turn, so somebody has to say why."""
    done = lobby.calling.call(OFFICE, "1", LAN, lobby.second.id, "file is ready").value

    assert (done.ticket.number, done.reason) == ("A002", "chosen by staff: file is ready")


def test_a_ticket_at_another_counter_stays_there(lobby):
    """The commonest fault of other systems."""
    lobby.call()
    lobby.session.open(OFFICE, "2", MINH)

    code = refused_code(lambda: lobby.calling.call(OFFICE, "2", MINH, lobby.first.id, "mine"))

    assert code == "ticket_taken"
    assert lobby.ticket(lobby.first).counter == "1"


def test_a_held_and_an_absent_ticket_can_be_called(lobby):
    """They are not in the line, but here."""
    lobby.call()
    lobby.serving.hold(OFFICE, "1", LAN)

    assert lobby.calling.call(OFFICE, "1", LAN, lobby.first.id, "came back").value.ticket.number == "A001"


def test_a_recall_is_an_own_call_with_its_count(lobby):
    """It is spoken again, as "lần 2"."""
    lobby.call()
    lobby.clock.advance(30)

    lobby.calling.recall(OFFICE, "1", LAN)

    first, again = lobby.calls()
    assert (again.kind, again.times, again.number) == (CallKind.RECALL, 2, first.number)
    assert again.call_id != first.call_id


def test_a_served_ticket_is_not_recalled(lobby):
    """It would come back on the board."""
    lobby.call()
    lobby.serving.start(OFFICE, "1", LAN)

    assert refused_code(lambda: lobby.calling.recall(OFFICE, "1", LAN)) == "illegal_transition"


def test_strict_calls_priority_first_and_fifo_does_not():
    """The policy is the office's choice."""
    from queue_server.domain.office import Rules

    for policy, number in (("fifo", "A001"), ("strict", "A003")):
        lobby = UseCaseLobby(rules=Rules(policy=policy))
        lobby.issue(priority_class=PriorityClass.PRIORITY)
        assert lobby.call().number == number


def test_an_absent_one_whose_number_somebody_else_has_now_is_not_called():
    """A range of two numbers: the same one would be called for two people."""
    lobby = UseCaseLobby(people=0)
    state = lobby.memory.offices._database.state
    land, *others = state.offices[OFFICE].services
    state.offices[OFFICE] = replace(state.offices[OFFICE], services=(replace(land, last_number=2), *others))
    absent = lobby.issue()
    lobby.call()
    lobby.calling.recall(OFFICE, "1", LAN)
    lobby.clock.advance(30)
    lobby.serving.no_show(OFFICE, "1", LAN)
    numbers = [lobby.issue().number for _ in range(2)]

    assert absent.number in numbers
    assert refused_code(lambda: lobby.calling.call(OFFICE, "1", LAN, absent.id, "is here")) == "return_too_late"
