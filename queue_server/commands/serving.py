"""What every serving process does, the only one as well as one of several."""

import gc
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import ip_address

from queue_server.adapters.realtime.listener import ListenError, bind, make_server, serve
from queue_server.adapters.realtime.websocket_driver import install
from queue_server.adapters.voice.announcements import Voice
from queue_server.app import Server, build_server
from queue_server.commands.failure import Failure
from queue_server.config import Configuration
from queue_server.config_database import SQLITE
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.accounts import Accounts
from queue_server.usecases.ports.changing import Committed
from queue_server.usecases.ports.failures import StorageError, severity

logger = logging.getLogger(__name__)

FINISH_WITHIN_S = 8.0
"""Time for requests that run when the server is told to stop; all of it ends within 10 s."""

DAY_WORK = "day_work"
"""The lease of the worker that copies and tidies up at a day's end."""

DAY_WORK_ONCE_IN_S = 600.0
GATHER_S = 3
"""Offices end their day within the same second or two; one copy has them all."""


@contextmanager
def serving(configuration: Configuration) -> Iterator[Server]:
    """Open the server; its database is closed at the end.

    Raises:
        StorageError, SettingsError: what can't be opened, in one sentence.
    """
    work = _DayEndWork(configuration)
    server = work.server = build_server(configuration, work.committed)
    try:
        yield server
        server.cluster.leave()
    finally:
        server.database.close()


def listen(configuration: Configuration) -> socket.socket:
    """Return the socket on which citizens and staff are waited for.

    Raises:
        Failure: the address is unknown, not this machine's, taken or not allowed.
    """
    try:
        return bind(configuration.server.host, configuration.server.port)
    except ListenError as error:
        raise Failure(f"{configuration.path}: [server]: {error}") from None


def serve_on(listening: socket.socket, server: Server, *, shared: bool = False) -> None:
    """Serve until SIGTERM or SIGINT.

    Args:
        shared: other workers accept on this socket as well.
    """
    install(server.socketio.server.eio)  # type: ignore[attr-defined]  # not in the type stubs
    wsgi = make_server(server.app, listening, log=logging.getLogger("queue_server.http"), shared=shared)
    server.realtime.start()
    server.spool.start(server.socketio.start_background_task)
    if server.forwarder is not None:
        server.forwarder.start()
    # What the start has made stays to the end: no later collection has to walk through it.
    gc.freeze()
    gc.enable()
    server.notifier.start()
    host, port = listening.getsockname()[:2]
    logger.info("serving on http://%s:%d", f"[{host}]" if ":" in host else host, port)
    try:
        serve(wsgi, finish_within_s=FINISH_WITHIN_S)
    finally:
        server.spool.stop()
        server.notifier.stop(within_s=1.0)
        if server.forwarder is not None:
            server.forwarder.stop(within_s=1.0)
        server.realtime.stop()
    logger.info("stopped")


def refuse_strangers_without_staff(configuration: Configuration, accounts: Accounts) -> None:
    """Refuse to listen where others can reach it before anybody can sign in.

    Raises:
        Failure: names the address and the command that helps.
    """
    host = configuration.server.host
    if _is_loopback(host) or any(not one.disabled for one in accounts.operators()):
        return
    raise Failure(
        f"{configuration.path}: [server] host {host!r} can be reached by others, but nobody can sign in yet; "
        "first run: queue-server operator add NAME --role administrator"
    )


def warn_without_voices(configuration: Configuration) -> None:
    """Calls chime without a voice; somebody has to hear of it before the first citizen does not."""
    voice = Voice(configuration.voice_folder)
    for language in configuration.voice.languages:
        if not voice.clips(language):
            logger.warning("calls only chime in %s: queue-server voice build --lang %s", language, language)


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
        self._privacy = configuration.privacy
        self._copies = configuration.database_url.startswith(SQLITE)
        self._gathering = False
        self.server: Server | None = None

    def committed(self, news: Committed) -> None:
        """Begin soon after the first commit that ended a day."""
        if "day_ended" in news.kinds and self.server is not None and not self._gathering:
            self._gathering = True
            self.server.socketio.start_background_task(self._begin, self.server)

    def _begin(self, server: Server) -> None:
        server.socketio.sleep(GATHER_S)
        self._gathering = False
        leases, worker = server.database.leases, server.cluster.worker
        try:
            if leases.take(DAY_WORK, worker, DAY_WORK_ONCE_IN_S) and not self._work(server):
                leases.release(DAY_WORK, worker)
        except (StorageError, Refusal) as error:
            logger.log(severity(error), "the work of the day's end was left: %s", error)

    def _work(self, server: Server) -> bool:
        now = datetime.now(UTC)
        try:
            if self._copies:  # whoever runs PostgreSQL copies it with its own tools
                copy = server.database.back_up_daily(self._folder, now.astimezone().date())
                logger.info("the day's copy is %s", copy)
            logger.info("%d rows that are over were removed", server.database.purge(now))
            forgotten = server.database.forget(now, self._privacy.appointments_days, self._privacy.slips_days)
            logger.info("%d appointments and result slips were forgotten", forgotten)
        except (StorageError, Refusal) as error:
            logger.log(severity(error), "the work of the day's end failed: %s", error)
            return False
        return True
