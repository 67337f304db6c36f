"""Opens connections; with ``backup`` the only place that knows which database it is."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa

from queue_server.adapters.db.sql import Sql, Statements
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.failures import RuleBroken, StorageError

BUSY_TIMEOUT_S = 10.0
"""How long a writer waits for another process's transaction."""

_RETRY_S = 0.05


class Engine:
    """A database by its URL: ``sqlite:///`` and an absolute path.

    Raises:
        StorageError: another kind of URL, or a folder that can't be created.
    """

    def __init__(self, url: str) -> None:
        self.path = sqlite_path(url)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"{self.path.parent}: cannot be created ({error.strerror})") from error
        # No pool: the writer and each reader keep their connection for life.
        self.engine = sa.create_engine(
            url,
            poolclass=sa.NullPool,
            connect_args={
                "timeout": BUSY_TIMEOUT_S,
                "isolation_level": None,
                "check_same_thread": False,
                "cached_statements": 256,
            },
        )
        sa.event.listen(self.engine, "connect", _prepare)
        self._statements = Statements(self.engine.dialect)

    def writer(self) -> Sql:
        """Return a new connection whose transactions hold the write lock from their beginning.

        Raises:
            StorageError: the file can't be opened.
        """
        return self._open("BEGIN IMMEDIATE")

    def reader(self) -> Sql:
        """Return a new connection that can't write; each transaction sees one moment.

        Raises:
            StorageError: the file can't be opened.
        """
        sql = self._open("BEGIN")
        sql.command("PRAGMA query_only = ON")
        return sql

    def use_write_ahead_log(self) -> None:
        """Create the file if there is none, and let readers and the writer not wait for each other from now on.

        Raises:
            StorageError: the file can't be opened, or is not a database.
            Refusal: busy.
        """
        sql = self._open("BEGIN")
        try:
            # SQLite doesn't wait for this lock by itself; many programs may start at once on a new file.
            for _ in range(int(BUSY_TIMEOUT_S / _RETRY_S)):
                with suppress(Refusal):
                    sql.command("PRAGMA journal_mode = WAL")
                    return
                time.sleep(_RETRY_S)
            sql.command("PRAGMA journal_mode = WAL")
        finally:
            sql.close()

    @contextmanager
    def migrating(self) -> Iterator[sa.Connection]:
        """Lend a connection in a transaction that holds the write lock.

        Raises:
            StorageError: the database can't be read or written.
            Refusal: busy.
        """
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
                connection.commit()
        except sa.exc.DBAPIError as error:
            if error.orig is None:
                raise
            raise self._translated(error.orig) from error

    def _open(self, begin: str) -> Sql:
        try:
            connection = self.engine.raw_connection()
        except sa.exc.DBAPIError as error:
            raise StorageError(f"{self.path}: {error.orig}") from error
        driver_connection = connection.driver_connection
        connection.detach()
        assert driver_connection is not None
        return Sql(driver_connection, self._statements, begin, sqlite3.Error, self._translated)

    def _translated(self, error: BaseException) -> Exception:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return Refusal("busy", f"the database was locked for {BUSY_TIMEOUT_S:.0f} s")
        if isinstance(error, sqlite3.IntegrityError):
            return RuleBroken(str(error))
        return StorageError(f"{self.path}: {error}")


def sqlite_path(url: str) -> Path:
    """Return the absolute path of a database file.

    Raises:
        StorageError: the URL is not ``sqlite:///`` and an absolute path.
    """
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise StorageError("database url: is not a URL such as sqlite:////var/lib/moiso/moiso.db") from None
    name = parsed.database
    if parsed.get_backend_name() != "sqlite" or not name or not Path(name).is_absolute():
        raise StorageError(f"database url: {parsed.render_as_string()} is not sqlite:/// with an absolute path")
    return Path(name)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # FULL: a number that was answered survives a power cut. NORMAL would lose the last seconds in WAL mode.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
