"""Taking a step back."""

from datetime import UTC, datetime

import pytest

from queue_server.domain.ticket import TicketState
from tests.usecase_lobby import LAN, OFFICE, UseCaseLobby, refused_code


@pytest.fixture
def lobby():
    return UseCaseLobby()


def test_undo_of_next_brings_both_tickets_back(lobby):
    """One press finished one person and called another; its undo concerns both."""
    lobby.calling.call_next(OFFICE, "1", LAN)
    lobby.clock.advance(120)
    lobby.calling.call_next(OFFICE, "1", LAN)
    calls = len(lobby.calls())

    answer = lobby.undoing.undo(OFFICE, "1", LAN).value

    assert answer.ticket.number == "A001"
    assert lobby.state(lobby.first) is TicketState.CALLED
    assert lobby.state(lobby.second) is TicketState.WAITING
    assert len(lobby.calls()) == calls - 1


def test_a_step_is_undone_once(lobby):
    """A double click on undo does not go further back."""
    lobby.calling.call_next(OFFICE, "1", LAN)
    lobby.undoing.undo(OFFICE, "1", LAN)

    assert refused_code(lambda: lobby.undoing.undo(OFFICE, "1", LAN)) == "no_undo"


@pytest.mark.parametrize(("seconds", "allowed"), [(30, True), (31, False)])
def test_undo_has_thirty_seconds(lobby, seconds, allowed):
    """Later the citizen has been told otherwise."""
    lobby.calling.call_next(OFFICE, "1", LAN)
    lobby.clock.advance(seconds)

    if allowed:
        lobby.undoing.undo(OFFICE, "1", LAN)
        assert lobby.state(lobby.first) is TicketState.WAITING
    else:
        assert refused_code(lambda: lobby.undoing.undo(OFFICE, "1", LAN)) == "undo_too_late"


def test_undo_is_too_late_once_the_ticket_moved_on(lobby):
    """The citizen cancelled by phone meanwhile; nobody drags them back."""
    lobby.calling.call_next(OFFICE, "1", LAN)
    lobby.serving.hold(OFFICE, "1", LAN, minutes=5)
    lobby.issuing.cancel(OFFICE, lobby.first.id)

    assert refused_code(lambda: lobby.undoing.undo(OFFICE, "1", LAN)) == "undo_too_late"


def test_yesterday_is_not_undone():
    """Its tickets have expired; their numbers belong to others now."""
    lobby = UseCaseLobby(datetime(2026, 3, 2, 16, 59, 50, tzinfo=UTC))
    lobby.calling.call_next(OFFICE, "1", LAN)
    lobby.serving.finish(OFFICE, "1", LAN)

    lobby.clock.advance(15)

    assert refused_code(lambda: lobby.undoing.undo(OFFICE, "1", LAN)) in {"undo_too_late", "no_undo"}
    assert lobby.state(lobby.first) is TicketState.FINISHED


def test_nobody_is_brought_back_to_a_counter_that_was_closed(lobby):
    """Nobody works there; who opens it again in time can."""
    lobby.call()
    lobby.serving.finish(OFFICE, "1", LAN)
    lobby.session.close(OFFICE, "1", LAN)

    assert refused_code(lambda: lobby.undoing.undo(OFFICE, "1", LAN)) == "counter_closed"

    lobby.session.open(OFFICE, "1", LAN)
    assert lobby.undoing.undo(OFFICE, "1", LAN).value.ticket.number == "A001"
