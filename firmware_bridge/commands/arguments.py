"""Arguments that several commands take, and the one error they end with."""

import argparse
from collections.abc import Callable
from pathlib import Path

from firmware_bridge.protocol.register_map import BAUD_CODES, HIGHEST_ADDRESS, LOWEST_ADDRESS
from firmware_bridge.protocol.timing import FORMATS


class Failure(Exception):
    """What was asked for can't be done; one sentence for the user."""


def add_command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str, example: str
) -> argparse.ArgumentParser:
    """Return the parser of a new subcommand."""
    parser = commands.add_parser(name, help=text, description=f"{text.capitalize()}.", epilog=f"example: {example}")
    parser.add_argument("--config", type=Path, default=Path("config.toml"), help="configuration (default config.toml)")
    parser.add_argument("--verbose", action="store_true", help="log every byte")
    return parser


def add_port(parser: argparse.ArgumentParser) -> None:
    """Add the port and its settings."""
    parser.add_argument("port", metavar="PORT", help="/dev/serial/by-id/…, a pseudo-terminal, or socket://host:port")
    parser.add_argument("--baud", type=int, choices=BAUD_CODES, default=19200, help="speed (default 19200)")
    parser.add_argument("--format", choices=sorted(FORMATS), default="8N1", help="character format (default 8N1)")


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return an argument type: a whole number within bounds."""

    def number(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"{text!r} is no number from {least} to {most}")
        return int(text)

    return number


def chance(text: str) -> float:
    """Return an argument that is a chance from 0 to 1."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no chance from 0 to 1")
    return number


address = whole(LOWEST_ADDRESS, HIGHEST_ADDRESS)
"""Argument type of a unit's address."""
