"""A server that finds yesterday's tickets: the day ends by itself and leaves a copy."""

import signal
import sqlite3
from contextlib import closing

import pytest

from tests.ledger import Ledger
from tests.lobby import Lobby, wait_for


@pytest.fixture
def lobby(tmp_path):
    lobby = Lobby(tmp_path, boxes=1)
    yield lobby
    lobby.stop()


def test_the_day_ends_without_anybody_and_a_copy_is_written(lobby):
    """The computer was off over night; the first minute of the morning has to be right."""
    file = lobby.folder / "moiso.db"
    lobby.start_server()
    lobby.issue()
    lobby.kill("server", signal.SIGTERM)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE office SET service_day = date(service_day, '-1 day')")
        connection.execute("UPDATE ticket SET service_day = date(service_day, '-1 day')")
        connection.execute("UPDATE series SET service_day = date(service_day, '-1 day')")

    lobby.start_server()

    ledger = Ledger(file)
    wait_for(lambda: ledger.rows("SELECT 1 FROM ticket WHERE state = 'expired'"), "yesterday's ticket to expire", 10)
    wait_for(lambda: list((lobby.folder / "var/backups").glob("*.db")), "the day's copy", 20)
    assert lobby.issue()["number"] == "A001"
