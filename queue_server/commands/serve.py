"""``queue-server run``: serves an office until SIGTERM or Ctrl-C."""

import argparse
import logging
import subprocess
import sys
from collections.abc import Callable
from ipaddress import ip_address

from queue_server.adapters.db.backup import server_lock
from queue_server.adapters.realtime.listener import bind, make_server, raise_descriptor_limit, serve
from queue_server.adapters.realtime.websocket_driver import install
from queue_server.app import Server, build_server
from queue_server.commands.failure import Failure
from queue_server.commands.options import add_config, configuration_of
from queue_server.config import Configuration
from queue_server.usecases.ports.changing import Committed

logger = logging.getLogger(__name__)

FINISH_WITHIN_S = 8.0
"""Time for requests that run when the server is told to stop; all of it ends within 10 s."""


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``run``."""
    parser = commands.add_parser(
        "run", help="serve pages, API and displays", epilog="example: queue-server run --config config.toml"
    )
    add_config(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until a signal comes."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    configuration = configuration_of(options)
    raise_descriptor_limit()
    with server_lock(configuration.database_url):
        back_up = _DayEndCopies(configuration)
        server = build_server(configuration, back_up.committed)
        back_up.in_background = server.socketio.start_background_task
        try:
            _refuse_strangers_without_staff(configuration, server)
            _serve(configuration, server)
        finally:
            server.database.close()
    return 0


def _serve(configuration: Configuration, server: Server) -> None:
    host, port = configuration.server.host, configuration.server.port
    install(server.socketio.server.eio)  # type: ignore[attr-defined]  # not in the type stubs
    listening = bind(host, port)
    wsgi = make_server(server.app, listening, log=logging.getLogger("queue_server.http"))
    server.realtime.start()
    logger.info("serving on http://%s:%d", host, listening.getsockname()[1])
    try:
        serve(wsgi, finish_within_s=FINISH_WITHIN_S)
    finally:
        server.realtime.stop()
    logger.info("stopped")


def _refuse_strangers_without_staff(configuration: Configuration, server: Server) -> None:
    """Refuse to listen where others can reach it before anybody can sign in.

    Raises:
        Failure: names the address and the command that helps.
    """
    host = configuration.server.host
    if _is_loopback(host) or any(not one.disabled for one in server.database.accounts.operators()):
        return
    raise Failure(
        f"{configuration.path}: [server] host {host} can be reached by others, but nobody can sign in yet; "
        "first run: queue-server operator add NAME --role administrator"
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class _DayEndCopies:
    """Has a copy of the database made when a day has ended, by a process of its own: the disk must not stop the hub."""

    def __init__(self, configuration: Configuration) -> None:
        self._path = configuration.path
        self.in_background: Callable[..., object] | None = None

    def committed(self, news: Committed) -> None:
        """Start the copy after the commit that ended a day."""
        if "day_ended" in news.kinds and self.in_background is not None:
            self.in_background(self._copy)

    def _copy(self) -> None:
        config = ["--config", str(self._path)] if self._path.exists() else []
        done = subprocess.run(
            [sys.executable, "-m", "queue_server", "backup", "--daily", *config],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if done.returncode == 0:
            logger.info("the day's copy was written")
        else:
            logger.error("the day's copy could not be written: %s", done.stderr.decode(errors="replace").strip())
