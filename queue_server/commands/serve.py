"""``queue-server run``: serves an office until SIGTERM or Ctrl-C."""

import argparse
import logging

from queue_server.adapters.db.backup import server_lock
from queue_server.adapters.realtime.listener import raise_descriptor_limit
from queue_server.commands.options import add_config, configuration_of
from queue_server.commands.serving import listen, refuse_strangers_without_staff, serve_on, serving, warn_without_voices
from queue_server.commands.workers import run_workers

MOST_WORKERS = 64


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``run``."""
    parser = commands.add_parser(
        "run",
        help="serve pages, API and displays",
        epilog="example: queue-server run --config config.toml",
        allow_abbrev=False,  # ``main`` looks for --workers before this does
    )
    parser.add_argument(
        "--workers",
        type=_count,
        metavar="N",
        help="serve with N processes; several need PostgreSQL",
    )
    add_config(parser)
    parser.set_defaults(run=run)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {MOST_WORKERS}")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Serve until a signal comes."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    configuration = configuration_of(options)
    raise_descriptor_limit()
    if options.workers is not None:
        return run_workers(configuration, options.workers, options.config)
    warn_without_voices(configuration)
    with server_lock(configuration.database_url), serving(configuration) as server:
        refuse_strangers_without_staff(configuration, server.database.accounts)
        listening = listen(configuration)
        serve_on(listening, server)
    return 0
