"""The terminal screen as people start it: in a terminal, and with its output in a pipe."""

import fcntl
import json
import os
import pty
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from queue_server.contract.codec import to_wire
from tests.display_client.boards import a_board, a_call
from tests.program_log import ProgramLog, judge

ROOT = Path(__file__).resolve().parents[3]
LONG_S = 20.0


@pytest.fixture
def server():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.display_client.board_server", str(port), json.dumps(to_wire(a_board()))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )
    assert "listening" in process.stdout.readline()
    process.url = f"http://127.0.0.1:{port}"
    yield process
    process.kill()
    process.communicate()


def order(server, **what):
    server.stdin.write(json.dumps(what) + "\n")
    server.stdin.flush()


def command(server):
    options = ["--server", server.url, "--office", "songcong", "--name", "lobby"]
    return [sys.executable, "-m", "display_client", "terminal", *options]


class Terminal:
    """A pseudo terminal with the display in it, and all it has written."""

    def __init__(self, server, tmp_path, rows=24, columns=80):
        self.master, slave = pty.openpty()
        self.resize(rows, columns)
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "TERM": "xterm-256color"}
        self.process = subprocess.Popen(
            command(server), stdin=slave, stdout=slave, stderr=slave, cwd=ROOT, env=environment, start_new_session=True
        )
        self.text = ""

    def resize(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def until(self, text):
        end = time.monotonic() + LONG_S
        while text not in self.text:
            assert time.monotonic() < end, self.text[-2000:]
            if select.select([self.master], [], [], 0.1)[0]:
                self.text += os.read(self.master, 1 << 16).decode(errors="replace")

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def terminal(server, tmp_path):
    opened = Terminal(server, tmp_path)
    yield opened
    opened.close()


def test_the_board_fills_the_terminal_and_follows_its_size(server, terminal):
    """A window that is made larger is used."""
    terminal.until("Mời đến Quầy 1")
    assert "\x1b[?1049h" in terminal.text
    assert "\x1b[24;1H" in terminal.text

    terminal.text = ""
    terminal.resize(40, 120)
    terminal.process.send_signal(signal.SIGWINCH)

    terminal.until("\x1b[40;1H")


def test_a_change_and_an_order_reach_the_screen(server, terminal):
    """From the server to the cells."""
    terminal.until("Mời đến Quầy 1")
    order(server, board=to_wire(a_board(2, calls=[*a_board().calls, a_call("A006", "2", times=2)])))
    terminal.until("Mời đến Quầy 2 (lần 2)")

    order(server, command={"command": "identify"})
    terminal.until("Màn hình này: lobby · songcong")

    order(server, command={"command": "volume", "value": 0.5})
    order(server, command={"command": "test"})
    terminal.until("0123456789AĂÂ")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_terminal_is_given_back(server, terminal, number):
    """After Ctrl-C the shell looks as before."""
    terminal.until("Mời đến Quầy 1")
    terminal.text = ""

    terminal.process.send_signal(number)

    terminal.until("\x1b[?25h\x1b[?1049l")
    assert terminal.process.wait(10) == 0
    assert termios.tcgetattr(terminal.slave) == terminal.before
    assert "Traceback" not in terminal.text


def test_a_full_disk_does_not_paint_over_the_board(server, tmp_path):
    """The log can't be written then, and that is not what the hall has to read."""
    (tmp_path / "moiso-display").mkdir()
    (tmp_path / "moiso-display" / "terminal.log").symlink_to("/dev/full")
    terminal = Terminal(server, tmp_path)
    try:
        terminal.until("Mời đến Quầy 1")
        order(server, board=to_wire(a_board(2, calls=[*a_board().calls, a_call("A006", "2", times=2)])))
        terminal.until("Mời đến Quầy 2 (lần 2)")
    finally:
        terminal.close()

    assert "Logging error" not in terminal.text


def test_log_lines_do_not_paint_over_the_board(server, terminal, tmp_path):
    """They go to a file beside the kept board."""
    terminal.until("Mời đến Quầy 1")
    log = tmp_path / "moiso-display" / "terminal.log"
    end = time.monotonic() + LONG_S
    while "connected to http" not in log.read_text(encoding="utf-8"):
        assert time.monotonic() < end
        time.sleep(0.02)

    assert "connected to" not in terminal.text


@pytest.fixture
def log(tmp_path):
    """Where a program writes what nobody looks at; it may not complain there."""
    log = ProgramLog(tmp_path / "errors.log")
    yield log
    judge(log.complaints())


def test_in_a_pipe_it_writes_a_line_per_change(server, tmp_path, log):
    """The demo and tests read it; no control sequences."""
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path)}
    with log.path.open("wb") as errors:
        display = subprocess.Popen(
            command(server), stdout=subprocess.PIPE, stderr=errors, text=True, cwd=ROOT, env=environment
        )
    try:
        lines = iter(display.stdout.readline, "")
        first = next(line for line in lines if " r1 " in line)
        order(server, board=to_wire(a_board(2, calls=[a_call("A008", "3")])))
        second = next(line for line in lines if " r2 " in line)
    finally:
        display.terminate()
        rest, _ = display.communicate(timeout=10)

    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00 r1 A006 → Quầy 2, A007 → Quầy 1 \|", first)
    assert "A008 → Quầy 3" in second
    assert "\x1b" not in first + second + rest
    assert display.returncode == 0


def test_a_reader_that_goes_away_ends_it(server, tmp_path, log):
    """``queue-display terminal | head -1`` must end."""
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path)}
    with log.path.open("wb") as errors:
        display = subprocess.Popen(
            command(server), stdout=subprocess.PIPE, stderr=errors, text=True, cwd=ROOT, env=environment
        )
    display.stdout.readline()
    display.stdout.close()
    order(server, board=to_wire(a_board(5)))

    assert display.wait(LONG_S) == 1
