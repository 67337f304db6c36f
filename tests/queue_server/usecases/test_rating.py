"""Rating what was done, by its holder and at the counter."""

import pytest

from queue_server.domain.rated import TicketRated
from queue_server.domain.rating import RatedBy, Verdict
from queue_server.usecases.rating import Ratings
from tests.fakes.memory_ratings import MemoryRatings
from tests.usecase_lobby import LAN, OFFICE, UseCaseLobby, refused_code

GOOD, BAD = Verdict(score=5), Verdict(score=1, reasons=("waiting",), comment="chờ quá lâu")


@pytest.fixture
def lobby():
    lobby = UseCaseLobby()
    lobby.kept = MemoryRatings(lobby.memory.database)
    lobby.ratings = Ratings(lobby.memory.offices, lobby.memory.reader, lobby.kept, lobby.clock)
    return lobby


def serve(lobby):
    """Serve the first ticket from its call to its end."""
    lobby.call()
    lobby.serving.start(OFFICE, "1", LAN)
    lobby.clock.advance(120)
    lobby.serving.finish(OFFICE, "1", LAN)


def events(lobby):
    return [one.event for one in lobby.memory.reader.events(OFFICE, 0, 1000) if isinstance(one.event, TicketRated)]


def test_a_holder_rates_once_what_was_served(lobby):
    serve(lobby)

    first = lobby.ratings.rate(OFFICE, lobby.first.id, BAD)
    again = lobby.ratings.rate(OFFICE, lobby.first.id, BAD)

    assert first == again
    rating = lobby.kept.rating(lobby.first.id, 0)
    assert (rating.score, rating.counter, rating.operator, rating.by) == (1, "1", "lan", RatedBy.PHONE)
    assert len(events(lobby)) == 1


def test_the_log_tells_no_words(lobby):
    """Texts may name people; the log is kept for years and goes to the province."""
    serve(lobby)
    lobby.ratings.rate(OFFICE, lobby.first.id, BAD)

    [event] = events(lobby)

    assert (event.score, event.reasons, event.counter) == (1, ("waiting",), "1")
    assert "chờ quá lâu" not in repr(event)


def test_nothing_is_rated_before_anybody_was_served(lobby):
    assert refused_code(lambda: lobby.ratings.rate(OFFICE, lobby.first.id, GOOD)) == "rating_closed"
    assert refused_code(lambda: lobby.ratings.rate(OFFICE, "nobody", GOOD)) == "ticket_unknown"
    assert lobby.ratings.of_holder(lobby.ticket(lobby.first)).turn is None


def test_an_opinion_stands_after_a_while(lobby):
    serve(lobby)
    lobby.ratings.rate(OFFICE, lobby.first.id, BAD)
    lobby.clock.advance(59)
    lobby.ratings.rate(OFFICE, lobby.first.id, GOOD)
    lobby.clock.advance(2)

    assert refused_code(lambda: lobby.ratings.rate(OFFICE, lobby.first.id, BAD)) == "rating_closed"
    state = lobby.ratings.of_holder(lobby.ticket(lobby.first))
    assert (state.rating.score, state.changeable) == (5, False)


def test_a_tablet_shows_whose_turn_it_is_and_rates_nobody_else(lobby):
    """Between showing and touching, the next person may have come."""
    serve(lobby)
    shown = lobby.ratings.at_counter(OFFICE, "1")
    assert (shown.turn.ticket.number, shown.changeable) == ("A001", True)
    lobby.call()
    lobby.serving.start(OFFICE, "1", LAN)

    refusal = refused_code(lambda: lobby.ratings.rate_at_counter(OFFICE, "1", shown.turn.id, GOOD))

    assert refusal == "rating_closed"
    assert lobby.ratings.at_counter(OFFICE, "1").turn.ticket.number == "A002"


def test_a_tablet_rates_whom_it_shows(lobby):
    serve(lobby)
    turn = lobby.ratings.at_counter(OFFICE, "1").turn

    lobby.ratings.rate_at_counter(OFFICE, "1", turn.id, GOOD)

    assert lobby.kept.rating(lobby.first.id, 0).by is RatedBy.TABLET
    assert lobby.ratings.at_counter(OFFICE, "1").rating.score == 5
    lobby.clock.advance(61)
    assert lobby.ratings.at_counter(OFFICE, "1").turn is None


def test_undo_works_although_the_ticket_was_rated(lobby):
    """A rating moves no ticket, so it is in nobody's way."""
    serve(lobby)
    lobby.ratings.rate(OFFICE, lobby.first.id, GOOD)

    lobby.undoing.undo(OFFICE, "1", LAN)

    assert lobby.state(lobby.first) == "serving"
