"""``queue-server slips``: brings dossiers that are due for collection in from a file."""

import argparse
from pathlib import Path

from queue_server.adapters.environment import RandomIds
from queue_server.adapters.slip_files import read_slips
from queue_server.adapters.table_files import FileRefused
from queue_server.commands.failure import Failure
from queue_server.commands.options import add_config, configuration_of
from queue_server.domain.errors import Refusal
from queue_server.storage import open_storage
from queue_server.usecases.result_slips import ResultSlips

BY = "command"
"""Who the audit log says brought them."""


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``slips`` with ``import``."""
    slips = commands.add_parser(
        "slips",
        help="bring in dossiers whose results are due for collection",
        epilog="example: queue-server slips import results.xlsx --office songcong --dry-run",
    )
    actions = slips.add_subparsers(metavar="ACTION", required=True)
    load = actions.add_parser(
        "import",
        help="take a CSV or XLSX file in: all rows or none",
        epilog="example: queue-server slips import results.csv --office songcong",
    )
    load.add_argument("file", metavar="FILE", type=Path, help="columns: Mã hồ sơ, Dịch vụ, Ngày hẹn trả, …")
    load.add_argument("--office", required=True, metavar="CODE")
    load.add_argument("--dry-run", action="store_true", help="only check the file")
    load.set_defaults(run=_import)
    add_config(load)


def _import(options: argparse.Namespace) -> int:
    try:
        rows = read_slips(options.file)
    except FileRefused as refused:
        for problem in refused.problems:
            print(problem)
        raise Failure(str(refused)) from None
    with open_storage(configuration_of(options)) as storage:
        slips = ResultSlips(storage.database.offices, storage.database.appointments, RandomIds())
        try:
            done = slips.put(options.office, [entry for _, entry in rows], BY, dry_run=options.dry_run)
        except Refusal as refusal:
            raise Failure(refusal.detail) from None
    for wrong in done.problems:
        print(f"row {rows[wrong.index][0]}, {wrong.field}: {wrong.reason}")
    if done.problems:
        raise Failure(f"{options.file}: {len(done.problems)} rows are refused; nothing was changed")
    what = f"{done.added} added, {done.changed} changed, {done.kept} kept"
    print(f"would be: {what}; nothing was changed" if options.dry_run else what)
    return 0
