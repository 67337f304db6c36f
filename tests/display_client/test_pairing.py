"""A display that knows nothing but its token."""

import pytest

from display_client.failure import DisplayFailure
from display_client.pairing import office_of_token
from tests.display_client.lobby_server import TOKEN, Lobby


@pytest.fixture
def lobby():
    server = Lobby()
    yield server
    server.close()


def test_the_server_tells_the_office_of_a_token(lobby):
    """``queue-display tv --server URL --token-file FILE`` is enough."""
    assert office_of_token(lobby.url, TOKEN) == "songcong"


def test_nothing_is_opened_on_the_way(lobby):
    """The question must not count as the display's page being open."""
    office_of_token(lobby.url, TOKEN)

    assert lobby.boards() == []


def test_a_refused_token_ends_the_display_without_telling_it(lobby):
    """Waiting would not help; the token itself stays out of the message."""
    with pytest.raises(DisplayFailure, match="does not know the office") as caught:
        office_of_token(lobby.url, "revoked")

    assert "revoked" not in str(caught.value)


def test_a_server_that_is_away_or_not_ready_is_waited_for(lobby):
    """After a power cut the display is up before the server."""
    lobby.go_away()
    lobby.pair_status = 503
    pauses = []

    def pause(seconds):
        pauses.append(seconds)
        if len(pauses) == 1:
            lobby.come()
        else:
            lobby.pair_status = 401

    with pytest.raises(DisplayFailure):
        office_of_token(lobby.url, "unknown", pause)

    assert len(pauses) == 2
