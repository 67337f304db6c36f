"""``queue-bridge run``: drives the configured lines."""

import argparse
import logging
from collections.abc import Callable

from firmware_bridge.bridge import Bridge
from firmware_bridge.commands.arguments import Failure, add_command
from firmware_bridge.config import read_bridge_settings
from firmware_bridge.line_check import check_lines
from firmware_bridge.office_numbers import office_numbers
from queue_server.settings import SettingsFile

logger = logging.getLogger(__name__)


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``run``."""
    parser = add_command(
        commands, "run", "drive the configured lines and talk to the server", "queue-bridge run --config config.toml"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, should_stop: Callable[[], bool]) -> int:
    """Work until stopped."""
    file = SettingsFile.read(options.config)
    settings = read_bridge_settings(file)
    findings = check_lines(settings, office_numbers(file))
    if findings.errors:
        raise Failure(f"{file.path}: {findings.errors[0]}")
    for warning in findings.warnings:
        logger.warning("%s: %s", file.path, warning)
    token_file = file.resolve(settings.token_file)
    if not token_file.is_file() or not token_file.stat().st_size:
        state = "is empty" if token_file.is_file() else "is missing"
        raise Failure(
            f"{file.path}: [bridge]: token_file: {token_file} {state}; "
            "'queue-server device add NAME --kind bridge --office CODE' prints a token to put there"
        )
    bridge = Bridge(settings, token_file)
    logger.info("driving %d lines", len(settings.line))
    bridge.run(should_stop)
    logger.info("stopped")
    return 0
