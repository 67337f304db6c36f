"""``queue-bridge set-address``: gives a unit another address."""

import argparse
from collections.abc import Callable
from typing import Final

from firmware_bridge.commands.arguments import add_command, add_port, address
from firmware_bridge.desk import Desk, opened
from firmware_bridge.protocol.timing import timing_for

_TRIES: Final = 5
"""Of each question: there are few, and a unit that was not heard must not get a second one at its address."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``set-address``."""
    parser = add_command(
        commands,
        "set-address",
        "give a unit another address; new units have 247",
        "queue-bridge set-address /dev/ttyUSB0 247 5",
    )
    add_port(parser)
    parser.add_argument("old", metavar="OLD", type=address, help="present address")
    parser.add_argument("new", metavar="NEW", type=address, help="wanted address")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, should_stop: Callable[[], bool]) -> int:
    """Change the address and see that the unit answers there."""
    timing = timing_for(options.baud)
    with opened(options.port, options.baud, options.format) as port:
        unit = Desk(port, timing, _TRIES).move(options.old, options.new)
    print(f"unit {unit.serial} now has address {options.new}")
    return 0
