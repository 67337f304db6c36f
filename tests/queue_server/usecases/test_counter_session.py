"""Opening, pausing and closing counters."""

import pytest

from queue_server.domain.office import DeskState
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


@pytest.mark.parametrize("what", ["pause", "resume"])
def test_a_closed_counter_neither_pauses_nor_resumes(lobby, what):
    """It has to be opened."""
    extra = ("lunch",) if what == "pause" else ()

    assert refused_code(lambda: getattr(lobby.session, what)(OFFICE, "2", MINH, *extra)) == "counter_closed"
