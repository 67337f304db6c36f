"""The one way to change an office: a transaction in the writer, at the office's own time."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from queue_server.adapters.db import log_store
from queue_server.adapters.db.batch import Writer, Written
from queue_server.adapters.db.lines import Lines
from queue_server.adapters.db.office_store import OfficeConfigs
from queue_server.adapters.db.sql import Sql
from queue_server.adapters.db.transaction import SqlOfficeTransaction
from queue_server.domain.office_time import OfficeTimes
from queue_server.usecases.ports.changing import Done, OfficeTransaction, Once
from queue_server.usecases.ports.environment import Clock

T = TypeVar("T")


class SqlOffices:
    """Changes offices through a writer."""

    def __init__(self, writer: Writer, configs: OfficeConfigs, clock: Clock) -> None:
        self._writer = writer
        self._configs = configs
        self._lines = Lines()
        self._clock = clock
        self._times = OfficeTimes()

    def time_in(self, office: str) -> datetime:
        return self._times.now(office, self._clock.now(), self._clock.monotonic())

    def change(self, office: str, work: Callable[[OfficeTransaction], T], once: Once[T] | None = None) -> Done[T]:
        def run(sql: Sql) -> Written[Done[T]]:
            if once is not None:
                log_store.foresee_answer(sql, office, once)
            now = partial(self._times.at, office, now=self._clock.now(), monotonic=self._clock.monotonic())
            transaction = SqlOfficeTransaction(sql, office, self._configs, self._lines, now)
            if once is not None:
                answer = log_store.stored_answer(sql, office, once)
                if answer is not None:
                    return Written(value=Done(value=answer, replayed=True), keep=False)
            value = work(transaction)
            if once is not None:
                log_store.store_answer(sql, office, once, value, transaction.at)
            return transaction.end(Done(value=value))

        return self._writer.write(run, office)
