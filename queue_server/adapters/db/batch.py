"""One transaction for many pieces of work, each apart from its neighbours; and the writer without gevent."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, Generic, Protocol, TypeVar

from queue_server.adapters.db.engine import Engine
from queue_server.adapters.db.sql import CommitUnknown, Doubtful, Sql, TransactionLost
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.changing import Committed
from queue_server.usecases.ports.failures import StorageError

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written(Generic[T]):
    """What a piece of work leaves behind."""

    value: T
    committed: Committed | None = None
    """To be published after the commit."""
    keep: bool = True
    """False when it changed nothing, so that nothing has to be made durable."""


Work = Callable[[Sql], Written[T]]


class Writer(Protocol):
    """Runs work on the one connection that writes."""

    @property
    def waiting(self) -> int:
        """Pieces of work that were handed in and are not answered yet."""

    def write(self, work: Work[T], office: str | None = None) -> T:
        """Run work in a transaction, commit, publish, and return its value.

        Args:
            work: may be run again after a lost race, so it has no effects but those on the database.
            office: the only office whose rows it changes; None if it changes others, or rows of none.

        Raises:
            Refusal: busy; and whatever the work raises.
            StorageError: the change could not be made durable; nothing of it is kept.
        """

    def close(self) -> None:
        """Finish what was accepted, then close the connection."""


class Job(Generic[T]):
    """Work on its way through a batch."""

    def __init__(self, work: Work[T]) -> None:
        self._work = work
        self._written: Written[T] | None = None
        self._error: Exception | None = None

    @property
    def committed(self) -> Committed | None:
        """What there is to publish once the batch is committed."""
        return None if self._written is None else self._written.committed

    @property
    def keep(self) -> bool:
        """Whether it changed anything."""
        return self._written is not None and self._written.keep

    def run(self, sql: Sql) -> None:
        """Run the work within the batch's transaction; if it fails, only its own changes are taken back.

        Raises:
            StorageError: the whole transaction is lost.
        """
        self._written = self._error = None
        sql.command("SAVEPOINT job")
        try:
            self._written = self._work(sql)
            sql.settle()
        except TransactionLost:
            raise
        except Exception as error:  # noqa: BLE001  it is raised again where the work was handed in
            self._written, self._error = None, error
        if not self.keep:
            sql.command("ROLLBACK TO job")
        sql.command("RELEASE job")

    def fail(self, error: Exception) -> None:
        """Give the work up: the transaction it was in is lost."""
        self._written = None
        self._error = error

    def result(self) -> T:
        """Return the work's value, or raise what it raised."""
        if self._error is not None:
            raise self._error
        assert self._written is not None
        return self._written.value


J = TypeVar("J", bound=Job[Any])


PAUSE_S = 0.1
"""Between two tries to reach a database."""


class Outage:
    """How long work is tried again while a database can't be reached: within its patience from the first failure on.

    Afterwards each piece of work is tried once, until one succeeds; so nobody waits long for a server that is gone.
    """

    def __init__(self, patience_s: float, pause: Callable[[float], None] = time.sleep) -> None:
        self._patience_s = patience_s
        self._pause = pause
        self._began: float | None = None

    def over(self) -> None:
        """Note that the database answers."""
        self._began = None

    def may_try_again(self) -> bool:
        """Pause and return True, or return False when it has lasted too long."""
        if self._began is None:
            self._began = time.monotonic()
        if time.monotonic() - self._began >= self._patience_s:
            return False
        self._pause(PAUSE_S)
        return True


class WriteConnection:
    """One connection that writes; opened when it is needed, and again after a failure that may have spoilt it."""

    def __init__(self, engine: Engine, outage: Outage | None = None) -> None:
        self._engine = engine
        self._outage = outage or Outage(engine.patience_s)
        self._sql: Sql | None = None
        self.commit_s = 0.0
        """Seconds that the last commit took."""

    def run(self, jobs: Iterable[J], office: str | None = None) -> list[J]:
        """Run jobs in one transaction in their order, and return them; each has a result then.

        The iterable may go on as long as jobs come. If the transaction fails as a whole, no job's change is kept
        and each raises why. If it is lost without having been kept, all of it is run again.
        """
        coming = iter(jobs)
        taken: list[J] = []
        careful = False
        while True:
            try:
                sql = self._begin(office, careful)
                self._run_once(sql, taken, coming)
            except Doubtful:
                self.close()
                careful = True
            except TransactionLost as error:
                self.close()
                kept = self._was_kept(error)
                if kept is None or (kept is False and not self._outage.may_try_again()):
                    return _failed(chain(taken, coming), Refusal("busy", f"the database can't be reached: {error}"))
                if kept:
                    break
            except (StorageError, Refusal) as error:
                self.close()
                return _failed(chain(taken, () if taken else coming), error)
            except Exception as error:  # noqa: BLE001  it is raised again where the work was handed in
                self.close()
                return _failed(taken, error)
            except BaseException:
                self.close()
                raise
            else:
                break
        self._outage.over()
        return taken

    def _run_once(self, sql: Sql, taken: list[J], coming: Iterator[J]) -> None:
        for job in taken:
            job.run(sql)
        for job in coming:
            taken.append(job)
            job.run(sql)
        if any(job.keep for job in taken):
            began = time.monotonic()
            sql.commit()
            self.commit_s = time.monotonic() - began
        else:
            sql.rollback()

    def _was_kept(self, error: TransactionLost) -> bool | None:
        """Return whether a lost transaction was kept; None if that can't be found out, or not in time."""
        if not isinstance(error, CommitUnknown):
            return False
        while True:
            try:
                kept = error.was_kept()
            except TransactionLost:
                kept = None
            except StorageError:
                return None
            if kept is not None or not self._outage.may_try_again():
                return kept

    def _begin(self, office: str | None, careful: bool) -> Sql:
        if self._sql is None:
            self._sql = self._engine.writer()
        self._sql.begin(office, careful)
        return self._sql

    def close(self) -> None:
        """Close the connection, which takes back what was not committed; running jobs opens it again."""
        if self._sql is not None:
            self._sql.close()
            self._sql = None


def _failed(jobs: Iterable[J], error: Exception) -> list[J]:
    failed = list(jobs)
    for job in failed:
        job.fail(error)
    return failed


class InlineWriter:
    """Writes in the caller's thread, one caller at a time: for commands, tests and programs with threads."""

    def __init__(self, engine: Engine, on_commit: Callable[[Committed], None]) -> None:
        self._connection = WriteConnection(engine)
        self._on_commit = on_commit
        # Reentrant, so that a subscriber to commits may write in its turn.
        self._lock = threading.RLock()

    @property
    def waiting(self) -> int:
        return 0

    def write(self, work: Work[T], office: str | None = None) -> T:
        job = Job(work)
        with self._lock:
            self._connection.run([job], office)
            if job.committed is not None:
                self._on_commit(job.committed)
        return job.result()

    def close(self) -> None:
        with self._lock:
            self._connection.close()
