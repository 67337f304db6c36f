"""Runs Core statements on one connection, each compiled once in the life of the process."""

import time
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor, Dialect

from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.failures import StorageError

Value = str | int | float | bool | None
Row = tuple[Any, ...]
"""One row in the order of the statement's columns."""

_Arrange = Callable[[Mapping[str, Value]], Sequence[Value] | Mapping[str, Value]]


class TransactionLost(StorageError):
    """The transaction is gone with its connection or by a lost race; the same work may succeed if it is run again."""


class CommitUnknown(TransactionLost):
    """The connection broke while the commit was on its way: whether it was kept has to be asked for.

    Args:
        sentence: names the server.
        was_kept: asks the database on a new connection: whether it was kept, None while it still runs.
    """

    def __init__(self, sentence: str, was_kept: Callable[[], bool | None]) -> None:
        super().__init__(sentence)
        self.was_kept = was_kept


class Doubtful(TransactionLost):
    """A statement failed whose answer was waited for later: it isn't clear whose it was. To be run again with care."""


class Statements:
    """Statements compiled for one dialect; keyed by the statement object, so those are module constants.

    The driver gets them as text: this costs 1.3 µs where SQLAlchemy's own execution costs 9.5 µs, ten times in each
    action. Hence columns have only types that no driver converts (see ``tables``).
    """

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._compiled: dict[sa.Executable, tuple[str, _Arrange]] = {}

    def __getitem__(self, statement: sa.Executable) -> tuple[str, _Arrange]:
        compiled = self._compiled.get(statement)
        if compiled is None:
            compiled = self._compiled[statement] = self._compile(statement)
        return compiled

    def _compile(self, statement: sa.Executable) -> tuple[str, _Arrange]:
        assert isinstance(statement, sa.ClauseElement)
        compiled = statement.compile(dialect=self._dialect)
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        names = getattr(compiled, "positiontup", None)
        return str(compiled), _arrange(constants, names)


def _arrange(constants: Mapping[str, Value], names: Sequence[str] | None) -> _Arrange:
    """Return what puts a statement's values into the driver's order; without names the driver takes them by name."""
    if names is None:
        return lambda values: {**constants, **values}
    if len(names) < 2:  # itemgetter makes a tuple only of several
        return lambda values: [({**constants, **values})[name] for name in names]
    in_order = itemgetter(*names)
    if not constants:
        return in_order
    return lambda values: in_order({**constants, **values})


class Sql:
    """One connection of the driver, used by one thread at a time; its errors are ports' failures.

    Args:
        connection: the driver's connection, in autocommit mode.
        begin: the command that begins a transaction.
        patience_s: how long to try again when another process has the lock; each try waits a little by itself.
        errors: base class of the driver's errors.
        translate: turns the driver's errors into ``StorageError``, ``RuleBroken`` or ``Refusal``.
    """

    def __init__(
        self,
        connection: DBAPIConnection,
        statements: Statements,
        begin: str,
        patience_s: float,
        errors: type[Exception],
        translate: Callable[[BaseException], Exception],
    ) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._statements = statements
        self._begin = begin
        self._patience_s = patience_s
        self._errors = errors
        self._translate = translate
        self.changes = 0
        """Number of changes made by ``run`` so far."""
        self.closed = False
        """Whether its last transaction may have been given up; what was remembered of it may be wrong then."""

    def all(self, statement: sa.Executable, **values: Value) -> Sequence[Row]:
        """Return all rows of a question."""
        return self._execute(statement, values).fetchall()

    def one(self, statement: sa.Executable, **values: Value) -> Row | None:
        """Return the first row of a question, or of a change that returns rows."""
        row: Row | None = self._execute(statement, values).fetchone()
        return row

    def foresee(self, statement: sa.Executable, **values: Value) -> None:
        """Say that this question will be asked before anything changes its answer; servers get several at once."""

    def run(self, statement: sa.Executable, **values: Value) -> int:
        """Make a change and return the number of rows it touched."""
        self.changes += 1
        return self._execute(statement, values).rowcount

    def do(self, statement: sa.Executable, **values: Value) -> None:
        """Make a change that doesn't matter until the end of the work; it may fail only then."""
        self.run(statement, **values)

    def begin(self, office: str | None = None, careful: bool = False) -> None:
        """Begin a transaction.

        Args:
            office: the only office it will change, None if it changes none or isn't known.
            careful: each failure is raised by ``settle`` at the latest, and not as ``Doubtful``.

        Raises:
            Refusal: busy, when the lock was not to be had within the patience.
        """
        give_up_at = time.monotonic() + self._patience_s
        while True:
            try:
                self.command(self._begin)
                return
            except Refusal:
                if time.monotonic() >= give_up_at:
                    raise

    def settle(self) -> None:
        """In a careful transaction: raise now what failed until here."""

    def commit(self) -> None:
        """Make the transaction durable."""
        self.command("COMMIT")

    def rollback(self) -> None:
        """Give the transaction up."""
        self.command("ROLLBACK")

    def command(self, text: str) -> None:
        """Run a command without parameters."""
        try:
            self._cursor.execute(text)
        except self._errors as error:
            raise self._translate(error) from error

    def close(self) -> None:
        """Close the connection; what was not committed is given up."""
        self.closed = True
        self._connection.close()

    def _execute(self, statement: sa.Executable, values: Mapping[str, Value]) -> DBAPICursor:
        text, arrange = self._statements[statement]
        try:
            self._cursor.execute(text, arrange(values))
        except self._errors as error:
            raise self._translate(error) from error
        return self._cursor
