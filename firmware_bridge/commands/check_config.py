"""``queue-bridge check-config``: tells what is wrong, or doubtful, before anything is opened."""

import argparse
from collections.abc import Callable

from firmware_bridge.commands.arguments import Failure, add_command
from firmware_bridge.config import read_bridge_settings
from firmware_bridge.line_check import check_lines
from firmware_bridge.office_numbers import office_numbers
from queue_server.settings import SettingsFile


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``check-config``."""
    parser = add_command(
        commands,
        "check-config",
        "check the configured lines and units",
        "queue-bridge check-config --config config.toml",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, should_stop: Callable[[], bool]) -> int:
    """Print every finding; 1 if the bridge would not start."""
    file = SettingsFile.read(options.config)
    settings = read_bridge_settings(file)
    findings = check_lines(settings, office_numbers(file))
    for warning in findings.warnings:
        print(f"warning: {file.path}: {warning}")
    for error in findings.errors[:-1]:
        print(f"error: {file.path}: {error}")
    if findings.errors:
        raise Failure(f"{file.path}: {findings.errors[-1]}")
    units = sum(len(line.unit) for line in settings.line)
    print(f"{file.path}: {len(settings.line)} lines with {units} units can be driven")
    return 0
