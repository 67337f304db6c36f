"""A connection that breaks, at whatever moment, loses nothing and doubles nothing."""

import time

import gevent
import pytest
import sqlalchemy as sa

from queue_server.adapters.db.batch import Written
from queue_server.adapters.db.database import open_for_gevent
from queue_server.adapters.db.engine import open_engine
from queue_server.adapters.db.postgres_sql import PostgresSql, PostgresWriteSql
from queue_server.adapters.db.sql import TransactionLost
from queue_server.adapters.db.tables import series
from queue_server.domain.counter_events import CounterOpened
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.failures import RuleBroken

OPENED = CounterOpened(counter="1", operator=None)
OWN_BACKEND = sa.text("SELECT pg_backend_pid()")


@pytest.fixture
def storage():
    """A server."""
    return "postgres"


@pytest.fixture
def server(site, database):
    """The database as a server on gevent has it open."""
    return site.open(open_for_gevent)


def record(database):
    return database.offices.change("songcong", lambda tx: (tx.record(OPENED), tx.revision)[1]).value


def revisions(database):
    return [one.revision for one in database.reader.events("songcong", 0, 10_000)]


def test_work_whose_connection_breaks_is_done_again(server, site):
    """PostgreSQL restarts in the middle of a change: the citizen notices nothing."""
    cut = []

    def work(tx):
        tx.record(OPENED)
        if not cut:
            cut.append(tx._sql.one(OWN_BACKEND)[0])
            site.execute(f"SELECT pg_terminate_backend({cut[0]}, 10000)")
            tx.desk("1")
        return tx.revision

    done = server.offices.change("songcong", work)

    assert done.value == 2
    assert [one.revision for one in site.published] == [2]
    assert revisions(server) == [1, 2]


def test_idle_connections_that_broke_are_replaced(server, site):
    """A restart in the night: the first citizen of the morning gets a number."""
    record(server)
    site.execute(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    assert server.reader.revision("songcong") == 2
    assert record(server) == 3


def test_a_failure_that_is_heard_of_late_stays_with_its_own_change(server):
    """Statements go ahead of their answers: the neighbour who waits for hers must not get another's failure."""

    def put(prefix):
        def work(sql):
            sql.do(sa.insert(series), office="songcong", service_day="2026-03-02", prefix=prefix, last_sequence=1)
            return Written(value=prefix)

        return gevent.spawn(server._writer.write, work, "songcong")

    clients = [put("A"), put("A"), put("B")]
    gevent.joinall(clients)

    assert [one.value for one in clients] == ["A", None, "B"]
    assert isinstance(clients[1].exception, RuleBroken)


def cut_at_commit(monkeypatch, kept):
    """Let the first commit's answer get lost, after the server kept it or before it heard of it."""
    command, cut = PostgresWriteSql.command, []

    def lose(self, text):
        if text == "COMMIT" and not cut:
            cut.append(self)
            if kept:
                command(self, text)
            raise TransactionLost("the network was cut")
        command(self, text)

    monkeypatch.setattr(PostgresWriteSql, "command", lose)


@pytest.mark.parametrize("kept", [True, False])
def test_a_commit_whose_answer_is_lost_counts_exactly_once(server, site, monkeypatch, kept):
    """The server is asked what became of the transaction: a number is neither lost nor given twice."""
    cut_at_commit(monkeypatch, kept)

    clients = [gevent.spawn(record, server) for _ in range(5)]
    gevent.joinall(clients, raise_error=True)

    assert sorted(one.value for one in clients) == [2, 3, 4, 5, 6]
    assert revisions(server) == [1, 2, 3, 4, 5, 6]
    assert [one.revision for one in site.published] == [2, 3, 4, 5, 6]


def test_a_commit_that_is_still_under_way_is_waited_for(server, site, monkeypatch):
    """The server may not have noticed that the connection is gone."""
    cut_at_commit(monkeypatch, kept=False)
    asked, was_kept = [], PostgresSql.was_kept

    def ask(self, transaction):
        asked.append(was_kept(self, transaction))
        return None if len(asked) < 3 else asked[-1]

    monkeypatch.setattr(PostgresSql, "was_kept", ask)

    assert record(server) == 2
    assert asked == [False, False, False]
    assert revisions(server) == [1, 2]


def test_a_running_transaction_is_neither_kept_nor_lost(database, site):
    first, second = (open_engine(site.url).writer() for _ in range(2))
    first.begin("songcong")
    transaction = first.transaction()
    running = second.was_kept(transaction)
    first.commit()
    kept = second.was_kept(transaction)
    first.begin("songcong")
    given_up = first.transaction()
    first.close()
    give_up_at = time.monotonic() + 30
    while (lost := second.was_kept(given_up)) is None and time.monotonic() < give_up_at:
        time.sleep(0.01)
    second.close()

    assert (running, kept, lost) == (None, True, False)


def test_a_transaction_that_a_crash_made_forgotten_was_not_kept(database, site):
    """Its number was never durable; the connection goes on being of use."""
    sql = open_engine(site.url).writer()
    sql.begin("songcong")
    number, _, life = sql.transaction().partition("@")
    sql.rollback()

    assert sql.was_kept(f"{int(number) + 1000}@{life}") is False
    sql.begin("songcong")
    sql.commit()
    sql.close()


def test_after_a_crash_a_number_may_be_that_of_another(server, site, monkeypatch):
    """What was kept can't be known by it then: nothing is claimed, and the same request may be sent again."""
    cut_at_commit(monkeypatch, kept=True)
    lives = iter(("before", "after"))
    monkeypatch.setattr("queue_server.adapters.db.postgres_engine.PostgresEngine._life_of", lambda *_: next(lives))

    with pytest.raises(Refusal, match="busy"):
        record(server)

    assert revisions(server) == [1, 2]


def test_while_the_server_is_away_changes_are_refused_and_afterwards_go_on(server, site, monkeypatch):
    """An outage longer than the patience: a clear refusal, and no restart afterwards."""
    monkeypatch.setattr(server._writer._outage, "_patience_s", 0.3)
    with site.server.connect() as admin:
        admin.execute(f'ALTER DATABASE "{site.name}" ALLOW_CONNECTIONS false')
        admin.execute(f"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{site.name}'")
        refusals = []
        for _ in range(3):
            with pytest.raises(Refusal) as refused:
                record(server)
            refusals.append(refused.value.code)
        admin.execute(f'ALTER DATABASE "{site.name}" ALLOW_CONNECTIONS true')

    assert refusals == ["busy"] * 3
    assert record(server) == 2
