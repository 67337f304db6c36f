"""Periodic work keeps its rhythm, survives its own failures and stops."""

from datetime import UTC, datetime

from queue_server.adapters.realtime.periodic import Periodic
from queue_server.usecases.ports.failures import StorageError
from tests.builders import FixedClock


class Server:
    """Runs the task at once; sleeping lets time pass until the end of the test."""

    def __init__(self, until):
        self.clock = FixedClock(datetime(2026, 3, 2, tzinfo=UTC))
        self._until = self.clock.monotonic() + until
        self.periodic = None

    def start_background_task(self, target):
        target()

    def sleep(self, seconds):
        self.clock.advance(seconds)
        if self.clock.monotonic() >= self._until:
            self.periodic.stop()


def run(until, work):
    server = Server(until)
    times, began = [], server.clock.monotonic()

    def note():
        times.append(round(server.clock.monotonic() - began, 6))
        work(server.clock)

    server.periodic = Periodic(server, server.clock, 5.0, note)
    server.periodic.start()
    return times


def test_work_takes_nothing_from_the_rhythm():
    """Clients count the seconds between two beats."""
    assert run(21, lambda clock: clock.advance(1.5)) == [5.0, 10.0, 15.0, 20.0]


def test_after_a_long_call_missed_times_are_not_made_up_for():
    """After a laptop's sleep a hundred beats at once would help nobody."""
    pauses = iter([17.0])

    times = run(41, lambda clock: clock.advance(next(pauses, 0.0)))

    assert times == [5.0, 22.0, 27.0, 32.0, 37.0]


def test_a_failure_is_logged_and_tried_again(caplog):
    """One bad moment of the disk must not silence the server for good."""
    times = run(16, lambda clock: 1 / 0)

    assert times == [5.0, 10.0, 15.0]
    assert caplog.text.count("periodic work failed") == 3


def test_a_stopped_one_works_no_more():
    """Not even once more after its sleep."""
    assert run(5, lambda clock: None) == []


def test_a_broken_database_is_told_without_a_traceback(caplog):
    """The work is tried again; the sentence says what to mend."""

    def broken(clock):
        raise StorageError("moiso.db: disk full")

    run(11, broken)

    assert [(one.message, one.exc_info) for one in caplog.records] == [
        ("periodic work failed: moiso.db: disk full", None)
    ] * 2
