"""What all commands share: where the configuration is."""

import argparse
from collections.abc import Callable
from pathlib import Path

from queue_server.config import Configuration, default_configuration, read_configuration

DEFAULT = Path("config.toml")


def add_config(parser: argparse.ArgumentParser, words: str = "configuration") -> None:
    """Add ``--config``, explained by these words."""
    parser.add_argument("--config", type=Path, metavar="FILE", help=f"{words} (default {DEFAULT}, if it exists)")


def configuration_of(options: argparse.Namespace) -> Configuration:
    """Return the configuration a command was given, or the default one.

    Raises:
        SettingsError: names file, section and key.
    """
    path: Path | None = options.config
    if path is None and not DEFAULT.exists():
        return default_configuration(Path.cwd())
    return read_configuration(path or DEFAULT)


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return what reads a whole number of an argument, and refuses others."""

    def read(text: str) -> int:
        if text.isdecimal() and len(text) <= len(str(most)) and least <= int(text) <= most:
            return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} is no number from {least} to {most}")

    return read


def amount(least: float, most: float) -> Callable[[str], float]:
    """Return what reads a number with decimals of an argument, and refuses others."""

    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is no number from {least:g} to {most:g}")
        return number

    return read
