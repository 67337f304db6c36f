"""``queue-server migrate`` and ``check-config``."""

import argparse
import sys
from pathlib import Path

from queue_server.adapters.db.relocation import relocate
from queue_server.commands.failure import Failure
from queue_server.commands.options import add_config, configuration_of
from queue_server.config import Configuration
from queue_server.config_database import with_password_file
from queue_server.storage import open_storage


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both."""
    migrate = commands.add_parser(
        "migrate",
        help="bring the database to this program's schema",
        epilog="example: queue-server migrate --config config.toml; to move to a server: "
        "queue-server migrate --to postgresql+psycopg://moiso@db/moiso --password-file var/database.password",
    )
    migrate.add_argument(
        "--to", metavar="URL", help="move all data of the configured SQLite file to an empty PostgreSQL database"
    )
    migrate.add_argument(
        "--password-file", metavar="FILE", type=Path, help="file with nothing but the password of --to"
    )
    migrate.set_defaults(run=_migrate)

    check = commands.add_parser(
        "check-config",
        help="check the configuration without starting anything",
        epilog="example: queue-server check-config --config config.toml",
    )
    check.set_defaults(run=_check)

    for parser in (migrate, check):
        add_config(parser)


def _migrate(options: argparse.Namespace) -> int:
    configuration = configuration_of(options)
    if options.to is not None:
        return _move(configuration, options.to, options.password_file)
    if options.password_file is not None:
        raise Failure("--password-file: belongs to --to", code=2)
    with open_storage(configuration) as storage:
        print(f"{storage.database.name} is up to date")
    return 0


def _move(configuration: Configuration, to: str, password_file: Path | None) -> int:
    target = with_password_file(to, None if password_file is None else password_file.resolve(), "--to")
    moved = relocate(configuration.database_url, target, _show_progress)
    for office, revision in moved.revisions.items():
        print(f"office {office}: revision {revision} on both sides")
    print(f"{moved.rows} rows of {moved.tables} tables, {moved.events} events among them, are in {moved.target}")
    print("Now set [database] url (and password_file) to it; the SQLite file was left as it is.")
    return 0


def _show_progress(table: str, done: int, total: int) -> None:
    end = "\n" if done == total else "\r"
    if done == total or sys.stderr.isatty():
        print(f"{table}: {done} of {total} rows", end=end, file=sys.stderr, flush=True)


def _check(options: argparse.Namespace) -> int:
    configuration = configuration_of(options)
    office = configuration.office
    described = "no office"
    if office is not None:
        described = f"office {office.code}, {len(office.services)} services, {len(office.counters)} counters"
    if configuration.path.exists():
        print(f"{configuration.path}: fine ({described})")
    else:
        print(f"there is no {configuration.path}: the defaults count, and are fine ({described})")
    return 0
