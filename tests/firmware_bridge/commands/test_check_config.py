"""``queue-bridge check-config`` and the same check at the start of ``run``."""

import signal

import pytest

from firmware_bridge.main import main

OFFICE = """
[office]
code = "o"
[[office.service]]
code = "land"
prefix = "K"
[[office.counter]]
code = "1"
services = ["land"]
"""
LINE = """
[[bridge.line]]
name = "hall"
port = "/dev/null"
baud = 9600
"""
DISPLAY = """
[[bridge.line.unit]]
address = 1
profile = "modbus-digits"
counter = "o:1"
options = {device = "dm56a04"}
"""
MODULES = "".join(
    f'[[bridge.line.unit]]\naddress = {address}\nprofile = "modbus-inputs"\n' for address in range(11, 15)
)


@pytest.fixture(autouse=True)
def signals():
    """Give back what ``main`` takes."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def config(tmp_path):
    """Write a configuration."""

    def write(*parts):
        path = tmp_path / "config.toml"
        path.write_text("\n".join(parts), encoding="utf-8")
        return str(path)

    return write


def test_a_sound_configuration_is_counted(config, capsys):
    """Exit 0."""
    assert main(["check-config", "--config", config(LINE, DISPLAY)]) == 0
    assert "1 lines with 1 units can be driven" in capsys.readouterr().out


def test_a_prefix_that_can_not_be_shown_is_a_warning(config, capsys):
    """The office still works; people see a blank."""
    assert main(["check-config", "--config", config(OFFICE, LINE, DISPLAY)]) == 0
    assert "warning: " in (printed := capsys.readouterr().out)
    assert "'hall' unit 1: it cannot show the K of K001" in printed


def test_a_line_that_would_lose_presses_is_an_error(config, capsys):
    """Exit 1, with the reason and the figure."""
    assert main(["check-config", "--config", config(LINE, MODULES)]) == 1
    assert "asked every 94 ms" in capsys.readouterr().err


def test_every_error_is_printed(config, capsys):
    """One after the other, the last one as the reason of the failure."""
    wrong = "".join(f'[[bridge.line.unit]]\naddress = {address}\nprofile = "nix{address}"\n' for address in (1, 2))

    assert main(["check-config", "--config", config(LINE, wrong)]) == 1
    out, err = capsys.readouterr()
    assert "nix1" in out
    assert "nix2" in err


def test_run_does_not_start_with_an_error(config, capsys):
    """Before anything is opened."""
    assert main(["run", "--config", config(LINE, MODULES)]) == 1
    assert "asked every 94 ms" in capsys.readouterr().err


def test_run_logs_the_warnings(config, capsys, caplog):
    """Then it goes on; here it ends at the missing token."""
    assert main(["run", "--config", config(OFFICE, LINE, DISPLAY)]) == 1
    assert any("cannot show the K" in record.getMessage() for record in caplog.records)
    assert "token_file" in capsys.readouterr().err
