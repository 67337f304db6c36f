"""What a database has to offer, and the choice between them by URL."""

from contextlib import AbstractContextManager
from typing import Protocol

import sqlalchemy as sa

from queue_server.adapters.db.sql import Sql
from queue_server.usecases.ports.failures import StorageError


class Engine(Protocol):
    """A database by its URL. Each connection is used by one thread or greenlet at a time."""

    name: str
    """Path or URL for messages; never with a password."""
    patience_s: float
    """How long work that may be run again is tried again while the database can't be reached."""

    @property
    def engine(self) -> sa.Engine:
        """SQLAlchemy's engine, for migrations and for looking at tables."""

    def prepare(self) -> None:
        """Do what has to be done before anything else, outside of a transaction.

        Raises:
            StorageError: the database can't be opened.
            Refusal: busy.
        """

    def writer(self) -> Sql:
        """Return a new connection for changes.

        Raises:
            StorageError: the database can't be opened.
        """

    def tidy(self) -> None:
        """Do beside the writer, in another thread than its, what its commits would have to do some time.

        Raises:
            StorageError: the database can't be opened or written.
            Refusal: busy.
        """

    def reader(self) -> Sql:
        """Return a new connection that can't write; each transaction sees one moment.

        Raises:
            StorageError: the database can't be opened.
        """

    def migrating(self) -> AbstractContextManager[sa.Connection]:
        """Lend a connection in a transaction that no other program migrates beside.

        Raises:
            StorageError: the database can't be read or written.
            Refusal: busy.
        """

    def finish_tables(self, connection: sa.Connection) -> None:
        """Do what this database needs after tables were made or changed, in the same transaction."""


def open_engine(url: str, cooperative: bool = False) -> Engine:
    """Return the engine for a URL: ``sqlite:///`` and an absolute path, or ``postgresql+psycopg://``.

    Args:
        url: a PostgreSQL URL may have ``password_file=`` in its query: a file with nothing but the password.
        cooperative: waiting for a server lets other greenlets of the hub go on.

    Raises:
        StorageError: another kind of URL, a folder that can't be created, or a library that is missing.
    """
    if is_postgres(url):
        try:
            from queue_server.adapters.db.postgres_engine import PostgresEngine
        except ImportError as error:
            raise StorageError(f"PostgreSQL needs psycopg ({error}); run: pip install 'moiso[postgres]'") from None
        return PostgresEngine(url, cooperative)
    from queue_server.adapters.db.sqlite_engine import SqliteEngine

    return SqliteEngine(url)


def is_postgres(url: str) -> bool:
    """Return whether a URL names a PostgreSQL server."""
    return url.startswith(("postgresql:", "postgresql+psycopg:"))
