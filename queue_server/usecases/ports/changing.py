"""The one way to change an office: a transaction, alone in its office."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from queue_server.domain.announcement import Call
from queue_server.domain.availability import IssuedToday
from queue_server.domain.device import Unit
from queue_server.domain.events import Event, Restored
from queue_server.domain.office import Desk, Office
from queue_server.domain.operator import Operator
from queue_server.domain.selection import Recent
from queue_server.domain.service_times import ServiceTimes
from queue_server.domain.ticket import Ticket
from queue_server.domain.waiting_line import Candidate, WaitingGroup, WaitingLine
from queue_server.usecases.ports.announcements import AnnouncementRecords
from queue_server.usecases.ports.appointments import AppointmentRecords, SlipRecords
from queue_server.usecases.ports.audit import AuditEntry
from queue_server.usecases.ports.displays import DisplayRecords
from queue_server.usecases.ports.notifying import NotifyRecords
from queue_server.usecases.ports.persons import PersonRecords
from queue_server.usecases.ports.phones import PhoneRecords
from queue_server.usecases.ports.ratings import RatingRecords

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Once(Generic[T]):
    """Makes an action idempotent: its answer is stored with the change and given again to a repeat."""

    key: str
    """Unique in the office: scope, path, credential and the caller's key, at most 300 characters."""
    request_hash: str
    """Hash of what was asked; the same key with another hash is refused."""
    kind: type[T]
    """Dataclass of the answer; its fields are JSON values, dates, tuples or such dataclasses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Generic[T]):
    """An action's answer; ``replayed`` when it is the stored one of an earlier copy of the request."""

    value: T
    replayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What a transaction left behind for those who publish."""

    office: str
    revision: int
    kinds: tuple[str, ...]
    """Types of its events, in order."""
    tickets: tuple[str, ...]
    """Ids of the tickets its events moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A counter's last accepted action, kept so that it can be undone once."""

    revision: int
    at: datetime
    before: tuple[Restored, ...]
    calls: tuple[str, ...]
    """Ids of the calls it made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRecord:
    """A unit with what the server knows of its presses."""

    unit: Unit
    serial: str | None = None
    boot: int | None = None
    sequence: int | None = None
    """Newest answered press of this serial and boot."""
    next_at: datetime | None = None
    """When its last accepted "next" was pressed."""
    next_number: str | None = None
    last_code: str | None = None
    """Refusal code of its newest press; None when that was accepted."""


class OfficeTransaction(Protocol):
    """One change of one office, alone in it; everything in it is committed together or not at all.

    Reading sees the transaction's own writes. Tickets are of any day: day end leaves none of an older day open.
    Constraints hold after each call, so a ticket leaves a counter before another comes to it; a call that breaks one
    raises ``RuleBroken``.
    """

    @property
    def office(self) -> Office:
        """The office as configured now."""

    @property
    def at(self) -> datetime:
        """Instant of this change in UTC: the clock, but never before the newest event."""

    @property
    def revision(self) -> int:
        """Revision this change gets; used up only if an event is recorded."""

    @property
    def resulting_revision(self) -> int:
        """Revision of the office if this change ended here: ``revision`` once an event is recorded."""

    @property
    def service_day(self) -> date | None:
        """Newest service day of the office, None before the first."""

    def save_office(self, office: Office) -> None:
        """Store the office as configured from now on; an event has to be recorded with it."""

    def audit(self, entry: AuditEntry) -> None:
        """Append a change to the audit log."""

    def begin_service_day(self, day: date) -> None:
        """Store the new service day."""

    def series_last(self, prefix: str) -> int:
        """Return the newest sequence of a prefix on the present service day, 0 before the first."""

    def take_sequence(self, prefix: str, sequence: int) -> None:
        """Store the newest sequence of a prefix on the present service day."""

    def issued_today(self, service: str) -> IssuedToday:
        """Return the numbers of the present service day that count for a service; takes longer the more there are."""

    @property
    def persons(self) -> PersonRecords:
        """What is known of people today."""

    def open_numbers(self, prefix: str) -> frozenset[str]:
        """Return the numbers of a prefix whose tickets are waiting, called, serving or held."""

    def add_ticket(self, ticket: Ticket) -> None:
        """Store a new ticket with its first leg; an event has to be recorded with it."""

    def save_ticket(self, ticket: Ticket) -> None:
        """Store a ticket's progress, note, dossier and revision; an event has to be recorded with it."""

    def ticket(self, ticket_id: str) -> Ticket | None:
        """Return a ticket of any office by its id."""

    def ticket_by_token(self, token: str) -> Ticket | None:
        """Return a ticket of any office by its secret."""

    def ticket_at(self, counter: str) -> Ticket | None:
        """Return the ticket that is called or serving at a counter."""

    def open_tickets(self) -> Sequence[Ticket]:
        """Return all tickets that are waiting, called, serving or held, in order of issue."""

    def waiting(self) -> Sequence[Candidate]:
        """Return all waiting tickets."""

    def waiting_groups(self) -> Sequence[WaitingGroup]:
        """Return how many wait, by all that policies tell apart but time; takes no longer when many wait."""

    def line(self) -> WaitingLine:
        """Return who waits, ordered for choosing; takes no longer when many wait. It may not be changed."""

    def recent_calls(self) -> Recent:
        """Return the classes of this service day's newest calls by service, oldest first; at most 200 in all."""

    def service_times(self, service: str) -> ServiceTimes:
        """Return what is known of how long a service takes."""

    def save_service_times(self, service: str, times: ServiceTimes) -> None:
        """Store what is known of how long a service takes; an event has to be recorded with it."""

    def held_due(self) -> Sequence[Ticket]:
        """Return the held tickets whose time has come, the longest due first."""

    def desk(self, counter: str) -> Desk:
        """Return a counter's desk; closed if it was never opened."""

    def desks(self) -> Sequence[Desk]:
        """Return the desks of all configured counters, in configured order."""

    def save_desk(self, desk: Desk) -> None:
        """Store a counter's desk."""

    def last_step(self, counter: str) -> Step | None:
        """Return what the counter can undo."""

    def save_step(self, counter: str, step: Step | None) -> None:
        """Store or clear what the counter can undo."""

    def add_call(self, call: Call) -> None:
        """Store a call or recall for the board; an event has to be recorded with it."""

    def withdraw_calls(self, call_ids: Sequence[str]) -> None:
        """Take calls off the board; they will not be spoken any more."""

    def unit(self, device: str, name: str) -> UnitRecord | None:
        """Return a unit its bridge has announced."""

    def save_unit(self, record: UnitRecord) -> None:
        """Store a unit, new or known."""

    @property
    def announcements(self) -> AnnouncementRecords:
        """What became of calls in the loudspeakers."""

    @property
    def appointments(self) -> AppointmentRecords:
        """Booked times."""

    @property
    def slips(self) -> SlipRecords:
        """Dossiers whose results are collected."""

    @property
    def displays(self) -> DisplayRecords:
        """What is stored of displays."""

    @property
    def notify(self) -> NotifyRecords:
        """Messages to phones."""

    @property
    def phones(self) -> PhoneRecords:
        """Which phone took a ticket."""

    @property
    def ratings(self) -> RatingRecords:
        """What citizens think of their legs."""

    def operator(self, operator_id: str) -> Operator | None:
        """Return a member of staff by id."""

    def operator_named(self, username: str) -> Operator | None:
        """Return a member of staff by user name."""

    def record(self, event: Event) -> None:
        """Append an event to the office's log at this revision and instant."""


class Offices(Protocol):
    """The one way to change an office."""

    def change(self, office: str, work: Callable[[OfficeTransaction], T], once: Once[T] | None = None) -> Done[T]:
        """Run ``work`` in one transaction, commit it, have it published, and return its answer.

        ``work`` may run again after a lost race, so it has no effects but those on the transaction. If it raises,
        nothing has changed. A revision is used up only if it recorded an event.

        Raises:
            Refusal: office_unknown; office_on_box, when a box has its queue; idempotency_conflict, when the key was
                used for another request; busy; and whatever ``work`` raises.
            StorageError: the change could not be made durable.
            RuleBroken: ``work`` asked for what a constraint forbids, or changed a ticket without an event.
        """

    def time_in(self, office: str) -> datetime:
        """Return what time it is in an office: as the clock has it, or later where the clock was set back."""
