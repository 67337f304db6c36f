"""``queue-server run``: serves an office until SIGTERM or Ctrl-C."""

import argparse
import logging
from datetime import UTC, datetime
from ipaddress import ip_address

from queue_server.adapters.db.backup import server_lock
from queue_server.adapters.db.database import Database
from queue_server.adapters.realtime.listener import bind, make_server, raise_descriptor_limit, serve
from queue_server.adapters.realtime.websocket_driver import install
from queue_server.adapters.voice.announcements import Voice
from queue_server.app import Server, build_server
from queue_server.commands.failure import Failure
from queue_server.commands.options import add_config, configuration_of
from queue_server.config import Configuration
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.changing import Committed
from queue_server.usecases.ports.failures import StorageError

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
        day_end = _DayEndWork(configuration)
        server = day_end.server = build_server(configuration, day_end.committed)
        try:
            _refuse_strangers_without_staff(configuration, server)
            _warn_without_voices(configuration)
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


def _warn_without_voices(configuration: Configuration) -> None:
    """Calls chime without a voice; somebody has to hear of it before the first citizen does not."""
    voice = Voice(configuration.voice_folder)
    for language in configuration.voice.languages:
        if not voice.clips(language):
            logger.warning(
                "calls only chime in %s; make its voice: queue-server voice build --lang %s", language, language
            )


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


class _DayEndWork:
    """Copies the database and removes what is over when a day has ended; in the background, beside all other work."""

    def __init__(self, configuration: Configuration) -> None:
        self._folder = configuration.backup_folder
        self.server: Server | None = None

    def committed(self, news: Committed) -> None:
        """Begin after the commit that ended a day."""
        if "day_ended" in news.kinds and self.server is not None:
            self.server.socketio.start_background_task(self._work, self.server.database)

    def _work(self, database: Database) -> None:
        now = datetime.now(UTC)
        try:
            logger.info("the day's copy is %s", database.back_up_daily(self._folder, now.astimezone().date()))
            logger.info("%d rows that are over were removed", database.purge(now))
        except (StorageError, Refusal) as error:
            logger.error("the work of the day's end failed: %s", error)
