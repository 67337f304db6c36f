"""Entry of ``queue-server``: picks the subcommand, patches for gevent where it serves, words its errors."""

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence

logger = logging.getLogger(__name__)

COMMANDS = {
    "run": "queue_server.commands.serve",
    "worker": "queue_server.commands.worker",
    "demo": "queue_server.commands.demo",
    "migrate": "queue_server.commands.upkeep",
    "check-config": "queue_server.commands.upkeep",
    "doctor": "queue_server.commands.doctor",
    "operator": "queue_server.commands.staff",
    "device": "queue_server.commands.machines",
    "office": "queue_server.commands.offices",
    "procedures": "queue_server.commands.procedures",
    "slips": "queue_server.commands.slips",
    "voice": "queue_server.commands.voice",
    "simulate": "queue_server.commands.simulate",
    "policy": "queue_server.commands.policies",
    "backup": "queue_server.commands.copies",
    "restore": "queue_server.commands.copies",
}
"""Subcommand to the module that has its ``add_parser`` function; only the chosen one is imported."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code: 0 done, 1 failed, 2 wrong use."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if _serves(arguments):
        _prepare_to_serve()
    parser, names = _parser(arguments)
    options = parser.parse_args(arguments)
    from queue_server.commands.failure import EXPECTED, Failure

    try:
        code: int = options.run(options)
    except EXPECTED as error:
        print(f"queue-server: {error}", file=sys.stderr)  # noqa: T201
        return error.code if isinstance(error, Failure) else 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python would complain once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception:
        logger.exception("queue-server %s failed", " ".join(names))
        return 1
    return code


def _prepare_to_serve() -> None:
    """Do what has to come before all imports of a serving process; ``serving.serve_on`` ends the state it leaves.

    Collecting garbage while thousands of modules, classes and routes are made is a fifth of a start and finds none.
    Engine.IO imports its asyncio client with it, and that aiohttp: 0.1 s and 10 MB which no server uses.
    """
    import gc

    gc.disable()
    # Before anything imports socket, ssl or threading, or those keep blocking versions.
    from gevent import monkey

    monkey.patch_all()
    if "aiohttp" not in sys.modules:
        sys.modules["aiohttp"] = None  # type: ignore[assignment]  # to Python, a module that isn't there
        import engineio  # noqa: F401

        del sys.modules["aiohttp"]


def _serves(arguments: Sequence[str]) -> bool:
    """Return whether this very process will serve; with ``--workers`` others do, and it only looks after them."""
    if arguments[:1] == ["worker"]:
        return True
    return arguments[:1] == ["run"] and not any(one.split("=")[0] == "--workers" for one in arguments)


def _parser(arguments: Sequence[str]) -> tuple[argparse.ArgumentParser, list[str]]:
    """Return the parser with the chosen command's options, or with all commands for ``--help``."""
    parser = argparse.ArgumentParser(
        prog="queue-server",
        description="Queue numbers for public offices.",
        epilog="example: queue-server demo",
    )
    from queue_server.release import TellVersion

    parser.add_argument(
        "--version", action=TellVersion, nargs=0, default=argparse.SUPPRESS, help="print the version and exit"
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    chosen = [name for name in arguments[:1] if name in COMMANDS]
    modules = {COMMANDS[name] for name in chosen or COMMANDS}
    for module in sorted(modules):
        importlib.import_module(module).add_parsers(commands)
    return parser, chosen
