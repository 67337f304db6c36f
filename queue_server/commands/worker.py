"""``queue-server worker``: one of the processes that ``queue-server run --workers`` starts; not for people."""

import argparse
import logging
import os
import socket

from queue_server.adapters.realtime.listener import raise_descriptor_limit
from queue_server.app import Server
from queue_server.commands.options import add_config, configuration_of
from queue_server.commands.serving import serve_on, serving

logger = logging.getLogger(__name__)

ALIVE_EVERY_S = 2


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``worker``; without help it is not listed."""
    parser = commands.add_parser("worker", epilog="example: queue-server run --workers 2")
    parser.add_argument("--number", type=int, required=True, help="which of the workers")
    parser.add_argument("--listen-fd", type=int, required=True, help="the listening socket that all share")
    parser.add_argument("--alive-fd", type=int, required=True, help="gets a byte every two seconds")
    add_config(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM, or until the supervisor has gone."""
    name = f"worker {options.number}"
    logging.basicConfig(level=logging.INFO, format=f"%(asctime)s %(levelname)s {name} %(name)s: %(message)s")
    raise_descriptor_limit()
    with serving(configuration_of(options)) as server, socket.socket(fileno=options.listen_fd) as listening:
        listening.setblocking(False)
        server.socketio.start_background_task(_say_alive, server, options.alive_fd)
        serve_on(listening, server, shared=True)
    return 0


def _say_alive(server: Server, mouth: int) -> None:
    """Tell the supervisor that the event loop turns, and the other workers how things are here."""
    while True:
        server.registries.write()
        try:
            os.write(mouth, b".")
        except BlockingIOError:
            logger.warning("the supervisor does not listen")
        except BrokenPipeError:
            return  # it is dead, and the kernel has sent SIGTERM
        server.socketio.sleep(ALIVE_EVERY_S)
