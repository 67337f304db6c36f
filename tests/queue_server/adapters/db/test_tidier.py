"""The database is tidied up beside its writer: rarely, in another thread, and without harm where it fails."""

import sqlite3
import threading

import pytest

from queue_server.adapters.db.batch import Written
from queue_server.adapters.db.engine import open_engine
from queue_server.adapters.db.tidier import TIDY_AFTER, Tidier
from queue_server.adapters.db.writer import GeventWriter
from queue_server.usecases.ports.failures import StorageError


class Work:
    """Counts how often it was done, and in which threads."""

    def __init__(self, error=None):
        self.threads = []
        self._error = error
        self.done = threading.Semaphore(0)

    def __call__(self):
        self.threads.append(threading.get_native_id())
        self.done.release()
        if self._error:
            raise self._error


def test_it_is_done_once_for_many_requests_and_in_another_thread():
    """Not with each of them: it wears flash memory out."""
    work = Work()
    tidier = Tidier(work)
    for _ in range(TIDY_AFTER - 1):
        tidier.written(1)
    before = list(work.threads)
    tidier.written(1)
    assert work.done.acquire(timeout=10)
    tidier.close()

    assert before == []
    assert len(work.threads) == 1
    assert work.threads[0] != threading.get_native_id()


def test_a_failure_is_not_the_end_of_it():
    """The writer meets the same trouble and tells."""
    work = Work(StorageError("disk full"))
    tidier = Tidier(work)
    for _ in range(2):
        tidier.written(TIDY_AFTER)
        assert work.done.acquire(timeout=10)
    tidier.close()

    assert len(work.threads) == 2


@pytest.fixture
def storage():
    """Files."""
    return "sqlite"


def test_what_was_written_gets_into_the_file_beside_open_connections(database, site, tmp_path):
    """The log is copied: who reads the file proper alone finds the changes."""
    engine = open_engine(site.url)
    writer = GeventWriter(engine, lambda committed: None)
    try:
        writer.write(lambda sql: Written(value=sql.command("CREATE TABLE kept (number INTEGER)")))
        alone = tmp_path / "alone.db"
        alone.write_bytes(engine.path.read_bytes())
        before = tables_of(alone)
        engine.tidy()
        alone.write_bytes(engine.path.read_bytes())
    finally:
        writer.close()

    assert "kept" not in before
    assert "kept" in tables_of(alone)


def tables_of(path):
    connection = sqlite3.connect(path)
    try:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    finally:
        connection.close()
