"""``queue-server migrate`` and ``check-config``."""

import argparse

from queue_server.commands.options import add_config, configuration_of
from queue_server.storage import open_storage


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both."""
    migrate = commands.add_parser(
        "migrate",
        help="bring the database to this program's schema",
        epilog="example: queue-server migrate --config config.toml",
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
    with open_storage(configuration) as storage:
        print(f"{storage.database.name} is up to date")
    return 0


def _check(options: argparse.Namespace) -> int:
    configuration = configuration_of(options)
    office = configuration.office
    described = "no office"
    if office is not None:
        described = f"office {office.code}, {len(office.services)} services, {len(office.counters)} counters"
    print(f"{configuration.path}: fine ({described})")
    return 0
