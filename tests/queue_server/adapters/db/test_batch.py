"""Work in one transaction stays apart; what fails as a whole is told to everybody."""

import sqlite3
import threading

import pytest
import sqlalchemy as sa

from queue_server.adapters.db.batch import InlineWriter, Job, WriteConnection, Written
from queue_server.adapters.db.engine import open_engine
from queue_server.adapters.db.schema import migrate
from queue_server.adapters.db.tables import series
from queue_server.domain.counter_events import CounterOpened
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.failures import RuleBroken, StorageError
from tests.ticket_builders import a_ticket, add

ONLY_SQLITE = pytest.mark.parametrize("storage", ["sqlite"], indirect=True)
OPENED = CounterOpened(counter="1", operator=None)


@pytest.fixture
def engine(database, site):
    """The file of an office that is set up."""
    return open_engine(site.url)


def put(prefix, value="put"):
    """Work that leaves a row behind."""

    def work(sql):
        sql.run(sa.insert(series), office="songcong", service_day="2026-03-02", prefix=prefix, last_sequence=1)
        return Written(value=value)

    return work


def prefixes(engine):
    """The rows that are there."""
    sql = engine.reader()
    try:
        return {row[0] for row in sql.all(sa.select(series.c.prefix))}
    finally:
        sql.close()


def failing(prefix, error):
    """Work that fails after it left a row."""

    def work(sql):
        put(prefix)(sql)
        raise error

    return work


@pytest.mark.parametrize("error", [Refusal("queue_empty", "nobody"), ZeroDivisionError(), StorageError("odd")])
def test_work_that_fails_does_not_touch_its_neighbours(engine, error):
    """Twenty people press at once; the one whose queue is empty must not cost the others their turn."""
    connection = WriteConnection(engine)
    jobs = [Job(put("A")), Job(failing("B", error)), Job(put("C"))]

    connection.run(jobs)

    assert [jobs[0].result(), jobs[2].result()] == ["put", "put"]
    with pytest.raises(type(error)):
        jobs[1].result()
    assert prefixes(engine) == {"A", "C"}
    connection.close()


def test_work_that_breaks_a_constraint_does_not_touch_its_neighbours(engine):
    connection = WriteConnection(engine)
    jobs = [Job(put("A")), Job(put("A")), Job(put("B"))]

    connection.run(jobs)

    assert (jobs[0].result(), jobs[2].result()) == ("put", "put")
    with pytest.raises(RuleBroken):
        jobs[1].result()
    assert prefixes(engine) == {"A", "B"}
    connection.close()


def test_work_that_keeps_nothing_leaves_nothing(engine):
    connection = WriteConnection(engine)

    def forgotten(sql):
        put("B")(sql)
        return Written(value="read", keep=False)

    jobs = [Job(put("A")), Job(forgotten)]
    connection.run(jobs)

    assert (jobs[1].result(), prefixes(engine)) == ("read", {"A"})
    connection.close()


def test_a_commit_that_fails_is_told_to_everybody_and_the_next_works(engine, monkeypatch):
    """A full disk: nobody gets a number that is not on it, and when there is room again work goes on."""
    connection = WriteConnection(engine)
    jobs = [Job(put("A")), Job(failing("B", Refusal("queue_empty", "nobody"))), Job(put("C"))]
    with monkeypatch.context() as patched:
        patched.setattr("queue_server.adapters.db.sql.Sql.commit", lambda self: self.command("COMMIT nonsense"))
        connection.run(jobs)

    for job in jobs:
        assert job.committed is None
        with pytest.raises(StorageError, match=r"moiso\.db|postgresql\+psycopg://moiso@/test_"):
            job.result()
    assert prefixes(engine) == set()
    after = [Job(put("D"))]
    connection.run(after)
    assert (after[0].result(), prefixes(engine)) == ("put", {"D"})
    connection.close()


@ONLY_SQLITE
def test_a_full_database_is_told_to_everybody_and_the_next_works(engine):
    """SQLite takes back a whole transaction by itself when the disk is full; the jobs before must not look done."""
    connection = WriteConnection(engine)

    def fill(sql):
        sql.command("PRAGMA max_page_count = 1")
        for number in range(10_000):
            put(f"full{number}")(sql)
        return Written(value="filled")

    jobs = [Job(put("A")), Job(fill), Job(put("B"))]
    connection.run(jobs)

    with pytest.raises(StorageError, match="full"):
        jobs[1].result()
    done = {job_prefix for job_prefix, job in (("A", jobs[0]), ("B", jobs[2])) if job.keep}
    assert prefixes(engine) == done
    connection.close()
    after = [Job(put("C"))]
    connection.run(after)
    assert after[0].result() == "put"
    connection.close()


@ONLY_SQLITE
def test_a_lock_that_is_not_released_is_a_refusal(engine, site, monkeypatch):
    """Somebody holds the database with another tool: the citizen is told to try again."""
    monkeypatch.setattr("queue_server.adapters.db.sqlite_engine.BUSY_TIMEOUT_S", 0.05)
    connection = WriteConnection(open_engine(site.url))
    other = sqlite3.connect(site.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    refused = Job(put("A"))
    connection.run([refused])
    other.execute("ROLLBACK")
    accepted = Job(put("B"))
    connection.run([accepted])

    with pytest.raises(Refusal) as refusal:
        refused.result()
    assert refusal.value.code == "busy"
    assert (accepted.result(), prefixes(engine)) == ("put", {"B"})
    other.close()
    connection.close()


def test_an_interrupt_takes_the_work_back(engine):
    """Ctrl-C in a command leaves no half change and no lock."""
    writer = InlineWriter(engine, lambda committed: None)

    with pytest.raises(KeyboardInterrupt):
        writer.write(failing("A", KeyboardInterrupt()))

    assert (writer.write(put("B")), prefixes(engine)) == ("put", {"B"})
    writer.close()


def test_who_hears_of_a_commit_may_write_again(site, database):
    """Publishing happens outside the transaction."""
    heard = []

    def write_again(committed):
        heard.append(committed.revision)
        if len(heard) < 3:
            second.offices.change("songcong", lambda tx: tx.record(OPENED))

    second = site.open(on_commit=write_again)
    second.offices.change("songcong", lambda tx: tx.record(OPENED))

    assert heard == [2, 3, 4]
    assert database.reader.revision("songcong") == 4


def test_threads_take_turns(site, database):
    """No gap, no repeat, and everything is published in the order of the revisions."""

    def issue(of_thread):
        def work(tx):
            sequence = (tx.series_last("A") if tx.service_day else 0) + 1
            add(tx, a_ticket(sequence))
            tx.take_sequence("A", sequence)

        for _ in range(25):
            database.offices.change("songcong", work)

    threads = [threading.Thread(target=issue, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [one.revision for one in site.published] == list(range(2, 202))
    assert [one.sequence for one in database.reader.tickets("songcong", (), None, 1000)] == list(range(1, 201))


def test_a_new_file_has_nothing_to_commit(tmp_path):
    """An empty batch is a batch."""
    engine = open_engine(f"sqlite:///{tmp_path}/new.db")
    migrate(engine)
    connection = WriteConnection(engine)

    connection.run([])
    connection.close()
