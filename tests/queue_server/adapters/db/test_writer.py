"""The thread that writes for greenlets: it batches, answers in order, refuses when full, and never stops the hub."""

import sqlite3
import threading

import gevent
import pytest
from gevent import get_hub
from gevent.event import Event

from queue_server.adapters.db.batch import Written
from queue_server.adapters.db.database import open_for_gevent
from queue_server.adapters.db.engine import open_engine
from queue_server.adapters.db.writer import GeventWriter
from queue_server.domain.counter_events import CounterOpened
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.changing import Committed
from queue_server.usecases.ports.failures import StorageError


@pytest.fixture
def storage():
    """Files."""
    return "sqlite"


OPENED = CounterOpened(counter="1", operator=None)


def committed(number):
    return Committed(office="songcong", revision=number, kinds=(), tickets=())


@pytest.fixture
def make_writer(database, site):
    writers = []

    def make(on_commit=lambda committed: None, **options):
        writers.append(GeventWriter(open_engine(site.url), on_commit, **options))
        return writers[-1]

    yield make
    for writer in writers:
        writer.close()


class Gate:
    """Work that waits in the thread until it is opened; what is handed in meanwhile is the next batch."""

    def __init__(self):
        self._opened, self.entered = threading.Event(), threading.Event()

    def __call__(self, sql):
        self.entered.set()
        assert self._opened.wait(10)
        return Written(value="through")

    def open(self):
        self._opened.set()

    def hold(self, writer):
        """Let a greenlet wait in here."""
        greenlet = gevent.spawn(writer.write, self)
        while not self.entered.is_set():
            gevent.sleep(0.001)
        return greenlet


def test_what_waits_together_is_committed_together(make_writer, monkeypatch):
    """One commit for the whole backlog is what makes a slow disk bearable."""
    commits = []
    monkeypatch.setattr(
        "queue_server.adapters.db.sql.Sql.commit",
        lambda self: (commits.append(1), self.command("COMMIT")),
    )
    writer, gate = make_writer(), Gate()
    first = gate.hold(writer)
    others = [gevent.spawn(writer.write, lambda sql: Written(value="done")) for _ in range(20)]
    gevent.sleep(0)
    gate.open()
    gevent.joinall([first, *others])

    assert [one.value for one in others] == ["done"] * 20
    assert len(commits) == 1


def test_publishing_comes_in_the_order_of_commits_and_before_the_answers(make_writer):
    """Who has a number in hand finds it on the board."""
    seen = []
    writer = make_writer(on_commit=lambda committed: seen.append(("published", committed.revision)))

    def client(number):
        writer.write(lambda sql: Written(value=None, committed=committed(number)))
        seen.append(("answered", number))

    gevent.joinall([gevent.spawn(client, number) for number in range(50)], raise_error=True)

    published = [number for what, number in seen if what == "published"]
    assert published == sorted(published) == list(range(50))
    for number in range(50):
        assert seen.index(("published", number)) < seen.index(("answered", number))


def test_publishing_runs_in_the_hub_s_thread(make_writer):
    threads = []
    writer = make_writer(on_commit=lambda committed: threads.append(threading.get_ident()))

    writer.write(lambda sql: Written(value=None, committed=committed(1)))

    assert threads == [threading.get_ident()]


def test_a_publisher_that_fails_keeps_nobody_from_the_answer(make_writer, monkeypatch):
    reported = []
    monkeypatch.setattr(get_hub(), "handle_error", lambda *error: reported.append(error[1]))

    def fail(committed):
        raise ZeroDivisionError

    writer = make_writer(on_commit=fail)
    clients = [gevent.spawn(writer.write, lambda sql: Written(value="done", committed=committed(1))) for _ in range(3)]
    gevent.joinall(clients)

    assert [one.value for one in clients] == ["done"] * 3
    assert reported == [ZeroDivisionError] * 3


def test_errors_reach_their_own_greenlet(make_writer):
    writer, gate = make_writer(), Gate()

    def refuse(sql):
        raise Refusal("queue_empty", "nobody")

    first = gate.hold(writer)
    wrong = gevent.spawn(writer.write, refuse)
    right = gevent.spawn(writer.write, lambda sql: Written(value="done"))
    gevent.sleep(0)
    gate.open()
    gevent.joinall([first, wrong, right])

    assert wrong.exception.code == "queue_empty"
    assert (first.value, right.value) == ("through", "done")


