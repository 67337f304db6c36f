"""A database with one office, opened as often as a test likes: a SQLite file, and one of a PostgreSQL server."""

import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa

from queue_server.adapters.db.database import Database, open_database
from queue_server.adapters.db.instants import to_micros
from tests.builders import FixedClock, an_office
from tests.ticket_builders import MORNING


class Site:
    """Where a database lies, and what opens it."""

    def __init__(self, url):
        self.url = url
        self.clock = FixedClock(MORNING)
        self.published = []
        self._opened = []

    def open(self, open_=open_database, on_commit=None) -> Database:
        database = open_(self.url, self.clock, on_commit or self.published.append, self._now)
        self._opened.append(database)
        return database

    def _now(self, _sql):
        return to_micros(self.clock.now())

    def close(self):
        while self._opened:
            self._opened.pop().close()


class SqliteSite(Site):
    """A file."""

    def __init__(self, folder):
        folder.mkdir(exist_ok=True)
        self.path = folder / "moiso.db"
        super().__init__(f"sqlite:///{self.path}")

    def execute(self, command):
        """Run a command as another program would, and return its rows."""
        with closing(sqlite3.connect(self.path)) as file, file:
            return file.execute(command).fetchall()


class PostgresSite(Site):
    """A database of a server."""

    def __init__(self, server, url):
        super().__init__(url)
        self.server = server
        self.name = sa.make_url(url).database

    def execute(self, command):
        """Run a command as another program would, and return its rows."""
        with closing(self.server.connect(self.name)) as connection:
            cursor = connection.execute(command)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(params=["sqlite", "postgres"])
def storage(request):
    """What a test module is about; it overrides this if it is about one of them."""
    return request.param


@pytest.fixture
def site(storage, request, tmp_path):
    """A place for a database that doesn't exist yet, or has no rows."""
    if storage == "sqlite":
        site = SqliteSite(tmp_path)
    else:
        site = PostgresSite(request.getfixturevalue("postgres"), request.getfixturevalue("postgres_url"))
    yield site
    site.close()


@pytest.fixture
def make_site(storage, request, tmp_path):
    """Makes places for databases that have no tables yet."""
    made = []

    def make():
        if storage == "sqlite":
            made.append(SqliteSite(tmp_path / f"new{len(made)}"))
        else:
            server = request.getfixturevalue("postgres")
            made.append(PostgresSite(server, server.url(server.new_database())))
        return made[-1]

    yield make
    for site in made:
        site.close()
        if storage == "postgres":
            site.server.drop(site.name)


@pytest.fixture
def new_site(make_site):
    """A place for a database that has no tables yet."""
    return make_site()


@pytest.fixture
def database(site):
    """An open database with the office Sông Công: services land and civil, counters 1 and 2."""
    database = site.open()
    database.setup.add_office(an_office(("land", "civil"), ("1", "2")), by="setup")
    site.published.clear()
    return database
