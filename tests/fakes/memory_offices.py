"""In-memory twin of the database's offices: same ports, same constraints, no file."""

import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TypeVar

from queue_server.domain.announcement import Call
from queue_server.domain.availability import IssuedToday
from queue_server.domain.device import DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.domain.events import Event, OfficeConfigured, Recorded, moved_tickets
from queue_server.domain.office import Desk, Office
from queue_server.domain.office_time import OfficeTimes
from queue_server.domain.operator import Operator
from queue_server.domain.selection import Recent
from queue_server.domain.service_times import ServiceTimes
from queue_server.domain.ticket import Ticket, TicketState
from queue_server.domain.waiting_line import Candidate, WaitingGroup, WaitingLine
from queue_server.usecases.ports.audit import AuditAction, AuditEntry
from queue_server.usecases.ports.changing import Committed, Done, OfficeTransaction, Once, Step, UnitRecord
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.failures import RuleBroken
from tests.fakes.memory_announcements import MemoryAnnouncementRecords
from tests.fakes.memory_appointments import MemoryAppointmentRecords, MemorySlipRecords
from tests.fakes.memory_displays import MemoryDisplayRecords
from tests.fakes.memory_outbox import MemoryNotifyRecords
from tests.fakes.memory_persons import MemoryPersonRecords
from tests.fakes.memory_phones import MemoryPhoneRecords
from tests.fakes.memory_ratings import MemoryRatingRecords
from tests.fakes.memory_removal import last_revision, remove_office
from tests.fakes.memory_state import State

T = TypeVar("T")


class MemoryDatabase:
    """The state and its lock; what happens within ``changing`` is kept whole or not at all."""

    def __init__(self, clock: Clock, on_commit: Callable[[Committed], None] = lambda committed: None) -> None:
        self.clock = clock
        self.on_commit = on_commit
        self.state = State()
        self.lock = threading.RLock()

    def change(self, work: Callable[[State], tuple[T, Committed | None]]) -> T:
        with self.lock:
            draft = self.state.copy()
            value, committed = work(draft)
            self.state = draft
            if committed is not None:
                self.on_commit(committed)
            return value


class MemoryOffices:
    """See ``Offices``."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database, self._clock, self._times = database, database.clock, OfficeTimes()

    def time_in(self, office: str) -> datetime:
        return self._times.now(office, self._clock.now(), self._clock.monotonic())

    def change(self, office: str, work: Callable[[OfficeTransaction], T], once: Once[T] | None = None) -> Done[T]:
        def run(state: State) -> tuple[Done[T], Committed | None]:
            if office not in state.offices:
                raise Refusal("office_unknown", f"there is no office {office!r}", "office")
            boxes = (one for one, _ in state.devices.values() if one.kind is DeviceKind.BOX and not one.revoked)
            if any(one.office == office for one in boxes):
                raise Refusal("office_on_box", f"office {office} works on its own box; its queue is changed there")
            if once is not None and (office, once.key) in state.answers:
                request_hash, answer, _ = state.answers[office, once.key]
                if request_hash != once.request_hash:
                    raise Refusal("idempotency_conflict", "this key was used for another request")
                return Done(value=answer, replayed=True), None
            newest = max((one.at for one in state.events_of(office)[-1:]), default=None)
            now = self._times.at(office, newest, self._clock.now(), self._clock.monotonic())
            transaction = MemoryTransaction(state, office, now)
            value = work(transaction)
            if once is not None:
                state.answers[office, once.key] = (once.request_hash, value, now)
            return Done(value=value), transaction.end()

        return self._database.change(run)


class MemorySetup:
    """See ``OfficeSetup``."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def add_office(self, office: Office, by: str) -> bool:
        def run(state: State) -> tuple[bool, Committed | None]:
            if office.code in state.offices:
                return False, None
            state.offices[office.code] = office
            state.revisions[office.code] = last_revision(state, office.code)
            transaction = MemoryTransaction(state, office.code, self._database.clock.now())
            transaction.record(OfficeConfigured(by=by))
            to = {"office": office.code, "kind": "office", "target": office.code}
            state.audit.append(AuditEntry(at=transaction.at, by=by, action=AuditAction.ADDED, **to))
            return True, transaction.end()

        return self._database.change(run)

    def remove_office(self, office: str, by: str, check: Callable[[Office], None]) -> None:
        at = self._database.clock.now()
        self._database.change(lambda state: (remove_office(state, office, by, at, check), None))


