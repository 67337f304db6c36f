"""One change of one office: takes its next revision, which is the lock, and writes state and log together."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db import (
    audit_store,
    call_classes,
    counter_store,
    issued_store,
    log_store,
    office_store,
    series_store,
    ticket_store,
    times_store,
    unit_store,
)
from queue_server.adapters.db.account_store import operator_by_id, operator_by_username
from queue_server.adapters.db.announcement_store import SqlAnnouncementRecords
from queue_server.adapters.db.appointment_store import SqlAppointmentRecords
from queue_server.adapters.db.batch import Written
from queue_server.adapters.db.desks import DesksOfChange
from queue_server.adapters.db.display_store import SqlDisplayRecords
from queue_server.adapters.db.instants import from_micros
from queue_server.adapters.db.lines import LineOfChange, Lines
from queue_server.adapters.db.notify_store import SqlNotifyRecords
from queue_server.adapters.db.office_store import OfficeConfigs, office_unknown, refuse_on_box
from queue_server.adapters.db.person_store import SqlPersonRecords
from queue_server.adapters.db.phone_store import SqlPhoneRecords
from queue_server.adapters.db.rating_store import SqlRatingRecords
from queue_server.adapters.db.slip_store import SqlSlipRecords
from queue_server.adapters.db.sql import Sql
from queue_server.adapters.db.tables import office
from queue_server.domain.announcement import Call
from queue_server.domain.availability import IssuedToday
from queue_server.domain.events import Event, moved_tickets
from queue_server.domain.office import Desk, Office
from queue_server.domain.operator import Operator
from queue_server.domain.selection import Recent
from queue_server.domain.service_times import ServiceTimes
from queue_server.domain.ticket import Ticket, TicketState
from queue_server.domain.waiting_line import Candidate, WaitingGroup, WaitingLine
from queue_server.usecases.ports.announcements import AnnouncementRecords
from queue_server.usecases.ports.appointments import AppointmentRecords, SlipRecords
from queue_server.usecases.ports.audit import AuditEntry
from queue_server.usecases.ports.changing import Committed, Step, UnitRecord
from queue_server.usecases.ports.displays import DisplayRecords
from queue_server.usecases.ports.failures import RuleBroken
from queue_server.usecases.ports.notifying import NotifyRecords
from queue_server.usecases.ports.persons import PersonRecords
from queue_server.usecases.ports.phones import PhoneRecords
from queue_server.usecases.ports.ratings import RatingRecords

T = TypeVar("T")

_OF_OFFICE = office.c.code == bindparam("of_office")
_STATE = (office.c.revision, office.c.service_day, office.c.config_tag)
_TAKE_REVISION = (
    sa.update(office)
    .where(_OF_OFFICE, office.c.on_box == sa.false())
    .values(revision=office.c.revision + 1)
    .returning(*_STATE, log_store.NEWEST_AT.scalar_subquery(), ticket_store.NEXT_RETURN.scalar_subquery())
)
_GIVE_REVISION_BACK = sa.update(office).where(_OF_OFFICE).values(revision=office.c.revision - 1)
_BEGIN_DAY = sa.update(office).where(_OF_OFFICE).values(service_day=bindparam("day"))


class SqlOfficeTransaction:
    """See ``OfficeTransaction``.

    Raises:
        Refusal: office_unknown, office_on_box.
    """

    def __init__(
        self,
        sql: Sql,
        code: str,
        configs: OfficeConfigs,
        lines: Lines,
        time_after: Callable[[datetime | None], datetime],
    ) -> None:
        row = sql.one(_TAKE_REVISION, of_office=code)
        if row is None:
            refuse_on_box(sql, code)
            raise office_unknown(code)
        self._sql = sql
        self._code = code
        self._revision: int = row[0]
        self._service_day = None if row[1] is None else date.fromisoformat(row[1])
        self._office = configs.get(sql, code, row[2])
        self._at = time_after(None if row[3] is None else from_micros(row[3]))
        self._holds_due = row[4] is not None and from_micros(row[4]) <= self._at
        self._desks = DesksOfChange(sql, code)
        self._changes_before = sql.changes
        self._line = LineOfChange(lines, sql, code, self._revision - 1)
        self._calls = 0
        self._kinds: list[str] = []
        self._tickets: dict[str, None] = {}

    def end(self, value: T) -> Written[T]:
        """Return what there is to keep and to publish; without an event the revision is given back."""
        if not self._kinds and (self._line.moved or self._calls):
            raise RuleBroken("tickets or calls were changed without an event")
        self._line.end(self.resulting_revision)
        if self._kinds:
            committed = Committed(
                office=self._code, revision=self._revision, kinds=tuple(self._kinds), tickets=tuple(self._tickets)
            )
            return Written(value=value, committed=committed)
        if self._sql.changes == self._changes_before:
            return Written(value=value, keep=False)
        self._sql.do(_GIVE_REVISION_BACK, of_office=self._code)
        return Written(value=value)

    @property
    def office(self) -> Office:
        return self._office

    @property
    def at(self) -> datetime:
        return self._at

    @property
    def revision(self) -> int:
        return self._revision

    @property
    def resulting_revision(self) -> int:
        return self._revision if self._kinds else self._revision - 1

    @property
    def service_day(self) -> date | None:
        return self._service_day

    def save_office(self, office: Office) -> None:
        office_store.save_office(self._sql, office)
        self._office = office

    def audit(self, entry: AuditEntry) -> None:
        audit_store.add_entry(self._sql, entry)

    def begin_service_day(self, day: date) -> None:
        self._sql.do(_BEGIN_DAY, of_office=self._code, day=day.isoformat())
        self._service_day = day

    def series_last(self, prefix: str) -> int:
        return series_store.series_last(self._sql, self._code, self._day(), prefix)

    def take_sequence(self, prefix: str, sequence: int) -> None:
        series_store.take_sequence(self._sql, self._code, self._day(), prefix, sequence)

    def issued_today(self, service: str) -> IssuedToday:
        return issued_store.issued_today(self._sql, self._office, service, self._service_day)

    @property
    def persons(self) -> PersonRecords:
        return SqlPersonRecords(self._sql, self._code)

    def open_numbers(self, prefix: str) -> frozenset[str]:
        return ticket_store.open_numbers(self._sql, self._code, prefix)

    def add_ticket(self, ticket: Ticket) -> None:
        ticket_store.add_ticket(self._sql, ticket)
        self._line.move(ticket)

    def save_ticket(self, ticket: Ticket) -> None:
        ticket_store.save_ticket(self._sql, ticket)
        self._holds_due |= ticket.state is TicketState.HELD
        self._line.move(ticket)

    def ticket(self, ticket_id: str) -> Ticket | None:
        return ticket_store.ticket_by_id(self._sql, ticket_id)

    def ticket_by_token(self, token: str) -> Ticket | None:
        return ticket_store.ticket_by_token(self._sql, token)

    def ticket_at(self, counter: str) -> Ticket | None:
        return ticket_store.ticket_at(self._sql, self._code, counter)

    def open_tickets(self) -> Sequence[Ticket]:
        return ticket_store.open_tickets(self._sql, self._code)

    def waiting(self) -> Sequence[Candidate]:
        return list(self._line.line().candidates.values())

    def waiting_groups(self) -> Sequence[WaitingGroup]:
        return self._line.line().groups()

    def line(self) -> WaitingLine:
        return self._line.line()

    def recent_calls(self) -> Recent:
        return call_classes.recent_calls(self._sql, self._code, self._service_day)

    def service_times(self, service: str) -> ServiceTimes:
        return times_store.times_of(self._sql, self._code, service)

    def save_service_times(self, service: str, times: ServiceTimes) -> None:
        times_store.save_times(self._sql, self._code, service, times)

    def held_due(self) -> Sequence[Ticket]:
        return ticket_store.held_due(self._sql, self._code, self._at) if self._holds_due else ()

    def desk(self, counter: str) -> Desk:
        return self._desks.of(counter)

    def desks(self) -> Sequence[Desk]:
        return counter_store.desks_of(self._sql, self._code, self._office.counters)

    def save_desk(self, desk: Desk) -> None:
        self._desks.save(desk)

    def last_step(self, counter: str) -> Step | None:
        return counter_store.last_step(self._sql, self._code, counter)

    def save_step(self, counter: str, step: Step | None) -> None:
        counter_store.save_step(self._sql, self._code, counter, step)

    def add_call(self, call: Call) -> None:
        counter_store.add_call(self._sql, self._code, self._revision, self._calls, call)
        self._calls += 1

    def withdraw_calls(self, call_ids: Sequence[str]) -> None:
        counter_store.withdraw_calls(self._sql, self._code, call_ids)

    def unit(self, device: str, name: str) -> UnitRecord | None:
        return unit_store.unit_named(self._sql, self._code, device, name)

    def save_unit(self, record: UnitRecord) -> None:
        unit_store.save_unit(self._sql, self._code, record)

    @property
    def announcements(self) -> AnnouncementRecords:
        return SqlAnnouncementRecords(self._sql, self._code)

    @property
    def appointments(self) -> AppointmentRecords:
        return SqlAppointmentRecords(self._sql, self._code)

    @property
    def slips(self) -> SlipRecords:
        return SqlSlipRecords(self._sql, self._code)

    @property
    def displays(self) -> DisplayRecords:
        return SqlDisplayRecords(self._sql, self._code, self._revision)

    @property
    def notify(self) -> NotifyRecords:
        return SqlNotifyRecords(self._sql, self._code)

    @property
    def phones(self) -> PhoneRecords:
        return SqlPhoneRecords(self._sql, self._code)

    @property
    def ratings(self) -> RatingRecords:
        return SqlRatingRecords(self._sql, self._code, self._service_day, self._revision)

    def operator(self, operator_id: str) -> Operator | None:
        return operator_by_id(self._sql, operator_id)

    def operator_named(self, username: str) -> Operator | None:
        return operator_by_username(self._sql, username)

    def record(self, event: Event) -> None:
        log_store.add_event(self._sql, self._code, self._revision, len(self._kinds), self._at, event)
        self._kinds.append(event.type)
        self._tickets.update(dict.fromkeys(moved_tickets(event)))

    def _day(self) -> date:
        if self._service_day is None:
            raise RuleBroken(f"office {self._code} has no service day yet")
        return self._service_day
