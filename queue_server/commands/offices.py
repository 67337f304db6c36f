"""``queue-server office``: creates many offices from files, and lists them."""

import argparse
from pathlib import Path

from queue_server.commands.options import add_config, configuration_of
from queue_server.config_offices import read_offices
from queue_server.storage import open_storage


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``office`` with ``import`` and ``list``."""
    office = commands.add_parser(
        "office", help="import and list offices", epilog="example: queue-server office import offices/"
    )
    actions = office.add_subparsers(metavar="ACTION", required=True)

    load = actions.add_parser(
        "import",
        help="create the offices of TOML files; those that exist stay as they are",
        epilog="example: queue-server office import communes.toml --dry-run",
    )
    load.add_argument("source", metavar="FILE|FOLDER", type=Path, help="[[office]] sections, and [common] for all")
    load.add_argument("--dry-run", action="store_true", help="only check the files")
    load.set_defaults(run=_import)

    listing = actions.add_parser("list", help="list all offices", epilog="example: queue-server office list")
    listing.set_defaults(run=_list)

    for action in (load, listing):
        add_config(action)


def _import(options: argparse.Namespace) -> int:
    offices = read_offices(options.source)
    if options.dry_run:
        print(f"{len(offices)} offices are valid; nothing was changed")
        return 0
    with open_storage(configuration_of(options)) as storage:
        added = [one.code for one in offices if storage.database.setup.add_office(one, "import")]
    print(f"{len(added)} offices added, {len(offices) - len(added)} existed already")
    return 0


def _list(options: argparse.Namespace) -> int:
    with open_storage(configuration_of(options)) as storage:
        for one in storage.database.reader.offices():
            print(f"{one.code}\t{one.name}\t{len(one.services)} services\t{len(one.counters)} counters")
    return 0
