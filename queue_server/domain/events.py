"""Past-tense facts of an office's log, in the order of its revisions; they never carry personal data.

An event is stored as its ``type`` and its fields; types and fields are never renamed.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from queue_server.domain.counter_events import CounterClosed, CounterOpened, CounterPaused, CounterResumed
from queue_server.domain.office_events import HoursTurned, KiosksLocked
from queue_server.domain.rated import TicketRated
from queue_server.domain.ticket import Placement, PriorityClass, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketIssued:
    """A number was given out; its first leg waits."""

    type: ClassVar[str] = "ticket_issued"
    ticket: str
    number: str
    prefix: str
    sequence: int
    service_day: date
    service: str
    then: tuple[str, ...]
    priority_class: PriorityClass
    language: str
    procedure: str | None
    appointment: str | None
    group: str | None = None
    """Declared group."""
    uncounted_s: float = 0.0
    """Time until the window of an appointment that came early."""
    expected_s: float | None = None
    """Likely wait."""
    due_at: datetime | None = None
    """Booked time of an appointment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCalled:
    """A counter called the ticket; ``reason`` says why this one."""

    type: ClassVar[str] = "ticket_called"
    ticket: str
    number: str
    counter: str
    operator: str | None
    call_id: str
    reason: str
    announce_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRecalled:
    """The counter called its ticket again; ``times`` counts all calls there."""

    type: ClassVar[str] = "ticket_recalled"
    ticket: str
    number: str
    counter: str
    call_id: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketStarted:
    """The citizen is at the counter."""

    type: ClassVar[str] = "ticket_started"
    ticket: str
    number: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFinished:
    """The leg ended well and no other follows."""

    type: ClassVar[str] = "ticket_finished"
    ticket: str
    number: str
    counter: str | None
    closed_by: str
    done: tuple[str, ...] = ()
    """Services that were dealt with, if the operator said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketNoShow:
    """The citizen did not come."""

    type: ClassVar[str] = "ticket_no_show"
    ticket: str
    number: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketHeld:
    """The ticket stepped out of the line until an instant."""

    type: ClassVar[str] = "ticket_held"
    ticket: str
    number: str
    until: datetime | None
    reason: str | None
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReturned:
    """The ticket waits again in its leg."""

    type: ClassVar[str] = "ticket_returned"
    ticket: str
    number: str
    placement: Placement
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTransferred:
    """The leg ended and the next one waits: a transfer, the next service of ``then``, or a way back."""

    type: ClassVar[str] = "ticket_transferred"
    ticket: str
    number: str
    service: str
    bound_counter: str | None
    bound_operator: str | None
    come_back_to: str | None
    placement: Placement
    then: tuple[str, ...]
    closed_by: str
    done: tuple[str, ...] = ()
    """Services that were dealt with in the leg that ended, if the operator said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCancelled:
    """The citizen or staff gave the number up."""

    type: ClassVar[str] = "ticket_cancelled"
    ticket: str
    number: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketExpired:
    """The day ended before the ticket was served."""

    type: ClassVar[str] = "ticket_expired"
    ticket: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityChanged:
    """Staff changed the priority class."""

    type: ClassVar[str] = "priority_changed"
    ticket: str
    number: str
    priority_class: PriorityClass
    by: str
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReassigned:
    """Staff sent somebody who waits to another service, counter or member of staff; leg and waiting time stay."""

    type: ClassVar[str] = "ticket_reassigned"
    ticket: str
    number: str
    service: str
    bound_counter: str | None
    bound_operator: str | None
    placement: Placement
    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """One ticket's progress before the step that was undone."""

    ticket: str
    number: str
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class StepUndone:
    """The counter took its last step back."""

    type: ClassVar[str] = "step_undone"
    counter: str
    undone_revision: int
    tickets: tuple[Restored, ...]
    withdrawn_calls: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayEnded:
    """All that was open was closed; the numbers restart."""

    type: ClassVar[str] = "day_ended"
    service_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeConfigured:
    """Services, counters or rules changed."""

    type: ClassVar[str] = "office_configured"
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplaysConfigured:
    """Layouts, setups of displays or notices changed; ``what`` names it."""

    type: ClassVar[str] = "displays_configured"
    by: str
    what: str


TicketEvent = (
    TicketIssued
    | TicketCalled
    | TicketRecalled
    | TicketStarted
    | TicketFinished
    | TicketNoShow
    | TicketHeld
    | TicketReturned
    | TicketTransferred
    | TicketCancelled
    | TicketExpired
    | PriorityChanged
    | TicketReassigned
)
"""Events that move one ticket; ``history.evolve`` says how."""

Event = (
    TicketEvent
    | StepUndone
    | CounterOpened
    | CounterPaused
    | CounterResumed
    | CounterClosed
    | DayEnded
    | HoursTurned
    | KiosksLocked
    | OfficeConfigured
    | DisplaysConfigured
    | TicketRated
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An event with its place in the office's log."""

    office: str
    revision: int
    position: int
    at: datetime
    event: Event


def moved_tickets(event: Event) -> tuple[str, ...]:
    """Return the ids of the tickets that an event moved."""
    if isinstance(event, TicketEvent):
        return (event.ticket,)
    if isinstance(event, StepUndone):
        return tuple(restored.ticket for restored in event.tickets)
    return ()
