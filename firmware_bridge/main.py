"""Entry of ``queue-bridge``: picks the subcommand, stops it on a signal, words its errors."""

import argparse
import importlib
import logging
import signal
import sys
import threading
from collections.abc import Sequence

logger = logging.getLogger(__name__)

COMMANDS = {
    "run": "firmware_bridge.commands.run",
    "check-config": "firmware_bridge.commands.check_config",
    "scan": "firmware_bridge.commands.scan",
    "monitor": "firmware_bridge.commands.monitor",
    "set-address": "firmware_bridge.commands.set_address",
    "simulate": "firmware_bridge.commands.simulate",
}
"""Subcommand to the module that has its ``add_parser`` function; only the chosen one is imported."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code: 0 done, 1 failed, 2 wrong use."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    options = _parser(arguments).parse_args(arguments)
    logging.basicConfig(
        level=logging.DEBUG if options.verbose else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    logging.getLogger("websocket").setLevel(logging.WARNING)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    from firmware_bridge.commands.arguments import Failure
    from firmware_bridge.desk import DeskError
    from queue_server.settings import SettingsError

    try:
        code: int = options.run(options, stop.is_set)
    except (Failure, DeskError, SettingsError) as error:
        print(f"queue-bridge: {error}", file=sys.stderr)  # noqa: T201
        return 1
    except Exception:
        logger.exception("queue-bridge failed")
        return 1
    return code


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser with the chosen command's options, or with all commands for ``--help``."""
    parser = argparse.ArgumentParser(
        prog="queue-bridge",
        description="Connects serial lines with call boxes and LED units to the server.",
        epilog="example: queue-bridge run --config config.toml",
    )
    from queue_server.release import TellVersion

    parser.add_argument(
        "--version", action=TellVersion, nargs=0, default=argparse.SUPPRESS, help="print the version and exit"
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    chosen = [name for name in arguments[:1] if name in COMMANDS]
    for name in chosen or COMMANDS:
        importlib.import_module(COMMANDS[name]).add_parser(commands)
    return parser
