"""Lanes: one commit for what waits in an office, offices side by side, nothing lost or doubled with a connection."""

import threading

import gevent
import pytest
import sqlalchemy as sa

from queue_server.adapters.db.batch import Written
from queue_server.adapters.db.database import open_for_gevent
from queue_server.adapters.db.engine import open_engine
from queue_server.adapters.db.office_writer import BATCH, OfficeWriter
from queue_server.adapters.db.postgres_sql import PostgresWriteSql
from queue_server.adapters.db.sql import Sql
from queue_server.adapters.db.tables import series
from queue_server.domain.counter_events import CounterOpened
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.changing import Committed
from queue_server.usecases.ports.failures import StorageError
from tests.builders import an_office

OPENED = CounterOpened(counter="1", operator=None)


@pytest.fixture
def storage():
    """A server."""
    return "postgres"


@pytest.fixture
def make_writer(database, site):
    writers = []

    def make(on_commit=lambda committed: None, **options):
        writers.append(OfficeWriter(open_engine(site.url, cooperative=True), on_commit, **options))
        return writers[-1]

    yield make
    for writer in writers:
        writer.close()


@pytest.fixture
def server(site, database):
    """The database as a server on gevent has it open."""
    return site.open(open_for_gevent)


@pytest.fixture
def commits(monkeypatch):
    """Counts commits."""
    count = []
    commit = PostgresWriteSql.commit
    monkeypatch.setattr(PostgresWriteSql, "commit", lambda self: (count.append(1), commit(self))[1])
    return count


def put(prefix):
    """Work that leaves a row behind."""

    def work(sql):
        sql.run(sa.insert(series), office="songcong", service_day="2026-03-02", prefix=prefix, last_sequence=1)
        return Written(value=prefix)

    return work


def done(sql):
    return Written(value="done")


def refuse(sql):
    raise Refusal("queue_empty", "nobody")


def committed(number):
    return Committed(office="songcong", revision=number, kinds=(), tickets=())


def record(database, office="songcong"):
    return database.offices.change(office, lambda tx: (tx.record(OPENED), tx.revision)[1]).value


def revisions(database, office="songcong"):
    return [one.revision for one in database.reader.events(office, 0, 10_000)]


def test_what_waits_together_is_committed_together(make_writer, commits):
    """One commit for the whole backlog of an office: many commits on one row get in each other's way."""
    writer = make_writer()

    clients = [gevent.spawn(writer.write, put(f"P{number}"), "songcong") for number in range(BATCH)]
    gevent.joinall(clients, raise_error=True)

    assert [one.value for one in clients] == [f"P{number}" for number in range(BATCH)]
    assert len(commits) == 1


def test_a_batch_ends_where_savepoints_get_expensive(make_writer, commits):
    writer = make_writer()

    gevent.joinall([gevent.spawn(writer.write, put(f"P{number}"), "songcong") for number in range(BATCH + 1)])

    assert len(commits) == 2


def test_an_office_that_waits_for_another_program_holds_up_no_other(server, database, site):
    """A stuck office must not stop a province."""
    database.setup.add_office(an_office(code="other", counters=()), by="setup")
    with site.server.connect(site.name) as other:
        other.execute("BEGIN")
        other.execute("SELECT 1 FROM office WHERE code = 'songcong' FOR UPDATE")
        stuck = gevent.spawn(record, server)
        free = [gevent.spawn(record, server, "other") for _ in range(5)]
        gevent.joinall(free, raise_error=True)
        stuck_meanwhile = not stuck.ready()
        other.execute("COMMIT")
    stuck.join()

    assert stuck_meanwhile
    assert (stuck.value, revisions(server, "other")) == (2, [1, 2, 3, 4, 5, 6])


def test_publishing_comes_in_the_order_of_commits_and_before_the_answers(make_writer):
    """Who has a number in hand finds it on the board."""
    seen = []
    writer = make_writer(on_commit=lambda committed: seen.append(("published", committed.revision)))

    def client(number):
        writer.write(lambda sql: Written(value=None, committed=committed(number)), "songcong")
        seen.append(("answered", number))

    gevent.joinall([gevent.spawn(client, number) for number in range(100)], raise_error=True)

    published = [number for what, number in seen if what == "published"]
    assert published == list(range(100))
    for number in range(100):
        assert seen.index(("published", number)) < seen.index(("answered", number))


