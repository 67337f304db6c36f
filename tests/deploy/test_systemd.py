"""The shipped units start programs that exist, with options they know."""

import configparser
import shlex
import subprocess
import sys

import pytest

from tests.lobby import ROOT

UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
MODULES = {"queue-server": "queue_server", "queue-bridge": "firmware_bridge", "queue-display": "display_client"}


def unit(path):
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(path)
    return parser


def test_there_is_a_unit_for_each_program():
    assert [path.stem for path in UNITS] == ["moiso-bridge", "moiso-display", "moiso-server"]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
@pytest.mark.parametrize("extra", ["", "--workers=2"])
def test_the_command_is_one_the_program_takes(path, extra, tmp_path):
    """A misspelt option shows only after the next reboot."""
    words = shlex.split(unit(path)["Service"]["ExecStart"])
    assert words[0].startswith("/opt/moiso/bin/")
    module = MODULES[words[0].rpartition("/")[2]]
    options = [word for word in words[1:] if word != "$MOISO_RUN"]
    if "$MOISO_RUN" in words:
        options += [extra] if extra else []
    options[options.index("--config") + 1] = str(tmp_path / "missing.toml")

    command = [sys.executable, "-m", module, *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    # It fails for want of the file, not of the option.
    assert done.returncode == 1, done.stderr
    assert "missing.toml: cannot be read" in done.stderr


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_it_comes_back_whatever_ends_it(path):
    service = unit(path)["Service"]

    assert service["Restart"] == "always"
    assert int(service["TimeoutStopSec"]) > 10
