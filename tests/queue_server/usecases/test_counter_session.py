"""Opening, pausing and closing counters."""

from datetime import timedelta

import pytest

from queue_server.domain.office import DeskState
from queue_server.domain.operator import Operator, Role, Skill
from queue_server.domain.ticket import TicketState
from queue_server.usecases.counter_access import Actor
from queue_server.usecases.moving import Parting
from queue_server.usecases.serving import TransferRequest
from tests.usecase_lobby import BOSS, LAN, MINH, OFFICE, UseCaseLobby, refused_code


@pytest.fixture
def lobby():
    return UseCaseLobby()


def test_a_counter_has_one_operator(lobby):
    """Two people at one desk would finish each other's tickets."""
    assert refused_code(lambda: lobby.session.open(OFFICE, "1", MINH)) == "counter_taken"


def test_an_operator_may_have_several_counters_open(lobby):
    """A small office in the lunch hour."""
    assert lobby.session.open(OFFICE, "2", LAN).desk.operator == "lan"


def test_a_supervisor_takes_over_with_ticket(lobby):
    """The citizen at the desk notices nothing."""
    lobby.call()

    done = lobby.session.open(OFFICE, "1", BOSS)

    assert (done.desk.operator, done.number) == ("boss", "A001")


def test_opening_again_changes_nothing(lobby):
    """A double click is no event."""
    revision = lobby.memory.reader.revision(OFFICE)

    done = lobby.session.open(OFFICE, "1", LAN)

    assert (done.revision, lobby.memory.reader.revision(OFFICE)) == (revision, revision)


def test_a_counter_with_a_ticket_is_not_closed(lobby):
    """Somebody is sitting there."""
    lobby.call()

    assert refused_code(lambda: lobby.session.close(OFFICE, "1", LAN)) == "ticket_open"


def test_pause_keeps_the_ticket_and_resume_opens(lobby):
    """The present citizen is served to the end."""
    lobby.call()

    assert lobby.session.pause(OFFICE, "1", LAN, "phone").number == "A001"
    lobby.serving.finish(OFFICE, "1", LAN)

    assert lobby.session.resume(OFFICE, "1", LAN).desk.state is DeskState.OPEN


def test_a_pause_may_say_when_it_is_meant_to_end(lobby):
    """It ends when somebody resumes, whatever was planned."""
    desk = lobby.session.pause(OFFICE, "1", LAN, "lunch", minutes=45).desk

    assert desk.back_at == lobby.clock.now() + timedelta(minutes=45)
    lobby.clock.advance(3600)
    assert lobby.memory.reader.snapshot(OFFICE).desks[0].state is DeskState.PAUSED
    assert lobby.session.resume(OFFICE, "1", LAN).desk.back_at is None


@pytest.mark.parametrize("what", ["pause", "resume"])
def test_a_closed_counter_neither_pauses_nor_resumes(lobby, what):
    """It has to be opened."""
    extra = ("lunch",) if what == "pause" else ()

    assert refused_code(lambda: getattr(lobby.session, what)(OFFICE, "2", MINH, *extra)) == "counter_closed"


@pytest.mark.parametrize(("parting", "state"), [(Parting.RETURN, TicketState.WAITING), (Parting.FINISH, "finished")])
@pytest.mark.parametrize("serving", [False, True])
def test_a_supervisor_closes_the_counter_of_somebody_who_is_gone(lobby, parting, state, serving):
    """The citizen who was called there is not forgotten, and the log says who closed it."""
    lobby.call()
    if serving:
        lobby.serving.start(OFFICE, "1", LAN)

    done = lobby.session.close(OFFICE, "1", BOSS, "vắng", parting)

    assert (done.desk.state, done.number, lobby.state(lobby.first)) == (DeskState.CLOSED, None, state)
    event = lobby.memory.reader.events(OFFICE, 0, 100)[-1].event
    assert (event.reason, event.by) == ("vắng", "boss")


def test_what_was_meant_for_a_counter_that_closes_may_be_called_by_all(lobby):
    """A ticket sent to one counter would wait for it for ever."""
    lobby.receiving.reassign(OFFICE, lobby.first.id, "boss", TransferRequest(counter="1"), "hồ sơ ở đó")
    lobby.call()

    lobby.session.close(OFFICE, "1", BOSS, "vắng", Parting.RETURN)
    lobby.session.open(OFFICE, "2", MINH)

    assert lobby.call("2", MINH).number == "A001"


def test_a_counter_whose_services_somebody_does_not_give_is_not_opened(lobby):
    """They could call nobody there; the refusal says so at once."""
    skills = (Skill(service="fish"), Skill(service="land", weight=0))
    lobby.memory.accounts.add_operator(
        Operator(id="hoa", username="hoa", name="Hoa", role=Role.OPERATOR, skills=skills), "hash"
    )

    assert (
        refused_code(lambda: lobby.session.open(OFFICE, "2", Actor(name="hoa", operator="hoa"))) == "nothing_to_serve"
    )


def test_pauses_are_learnt_for_the_services_of_the_counter(lobby):
    """So that people hear of the lunch hour before it begins."""
    lobby.session.pause(OFFICE, "1", LAN, "lunch")
    lobby.clock.advance(1800)
    lobby.session.resume(OFFICE, "1", LAN)

    times = lobby.memory.reader.snapshot(OFFICE).times
    assert {service: one.pauses.today for service, one in times.items()} == {
        "land": {"09": 1800.0},
        "tax": {"09": 1800.0},
    }
