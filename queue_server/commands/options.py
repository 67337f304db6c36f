"""What all commands share: where the configuration is."""

import argparse
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
