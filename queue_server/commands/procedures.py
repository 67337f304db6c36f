"""``queue-server procedures``: takes the public catalogue in from a file, and writes it out."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from queue_server.adapters.catalogue_files import read_procedures, write_procedures
from queue_server.adapters.table_files import FileRefused
from queue_server.commands.failure import Failure
from queue_server.commands.options import add_config, configuration_of
from queue_server.storage import open_storage
from queue_server.usecases.procedures import every_procedure

SHOWN_EVERY = 5000
"""Rows between two lines of progress."""


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``procedures`` with ``import`` and ``export``."""
    procedures = commands.add_parser(
        "procedures",
        help="import and export the procedure catalogue",
        epilog="example: queue-server procedures import tthc.xlsx --dry-run",
    )
    actions = procedures.add_subparsers(metavar="ACTION", required=True)

    load = actions.add_parser(
        "import",
        help="take a CSV or XLSX file in: all rows or none",
        epilog="example: queue-server procedures import tthc.csv --replace",
    )
    load.add_argument("file", metavar="FILE", type=Path, help="first row: headings, as an export has them")
    load.add_argument("--dry-run", action="store_true", help="only check the file")
    load.add_argument("--replace", action="store_true", help="remove procedures that are not in the file")
    load.set_defaults(run=_import)

    export = actions.add_parser(
        "export", help="write all procedures to a file", epilog="example: queue-server procedures export tthc.xlsx"
    )
    export.add_argument("file", metavar="FILE", type=Path, help="ends in .csv or .xlsx")
    export.set_defaults(run=_export)

    for action in (load, export):
        add_config(action)


def _import(options: argparse.Namespace) -> int:
    batches = read_procedures(options.file, _progress())
    try:
        if options.dry_run:
            count = sum(len(batch) for batch in batches)
            print(f"{count} procedures are valid; nothing was changed")
            return 0
        with open_storage(configuration_of(options)) as storage:
            done = storage.database.catalogue.load(batches, keep_others=not options.replace)
    except FileRefused as refused:
        for problem in refused.problems:
            print(problem)
        raise Failure(str(refused)) from None
    print(f"{done.added} added, {done.changed} changed, {done.kept} kept, {done.removed} removed")
    return 0


def _export(options: argparse.Namespace) -> int:
    with open_storage(configuration_of(options)) as storage:
        try:
            count = write_procedures(options.file, every_procedure(storage.database.catalogue))
        except FileRefused as refused:
            raise Failure(str(refused)) from None
    print(f"{count} procedures were written to {options.file}")
    return 0


def _progress() -> Callable[[int], None]:
    shown = 0

    def show(rows: int) -> None:
        nonlocal shown
        if rows - shown >= SHOWN_EVERY:
            shown = rows
            print(f"{rows} rows read", file=sys.stderr)

    return show
