"""PostgreSQL is reached with secrets from files, compares as SQLite does, and says in one sentence what is wrong."""

import sys
import threading
import time

import pytest
import sqlalchemy as sa

from queue_server.adapters.db.database import open_database
from queue_server.adapters.db.engine import open_engine
from queue_server.domain.counter_events import CounterOpened
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.failures import StorageError
from tests.builders import an_office
from tests.postgres_server import free_port
from tests.ticket_builders import MORNING, a_ticket, add

OPENED = CounterOpened(counter="1", operator=None)


def wait_for_a_lock(site):
    """Wait until somebody in the database waits."""
    give_up_at = time.monotonic() + 30
    waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    while not site.execute(waiting):
        assert time.monotonic() < give_up_at
        time.sleep(0.01)


@pytest.fixture
def storage():
    """A server."""
    return "postgres"


def test_the_password_comes_from_a_file(site):
    """A password in the configuration would end up in mails and tickets."""
    file = sa.engine.url.quote_plus(str(site.server.password_file))

    sql = open_engine(f"{site.server.tcp_url(site.name)}?password_file={file}").reader()

    assert sql.one(sa.text("SELECT current_user")) == ("moiso",)
    sql.close()


def test_a_wrong_password_is_one_sentence_without_it(site, tmp_path):
    (tmp_path / "password").write_text("geheim")

    with pytest.raises(StorageError, match="password authentication failed") as refused:
        open_engine(f"{site.server.tcp_url(site.name)}?password_file={tmp_path}/password").writer()

    assert "geheim" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_password_file_that_is_not_there_is_named(site, tmp_path):
    with pytest.raises(StorageError, match="nowhere"):
        open_engine(f"{site.url}&password_file={tmp_path}/nowhere").writer()


def test_a_password_in_the_url_is_refused_and_not_repeated():
    with pytest.raises(StorageError, match="password_file") as refused:
        open_engine("postgresql+psycopg://moiso:geheim@db/moiso")

    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("url", ["postgresql+psycopg://moiso@db", "postgresql+psycopg://moiso@db/"])
def test_a_url_without_a_database_is_refused(url):
    with pytest.raises(StorageError, match="names no database"):
        open_engine(url)


def test_a_server_that_is_not_there_is_named():
    with pytest.raises(StorageError, match=r"moiso@127\.0\.0\.1:.*refused"):
        open_database(f"postgresql+psycopg://moiso@127.0.0.1:{free_port()}/moiso", None, print)


def test_a_database_that_is_not_there_is_named(site):
    with pytest.raises(StorageError, match='"nowhere" does not exist'):
        open_database(site.server.url("nowhere"), None, print)


def test_without_the_driver_the_command_that_helps_is_named(monkeypatch):
    """PostgreSQL is an extra."""
    monkeypatch.setitem(sys.modules, "queue_server.adapters.db.postgres_engine", None)

    with pytest.raises(StorageError, match=r"pip install 'moiso\[postgres\]'"):
        open_engine("postgresql+psycopg://moiso@db/moiso")


def test_a_database_of_another_encoding_is_refused(site):
    """It could not hold the names of those who wait."""
    site.execute("DROP DATABASE IF EXISTS latin")
    site.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING LATIN1 LOCALE_PROVIDER libc LOCALE 'C'")

    with pytest.raises(StorageError, match="encoding is LATIN1"):
        open_database(site.server.url("latin"), None, print)
    site.execute("DROP DATABASE latin")


def test_codes_come_in_the_order_of_their_letters_whatever_the_server_speaks(site):
    """The server of these tests sorts by Vietnamese rules: b before C. SQLite doesn't."""
    database = site.open()
    for code in ("b", "C", "đ", "a-1", "a1"):
        database.setup.add_office(an_office(code=code, counters=()), by="setup")

    assert site.execute("SELECT 'b' < 'C'") == [(True,)]
    assert [office.code for office in database.reader.offices()] == sorted(["b", "C", "đ", "a-1", "a1"])


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "UTC"])
def test_the_time_zone_of_server_and_session_does_not_matter(site, zone):
    """An office's day begins at its own midnight."""
    site.execute(f"ALTER ROLE moiso SET TimeZone = '{zone}'")
    database = site.open()
    database.setup.add_office(an_office(), by="setup")

    database.offices.change("songcong", lambda tx: add(tx, a_ticket(1)))
    site.execute("ALTER ROLE moiso RESET TimeZone")

    assert database.reader.ticket("tA1") == a_ticket(1)
    assert database.reader.events("songcong", 1, 10)[0].at == MORNING


def test_a_reader_cannot_write(database, site):
    sql = open_engine(site.url).reader()
    sql.begin()

    with pytest.raises(StorageError, match="read-only"):
        sql.command("UPDATE office SET revision = 0")
    sql.close()


@pytest.mark.parametrize(("default", "kept"), [("off", "on"), ("remote_apply", "remote_apply")])
def test_every_commit_is_durable_whatever_the_default(site, default, kept):
    """A number that was answered survives a power cut of the database's computer."""
    site.execute(f"ALTER ROLE moiso SET synchronous_commit = '{default}'")
    sql = open_engine(site.url).writer()
    site.execute("ALTER ROLE moiso RESET synchronous_commit")

    assert sql.one(sa.text("SHOW synchronous_commit")) == (kept,)
    sql.close()


def test_an_office_that_another_program_holds_is_busy_after_a_while(database, site, monkeypatch):
    """The citizen is told to try again; other offices go on."""
    monkeypatch.setattr("queue_server.adapters.db.postgres_engine.LOCK_TIMEOUT_S", 0.05)
    impatient = site.open()
    database.setup.add_office(an_office(code="other", counters=()), by="setup")
    with site.server.connect(site.name) as other:
        other.execute("BEGIN")
        other.execute("SELECT 1 FROM office WHERE code = 'songcong' FOR UPDATE")

        with pytest.raises(Refusal) as refused:
            impatient.offices.change("songcong", lambda tx: tx.record(OPENED))
        impatient.offices.change("other", lambda tx: tx.record(OPENED))

    impatient.offices.change("songcong", lambda tx: tx.record(OPENED))
    assert refused.value.code == "busy"
    assert [database.reader.revision(code) for code in ("songcong", "other")] == [2, 2]


def test_a_change_that_had_to_wait_is_not_dated_before_the_one_it_waited_for(database, site):
    """The lock is waited for by a statement of its own, whose successors see what was committed meanwhile."""
    site.clock.advance(3600)
    other = site.open()
    entered, go = threading.Event(), threading.Event()

    def slow(tx):
        tx.record(OPENED)
        entered.set()
        go.wait(20)

    first = threading.Thread(target=lambda: other.offices.change("songcong", slow))
    first.start()
    entered.wait(20)
    site.clock.advance(-3600)
    second = threading.Thread(target=lambda: database.offices.change("songcong", lambda tx: tx.record(OPENED)))
    second.start()
    wait_for_a_lock(site)
    go.set()
    first.join()
    second.join()

    times = [one.at for one in database.reader.events("songcong", 1, 10)]
    assert times == sorted(times)
    assert len(times) == 2