class MemoryTransaction:
    """See ``OfficeTransaction``."""

    def __init__(self, state: State, code: str, at: datetime) -> None:
        self._state = state
        self._code = code
        self._events: list[Event] = []
        self._moved_tickets = False
        self.office = state.offices[code]
        self.revision = state.revisions[code] + 1
        self.at = at

    def end(self) -> Committed | None:
        if not self._events:
            if self._moved_tickets:
                raise RuleBroken("tickets or calls were changed without an event")
            return None
        self._state.revisions[self._code] = self.revision
        tickets: list[str] = []
        for event in self._events:
            tickets.extend(moved_tickets(event))
        return Committed(
            office=self._code,
            revision=self.revision,
            kinds=tuple(one.type for one in self._events),
            tickets=tuple(dict.fromkeys(tickets)),
        )

    @property
    def resulting_revision(self) -> int:
        return self.revision if self._events else self.revision - 1

    @property
    def service_day(self) -> date | None:
        return self._state.service_days.get(self._code)

    def save_office(self, office: Office) -> None:
        self._state.offices[self._code] = self.office = office

    def audit(self, entry: AuditEntry) -> None:
        self._state.audit.append(entry)

    def begin_service_day(self, day: date) -> None:
        self._state.service_days[self._code] = day

    def series_last(self, prefix: str) -> int:
        return self._state.series.get(self._series(prefix), 0)

    def take_sequence(self, prefix: str, sequence: int) -> None:
        self._state.series[self._series(prefix)] = sequence

    def issued_today(self, service: str) -> IssuedToday:
        return self._state.issued_today(self._code, service)

    @property
    def persons(self) -> MemoryPersonRecords:
        return MemoryPersonRecords(self._state.persons, self._code)

    def open_numbers(self, prefix: str) -> frozenset[str]:
        return frozenset(one.number for one in self.open_tickets() if one.prefix == prefix)

    def add_ticket(self, ticket: Ticket) -> None:
        self._moved_tickets = True
        self._state.put_ticket(ticket, new=True)

    def save_ticket(self, ticket: Ticket) -> None:
        self._moved_tickets = True
        self._state.put_ticket(ticket, new=False)

    def ticket(self, ticket_id: str) -> Ticket | None:
        return self._state.tickets.get(ticket_id)

    def ticket_by_token(self, token: str) -> Ticket | None:
        return next((one for one in self._state.tickets.values() if one.token == token), None)

    def ticket_at(self, counter: str) -> Ticket | None:
        return next((one for one in self._state.at_counters(self._code) if one.counter == counter), None)

    def open_tickets(self) -> Sequence[Ticket]:
        return self._state.open_tickets(self._code)

    def waiting(self) -> Sequence[Candidate]:
        return self._state.waiting(self._code)

    def waiting_groups(self) -> Sequence[WaitingGroup]:
        return self._state.waiting_groups(self._code)

    def line(self) -> WaitingLine:
        return WaitingLine.of(self.waiting())

    def recent_calls(self) -> Recent:
        return self._state.recent_calls(self._code)

    def service_times(self, service: str) -> ServiceTimes:
        return self._state.times.get((self._code, service)) or ServiceTimes()

    def save_service_times(self, service: str, times: ServiceTimes) -> None:
        self._state.times[self._code, service] = times

    def held_due(self) -> Sequence[Ticket]:
        due = [
            (one.leg.held_until, one)
            for one in self.open_tickets()
            if one.state is TicketState.HELD and one.leg.held_until is not None and one.leg.held_until <= self.at
        ]
        return [one for _, one in sorted(due, key=lambda pair: pair[0])]

    def desk(self, counter: str) -> Desk:
        return self._state.desks.get((self._code, counter)) or Desk(counter=counter)

    def desks(self) -> Sequence[Desk]:
        return self._state.desks_of(self._code)

    def save_desk(self, desk: Desk) -> None:
        self._state.desks[self._code, desk.counter] = desk

    def last_step(self, counter: str) -> Step | None:
        return self._state.steps.get((self._code, counter))

    def save_step(self, counter: str, step: Step | None) -> None:
        self._state.steps.pop((self._code, counter), None)
        if step is not None:
            self._state.steps[self._code, counter] = step

    def add_call(self, call: Call) -> None:
        self._moved_tickets = True
        self._state.put_call(self._code, call)

    def withdraw_calls(self, call_ids: Sequence[str]) -> None:
        self._state.withdrawn.update(
            one for one in call_ids if one in self._state.calls and self._state.calls[one][0] == self._code
        )

    def unit(self, device: str, name: str) -> UnitRecord | None:
        office, record = self._state.units.get((device, name), ("", None))
        return record if office == self._code else None

    def save_unit(self, record: UnitRecord) -> None:
        if record.unit.device not in self._state.devices:
            raise RuleBroken(f"no device {record.unit.device}")
        self._state.units[record.unit.device, record.unit.name] = (self._code, record)

    @property
    def announcements(self) -> MemoryAnnouncementRecords:
        return MemoryAnnouncementRecords(self._state, self._code)

    @property
    def appointments(self) -> MemoryAppointmentRecords:
        return MemoryAppointmentRecords(self._state, self._code)

    @property
    def slips(self) -> MemorySlipRecords:
        return MemorySlipRecords(self._state, self._code)

    @property
    def displays(self) -> MemoryDisplayRecords:
        return MemoryDisplayRecords(self._state, self._code, self.revision)

    @property
    def notify(self) -> MemoryNotifyRecords:
        return MemoryNotifyRecords(self._state, self._code)

    @property
    def phones(self) -> MemoryPhoneRecords:
        return MemoryPhoneRecords(self._state, self._code)

    @property
    def ratings(self) -> MemoryRatingRecords:
        return MemoryRatingRecords(self._state, self._code)

    def operator(self, operator_id: str) -> Operator | None:
        return self._state.operators.get(operator_id, (None, ""))[0]

    def operator_named(self, username: str) -> Operator | None:
        return next((one for one, _ in self._state.operators.values() if one.username == username), None)

    def record(self, event: Event) -> None:
        position = len(self._events)
        self._events.append(event)
        self._state.events.append(
            Recorded(office=self._code, revision=self.revision, position=position, at=self.at, event=event)
        )

    def _series(self, prefix: str) -> tuple[str, date, str]:
        if self.service_day is None:
            raise RuleBroken(f"office {self._code} has no service day yet")
        return self._code, self.service_day, prefix
