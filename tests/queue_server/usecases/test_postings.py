"""Sending staff to another counter: one step, nobody's ticket is forgotten, and it can be explained afterwards."""

from dataclasses import replace

import pytest

from queue_server.domain.errors import Refusal
from queue_server.domain.events import OfficeConfigured
from queue_server.domain.office import DeskState
from queue_server.domain.operator import Operator, Role, Skill
from queue_server.domain.ticket import TicketState
from queue_server.usecases.moving import Parting
from queue_server.usecases.postings import MoveRequest, Postings
from queue_server.usecases.serving import TransferRequest
from tests.builders import SerialIds
from tests.usecase_lobby import BOSS, LAN, MINH, OFFICE, UseCaseLobby, refused_code


class MovingIds(SerialIds):
    def new_id(self):
        return f"move-{super().new_id()}"


@pytest.fixture
def lobby():
    lobby = UseCaseLobby()
    lobby.postings = Postings(lobby.memory.offices, MovingIds())
    return lobby


def move(lobby, who="lan", to="2", **request):
    return lobby.postings.move(OFFICE, who, "boss", MoveRequest(to=to, reason="đông người", **request))


def desks(lobby):
    return {one.counter: (one.state, one.operator) for one in lobby.memory.reader.snapshot(OFFICE).desks}


def test_the_counter_that_is_left_closes_and_the_other_opens(lobby):
    """In one transaction: nobody is at two counters, and the audit says who decided it and why."""
    done = move(lobby)

    assert desks(lobby) == {"1": (DeskState.CLOSED, None), "2": (DeskState.OPEN, "lan")}
    assert done.desk.counter == "2"
    entry = lobby.memory.offices.change(OFFICE, lambda tx: tx._state.audit[-1]).value
    assert (entry.by, entry.target, entry.changes["counter"]) == ("boss", "lan", ["1", "2"])
    assert entry.changes["reason"] == [None, "đông người"]


def test_again_it_changes_nothing(lobby):
    """A second tap on a slow phone."""
    move(lobby)
    revision = lobby.memory.reader.revision(OFFICE)

    assert move(lobby).revision == revision
    assert lobby.memory.reader.revision(OFFICE) == revision


@pytest.mark.parametrize("serving", [False, True])
def test_the_ticket_comes_along_and_is_called_to_the_new_counter(lobby, serving):
    """The citizen hears where to go, and the note goes with the number."""
    lobby.call()
    if serving:
        lobby.serving.start(OFFICE, "1", LAN)

    done = move(lobby)

    ticket = lobby.ticket(lobby.first)
    assert (done.number, ticket.state, ticket.counter) == ("A001", TicketState.CALLED, "2")
    assert [(one.number, one.counter) for one in lobby.calls()] == [("A001", "1"), ("A001", "2")]
    assert ticket.leg.reason == "chosen by staff: đông người"


@pytest.mark.parametrize("serving", [False, True])
def test_a_ticket_that_is_sent_back_waits_for_anybody_with_its_time(lobby, serving):
    """It is the first to be called again, also where another counter calls."""
    lobby.clock.advance(300)
    lobby.call()
    if serving:
        lobby.serving.start(OFFICE, "1", LAN)

    move(lobby, ticket=Parting.RETURN)

    assert lobby.state(lobby.first) is TicketState.WAITING
    assert lobby.call("2").number == "A001"


def test_a_ticket_may_be_finished(lobby):
    lobby.call()
    move(lobby, ticket=Parting.FINISH)

    assert lobby.state(lobby.first) is TicketState.FINISHED


def test_two_tickets_do_not_meet_at_one_counter(lobby):
    """The one at the new counter stays where it is; the mover has to decide about the other."""
    lobby.session.open(OFFICE, "2", MINH)
    lobby.call()
    lobby.call("2", MINH)

    assert refused_code(lambda: move(lobby, take_over=True)) == "ticket_open"
    move(lobby, take_over=True, ticket=Parting.RETURN)

    assert lobby.ticket(lobby.second).counter == "2"
    assert desks(lobby)["2"] == (DeskState.OPEN, "lan")


def test_nobody_loses_a_counter_by_mistake(lobby):
    """Only who says so takes somebody's place."""
    lobby.session.open(OFFICE, "2", MINH)

    assert refused_code(lambda: move(lobby)) == "counter_taken"
    assert desks(lobby)["1"] == (DeskState.OPEN, "lan")


def test_somebody_without_a_counter_is_sent_to_one(lobby):
    """They forgot to open it; the box's presses then count for them."""
    move(lobby, "minh")

    assert desks(lobby) == {"1": (DeskState.OPEN, "lan"), "2": (DeskState.OPEN, "minh")}


def test_with_several_counters_open_it_is_asked_which_one_is_left(lobby):
    """The refusal names them."""
    lobby.memory.offices.change(
        OFFICE, lambda tx: tx.save_office(_with_counter(tx.office, "3")) or tx.record(_configured())
    )
    lobby.session.open(OFFICE, "2", LAN)

    with pytest.raises(Refusal) as refused:
        move(lobby, to="3")
    assert (refused.value.code, refused.value.field) == ("invalid", "leaves")
    assert "1, 2" in refused.value.detail
    assert refused_code(lambda: move(lobby, "minh", to="3", leaves="1")) == "invalid"

    move(lobby, to="3", leaves="2")

    assert {code: operator for code, (_, operator) in desks(lobby).items()} == {"1": "lan", "2": None, "3": "lan"}


def test_who_gives_none_of_the_services_is_not_sent_there(lobby):
    """Else the counter would be open with an empty line, and nobody would know why."""
    lobby.memory.accounts.add_operator(
        Operator(id="hoa", username="hoa", name="Hoa", role=Role.OPERATOR, skills=(Skill(service="fish"),)), "hash"
    )

    assert refused_code(lambda: move(lobby, "hoa")) == "nothing_to_serve"


def test_a_ticket_taken_along_still_goes_back_to_who_asked_for_it(lobby):
    """The way back is the citizen's, wherever the desk stands meanwhile."""
    lobby.session.open(OFFICE, "2", MINH)
    lobby.call()
    lobby.serving.transfer(OFFICE, "1", LAN, TransferRequest(counter="2", come_back=True))
    lobby.call("2", MINH)
    lobby.serving.start(OFFICE, "2", MINH)
    lobby.session.close(OFFICE, "1", LAN)

    move(lobby, "minh", to="1")
    lobby.serving.finish(OFFICE, "1", BOSS)

    leg = lobby.ticket(lobby.first).leg
    assert (leg.bound_counter, leg.service) == ("1", "land")


def _with_counter(office, code):
    return replace(office, counters=(*office.counters, replace(office.counters[0], id=f"c{code}", code=code)))


def _configured():
    return OfficeConfigured(by="tests")