def test_a_commit_that_fails_fails_all_of_its_batch_and_publishes_nothing(make_writer, monkeypatch):
    seen = []
    writer, gate = make_writer(on_commit=seen.append), Gate()
    gate.hold(writer)
    others = [gevent.spawn(writer.write, lambda sql: Written(value="done", committed=committed(1))) for _ in range(5)]
    gevent.sleep(0)
    with monkeypatch.context() as patched:
        patched.setattr("queue_server.adapters.db.sql.Sql.commit", lambda self: self.command("COMMIT nonsense"))
        gate.open()
        gevent.joinall(others)

    assert [type(one.exception) for one in others] == [StorageError] * 5
    assert seen == []
    assert writer.write(lambda sql: Written(value="next")) == "next"


def test_a_full_backlog_is_refused_and_empties_again(make_writer):
    """Better "try again" at once than an answer after a minute."""
    writer, gate = make_writer(backlog=3), Gate()
    waiting = [gate.hold(writer), *(gevent.spawn(writer.write, lambda sql: Written(value="done")) for _ in range(2))]
    gevent.sleep(0)

    with pytest.raises(Refusal) as refused:
        writer.write(lambda sql: Written(value="one too many"))
    backlog = writer.waiting
    gate.open()
    gevent.joinall(waiting)

    assert refused.value.code == "busy"
    assert (backlog, writer.waiting) == (3, 0)
    assert writer.write(lambda sql: Written(value="again")) == "again"


def test_the_hub_goes_on_while_another_program_holds_the_database(make_writer, site):
    """A command that imports 2,800 procedures must not freeze every display."""
    writer = make_writer()
    other = sqlite3.connect(site.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    ticks = []

    waiting = gevent.spawn(writer.write, lambda sql: Written(value="done"))
    for _ in range(20):
        gevent.sleep(0.005)
        ticks.append(waiting.ready())
    other.execute("ROLLBACK")
    waiting.join()

    assert ticks == [False] * 20
    assert waiting.value == "done"
    other.close()


def test_closing_finishes_what_was_accepted_and_refuses_what_comes_after(make_writer):
    """SIGTERM: nobody who was told to wait goes without a number."""
    writer, gate = make_writer(), Gate()
    accepted = [gate.hold(writer), *(gevent.spawn(writer.write, lambda sql: Written(value="done")) for _ in range(9))]
    gevent.sleep(0)
    closing = gevent.spawn(writer.close)
    gevent.sleep(0)

    with pytest.raises(Refusal) as refused:
        writer.write(lambda sql: Written(value="too late"))
    gate.open()
    gevent.joinall([*accepted, closing], raise_error=True)

    assert refused.value.code == "busy"
    assert [one.value for one in accepted] == ["through", *["done"] * 9]


def test_a_greenlet_that_is_killed_leaves_its_work_to_be_done(make_writer):
    """A browser that goes away mid-request: the number is given, and its repeat finds it."""
    done = []
    writer, gate = make_writer(), Gate()
    first = gate.hold(writer)
    gone = gevent.spawn(writer.write, lambda sql: Written(value=done.append(1)))
    gevent.sleep(0)
    gone.kill()
    gate.open()
    first.join()
    writer.write(lambda sql: Written(value=None))

    assert done == [1]


def test_another_thread_cannot_ask_for_changes(make_writer):
    """A change within a change would wait for itself for ever."""
    writer = make_writer()

    with pytest.raises(RuntimeError):
        writer.write(lambda sql: writer.write(lambda sql: Written(value=None)))


def test_greenlets_share_an_office_without_gap_or_repeat(site, database):
    server = site.open(open_for_gevent)
    everybody = Event()

    def client():
        everybody.wait()
        return [server.offices.change("songcong", lambda tx: (tx.record(OPENED), tx.revision)).value[1] for _ in "1234"]

    clients = [gevent.spawn(client) for _ in range(50)]
    everybody.set()
    gevent.joinall(clients, raise_error=True)

    assert sorted(revision for one in clients for revision in one.value) == list(range(2, 202))
    assert [one.revision for one in site.published] == list(range(2, 202))


def test_the_daily_copy_keeps_no_greenlet_waiting(site, database, tmp_path):
    server = site.open(open_for_gevent)
    copying = gevent.spawn(server.back_up_daily, tmp_path / "copies", site.clock.now().date())
    gevent.sleep(0)
    ready_at_once = copying.ready()
    copying.join()

    assert (ready_at_once, copying.value.is_file()) == (False, True)
