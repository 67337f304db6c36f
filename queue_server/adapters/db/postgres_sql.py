"""Runs Core statements on one connection to PostgreSQL."""

from collections.abc import Mapping
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPICursor

from queue_server.adapters.db.sql import CommitUnknown, Sql, Statements, TransactionLost, Value
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.failures import RuleBroken, StorageError

Connection = psycopg.Connection[tuple[Any, ...]]

CATALOGUE_LOCK = 0x6D6F6973
"""Advisory lock of changes that belong to no office ("mois"): they come one after the other, as on SQLite."""

LOST_STATES = frozenset(
    {
        "40001",  # serialization_failure
        "40P01",  # deadlock_detected
        "25006",  # read_only_sql_transaction: the server has become a standby
        "25P03",  # idle_in_transaction_session_timeout: this process stood still
        "0A000",  # cached plan must not change result type: somebody has migrated
        "53300",  # too_many_connections
        "57P01",  # admin_shutdown
        "57P02",  # crash_shutdown
        "57P03",  # cannot_connect_now
        "57P05",  # idle_session_timeout
    }
)
"""SQLSTATEs after which the same work may succeed on a new connection. Source: PostgreSQL 15, appendix A."""

BUSY_STATES = frozenset({"55P03", "57014"})
"""lock_not_available, query_canceled"""

# The snapshot of the statement that waits for a row is of before the wait, so the lock is taken by one of its own.
_LOCK_OFFICE = "SELECT pg_current_xact_id()::text FROM office WHERE code = %s FOR NO KEY UPDATE"
_LOCK_CATALOGUE = "SELECT pg_current_xact_id()::text, pg_advisory_xact_lock(%s)"


class PostgresSql(Sql):
    """See ``Sql``; ``begin`` takes the lock of the office, or the one that all other changes share."""

    def __init__(self, connection: Connection, statements: Statements, begin: str, name: str) -> None:
        self._name = name
        self._postgres = connection
        self._transaction = ""
        # psycopg's connection is one by PEP 249, but for the types of its descriptions.
        super().__init__(connection, statements, begin, 0.0, psycopg.Error, self._translated)  # type: ignore[arg-type]

    def begin(self, office: str | None = None) -> None:
        self.command(self._begin)

    def was_kept(self, transaction: str) -> bool | None:
        try:
            row = self._postgres.execute("SELECT pg_xact_status(%s::xid8)", (transaction,)).fetchone()
        except psycopg.Error as error:
            raise self._translated(error) from error
        assert row is not None
        return None if row[0] == "in progress" else bool(row[0] == "committed")

    def _execute(self, statement: sa.Executable, values: Mapping[str, Value]) -> DBAPICursor:
        text, arrange = self._statements[statement]
        try:
            self._cursor.execute(text, arrange(values))
        except psycopg.Error as error:
            raise self._translated(error) from error
        return self._cursor

    def _translated(self, error: BaseException) -> Exception:
        return translated(error, self._name, self._postgres.broken)


class PostgresWriteSql(PostgresSql):
    """A connection for changes."""

    def begin(self, office: str | None = None) -> None:
        self.command(self._begin)
        text, value = (_LOCK_CATALOGUE, CATALOGUE_LOCK) if office is None else (_LOCK_OFFICE, office)
        try:
            row = self._postgres.execute(text, (value,)).fetchone()
        except psycopg.Error as error:
            raise self._translated(error) from error
        # An office that doesn't exist is refused by the work itself, which changes nothing then.
        self._transaction = "" if row is None else row[0]

    def commit(self) -> None:
        try:
            super().commit()
        except TransactionLost as error:
            raise CommitUnknown(str(error), self._transaction) from error


def translated(error: BaseException, name: str, broken: bool) -> Exception:
    """Return the ports' failure for an error of psycopg.

    Args:
        error: as psycopg or SQLAlchemy raised it.
        name: URL of the database without a password.
        broken: whether the connection is gone.
    """
    if isinstance(error, sa.exc.DBAPIError) and error.orig is not None:
        error = error.orig
    state = getattr(error, "sqlstate", None)
    sentence = f"{name}: {first_line(error)}"
    if broken or state in LOST_STATES or (state is None and isinstance(error, psycopg.OperationalError)):
        return TransactionLost(sentence)
    if state in BUSY_STATES:
        return Refusal("busy", "the database is waiting for another change")
    if isinstance(error, psycopg.IntegrityError):
        return RuleBroken(str(error))
    return StorageError(sentence)


def first_line(error: BaseException) -> str:
    """Return what went wrong without the hints that follow."""
    return str(error).strip().partition("\n")[0] or type(error).__name__
