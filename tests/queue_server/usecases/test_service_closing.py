"""A service that is closed for a while: no numbers, a reason to read, and open again by itself the next day."""

import pytest

from queue_server.domain.errors import Refusal
from queue_server.usecases.board import make_board
from queue_server.usecases.service_closing import ServiceClosing
from tests.usecase_lobby import OFFICE, UseCaseLobby, refused_code

REASON = {"vi": "Hết số", "en": "No more numbers"}


@pytest.fixture
def lobby():
    lobby = UseCaseLobby()
    lobby.closing = ServiceClosing(lobby.memory.offices)
    return lobby


def service(lobby):
    return lobby.memory.reader.office(OFFICE).service("land")


def test_no_number_is_given_and_the_board_says_why(lobby):
    """People read it at the kiosk; those who wait are still called."""
    lobby.closing.close(OFFICE, "land", "boss", REASON)

    board = make_board(lobby.memory.reader.snapshot(OFFICE), lobby.clock.now())
    assert (board.services[0].open, board.services[0].closed_reason) == (False, REASON)
    assert refused_code(lobby.issue) == "service_closed"
    assert lobby.call().number == "A001"


def test_opening_it_takes_the_reason_away(lobby):
    lobby.closing.close(OFFICE, "land", "boss", REASON)
    lobby.closing.open(OFFICE, "land", "boss")

    assert (service(lobby).open, service(lobby).closed_reason) == (True, None)
    assert lobby.issue().number == "A003"


@pytest.mark.parametrize(("until_opened", "is_open"), [(False, True), (True, False)])
def test_the_next_day_it_is_open_unless_somebody_said_otherwise(lobby, until_opened, is_open):
    """Nobody thinks of it the next morning, and the kiosk would turn people away."""
    lobby.closing.close(OFFICE, "land", "boss", REASON, until_opened=until_opened)
    lobby.clock.advance(86400)

    lobby.issue("tax")

    assert service(lobby).open is is_open
    assert service(lobby).closed_reason == (None if is_open else REASON)


def test_closing_again_in_the_same_words_changes_nothing(lobby):
    first = lobby.closing.close(OFFICE, "land", "boss", REASON)

    assert lobby.closing.close(OFFICE, "land", "boss", REASON).revision == first.revision


@pytest.mark.parametrize("reason", [{}, {"vi": "  "}])
def test_a_reason_is_needed(lobby, reason):
    """A closed door without a word makes people ask at every counter."""
    with pytest.raises(Refusal) as refused:
        lobby.closing.close(OFFICE, "land", "boss", reason)

    assert (refused.value.code, refused.value.field) == ("invalid", "reason")
    assert refused_code(lambda: lobby.closing.close(OFFICE, "fish", "boss", REASON)) == "service_unknown"
