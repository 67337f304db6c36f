"""A database file with one office, opened as often as a test likes."""

import pytest

from queue_server.adapters.db.database import Database, open_database
from tests.builders import FixedClock, an_office
from tests.ticket_builders import MORNING


class Site:
    """Where a database lies, and what opens it."""

    def __init__(self, folder):
        self.path = folder / "moiso.db"
        self.url = f"sqlite:///{self.path}"
        self.clock = FixedClock(MORNING)
        self.published = []
        self._opened = []

    def open(self, open_=open_database, on_commit=None) -> Database:
        database = open_(self.url, self.clock, on_commit or self.published.append)
        self._opened.append(database)
        return database

    def close(self):
        while self._opened:
            self._opened.pop().close()


@pytest.fixture
def site(tmp_path):
    """A place for a database that doesn't exist yet."""
    site = Site(tmp_path)
    yield site
    site.close()


@pytest.fixture
def database(site):
    """An open database with the office Sông Công: services land and civil, counters 1 and 2."""
    database = site.open()
    database.setup.add_office(an_office(("land", "civil"), ("1", "2")), by="setup")
    site.published.clear()
    return database
