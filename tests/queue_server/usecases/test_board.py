"""What a lobby sees of an office's calls."""

from datetime import timedelta

import pytest

from queue_server.domain.numbering import day_begin
from queue_server.usecases.board import Boards
from queue_server.usecases.serving import TransferRequest
from tests.usecase_lobby import LAN, OFFICE, UseCaseLobby


@pytest.fixture
def lobby():
    lobby = UseCaseLobby()
    lobby.call()
    return lobby


def withdrawn(lobby):
    board = Boards(lobby.memory.reader, lobby.clock).board(OFFICE)
    return [call.call_id in board.withdrawn for call in board.calls]


@pytest.mark.parametrize(
    "leave",
    [
        lambda lobby: lobby.serving.finish(OFFICE, "1", LAN),
        lambda lobby: lobby.serving.hold(OFFICE, "1", LAN),
        lambda lobby: lobby.receiving.return_(OFFICE, lobby.first.id, "lan"),
        lambda lobby: lobby.receiving.cancel(OFFICE, lobby.first.id, "lan"),
        lambda lobby: lobby.serving.transfer(OFFICE, "1", LAN, TransferRequest(service="tax")),
    ],
)
def test_a_call_is_over_when_its_ticket_left_the_counter(lobby, leave):
    """Nobody is to be sent to a counter that does not expect them."""
    assert withdrawn(lobby) == [False]

    leave(lobby)

    assert withdrawn(lobby) == [True]


def test_calling_the_next_ends_the_call_before(lobby):
    """A box with one key finishes so."""
    lobby.call()

    assert withdrawn(lobby) == [True, False]


def test_who_is_being_served_is_still_called(lobby):
    """Started by habit before the citizen heard anything; it does no harm."""
    lobby.serving.start(OFFICE, "1", LAN)

    assert withdrawn(lobby) == [False]


def test_yesterday_s_calls_are_not_shown_today(lobby):
    """A001 is given again, to somebody else."""
    board = Boards(lobby.memory.reader, lobby.clock)
    office = lobby.memory.reader.office(OFFICE)
    day = day_begin(lobby.clock.now(), office.time_zone, office.day_start) + timedelta(days=1)

    lobby.clock.advance((day - lobby.clock.now()).total_seconds() - 1)
    assert len(board.board(OFFICE).calls) == 1

    lobby.clock.advance(1)
    assert board.board(OFFICE).calls == ()


def test_a_call_just_before_midnight_is_still_shown(lobby):
    office = lobby.memory.reader.office(OFFICE)
    day = day_begin(lobby.clock.now(), office.time_zone, office.day_start) + timedelta(days=1)
    lobby.clock.advance((day - lobby.clock.now()).total_seconds() - 10)
    lobby.call()
    lobby.clock.advance(20)

    assert len(Boards(lobby.memory.reader, lobby.clock).board(OFFICE).calls) == 1


def test_after_the_clock_was_set_back_a_call_is_spoken_at_once(lobby):
    """It was stored for the time at which the clock has caught up: a hall would hear nothing until then."""
    lobby.clock.advance(-3600)

    board = Boards(lobby.memory.reader, lobby.clock).board(OFFICE)

    assert [one.announce_at for one in board.calls] == [board.at]
