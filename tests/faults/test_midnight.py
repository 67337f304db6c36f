"""A server that finds yesterday's tickets: the day ends by itself and leaves a copy."""

from datetime import UTC, datetime, timedelta

import pytest

from queue_server.adapters.db.database import open_database
from queue_server.usecases.issuing import IssueRequest, Issuing
from tests.builders import FixedClock, SerialIds
from tests.ledger import Ledger
from tests.lobby import OFFICE, Lobby, wait_for


@pytest.fixture
def lobby(tmp_path):
    lobby = Lobby(tmp_path, boxes=1)
    yield lobby
    lobby.stop()


def test_the_day_ends_without_anybody_and_a_copy_is_written(lobby):
    """The computer was off over night; the first minute of the morning has to be right."""
    file = lobby.folder / "moiso.db"
    yesterday = FixedClock(datetime.now(UTC) - timedelta(days=1))
    database = open_database(f"sqlite:///{file}", yesterday, lambda committed: None)
    Issuing(database.offices, SerialIds()).issue(OFFICE, IssueRequest(service="land"))
    database.close()

    lobby.start_server()

    ledger = Ledger(file)
    wait_for(lambda: ledger.rows("SELECT 1 FROM ticket WHERE state = 'expired'"), "yesterday's ticket to expire", 10)
    wait_for(lambda: list((lobby.folder / "var/backups").glob("*.db")), "the day's copy", 20)
    assert lobby.issue()["number"] == "A001"
