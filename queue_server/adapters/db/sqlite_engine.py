"""Opens connections to a SQLite file."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa

from queue_server.adapters.db.sql import Sql, Statements
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.failures import RuleBroken, StorageError

BUSY_TIMEOUT_S = 10.0
"""How long a writer waits for another process's transaction."""
LOG_PAGES = 8000
"""Pages of 4 KiB in the log of changes at which the writer tidies up itself: nobody does, or not fast enough."""


class SqliteEngine:
    """See ``Engine``; the URL is ``sqlite:///`` and an absolute path.

    Raises:
        StorageError: another kind of URL, or a folder that can't be created.
    """

    patience_s = 0.0
    """Trying again is what ``Sql.begin`` does; a file that can't be read now can't be read in a second either."""

    def __init__(self, url: str) -> None:
        self.path = sqlite_path(url)
        self.name = str(self.path)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"{self.path.parent}: cannot be created ({error.strerror})") from error
        # Names and telephone numbers of appointments stand in it; SQLite gives its log the mode of the file. One that
        # is there must not be opened here: to close it again would end all locks that this process has on it.
        with suppress(OSError):
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
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
        """Return a new connection whose transactions hold the write lock from their beginning."""
        sql = self._open("BEGIN IMMEDIATE", BUSY_TIMEOUT_S)
        # SQLite asks for the lock after 1, 2 and 5 ms, then ever more rarely: beside a busy server a command would
        # not get it for seconds. So each try is short, and begun anew.
        sql.command("PRAGMA busy_timeout = 8")
        sql.command(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
        return sql

    def tidy(self) -> None:
        """Copy the log of changes into the file proper; a commit that has to do it syncs the disk three times."""
        sql = self._open("BEGIN", BUSY_TIMEOUT_S)
        try:
            sql.command("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            sql.close()

    def reader(self) -> Sql:
        sql = self._open("BEGIN", 0.0)
        sql.command("PRAGMA query_only = ON")
        return sql

    def prepare(self) -> None:
        """Create the file if there is none, and let readers and the writer not wait for each other from now on."""
        # SQLite doesn't wait for this lock by itself, and many programs may start at once on a new file.
        sql = self._open("PRAGMA journal_mode = WAL", BUSY_TIMEOUT_S)
        try:
            sql.begin()
        finally:
            sql.close()

    @contextmanager
    def migrating(self) -> Iterator[sa.Connection]:
        """Lend a connection in a transaction that holds the write lock."""
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
                connection.commit()
        except (sa.exc.DBAPIError, sqlite3.Error) as error:
            raise self._translated(error) from error

    def finish_tables(self, connection: sa.Connection) -> None:
        """Do nothing: SQLite's tables are ready as migrations make them."""

    def _open(self, begin: str, patience_s: float) -> Sql:
        try:
            connection = self.engine.raw_connection()
        except (sa.exc.DBAPIError, sqlite3.Error) as error:
            raise self._translated(error) from error
        driver_connection = connection.driver_connection
        connection.detach()
        assert driver_connection is not None
        return Sql(driver_connection, self._statements, begin, patience_s, sqlite3.Error, self._translated)

    def _translated(self, error: BaseException) -> Exception:
        if isinstance(error, sa.exc.DBAPIError) and error.orig is not None:
            error = error.orig
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
