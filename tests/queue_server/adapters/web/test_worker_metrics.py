"""Whichever worker is asked, the figures are those of all."""

import os
import subprocess
import sys
from pathlib import Path

from prometheus_client.multiprocess import mark_process_dead

ROOT = Path(__file__).parents[4]

PROGRAM = """
import sys
from prometheus_client import Counter, generate_latest
from queue_server.adapters.web.device_metrics import ServerFigures
from queue_server.adapters.web.worker_metrics import Registries
from tests.builders import FixedClock, an_office, a_memory_office
from tests.fakes.connected_devices import FakeConnected
from tests.ticket_builders import MORNING

memory = a_memory_office(an_office(), FixedClock(MORNING))
pushes = {"songcong": 0}
figures = ServerFigures(board_pushes=lambda: pushes, writer_backlog=lambda: 2)
registries = Registries(memory.reader, FakeConnected(), figures)
answers = Counter("moiso_http_answers", "Answers", ["endpoint"], registry=registries.counted)
for line in sys.stdin:
    if line == "work\\n":
        answers.labels("board").inc()
        pushes["songcong"] += 10
        registries.write()
        registries.write()
        print("done", flush=True)
    else:
        print(generate_latest(registries.shown).decode() + "END", flush=True)
"""


class Worker:
    def __init__(self, folder):
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=ROOT,
            env=os.environ | ({"PROMETHEUS_MULTIPROC_DIR": str(folder)} if folder else {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def say(self, word):
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()

    def work(self):
        self.say("work")
        assert self.process.stdout.readline() == "done\n"

    def figures(self):
        self.say("figures")
        lines = []
        while (line := self.process.stdout.readline()) != "END\n":
            lines.append(line.rstrip())
        return lines

    def end(self):
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            pipe.close()


def test_any_worker_answers_for_all_and_for_those_that_ended(tmp_path):
    """Counters go on over a worker's death; what it had connected is gone."""
    first, second = Worker(tmp_path), Worker(tmp_path)
    for worker in (first, first, second):
        worker.work()

    (tmp_path / "counter_999999.db").touch()  # of one that is just beginning, or was killed as it began
    both = second.figures()
    first.end()
    mark_process_dead(first.process.pid, tmp_path)
    one = second.figures()
    second.end()

    for figures in (both, one):
        assert 'moiso_http_answers_total{endpoint="board"} 3.0' in figures
        assert 'moiso_board_pushes_total{office="songcong"} 30.0' in figures
        assert 'moiso_tickets_waiting{office="songcong"} 0.0' in figures
    assert "moiso_writer_backlog 4.0" in both
    assert "moiso_writer_backlog 2.0" in one
    assert len([line for line in both if line.startswith("moiso_worker_memory_bytes{")]) == 2
    assert len([line for line in one if line.startswith("moiso_worker_memory_bytes{")]) == 1


def test_a_single_process_shows_its_own_figures():
    worker = Worker(None)
    worker.work()

    figures = worker.figures()
    worker.end()

    assert 'moiso_http_answers_total{endpoint="board"} 1.0' in figures
    assert "moiso_writer_backlog 2.0" in figures
    assert any(line.startswith("process_resident_memory_bytes ") for line in figures)
