"""Serving with several processes: what they need, and the supervisor that keeps them alive."""

import logging
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from prometheus_client.multiprocess import mark_process_dead

from queue_server.adapters.db.backup import server_lock
from queue_server.adapters.web.worker_metrics import FOLDER
from queue_server.commands.failure import Failure
from queue_server.commands.serving import listen, refuse_strangers_without_staff, warn_without_voices
from queue_server.commands.supervisor import Supervisor
from queue_server.config import Configuration
from queue_server.config_database import SQLITE
from queue_server.storage import open_storage

logger = logging.getLogger(__name__)


def run_workers(configuration: Configuration, count: int, config_file: Path | None) -> int:
    """Serve with ``count`` processes until a signal comes; return the exit code.

    Raises:
        Failure: the configuration is one for a single process.
        StorageError, SettingsError, Failure: what can't be opened, in one sentence.
    """
    _check(configuration, count)
    with server_lock(configuration.database_url):
        # Here once, so that workers find a database of the newest schema with the configured offices in it.
        with open_storage(configuration) as storage:
            refuse_strangers_without_staff(configuration, storage.database.accounts)
        warn_without_voices(configuration)
        return _supervise(configuration, count, config_file)


def _supervise(configuration: Configuration, count: int, config_file: Path | None) -> int:
    listening = listen(configuration)
    with listening, TemporaryDirectory(prefix="moiso-metrics-") as metrics:
        supervisor = Supervisor(
            command=[sys.executable, "-m", "queue_server", "worker", *_config_option(config_file)],
            count=count,
            listening=listening,
            environment={**os.environ, FOLDER: metrics},
            ended=lambda pid: _forget(pid, metrics),
        )
        return supervisor.run()


def _check(configuration: Configuration, count: int) -> None:
    if count == 1:
        return
    if configuration.database_url.startswith(SQLITE):
        raise Failure(
            f"{configuration.path}: [database] url: {count} workers can't share an SQLite file; "
            "use PostgreSQL (see docs/several_workers.md), or run without --workers"
        )
    if not configuration.redis_url:
        logger.warning("[redis] url is empty: workers hear of each other's changes up to 2 s late")


def _config_option(config_file: Path | None) -> list[str]:
    return [] if config_file is None else ["--config", str(config_file)]


def _forget(pid: int, metrics: str) -> None:
    mark_process_dead(pid, metrics)  # type: ignore[no-untyped-call]
