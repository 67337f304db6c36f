"""What the configuration accepts, and how it names what it does not."""

import pytest

from firmware_bridge.config import read_bridge_settings
from queue_server.settings import SettingsError, SettingsFile

LEAST = """
[bridge]
server = "http://127.0.0.1:8000"
token_file = "bridge.token"
[[bridge.line]]
name = "line1"
port = "/dev/ttyUSB0"
[[bridge.line.unit]]
address = 1
"""


def read(tmp_path, text):
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return read_bridge_settings(SettingsFile.read(path))


def test_the_least_that_runs_has_sensible_defaults(tmp_path):
    """19200 8N1, a call box, no keys."""
    line = read(tmp_path, LEAST).line[0]

    assert (line.baud, line.format, line.guard_ms, line.is_socket) == (19200, "8N1", None, False)
    assert (line.unit[0].profile, line.unit[0].counter, line.unit[0].keys) == ("call-box", None, {})


def test_everything_can_be_set(tmp_path):
    """As in the contract's example."""
    settings = read(
        tmp_path,
        LEAST.replace(
            'port = "/dev/ttyUSB0"', 'port = "socket://10.0.0.7:4001"\nbaud = 9600\nformat = "8E1"\nguard_ms = 50'
        )
        + 'profile = "call-box"\ncounter = "songcong:1"\n'
        + 'keys = {1 = "next", 2 = "transfer:land", 3 = "issue:land", 4 = "rate:5"}\noptions = {places = 4}\n',
    )
    line = settings.line[0]

    assert (line.baud, line.format, line.guard_ms, line.is_socket) == (9600, "8E1", 50, True)
    assert line.unit[0].keys["4"] == "rate:5"
    assert line.unit[0].options == {"places": 4}


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("address = 1", "address = 0", "address"),
        ("address = 1", "address = 248", "address"),
        ("address = 1", 'address = "1"', "address"),
        ("address = 1", "adress = 1", "adress"),
        ("address = 1", "address = 1\n[[bridge.line.unit]]\naddress = 1", "address 1 is used twice"),
        ("address = 1", 'address = 1\nkeys = {0 = "next"}', "'0'"),
        ("address = 1", 'address = 1\nkeys = {16 = "next"}', "'16'"),
        ("address = 1", 'address = 1\nkeys = {01 = "next"}', "'01'"),
        ("address = 1", 'address = 1\nkeys = {1 = "jump"}', "'jump'"),
        ("address = 1", 'address = 1\nkeys = {1 = "transfer:"}', "'transfer:'"),
        ("address = 1", 'address = 1\nkeys = {1 = "rate:6"}', "'rate:6'"),
        ("address = 1", 'address = 1\ncounter = "songcong"', "counter"),
        ('name = "line1"', 'name = "line/1"', "name"),
        ('name = "line1"', 'name = "line1"\nbaud = 14400', "14400"),
        ('name = "line1"', 'name = "line1"\nformat = "9N1"', "'9N1'"),
        ('name = "line1"', 'name = "line1"\nguard_ms = 501', "guard_ms"),
        ('port = "/dev/ttyUSB0"', 'port = ""', "port"),
        ('port = "/dev/ttyUSB0"', 'port = "rfc2217://host:1"', "rfc2217"),
        ('server = "http://127.0.0.1:8000"', 'server = "127.0.0.1"', "server"),
        ("[[bridge.line]]", '[[bridge.line]]\nname = "line1"\nport = "y"\n[[bridge.line]]', "'line1' is used twice"),
    ],
)
def test_impossible_values_are_refused_with_file_section_and_key(tmp_path, old, new, named):
    """An administrator finds the line without reading code."""
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, LEAST.replace(old, new))

    message = str(caught.value)
    assert "config.toml" in message
    assert "[bridge" in message
    assert named in message


def test_a_relative_port_is_relative_to_the_configuration_and_stays_a_link(tmp_path):
    """Whatever it points to may be another device after replugging."""
    (tmp_path / "line1").symlink_to("/dev/null")

    port = read(tmp_path, LEAST.replace("/dev/ttyUSB0", "line1")).line[0].port

    assert port == str(tmp_path / "line1")


def test_more_units_than_one_message_can_introduce_are_refused(tmp_path):
    """At the start, not when the server closes the connection."""
    lines = "".join(
        f'[[bridge.line]]\nname = "line{line}"\nport = "/dev/ttyUSB{line}"\n'
        + "".join(f"[[bridge.line.unit]]\naddress = {address}\n" for address in range(1, 127))
        for line in range(2)
    )

    with pytest.raises(SettingsError, match="more than 250"):
        read(tmp_path, "[bridge]\n" + lines)


def test_a_bridge_without_lines_is_refused(tmp_path):
    """It would do nothing, for ever."""
    with pytest.raises(SettingsError, match=r"no \[\[bridge.line\]\]"):
        read(tmp_path, "[bridge]\n")
