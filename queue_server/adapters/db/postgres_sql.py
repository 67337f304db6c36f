"""Runs Core statements on one connection to PostgreSQL."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing

import psycopg
import sqlalchemy as sa

from queue_server.adapters.db.postgres_pipeline import Connection, Pipeline, Sent
from queue_server.adapters.db.sql import CommitUnknown, Doubtful, Row, Sql, Statements, TransactionLost, Value
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.failures import RuleBroken, StorageError

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

# The snapshot of a statement that waits for a row is of before the wait, so the lock is taken by one of its own.
_LOCK_OFFICE = "SELECT pg_current_xact_id()::text FROM office WHERE code = $1 FOR NO KEY UPDATE"
_LOCK_CATALOGUE = f"SELECT pg_current_xact_id()::text, pg_advisory_xact_lock({CATALOGUE_LOCK})"
LIFE = "(SELECT coalesce(stats_reset::text, '') FROM pg_stat_bgwriter)"
"""Changes when the server recovers from a crash, which throws statistics away, and when somebody resets these."""
_FATE = f"SELECT pg_xact_status($1::xid8), {LIFE}"
_IN_THE_FUTURE = "22023"
"""SQLSTATE of asking for the fate of a number that wasn't given yet, or was forgotten in a crash."""

_WITHIN = frozenset({"SAVEPOINT job", "RELEASE job", "ROLLBACK TO job"})
"""Commands whose answers nobody waits for."""

FRESH_S = 1.0
"""A connection that was used so lately is taken to be alive; an older one is asked first."""


class PostgresSql(Sql):
    """See ``Sql``; statements are sent at once, and waited for when an answer is wanted."""

    def __init__(self, connection: Connection, statements: Statements, begin: str, name: str) -> None:
        self._name = name
        self._postgres = connection
        self._used_at = 0.0
        self._careful = True
        self._foreseen: dict[tuple[sa.Executable, tuple[tuple[str, Value], ...]], Sent] = {}
        # psycopg's connection is one by PEP 249, but for the types of its descriptions.
        super().__init__(connection, statements, begin, 0.0, psycopg.Error, self._translated)  # type: ignore[arg-type]
        self._pipeline = Pipeline(connection)

    def all(self, statement: sa.Executable, **values: Value) -> Sequence[Row]:
        return self._rows(self._asked(statement, values))

    def one(self, statement: sa.Executable, **values: Value) -> Row | None:
        rows = self._rows(self._asked(statement, values))
        return rows[0] if rows else None

    def foresee(self, statement: sa.Executable, **values: Value) -> None:
        self._foreseen[statement, tuple(values.items())] = self._send(statement, values)

    def run(self, statement: sa.Executable, **values: Value) -> int:
        self.changes += 1
        sent = self._send(statement, values)
        self._wait()
        assert sent.result is not None
        return sent.result.command_tuples or 0

    def do(self, statement: sa.Executable, **values: Value) -> None:
        self.changes += 1
        self._send(statement, values)

    def begin(self, office: str | None = None, careful: bool = False) -> None:
        try:
            self._pipeline.look()
        except psycopg.Error as error:
            raise self._translated(error) from error
        self._foreseen.clear()
        self._say(self._begin)
        if time.monotonic() - self._used_at > FRESH_S:
            self._wait()

    def rollback(self) -> None:
        self._say("ROLLBACK")
        try:
            self._pipeline.end()
        except psycopg.Error as error:
            raise self._translated(error) from error
        self._used_at = time.monotonic()

    def command(self, text: str) -> None:
        self._foreseen.clear()
        self._say(text)
        if text not in _WITHIN:
            self._wait()

    def settle(self) -> None:
        if self._careful:
            self._wait()

    def was_kept(self, transaction: str) -> bool | None:
        """Return whether a transaction of a lost connection was committed, None while it runs.

        As far as it can be known: a crash may forget numbers of transactions and give them again.

        Raises:
            StorageError: the server has crashed since, and the number may be another's by now.
        """
        number, _, life = transaction.partition("@")
        try:
            fate, life_now = self._rows(self._say(_FATE, (number,)))[0]
        except StorageError as error:
            if getattr(error.__cause__, "sqlstate", None) == _IN_THE_FUTURE:
                return False
            raise
        if fate == "committed" and life != life_now:
            raise StorageError(f"{self._name}: it crashed; ask again with the same key to learn what became of it")
        return None if fate == "in progress" else bool(fate == "committed")

    def _asked(self, statement: sa.Executable, values: Mapping[str, Value]) -> Sent:
        foreseen = self._foreseen.pop((statement, tuple(values.items())), None) if self._foreseen else None
        return foreseen or self._send(statement, values)

    def _send(self, statement: sa.Executable, values: Mapping[str, Value]) -> Sent:
        text, arrange = self._statements[statement]
        arranged = arrange(values)
        assert not isinstance(arranged, Mapping)
        return self._say(text, arranged)

    def _say(self, text: str, values: Sequence[Value] = ()) -> Sent:
        try:
            return self._pipeline.send(text, values)
        except psycopg.Error as error:
            raise self._translated(error) from error

    def _rows(self, sent: Sent) -> list[Row]:
        if sent.result is None:
            self._wait()
        return self._pipeline.rows(sent)

    def _wait(self) -> None:
        try:
            self._pipeline.wait()
        except psycopg.Error as error:
            raise self._translated(error) from error

    def _translated(self, error: BaseException) -> Exception:
        failure = translated(error, self._name, self._postgres.broken)
        if self._careful or isinstance(failure, TransactionLost):
            return failure
        return Doubtful(str(failure))


class PostgresWriteSql(PostgresSql):
    """A connection for changes; ``begin`` takes the lock of the office, or the one that all other changes share."""

    def __init__(
        self,
        connection: Connection,
        statements: Statements,
        begin: str,
        name: str,
        life: str,
        another: Callable[[], PostgresSql],
    ) -> None:
        """Open it in a life of the server, as ``LIFE`` has it; ``another`` opens a connection that outlives this."""
        super().__init__(connection, statements, begin, name)
        self._lock: Sent | None = None
        self._life = life
        self._another = another

    def begin(self, office: str | None = None, careful: bool = False) -> None:
        self._careful = careful
        self._foreseen.clear()
        self._say(self._begin)
        self._lock = self._say(_LOCK_CATALOGUE) if office is None else self._say(_LOCK_OFFICE, (office,))

    def transaction(self) -> str:
        """Return what ``PostgresSql.was_kept`` wants to know of this transaction."""
        assert self._lock is not None
        if self._lock.result is None:
            self._wait()
        rows = self._pipeline.rows(self._lock)
        # An office that doesn't exist is refused by the work itself, which changes nothing then.
        return f"{rows[0][0]}@{self._life}" if rows else ""

    def commit(self) -> None:
        transaction = self.transaction()
        try:
            super().commit()
        except Doubtful:
            raise
        except TransactionLost as error:
            raise CommitUnknown(str(error), lambda: self._asked_anew(transaction)) from error

    def _asked_anew(self, transaction: str) -> bool | None:
        with closing(self._another()) as sql:
            return sql.was_kept(transaction)

    def command(self, text: str) -> None:
        if text != "COMMIT":
            super().command(text)
            return
        sent = self._say(text)
        self._wait()
        # The end of the transaction for what comes next, whose sending takes it along.
        self._pipeline.end()
        if sent.result is None or sent.result.command_status != b"COMMIT":
            raise StorageError(f"{self._name}: the change was taken back")


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
