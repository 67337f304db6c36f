"""The end of a service day, without a timer."""

from datetime import UTC, date, datetime

import pytest

from queue_server.domain.ticket import TicketState
from tests.usecase_lobby import LAN, OFFICE, UseCaseLobby

BEFORE_MIDNIGHT = datetime(2026, 3, 2, 16, 50, tzinfo=UTC)


@pytest.fixture
def lobby():
    return UseCaseLobby(BEFORE_MIDNIGHT, people=4)


def test_everything_open_is_closed_and_numbers_restart(lobby):
    """Waiting, called and held expire; who is being served is finished."""
    lobby.call()
    lobby.serving.start(OFFICE, "1", LAN)
    lobby.session.open(OFFICE, "2", LAN)
    lobby.call("2")
    lobby.issuing.late(OFFICE, lobby.tickets[2].id)
    lobby.clock.advance(600)

    following = lobby.issue()

    states = [lobby.state(one) for one in lobby.tickets]
    assert states == [TicketState.FINISHED, TicketState.EXPIRED, TicketState.EXPIRED, TicketState.EXPIRED]
    assert lobby.ticket(lobby.first).leg.closed_by == "day_end"
    assert following.number == "A001"


def test_day_end_and_the_first_action_are_one_revision(lobby):
    """Nobody sees a state in between."""
    lobby.clock.advance(600)
    following = lobby.issue()

    kinds = [one.event.type for one in lobby.memory.reader.events(OFFICE, following.revision - 1, 100)]

    assert kinds == ["ticket_expired"] * 4 + ["day_ended", "ticket_issued"]


def test_a_clock_set_back_over_midnight_stays_on_the_new_day(lobby):
    """Numbers of yesterday are never given twice."""
    lobby.clock.advance(600)
    first = lobby.issue()
    lobby.clock.advance(-1200)

    second = lobby.issue()

    assert (first.number, second.number) == ("A001", "A002")
    assert lobby.memory.reader.snapshot(OFFICE).service_day == date(2026, 3, 3)
    assert second.issued_at >= first.issued_at


def test_the_day_ends_once(lobby):
    """Also if many press at midnight."""
    lobby.clock.advance(600)
    lobby.issue()
    lobby.issue()

    kinds = [one.event.type for one in lobby.memory.reader.events(OFFICE, 0, 100)]

    assert kinds.count("day_ended") == 1
