"""``queue-server backup`` and ``restore``."""

import argparse
from pathlib import Path

from queue_server.adapters.db.backup import back_up, restore
from queue_server.commands.options import add_config, configuration_of


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both."""
    backup = commands.add_parser(
        "backup",
        help="copy the database while it is in use",
        epilog="example: queue-server backup /media/usb/moiso-2026-03-02.db",
    )
    backup.add_argument("file", metavar="FILE", type=Path)
    backup.set_defaults(run=_backup)

    bring_back = commands.add_parser(
        "restore",
        help="put a copy back in place of the database; the server must not run",
        epilog="example: queue-server restore /media/usb/moiso-2026-03-02.db",
    )
    bring_back.add_argument("file", metavar="FILE", type=Path)
    bring_back.set_defaults(run=_restore)

    for parser in (backup, bring_back):
        add_config(parser)


def _backup(options: argparse.Namespace) -> int:
    back_up(configuration_of(options).database_url, options.file)
    print(options.file)
    return 0


def _restore(options: argparse.Namespace) -> int:
    configuration = configuration_of(options)
    restore(configuration.database_url, options.file)
    print(f"{options.file} was put in place of {configuration.database_url}")
    return 0