def test_a_refusal_touches_no_neighbour(make_writer):
    writer = make_writer()
    clients = [gevent.spawn(writer.write, work, "songcong") for work in (put("A"), refuse, put("A"), put("B"))]
    gevent.joinall(clients)

    assert [one.value for one in clients] == ["A", None, None, "B"]
    assert clients[1].exception.code == "queue_empty"


def test_a_commit_that_fails_fails_all_of_its_batch_and_publishes_nothing(make_writer, monkeypatch):
    seen = []
    writer = make_writer(on_commit=seen.append)
    with monkeypatch.context() as patched:
        patched.setattr(Sql, "commit", lambda self: self.command("COMMIT nonsense"))
        clients = [
            gevent.spawn(writer.write, lambda sql: Written(value="done", committed=committed(1)), "songcong")
            for _ in range(5)
        ]
        gevent.joinall(clients)

    assert [type(one.exception) for one in clients] == [StorageError] * 5
    assert seen == []
    assert writer.write(done, "songcong") == "done"


def test_a_full_backlog_is_refused_and_empties_again(make_writer):
    """Better "try again" at once than an answer after a minute."""
    writer = make_writer(backlog=3)
    waiting = [gevent.spawn(writer.write, done, f"office{number}") for number in range(3)]
    gevent.sleep(0)

    with pytest.raises(Refusal) as refused:
        writer.write(done, "songcong")
    backlog = writer.waiting
    gevent.joinall(waiting, raise_error=True)

    assert refused.value.code == "busy"
    assert (backlog, writer.waiting) == (3, 0)
    assert writer.write(done, "songcong") == "done"


def test_more_offices_than_connections_take_turns(make_writer, monkeypatch):
    monkeypatch.setattr("queue_server.adapters.db.office_writer.CONNECTIONS", 2)
    writer = make_writer()

    clients = [gevent.spawn(writer.write, done, f"office{number}") for number in range(30)]
    gevent.joinall(clients, raise_error=True)

    assert [one.value for one in clients] == ["done"] * 30


def test_closing_finishes_what_was_accepted_and_refuses_what_comes_after(make_writer):
    """SIGTERM: nobody who was told to wait goes without a number."""
    writer = make_writer()
    accepted = [gevent.spawn(writer.write, done, f"office{number % 3}") for number in range(12)]
    gevent.sleep(0)
    closing = gevent.spawn(writer.close)
    gevent.sleep(0)

    with pytest.raises(Refusal) as refused:
        writer.write(done)
    gevent.joinall([*accepted, closing], raise_error=True)

    assert refused.value.code == "busy"
    assert [one.value for one in accepted] == ["done"] * 12


def test_a_change_within_a_change_is_a_defect(make_writer):
    """It would wait for itself for ever."""
    writer = make_writer()

    with pytest.raises(RuntimeError):
        writer.write(lambda sql: writer.write(done, "songcong"), "songcong")


def test_a_greenlet_that_is_killed_leaves_its_work_to_be_done(server):
    """A browser that goes away mid-request: the number is given, and its repeat finds it."""
    gone = gevent.spawn(record, server)
    gevent.sleep(0)
    gone.kill()

    assert record(server) == 3


def test_a_question_that_is_killed_spoils_no_other(server):
    """The answer must not go to whoever asks next."""
    for _ in range(20):
        gone = gevent.spawn(server.reader.snapshot, "songcong")
        gevent.sleep(0)
        gone.kill()

    assert (server.reader.revision("songcong"), server.reader.office("songcong").code) == (1, "songcong")


def test_greenlets_and_threads_of_programs_share_an_office_without_gap_or_repeat(server, database, site):
    """Several processes may write to one database."""
    other = site.open()
    thread = threading.Thread(target=lambda: [record(other) for _ in range(40)])
    thread.start()
    clients = [gevent.spawn(lambda: [record(server) for _ in range(4)]) for _ in range(20)]
    gevent.joinall(clients, raise_error=True)
    thread.join()

    assert revisions(database) == list(range(1, 122))
    assert sorted(one.revision for one in site.published) == list(range(2, 122))
