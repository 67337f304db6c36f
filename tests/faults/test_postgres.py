"""PostgreSQL is stopped, killed and started again under full load; a writing process is killed in the middle."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from queue_server.adapters.db.database import open_database
from queue_server.domain.events import TicketCalled
from queue_server.usecases.counter_access import Actor
from queue_server.usecases.counter_session import CounterSession
from tests.builders import an_office
from tests.counts import count
from tests.faults.writing_program import Clock
from tests.postgres_server import running_server
from tests.program_log import NOTHING, complaints, judge

ROOT = Path(__file__).parents[2]
EVERYTHING = 10_000_000


@pytest.fixture(scope="module")
def server():
    """A server that may be killed: nobody else uses it."""
    with running_server() as server:
        yield server


@pytest.fixture
def url(server):
    """A database with one office whose two counters are open."""
    url = server.url(server.new_database())
    database = open_database(url, Clock(), lambda committed: None)
    database.setup.add_office(an_office(("land",), ("1", "2")), by="setup")
    for counter in ("1", "2"):
        CounterSession(database.offices).open("songcong", counter, Actor(name="op1", operator="op1"))
    database.close()
    return url


class Program:
    """Clients in a process of their own, and what they were told so far."""

    def __init__(self, mode, url, name, clients=8, each=EVERYTHING):
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  it is the process's as long as that runs
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.stubborn_program", mode, url, name, str(clients), str(each)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        self.told = []
        assert self.process.stdout.readline() == "ready\n"

    def listen(self, answers):
        """Read until so many more numbers and calls were told."""
        for _ in range(answers):
            line = self.process.stdout.readline()
            while line == "busy\n":
                line = self.process.stdout.readline()
            assert line, "the program ended"
            self.told.append(line)

    def kill(self, announced=NOTHING):
        """End it without warning, and read what it had said; it may only have complained of what was announced."""
        self.process.send_signal(signal.SIGKILL)
        # The last line may be cut by the kill.
        self.told += [line for line in self.process.stdout.readlines() if line.endswith("\n") and line != "busy\n"]
        self.process.wait()
        self._errors.seek(0)
        with self._errors as errors:
            judge(complaints(errors.read().decode(errors="replace"), announced))


def check(url, programs):
    """What was told is what is kept: each number once, each call once, no revision missing."""
    told = [line.split() for program in programs for line in program.told]
    given = [number for key, number in told if not key.startswith("call-")]
    called = [(key.removeprefix("call-"), number) for key, number in told if key.startswith("call-")]
    database = open_database(url, Clock(), lambda committed: None)
    kept = [ticket.number for ticket in database.reader.tickets("songcong", (), None, EVERYTHING)]
    events = database.reader.events("songcong", 0, EVERYTHING)
    revision = database.reader.revision("songcong")
    database.close()

    assert kept == [f"A{number:03d}" for number in range(1, len(kept) + 1)]
    assert len(given) == len(set(given))
    assert set(given) <= set(kept)
    calls = [(one.event.counter, one.event.number) for one in events if isinstance(one.event, TicketCalled)]
    assert len(calls) == len(set(calls)) == len({number for _, number in calls})
    assert set(called) <= set(calls)
    assert len(called) == len(set(called))
    assert [one.at for one in events] == sorted(one.at for one in events)
    assert sorted({one.revision for one in events}) == list(range(1, revision + 1))
    return given, called


@pytest.mark.parametrize("mode", ["threads", "gevent"])
def test_a_restart_of_postgres_loses_and_doubles_nothing_and_needs_no_restart_of_ours(server, url, mode):
    """An administrator upgrades PostgreSQL at noon; nobody may notice more than a moment of waiting."""
    program = Program(mode, url, "one")
    program.listen(50)

    for round_ in range(count(4, 20)):
        (server.crash if round_ % 2 else server.stop)()
        server.start()
        program.listen(50)
    program.kill()

    given, called = check(url, [program])
    assert len(given) + len(called) >= 250
    assert called


def test_an_outage_longer_than_the_patience_is_refused_clearly_and_ends_by_itself(server, url):
    """Requests get "busy" and not silence; afterwards they succeed."""
    program = Program("gevent", url, "one")
    program.listen(20)

    server.stop()
    while program.process.stdout.readline() != "busy\n":
        pass
    server.start()
    program.listen(50)
    program.kill()

    check(url, [program])


def test_a_connection_that_is_cut_again_and_again_loses_and_doubles_nothing(server, url):
    """At any statement and at any commit: the outcome is looked up, not guessed."""
    program = Program("gevent", url, "one")
    program.listen(20)
    name = re.search(r"@/(\w+)", url)[1]

    for _ in range(count(40, 400)):
        with server.connect() as admin:
            admin.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        program.listen(5)
    program.kill()

    check(url, [program])


def test_processes_that_share_an_office_are_killed_in_turn_and_lose_nothing(server, url):
    """A worker that dies in the middle of a batch gives its office back at once."""
    programs = [Program("gevent", url, "first"), Program("gevent", url, "second")]
    for round_ in range(count(2, 20)):
        for program in programs[-2:]:
            program.listen(40)
        programs[-2].kill()
        programs.append(Program("gevent", url, f"next{round_}"))
    for program in programs[-2:]:
        program.listen(40)
        program.kill()

    given, _ = check(url, programs)
    assert len(given) > 100
