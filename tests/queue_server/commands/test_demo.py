"""The demo: everything of an office by one command, and nothing of it left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from queue_server.main import main
from tests.lobby import free_port
from tests.program_log import ProgramLog, judge

OFFICE = "/offices/songcong"


@pytest.fixture
def demo(tmp_path):
    """The demo as somebody starts it, with what it has printed in a file."""
    config, output = tmp_path / "config.toml", tmp_path / "output"
    port = free_port()
    config.write_text(f"[server]\nport = {port}\n")
    command = [sys.executable, "-m", "queue_server", "demo", "--config", str(config), "--data", str(tmp_path / "data")]
    with output.open("wb") as file:
        program = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, start_new_session=True)
    program.base, program.data, program.output = f"http://127.0.0.1:{port}/api/v1", tmp_path / "data", output
    yield program
    if program.poll() is None:
        program.terminate()
        program.wait(30)


def wait_until(ready, seconds=90):
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.1)


def started_by(process):
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def is_there(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_command_shows_a_call_on_a_display_and_ctrl_c_ends_it_all(demo):
    wait_until(lambda: b"Ctrl-C" in demo.output.read_bytes())
    children = started_by(demo.pid)
    sign_in = {"username": "demo", "password": "moiso-demo"}
    token = requests.post(f"{demo.base}/sessions", json=sign_in, timeout=20).json()["token"]
    staff = {"Authorization": f"Bearer {token}"}

    def devices():
        seen = requests.get(f"{demo.base}{OFFICE}/devices", headers=staff, timeout=20).json()
        return [one["online"] for one in seen["bridges"] + seen["displays"]] == [True, True]

    wait_until(devices)
    issue = {"json": {"service": "land"}, "headers": {"Idempotency-Key": "1"}, "timeout": 20}
    number = requests.post(f"{demo.base}{OFFICE}/tickets", **issue).json()["number"]
    requests.post(f"{demo.base}/counters/songcong:2/open", headers=staff, timeout=20)
    requests.post(f"{demo.base}/counters/songcong:2/call-next", headers=staff | {"Idempotency-Key": "2"}, timeout=20)
    wait_until(lambda: number in (demo.data / "display.log").read_text())

    demo.send_signal(signal.SIGINT)

    assert demo.wait(60) == 0
    assert len(demo.output.read_bytes()) < 4096
    assert len(children) >= 4
    assert [one for one in children if is_there(one)] == []
    judge([one for log in demo.data.glob("*.log") for one in ProgramLog(log).complaints()])


@pytest.mark.parametrize("port", ["99999", "0", "x", "-1"])
def test_a_port_that_is_none_is_wrong_use(capsys, port):
    with pytest.raises(SystemExit) as ended:
        main(["demo", f"--port={port}"])

    assert ended.value.code == 2
    assert f"{port!r} is no number from 1 to 65535" in capsys.readouterr().err
