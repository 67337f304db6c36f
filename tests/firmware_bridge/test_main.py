"""The command line: help, exit codes, one-sentence errors, a clean end, and what it may import."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from firmware_bridge.main import COMMANDS

ROOT = Path(__file__).parents[2]
LIMIT_S = 30.0

CONFIGURATION = """
[bridge]
server = "http://127.0.0.1:9"
token_file = "token"
[[bridge.line]]
name = "line1"
port = "/nowhere/ttyUSB0"
[[bridge.line.unit]]
address = 1
"""

WITHOUT_SERVER = """
import importlib, pkgutil, sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"gevent", "flask", "flask_socketio", "sqlalchemy", "pydantic", "alembic", "redis"}:
            raise ImportError(f"{name} belongs to the server")
        if name.startswith("queue_server.") and name.split(".")[1] not in {"contract", "settings"}:
            raise ImportError(f"{name} belongs to the server")

sys.meta_path.insert(0, Blocker())
import firmware_bridge
names = [module.name for module in pkgutil.walk_packages(firmware_bridge.__path__, "firmware_bridge.")]
for name in names:
    if not name.endswith("__main__") and ".firmware" not in name:
        importlib.import_module(name)
print(len(names))
"""


def run(*arguments, cwd=ROOT):
    return subprocess.run(
        [sys.executable, *arguments],
        check=False,
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )


def bridge(*arguments):
    return run("-m", "firmware_bridge", *arguments)


@pytest.mark.parametrize("command", [(), *[(name,) for name in COMMANDS]])
def test_every_command_has_help_with_an_example(command):
    """Nobody should need the manual for that."""
    done = bridge(*command, "--help")

    assert done.returncode == 0
    assert "example: queue-bridge" in done.stdout


def test_every_module_can_be_imported_without_the_server():
    """The computer with the serial lines has neither database nor web server."""
    done = run("-c", WITHOUT_SERVER)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 40


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "usage"),
        (("fly",), 2, "invalid choice"),
        (("scan",), 2, "PORT"),
        (("scan", "/nowhere/ttyUSB0"), 1, "/nowhere/ttyUSB0"),
        (("scan", "/dev/ttyUSB0", "--baud", "14400"), 2, "14400"),
        (("monitor", "/nowhere/ttyUSB0"), 1, "/nowhere/ttyUSB0"),
        (("set-address", "/dev/ttyUSB0", "247", "0"), 2, "'0' is no number from 1 to 247"),
        (("simulate", "--boxes", "101"), 2, "'101' is no number from 0 to 100"),
        (("simulate", "--boxes", "1", "--noise", "2"), 2, "'2' is no chance"),
        (("run", "--config", "/nowhere/config.toml"), 1, "/nowhere/config.toml"),
    ],
)
def test_errors_are_one_sentence_and_a_telling_exit_code(arguments, code, words):
    """1 failed, 2 wrong use; never a traceback."""
    done = bridge(*arguments)

    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("", ""), "token_file"),
        (('"token"', '"empty"'), "is empty"),
        (("address = 1", 'address = 1\nprofile = "nix"'), "'nix' is unknown"),
        (("address = 1", "address = 300"), "address"),
    ],
)
def test_a_configuration_that_can_not_work_is_refused_at_the_start(tmp_path, change, words):
    """With file, section and key."""
    config = tmp_path / "config.toml"
    config.write_text(CONFIGURATION.replace(*change) if change[0] else CONFIGURATION)
    if change[0]:
        (tmp_path / "token").write_text("secret")
        (tmp_path / "empty").touch()

    done = bridge("run", "--config", str(config))

    assert done.returncode == 1
    assert str(config) in done.stderr
    assert words in done.stderr
    assert "secret" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_bridge_without_server_and_without_port_keeps_trying_and_ends_cleanly(tmp_path, number):
    """A refused connection at the start is normal; the end takes less than ten seconds."""
    config = tmp_path / "config.toml"
    config.write_text(CONFIGURATION)
    (tmp_path / "token").write_text("secret")
    log = tmp_path / "log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "firmware_bridge", "run", "--config", str(config)], cwd=ROOT, stderr=stream
        )
    end = time.monotonic() + LIMIT_S
    while not ("no connection to http" in log.read_text() and "line line1 failed" in log.read_text()):
        assert time.monotonic() < end
        assert process.poll() is None
        time.sleep(0.05)

    began = time.monotonic()
    process.send_signal(number)

    assert process.wait(LIMIT_S) == 0
    assert time.monotonic() - began < 10
    assert "secret" not in log.read_text()
    assert "Traceback" not in log.read_text()
