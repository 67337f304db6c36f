"""Workers are replaced when they die or hang, and all end in time; tried with real processes."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.lobby import wait_for

ROOT = Path(__file__).parents[3]
PATIENCE_S = 60


class Supervised:
    """A supervisor in a process of its own, and what its workers left."""

    def __init__(self, folder, mode="serve", count=2, **constants):
        self.folder = folder
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.queue_server.commands.supervise", mode, str(folder), str(count)),
                *(f"{name}={value}" for name, value in constants.items()),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.port = int(self.process.stdout.readline())

    def started(self):
        file = self.folder / "started"
        return [tuple(map(int, line.split())) for line in file.read_text().splitlines()] if file.exists() else []

    def serving(self):
        """Return the process that answers a new connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as connection:
            return int(connection.recv(100))

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.wait()

    def wait(self):
        self.output = self.process.communicate(timeout=PATIENCE_S)[1]
        return self.process.returncode


def is_running(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_all_serve_on_one_port_and_end_together(tmp_path, number):
    supervised = Supervised(tmp_path)
    wait_for(lambda: len({supervised.serving() for _ in range(5)}) == 2, "both workers", seconds=PATIENCE_S)
    pids = {pid for _, pid in supervised.started()}

    assert supervised.stop(number) == 0

    assert not any(map(is_running, pids))
    assert set(map(int, (tmp_path / "ended").read_text().split())) == pids


def test_a_worker_that_dies_is_replaced_and_no_connection_is_refused(tmp_path):
    """The socket outlives the worker; who connects meanwhile is answered by another, or by the next one."""
    supervised = Supervised(tmp_path, count=1)
    first = supervised.serving()

    os.kill(first, signal.SIGKILL)
    second = supervised.serving()

    assert second != first
    assert [number for number, _ in supervised.started()] == [1, 1]
    assert supervised.stop() == 0


def test_a_worker_that_keeps_dying_is_replaced_ever_more_rarely(tmp_path):
    """A broken installation must not use up the computer."""
    supervised = Supervised(tmp_path, count=1, AGAIN_FIRST_S=0.05, AGAIN_AT_MOST_S=0.4)
    pids = []
    for _ in range(5):
        pids.append(supervised.serving())
        os.kill(pids[-1], signal.SIGKILL)
        wait_for(lambda: not is_running(pids[-1]), "its end", seconds=PATIENCE_S)
    supervised.serving()
    assert supervised.stop() == 0

    assert len(set(pids)) == 5
    pauses = [float(line.split(" s")[0]) for line in supervised.output.split("the next one starts in ")[1:]]
    assert pauses == [0.05, 0.1, 0.2, 0.4, 0.4]


def test_a_worker_that_hangs_is_killed_and_replaced(tmp_path):
    """It has its port and its memory, but serves nobody."""
    supervised = Supervised(tmp_path, count=1, SILENT_S=1.0)
    first = supervised.serving()

    os.kill(first, signal.SIGSTOP)
    wait_for(lambda: len(supervised.started()) == 2, "the next worker", seconds=PATIENCE_S)

    assert supervised.serving() != first
    assert supervised.stop() == 0


def test_a_worker_that_never_begins_is_killed(tmp_path):
    supervised = Supervised(tmp_path, mode="mute", count=1, START_WITHIN_S=0.5)

    wait_for(lambda: len(supervised.started()) >= 2, "the next worker", seconds=PATIENCE_S)

    supervised.stop()
    assert "was silent for 0 s and is killed" in supervised.output


def test_if_none_can_ever_serve_all_is_given_up(tmp_path):
    """Whoever started it sees that it failed."""
    supervised = Supervised(tmp_path, mode="fail", AGAIN_FIRST_S=0.01)

    assert supervised.wait() == 1

    assert "no worker could begin to serve" in supervised.output


def test_what_does_not_end_is_killed_in_time(tmp_path):
    """A restart of the service takes no longer than ten seconds."""
    supervised = Supervised(tmp_path, mode="stubborn", STOP_WITHIN_S=1.0)
    wait_for(lambda: len({supervised.serving() for _ in range(5)}) == 2, "both workers", seconds=PATIENCE_S)
    pids = [pid for _, pid in supervised.started()]

    began = time.monotonic()
    assert supervised.stop() == 0

    assert time.monotonic() - began >= 1.0
    assert not any(map(is_running, pids))


def test_workers_end_when_the_supervisor_is_killed(tmp_path):
    """No worker goes on that nobody looks after."""
    supervised = Supervised(tmp_path)
    wait_for(lambda: len({supervised.serving() for _ in range(5)}) == 2, "both workers", seconds=PATIENCE_S)
    pids = [pid for _, pid in supervised.started()]

    supervised.stop(signal.SIGKILL)

    wait_for(lambda: not any(map(is_running, pids)), "the workers' end", seconds=PATIENCE_S)
