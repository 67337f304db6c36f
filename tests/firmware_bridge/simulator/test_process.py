"""Simulator and line as they run: a process, a pseudo-terminal, real time."""

import json
import os
import queue
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from firmware_bridge.bridge import make_line
from firmware_bridge.config import LineSettings, UnitSettings
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.events import KeysMoved, PresenceChanged, UnitMet
from firmware_bridge.simulator.process import SimulationError, _listening, _pseudo_terminal

ROOT = Path(__file__).parents[3]
WAIT_S = 20.0


class Simulator:
    """The process and a connection to its control socket."""

    def __init__(self, folder, *options):
        self.link, self.control = folder / "line1", folder / "control"
        command = [sys.executable, "-m", "firmware_bridge", "simulate", "--pty", str(self.link)]
        self.process = subprocess.Popen([*command, "--control", str(self.control), *options], cwd=ROOT)
        self.wait_until(self.control.exists)

    def connect(self):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(WAIT_S)
        connection.connect(str(self.control))
        return connection.makefile("rw")

    def ask(self, line):
        with self.connect() as stream:
            stream.write(line + "\n")
            stream.flush()
            return json.loads(stream.readline())

    def wait_until(self, condition):
        end = time.monotonic() + WAIT_S
        while not condition():
            assert time.monotonic() < end
            assert self.process.poll() is None
            time.sleep(0.01)

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(WAIT_S)


@pytest.fixture
def simulators(tmp_path):
    """Start simulators; ended after the test."""
    started = []

    def start(*options):
        started.append(Simulator(tmp_path, *options))
        return started[-1]

    yield start
    for simulator in started:
        if simulator.process.poll() is None:
            simulator.end(signal.SIGKILL)


@pytest.fixture
def lines():
    """Run lines on a port; ended after the test."""
    started = []

    def start(port, *addresses):
        reports = queue.Queue(1000)
        units = [UnitSettings(address=a, profile="led-unit" if a > 100 else "call-box") for a in addresses]
        thread = make_line(LineSettings(name="line1", port=str(port), unit=units), reports)
        thread.start()
        started.append(thread)
        return thread, reports

    yield start
    for thread in started:
        thread.stop()
        thread.join(WAIT_S)


def wait_for(reports, kind, matches=lambda news: True):
    while True:
        news = reports.get(timeout=WAIT_S).news
        if isinstance(news, kind) and matches(news):
            return news


def test_keys_and_digits_pass_through_a_real_port(simulators, lines):
    """Simulator process, pseudo-terminal, line thread; then the simulator is unplugged and comes back."""
    simulator = simulators("--boxes", "2", "--leds", "1")
    thread, reports = lines(simulator.link, 1, 2, 101)
    for address in (1, 2, 101):
        thread.orders.show(address, Display(digits=f"A{address:03}"))
    wait_for(reports, UnitMet, lambda met: met.address == 101)
    for address in (1, 2, 101):
        simulator.wait_until(lambda unit=address: simulator.ask(f"get {unit}")["digits"] == f"A{unit:03}")

    simulator.ask("press 2 3")
    moved = wait_for(reports, KeysMoved)
    simulator.ask("release 2 3")
    assert (moved.address, [(event.sequence, event.key) for event in moved.events]) == (2, [(1, 3)])

    assert simulator.end() == 0
    assert not os.path.lexists(simulator.link)
    assert not simulator.control.exists()
    wait_for(reports, PresenceChanged, lambda change: not change.online)
    simulator = simulators("--boxes", "2", "--leds", "1")
    again = wait_for(reports, UnitMet, lambda met: met.address == 2)
    assert again.serial != moved.serial
    simulator.wait_until(lambda: simulator.ask("get 2")["digits"] == "A002")


def test_several_connections_are_served_and_quit_ends_the_process(simulators):
    """The demo's page and a test may look at the same time."""
    simulator = simulators("--boxes", "1")
    streams = [simulator.connect() for _ in range(5)]
    for stream in streams:
        stream.write("get 1\nget 1\n")
        stream.flush()
    for stream in streams:
        assert json.loads(stream.readline())["digits"] == "----"
        assert json.loads(stream.readline())["power"]

    with simulator.connect() as stream:
        stream.write("x" * 300)
        stream.flush()
        assert stream.readline() == ""
    assert simulator.ask("quit") == {"ok": True}
    assert simulator.process.wait(WAIT_S) == 0


def test_links_and_sockets_left_by_a_dead_process_are_replaced(tmp_path):
    """But nothing that is something else."""
    link, control = tmp_path / "line", tmp_path / "control"
    link.symlink_to("/nowhere")
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(control))
    with _pseudo_terminal(link), _listening(control):
        assert os.path.realpath(link).startswith("/dev/pts/")
    assert not os.path.lexists(link)

    link.write_text("precious")
    control.write_text("precious")

    with pytest.raises(SimulationError, match="no symbolic link"), _pseudo_terminal(link):
        pass
    with pytest.raises(SimulationError, match="no socket"), _listening(control):
        pass
    assert link.read_text() == control.read_text() == "precious"
