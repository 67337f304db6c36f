"""scan, set-address and monitor on a simulated line, as an administrator runs them."""

import os
import pty
import queue
import signal
import subprocess
import sys
import threading
import time
import tty
from pathlib import Path

import pytest

from firmware_bridge.main import main
from firmware_bridge.protocol import rtu
from firmware_bridge.simulator.process import Simulation, SimulationSettings

ROOT = Path(__file__).parents[3]
LIMIT_S = 30.0


@pytest.fixture(autouse=True)
def own_signals():
    """The commands take them over; the test runner wants them back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture
def line(tmp_path):
    """A simulated line of two boxes and an LED unit in a thread; gives its path."""
    stop = threading.Event()
    link = tmp_path / "line1"
    settings = SimulationSettings(boxes=2, leds=1, baud=19200, noise=0.0, link=link, control=None)
    thread = threading.Thread(target=Simulation(settings).run, args=(stop.is_set,))
    thread.start()
    end = time.monotonic() + LIMIT_S
    while not link.exists():
        assert time.monotonic() < end
        time.sleep(0.01)
    yield str(link)
    stop.set()
    thread.join(LIMIT_S)


def test_scan_lists_who_is_there(line, capsys):
    """Kind, serial number, version, keys."""
    assert main(["scan", line, "--first", "1", "--last", "4", "--tries", "6"]) == 0
    assert main(["scan", line, "--first", "101", "--last", "101", "--tries", "6"]) == 0

    rows = capsys.readouterr().out.splitlines()

    assert [row.strip().split("  ")[:2] for row in rows if "serial" in row] == [
        ["1", "call box"],
        ["2", "call box"],
        ["101", "LED unit"],
    ]
    assert "2 found" in rows


def test_scan_of_an_empty_line_says_what_to_try(line, capsys):
    """Most often the speed is another."""
    assert main(["scan", line, "--first", "50", "--last", "52"]) == 1
    assert "try another --baud" in capsys.readouterr().err


def test_set_address_moves_a_unit_once(line, capsys):
    """And never onto another one."""
    assert main(["set-address", line, "2", "1"]) == 1
    assert "address 1 is taken" in capsys.readouterr().err

    assert main(["set-address", line, "2", "9"]) == 0

    assert "now has address 9" in capsys.readouterr().out
    assert main(["scan", line, "--first", "9", "--last", "9", "--tries", "6"]) == 0


def test_monitor_shows_frames_and_damage():
    """What a fitter sees while keys are pressed."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    process = subprocess.Popen(
        [sys.executable, "-m", "firmware_bridge", "monitor", os.ttyname(theirs)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    rows = queue.Queue()
    threading.Thread(target=lambda: [rows.put(row) for row in process.stdout], daemon=True).start()
    request = rtu.read(5, 17, 3)
    end = time.monotonic() + LIMIT_S
    while rows.empty():
        assert time.monotonic() < end
        os.write(ours, request.frame)
        time.sleep(0.05)
    os.write(ours, rtu.answer_read(request, (7, 258, 3)) + b"\xff\xff")

    seen = ""
    while "damaged" not in seen:
        seen += rows.get(timeout=LIMIT_S)
    process.terminate()

    assert process.wait(LIMIT_S) == 0
    assert "to unit 5: read 17-19" in seen
    assert "unit 5 answers 7 258 3" in seen
    os.close(ours)
    os.close(theirs)
