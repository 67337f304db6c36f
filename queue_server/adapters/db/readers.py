"""Questions, each answered from one consistent moment on a connection of its own."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date, datetime

import sqlalchemy as sa

from queue_server.adapters.db import (
    announcement_store,
    call_classes,
    counter_store,
    display_store,
    issued_store,
    log_store,
    office_store,
    ticket_store,
    times_store,
    unit_store,
)
from queue_server.adapters.db.batch import Outage
from queue_server.adapters.db.engine import Engine
from queue_server.adapters.db.seen_lines import SeenLines
from queue_server.adapters.db.sql import Sql, TransactionLost
from queue_server.adapters.db.tables import installation
from queue_server.domain.announced import CallSound
from queue_server.domain.announcement import Call
from queue_server.domain.display import DisplaySetup
from queue_server.domain.events import Recorded
from queue_server.domain.layout import Layout
from queue_server.domain.office import Office
from queue_server.domain.ticket import Ticket, TicketState
from queue_server.usecases.ports.changing import UnitRecord
from queue_server.usecases.ports.failures import StorageError, StorageUnreachable
from queue_server.usecases.ports.reading import Line, Pending, Snapshot

ALL_TICKETS = 1_000_000
"""More than any day has."""

_EPOCH = sa.select(installation.c.epoch)


class Readers:
    """Connections that can't write; a free one is taken for each question, so that any thread may ask.

    Under gevent questions run in the hub's thread. On SQLite they never wait for the writer in WAL mode, and while a
    ticket takes 14 µs to read, the way to another thread and back takes 75 µs; waiting for a server lets others go on.
    """

    def __init__(
        self,
        engine: Engine,
        outage: Outage | None = None,
        turn: AbstractContextManager[object] | None = None,
    ) -> None:
        """Lend connections to whoever gets a turn, at once if there is no ``turn`` to wait for."""
        self._engine = engine
        self._outage = outage or Outage(engine.patience_s)
        self._turn = nullcontext() if turn is None else turn
        self._free: deque[Sql] = deque()

    @contextmanager
    def question(self) -> Iterator[Sql]:
        """Lend a connection within a read transaction.

        Raises:
            StorageError: the database can't be read, ``StorageUnreachable`` if it can't be reached.
        """
        with self._turn:
            sql: Sql | None = None
            try:
                sql = self._begun()
                yield sql
                self._give_back(sql)
            except TransactionLost as error:
                if sql is not None:
                    sql.close()
                raise StorageUnreachable(str(error)) from error
            except Exception:
                if sql is not None:
                    self._give_back(sql)
                raise
            except BaseException:
                # A greenlet that was killed while it waited for the answer.
                if sql is not None:
                    sql.close()
                raise

    def _give_back(self, sql: Sql) -> None:
        try:
            sql.rollback()
        except TransactionLost:
            sql.close()
        else:
            self._free.append(sql)

    def _begun(self) -> Sql:
        """Return a connection in a transaction; those that a restart of the server has cut are thrown away."""
        while True:
            sql = None
            try:
                sql = self._taken()
                sql.begin()
            except TransactionLost:
                if sql is not None:
                    sql.close()
                if not self._free and not self._outage.may_try_again():
                    raise
            else:
                self._outage.over()
                return sql

    def _taken(self) -> Sql:
        try:
            return self._free.pop()
        except IndexError:
            return self._engine.reader()

    def close(self) -> None:
        """Close the connections that are free."""
        while self._free:
            self._free.pop().close()


class SqlOfficeReader:
    """See ``OfficeReader``."""

    def __init__(self, readers: Readers, configs: office_store.OfficeConfigs) -> None:
        self._readers = readers
        self._configs = configs
        self._lines = SeenLines()
        with readers.question() as sql:
            row = sql.one(_EPOCH)
        if row is None:
            raise StorageError("the database has no epoch; migrate it first")
        # It changes only while no server runs.
        self._epoch: str = row[0]

    def epoch(self) -> str:
        return self._epoch

    def offices(self) -> Sequence[Office]:
        with self._readers.question() as sql:
            return [self._office(sql, code) for code in office_store.office_codes(sql)]

    def office(self, code: str) -> Office:
        with self._readers.question() as sql:
            return self._office(sql, code)

    def counter_by_id(self, counter_id: str) -> tuple[str, str] | None:
        with self._readers.question() as sql:
            return office_store.counter_by_id(sql, counter_id)

    def revision(self, office: str) -> int:
        with self._readers.question() as sql:
            return office_store.office_state(sql, office).revision

    def snapshot(self, office: str) -> Snapshot:
        with self._readers.question() as sql:
            office_store.foresee_state(sql, office)
            counter_store.foresee_counters(sql, office)
            ticket_store.foresee_at_counters(sql, office)
            times_store.foresee_times(sql, office)
            state = office_store.office_state(sql, office)
            config = self._configs.get(sql, office, state.config_tag)
            return Snapshot(
                office=config,
                epoch=self._epoch,
                revision=state.revision,
                service_day=state.service_day,
                desks=counter_store.desks_of(sql, office, config.counters),
                at_counters=ticket_store.tickets_at_counters(sql, office),
                waiting=self._lines.groups(sql, office, state.revision),
                calls=counter_store.newest_calls(sql, office),
                times=times_store.all_times(sql, office),
                skills=times_store.skills_at_desks(sql, office),
                issued=issued_store.issued_by_service(sql, config, state.service_day),
            )

    def line(self, office: str) -> Line:
        with self._readers.question() as sql:
            state = office_store.office_state(sql, office)
            config = self._configs.get(sql, office, state.config_tag)
            by_turns = config.rules.policy == "ratio"
            return Line(
                office=config,
                revision=state.revision,
                waiting=self._lines.waiting(sql, office, state.revision),
                recent=call_classes.recent_calls(sql, office, state.service_day) if by_turns else {},
            )

    def pending(self, office: str) -> Pending:
        with self._readers.question() as sql:
            state = office_store.office_state(sql, office)
            return Pending(
                revision=state.revision,
                # Nothing falls due here for an office on its own box.
                service_day=None if state.on_box else state.service_day,
                next_return=ticket_store.next_return(sql, office),
            )

    def all_pending(self) -> Mapping[str, Pending]:
        with self._readers.question() as sql:
            returns = ticket_store.next_returns(sql)
            return {
                code: Pending(revision=state.revision, service_day=state.service_day, next_return=returns.get(code))
                for code, state in office_store.office_states(sql).items()
            }

    def ticket_by_token(self, token: str) -> Ticket | None:
        with self._readers.question() as sql:
            return ticket_store.ticket_by_token(sql, token)

    def ticket(self, ticket_id: str) -> Ticket | None:
        with self._readers.question() as sql:
            return ticket_store.ticket_by_id(sql, ticket_id)

    def tickets(self, office: str, states: Sequence[TicketState], service: str | None, limit: int) -> Sequence[Ticket]:
        with self._readers.question() as sql:
            day = office_store.office_state(sql, office).service_day
            if day is None:
                return []
            return ticket_store.tickets_of_day(sql, office, day, states, service, limit)

    def tickets_of_day(self, office: str, day: date) -> Sequence[Ticket]:
        with self._readers.question() as sql:
            return ticket_store.tickets_of_day(sql, office, day, (), None, ALL_TICKETS)

    def counter_events(self, office: str, begin: datetime, end: datetime) -> Sequence[Recorded]:
        with self._readers.question() as sql:
            return log_store.counter_events(sql, office, begin, end)

    def last_steps(self, office: str) -> Mapping[str, datetime]:
        with self._readers.question() as sql:
            return counter_store.last_steps(sql, office)

    def events(self, office: str, after_revision: int, limit: int) -> Sequence[Recorded]:
        with self._readers.question() as sql:
            return log_store.events_after(sql, office, after_revision, limit)

    def ended(self, office: str, zone: str, limit: int) -> Sequence[str]:
        with self._readers.question() as sql:
            return announcement_store.ended(sql, office, zone, limit)

    def sounds(self, office: str, counter: str | None, limit: int) -> Sequence[CallSound]:
        with self._readers.question() as sql:
            return announcement_store.sounds(sql, office, counter, limit)

    def call(self, call_id: str) -> tuple[str, Call] | None:
        with self._readers.question() as sql:
            return counter_store.call_by_id(sql, call_id)

    def units(self, office: str) -> Sequence[UnitRecord]:
        with self._readers.question() as sql:
            return unit_store.units_of(sql, office)

    def layouts(self, office: str) -> Sequence[Layout]:
        with self._readers.question() as sql:
            office_store.office_state(sql, office)
            return display_store.layouts_of(sql, office)

    def setups(self, office: str) -> Sequence[DisplaySetup]:
        with self._readers.question() as sql:
            return display_store.setups_of(sql, office)

    def _office(self, sql: Sql, code: str) -> Office:
        return self._configs.get(sql, code, office_store.office_state(sql, code).config_tag)
