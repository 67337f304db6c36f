"""Moving to a server: everything comes along, or nothing is there."""

import sqlite3

import pytest
import sqlalchemy as sa

from queue_server.adapters.db import relocation
from queue_server.adapters.db.backup import server_lock
from queue_server.adapters.db.database import open_database
from queue_server.adapters.db.engine import open_engine
from queue_server.adapters.db.relocation import relocate
from queue_server.adapters.db.schema import migrate
from queue_server.adapters.db.tables import metadata
from queue_server.domain.operator import Operator, Role
from queue_server.usecases.calling import Calling
from queue_server.usecases.counter_access import Actor
from queue_server.usecases.counter_session import CounterSession
from queue_server.usecases.issuing import Issued, IssueRequest, Issuing
from queue_server.usecases.ports.changing import Once
from queue_server.usecases.ports.failures import StorageError
from tests.builders import an_office
from tests.faults.writing_program import Ids
from tests.ticket_builders import MORNING

ACTOR = Actor(name="op1", operator="op1")


@pytest.fixture
def storage():
    """Where the data are to begin with."""
    return "sqlite"


@pytest.fixture
def target(postgres):
    """The URL of a database without tables."""
    name = postgres.new_database()
    yield postgres.url(name)
    postgres.drop(name)


def issue(database, key, office="songcong"):
    once = Once(key=key, request_hash="h", kind=Issued)
    return Issuing(database.offices, Ids()).issue(office, IssueRequest(service="land"), once)


@pytest.fixture
def busy_day(site, database):
    """Two offices in the middle of a day; closed."""
    database.setup.add_office(an_office(("land",), ("b1",), code="phố-yên"), by="setup")
    database.accounts.add_operator(Operator(id="op1", username="lan", name="Lan", role=Role.OPERATOR), "hash")
    database.accounts.add_session("token", "op1", MORNING)
    for number in range(7):
        issue(database, f"k{number}")
        issue(database, f"p{number}", "phố-yên")
        site.clock.advance(61)
    CounterSession(database.offices).open("songcong", "1", ACTOR)
    Calling(database.offices, Ids()).call_next("songcong", "1", ACTOR)
    epoch = database.reader.epoch()
    site.close()
    return epoch


def names(url):
    return sa.inspect(open_engine(url).engine).get_table_names()


def test_everything_comes_along_and_work_goes_on(site, busy_day, target):
    """An office moves in the middle of the day: revisions, log, answers and the epoch are the same."""
    told = []
    moved = relocate(site.url, target, lambda *what: told.append(what))

    before = site.open()
    after = open_database(target, site.clock, print)
    for office in ("songcong", "phố-yên"):
        assert after.reader.snapshot(office) == before.reader.snapshot(office)
        assert after.reader.events(office, 0, 1000) == before.reader.events(office, 0, 1000)
        assert after.reader.tickets(office, (), None, 1000) == before.reader.tickets(office, (), None, 1000)
        assert moved.revisions[office] == after.reader.revision(office)
    assert after.reader.epoch() == busy_day
    assert after.accounts.operators() == before.accounts.operators()
    assert issue(after, "k3").replayed
    assert issue(after, "k8").value.number == "A008"
    after.close()
    assert moved.events == 2 + 14 + 2
    assert {table for table, _, _ in told} == set(metadata.tables)
    assert all(done == total for _, done, total in told)


def test_many_rows_tell_how_far_it_is(site, busy_day, target, monkeypatch):
    monkeypatch.setattr(relocation, "CHUNK", 5)
    told = []

    relocate(site.url, target, lambda table, done, total: table == "ticket" and told.append((done, total)))

    assert told == [(5, 14), (10, 14), (14, 14)]


def test_numbers_that_the_database_gives_go_on(site, busy_day, target):
    """Else the first new row would collide with one that came along."""
    site.execute(
        "INSERT INTO audit (id, at, by_whom, kind, target, action, changes)"
        " VALUES (41, 1, 'lan', 'office', 'songcong', 'changed', '{}')"
    )

    relocate(site.url, target, print)

    sql = open_engine(target).writer()
    sql.begin()
    added = "INSERT INTO audit (at, by_whom, kind, target, action, changes) VALUES (1, '', '', '', 'added', '{}')"
    assert sql.one(sa.text(f"{added} RETURNING id")) == (42,)
    sql.close()


def test_an_office_that_is_served_stays(site, busy_day, target):
    """What is written during the move would be lost."""
    with server_lock(site.url), pytest.raises(StorageError, match="a server is running"):
        relocate(site.url, target, print)

    assert names(target) == []


def test_a_target_with_rows_is_refused_and_stays(site, busy_day, target):
    """It may be the province's."""
    other = open_database(target, site.clock, print)
    other.setup.add_office(an_office(code="hers"), by="setup")
    other.close()

    with pytest.raises(StorageError, match="is not empty"):
        relocate(site.url, target, print)

    after = open_database(target, site.clock, print)
    assert [one.code for one in after.reader.offices()] == ["hers"]
    after.close()


def test_a_target_of_somebody_else_is_refused(site, busy_day, target, postgres):
    with postgres.connect(sa.make_url(target).database) as connection:
        connection.execute("CREATE TABLE song (title text)")

    with pytest.raises(StorageError, match="not a database of this program"):
        relocate(site.url, target, print)

    assert names(target) == ["song"]


def test_a_target_that_has_only_the_tables_will_do(site, busy_day, target):
    """Somebody tried ``doctor`` first."""
    engine = open_engine(target)
    migrate(engine)
    engine.engine.dispose()

    assert relocate(site.url, target, print).revisions.keys() == {"songcong", "phố-yên"}


def test_a_target_that_is_in_use_is_refused(site, busy_day, target):
    """A server that has it open would go on with the old epoch."""
    other = open_database(target, site.clock, print)

    with pytest.raises(StorageError, match="is connected"):
        relocate(site.url, target, print)
    other.close()


def spoil(monkeypatch):
    """Let one character of one copied ticket be wrong."""
    rows = relocation._rows

    def wrong(connection, table):
        for row in rows(connection, table):
            values = tuple(row)
            if table.name == "ticket" and connection.dialect.name == "sqlite" and not spoil.done:
                spoil.done = True
                place = table.columns.keys().index("number")
                values = (*values[:place], "A0O1", *values[place + 1 :])
            yield values

    spoil.done = False
    monkeypatch.setattr(relocation, "_rows", wrong)


def test_a_copy_that_is_not_equal_is_given_up(site, busy_day, target, monkeypatch):
    """All or nothing: the target is as empty as it was."""
    spoil(monkeypatch)

    with pytest.raises(StorageError, match="table ticket: the copy isn't equal"):
        relocate(site.url, target, print)

    assert names(target) == []


def test_what_postgres_cannot_hold_is_named_and_nothing_is_kept(site, busy_day, target):
    """SQLite stores a NUL in a text, PostgreSQL doesn't."""
    with sqlite3.connect(site.path) as file:
        file.execute("UPDATE ticket SET note = 'a' || char(0) || 'b' WHERE number = 'A001'")

    with pytest.raises(StorageError, match="NUL"):
        relocate(site.url, target, print)

    assert names(target) == []


@pytest.mark.parametrize(("of", "to"), [("postgres", "postgres"), ("sqlite", "sqlite")])
def test_only_the_way_from_a_file_to_a_server_is_offered(site, target, tmp_path, of, to):
    urls = {"postgres": target, "sqlite": f"sqlite:///{tmp_path}/other.db"}

    with pytest.raises(StorageError, match="--to"):
        relocate(urls[of], urls[to], print)
