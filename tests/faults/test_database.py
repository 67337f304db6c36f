"""What a power cut, a kill and a crowd do to the database: nothing."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from queue_server.adapters.db.database import open_database
from queue_server.usecases.issuing import Issued, IssueRequest, Issuing
from queue_server.usecases.ports.changing import Once
from tests.builders import an_office
from tests.faults.writing_program import Clock, Ids
from tests.program_log import ProgramLog, judge

PROGRAM = Path(__file__).with_name("writing_program.py")
ROOT = PROGRAM.parents[2]


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path):
    """A database with one office that nobody has open."""
    url = f"sqlite:///{tmp_path}/moiso.db"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
    database = open_database(url, Clock(), lambda committed: None)
    database.setup.add_office(an_office(), by="setup")
    database.close()
    return url


@pytest.fixture
def start(tmp_path):
    """Return a function that starts a program; none of them may complain."""
    log = ProgramLog(tmp_path / "programs.log")

    def start(*words):
        with log.path.open("ab") as errors:
            return subprocess.Popen(
                [sys.executable, str(PROGRAM), *map(str, words)],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    yield start
    judge(log.complaints())


def numbers_in(url):
    """All numbers of the day, in order of issue, from a database that has to be sound."""
    if url.startswith("sqlite:///"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as file:
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert file.execute("PRAGMA foreign_key_check").fetchall() == []
    database = open_database(url, Clock(), lambda committed: None)
    tickets = database.reader.tickets("songcong", (), None, 1_000_000)
    revisions = [one.revision for one in database.reader.events("songcong", 0, 1_000_000)]
    database.close()
    assert revisions == list(range(1, len(tickets) + 2))
    return [ticket.number for ticket in tickets]


@pytest.mark.parametrize("mode", [("serve", 20, 10_000), ("command", 10_000)])
def test_every_number_that_was_given_out_survives_a_kill(url, start, mode):
    """A citizen with a printed number must be in the queue, whatever happened to the server a moment later."""
    program = start(mode[0], url, *mode[1:])
    told = [program.stdout.readline() for _ in range(300)]
    program.send_signal(signal.SIGKILL)
    told += program.stdout.readlines()
    program.wait()
    # The last line may be cut by the kill.
    given = dict(line.split() for line in told if line.endswith("\n"))

    kept = numbers_in(url)

    assert len(given) >= 300
    assert set(given.values()) <= set(kept)
    assert kept == [f"A{number:03d}" for number in range(1, len(kept) + 1)]
    key, number = next(iter(given.items()))
    database = open_database(url, Clock(), lambda committed: None)
    again = Issuing(database.offices, Ids()).issue(
        "songcong", IssueRequest(service="land"), Once(key=key, request_hash="h", kind=Issued)
    )
    database.close()
    assert (again.replayed, again.value.number) == (True, number)


def test_a_server_and_commands_share_an_office_without_gap_or_repeat(url, start):
    """Commands work beside a busy server; each change sees all before it."""
    serving = [("serve", 20, 40)] if url.startswith("sqlite:") else [("serve", 20, 20)] * 2
    programs = [start(mode, url, *counts) for mode, *counts in [*serving, ("command", 60), ("command", 60)]]

    given = [line.split()[1] for program in programs for line in program.communicate(timeout=60)[0].splitlines()]

    assert {program.returncode for program in programs} == {0}
    assert len(given) == 920
    assert sorted(given) == sorted(numbers_in(url))
    assert len(set(given)) == len(given)


LIMITED = """
import resource, signal, sys
from queue_server.adapters.db.database import open_database
from queue_server.domain.counter_events import CounterOpened
from queue_server.usecases.ports.failures import StorageError
from tests.faults.writing_program import Clock

published = []
database = open_database(sys.argv[1], Clock(), published.append)
change = lambda: database.offices.change("songcong", lambda tx: tx.record(CounterOpened(counter="1", operator=None)))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
change()
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
for _ in range(2):
    try:
        change()
        print("stored")
    except StorageError as error:
        print("refused")
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
change()
print(database.reader.revision("songcong"), [one.revision for one in published])
database.close()
"""


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_disk_that_takes_no_more_costs_no_number_and_no_restart(url):
    """The kernel refuses the write of the commit itself; as soon as there is room, work goes on."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, url], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )

    assert (done.stdout, done.stderr) == ("refused\nrefused\n3 [2, 3]\n", "")
