"""Questions about offices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from queue_server.domain.announcement import Call
from queue_server.domain.availability import IssuedToday
from queue_server.domain.events import Recorded
from queue_server.domain.office import Desk, Office
from queue_server.domain.operator import Skill
from queue_server.domain.selection import NO_CALLS, Recent
from queue_server.domain.service_times import KnownTimes
from queue_server.domain.ticket import Ticket, TicketState
from queue_server.domain.waiting_line import Candidate, WaitingGroup
from queue_server.usecases.ports.changing import UnitRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """An office at one revision: all that a board is made from."""

    office: Office
    epoch: str
    revision: int
    service_day: date | None
    desks: tuple[Desk, ...]
    at_counters: tuple[Ticket, ...]
    waiting: tuple[WaitingGroup, ...]
    """Who waits, counted; in no particular order."""
    calls: tuple[Call, ...]
    """Calls that were not withdrawn, oldest first; at least those a board shows from the newest call on."""
    times: KnownTimes = field(default_factory=dict)
    """What is known of how long services take."""
    skills: Mapping[str, tuple[Skill, ...]] = field(default_factory=dict)
    """Of operators at counters who have any, by their id."""
    issued: Mapping[str, IssuedToday] = field(default_factory=dict)
    """Of each service that has a quota."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Who waits in an office at one revision."""

    office: Office
    revision: int
    waiting: tuple[Candidate, ...]
    recent: Recent = field(default_factory=lambda: NO_CALLS)
    """See ``OfficeTransaction.recent_calls``; empty unless the policy looks at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What waits in an office for time alone."""

    revision: int
    service_day: date | None
    """Newest service day; it has to be ended when another begins."""
    next_return: datetime | None
    """When the first held ticket of that day falls due, None if none does."""


class OfficeReader(Protocol):
    """Questions about offices; each answer is from one consistent moment."""

    def epoch(self) -> str:
        """Return the random name this database got when it was created or restored."""

    def offices(self) -> Sequence[Office]:
        """Return all offices by code."""

    def office(self, code: str) -> Office:
        """Return one office.

        Raises:
            Refusal: office_unknown.
        """

    def counter_by_id(self, counter_id: str) -> tuple[str, str] | None:
        """Return (office code, counter code) of a counter's id."""

    def revision(self, office: str) -> int:
        """Return the newest revision of an office.

        Raises:
            Refusal: office_unknown.
        """

    def pending(self, office: str) -> Pending:
        """Return what waits in an office for time alone; cheap, since it is asked every second.

        Raises:
            Refusal: office_unknown.
        """

    def all_pending(self) -> Mapping[str, Pending]:
        """Return the same of all offices by code; hardly dearer than that of one."""

    def snapshot(self, office: str) -> Snapshot:
        """Return all that a board is made from.

        Raises:
            Refusal: office_unknown.
        """

    def line(self, office: str) -> Line:
        """Return who waits; one line answers for all tickets of the office.

        Raises:
            Refusal: office_unknown.
        """

    def ticket_by_token(self, token: str) -> Ticket | None:
        """Return a ticket by its secret."""

    def ticket(self, ticket_id: str) -> Ticket | None:
        """Return a ticket by its id."""

    def tickets(self, office: str, states: Sequence[TicketState], service: str | None, limit: int) -> Sequence[Ticket]:
        """Return tickets of the present service day in order of issue; no states means all."""

    def tickets_of_day(self, office: str, day: date) -> Sequence[Ticket]:
        """Return all tickets of a service day in order of issue."""

    def counter_events(self, office: str, begin: datetime, end: datetime) -> Sequence[Recorded]:
        """Return what was recorded of counters from an instant until before another, in order.

        Reads the office's whole log; for commands and pages that are asked rarely.
        """

    def last_steps(self, office: str) -> Mapping[str, datetime]:
        """Return when each counter last did something with a ticket; without those that have not since the day began,
        or took it back."""

    def events(self, office: str, after_revision: int, limit: int) -> Sequence[Recorded]:
        """Return the office's log in order of revision and position.

        Revisions come whole: at least one if there is any, then as many as fit ``limit`` events.
        """

    def call(self, call_id: str) -> tuple[str, Call] | None:
        """Return (office code, call) of a call that was not withdrawn, None if there is none."""

    def units(self, office: str) -> Sequence[UnitRecord]:
        """Return the units that bridges of this office have announced."""
