"""Every command is used alike: its configuration is named after it, and its help shows an example."""

import argparse
import importlib

import pytest

from queue_server.main import _parser
from queue_server.release import release


def leaves(parser, name=""):
    """Yield (name, parser) of every command that does something."""
    groups = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if not groups:
        yield name.strip(), parser
    for one, below in (pair for group in groups for pair in group.choices.items()):
        yield from leaves(below, f"{name} {one}")


COMMANDS = {name: parser for name, parser in leaves(_parser([])[0]) if name != "worker"}
"""All that people call; workers are started by ``run`` alone."""

NAMED = (
    "run demo migrate check-config doctor simulate backup restore",
    "operator add|passwd|list|disable",
    "device add|list|revoke",
    "procedures import|export",
    "voice build|import|check",
    "policy replay",
)
"""What installations and instructions rely on."""


def test_the_commands_that_people_rely_on_are_there():
    wanted = set(NAMED[0].split())
    for group in NAMED[1:]:
        name, _, parts = group.partition(" ")
        wanted |= {f"{name} {part}" for part in parts.split("|")}

    assert wanted - set(COMMANDS) == set()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_takes_a_configuration_and_shows_an_example(name):
    words = COMMANDS[name].format_help()

    assert "--config FILE" in words
    assert f"example: queue-server {name}" in " ".join(words.split())


@pytest.mark.parametrize("program", ["queue_server", "firmware_bridge", "display_client"])
def test_every_program_tells_its_version(program, capsys):
    """Support asks for it first."""
    with pytest.raises(SystemExit) as ended:
        importlib.import_module(f"{program}.main").main(["--version"])

    assert ended.value.code == 0
    assert capsys.readouterr().out.split()[1] == release()
