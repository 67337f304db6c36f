"""The command line, and what the package may import."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from display_client.main import main

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "display_client").rglob("*.py")
)
SHARED = ([], ["contract"], ["release"], ["settings"])
SERVER_ONLY = ("gevent", "flask", "flask_socketio", "sqlalchemy", "alembic", "pydantic")
BLOCKED = f"""
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        top, *inside = name.split(".")
        if top in {SERVER_ONLY} or top == "queue_server" and inside[:1] not in {SHARED}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocked())
"""
RUN = f"""{BLOCKED}
import runpy
runpy.run_module("display_client", run_name="__main__", alter_sys=True)
"""


def python(code, *arguments):
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_every_module_runs_without_the_server_s_libraries():
    """A display is installed on small computers; the server's parts are not for it."""
    assert len(MODULES) > 15
    imports = "\n".join(f"import {module}" for module in MODULES if not module.endswith("__main__"))

    done = python(BLOCKED + imports)

    assert done.returncode == 0, done.stderr


def test_the_blocking_itself_works():
    """A test that can't fail proves nothing."""
    for module in ("queue_server.domain.ticket", "flask"):
        assert "ModuleNotFoundError" in python(f"{BLOCKED}import {module}").stderr


@pytest.mark.parametrize("arguments", [["--help"], ["terminal", "--help"], ["tv", "--help"]])
def test_help_shows_an_example_without_the_server_s_libraries(arguments):
    """The first thing anybody tries."""
    done = python(RUN, *arguments)

    assert done.returncode == 0, done.stderr
    assert "example: queue-display" in done.stdout


@pytest.mark.parametrize("arguments", [[], ["cinema"], ["tv", "--colour"], ["terminal", "--language", "fr"]])
def test_wrong_use_is_2(arguments, capsys):
    """Scripts tell a typing mistake from a failure."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["terminal", "--office", "a", "--server", "localhost"], 2, "'localhost' is not an address"),
        (["terminal", "--office", "a", "--token-file", "/nowhere/token"], 1, "/nowhere/token cannot be read"),
        (["tv", "--config", "/nowhere/config.toml"], 1, "/nowhere/config.toml: cannot be read"),
    ],
)
def test_an_error_is_one_sentence(arguments, code, sentence, capsys):
    """No traceback for what a person can mend."""
    assert main(arguments) == code

    said = capsys.readouterr().err
    assert said.startswith("queue-display: ")
    assert sentence in said
    assert said.count("\n") == 1


def test_a_defect_is_1_and_logged(monkeypatch, caplog):
    """What nobody expected leaves its traceback for the developer."""
    monkeypatch.setattr("display_client.config.read_display", lambda *given: 1 / 0)

    assert main(["terminal", "--office", "a"]) == 1
    assert "ZeroDivisionError" in caplog.text


def test_the_program_runs_as_a_module():
    """Systemd units and the demo start it this way."""
    done = subprocess.run(
        [sys.executable, "-m", "display_client", "terminal", "--office", "a", "--server", "localhost"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": ""},
    )

    assert done.returncode == 2
    assert "'localhost' is not an address" in done.stderr
