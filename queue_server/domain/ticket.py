"""A citizen's turn: states, legs and the one table of allowed steps."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from queue_server.domain.errors import Refusal


class TicketState(StrEnum):
    """Stored strings, never renamed."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    FINISHED = "finished"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


S = TicketState

TRANSITIONS: dict[TicketState, frozenset[TicketState]] = {
    S.WAITING: frozenset({S.CALLED, S.HELD, S.CANCELLED, S.EXPIRED}),
    S.CALLED: frozenset({S.SERVING, S.FINISHED, S.WAITING, S.HELD, S.NO_SHOW, S.CANCELLED, S.EXPIRED}),
    S.SERVING: frozenset({S.FINISHED, S.HELD, S.WAITING}),
    S.HELD: frozenset({S.WAITING, S.CALLED, S.CANCELLED, S.EXPIRED}),
    S.NO_SHOW: frozenset({S.WAITING, S.CALLED}),
    S.FINISHED: frozenset(),
    S.CANCELLED: frozenset(),
    S.EXPIRED: frozenset(),
}

AT_COUNTER = frozenset({S.CALLED, S.SERVING})
"""States in which a ticket occupies its counter."""

ENDED = frozenset({S.FINISHED, S.NO_SHOW, S.CANCELLED, S.EXPIRED})
"""States in which a number of a range may be given again; a no-show whose number was cannot return."""


class PriorityClass(StrEnum):
    """Stored strings."""

    NORMAL = "normal"
    PRIORITY = "priority"
    APPOINTMENT = "appointment"


class Placement(StrEnum):
    """Where a ticket joins the line of a leg."""

    BY_TIME = "by_time"
    """Where its whole waiting time puts it."""
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One stay in one service: waiting, call, serving, outcome."""

    service: str
    planned: bool = False
    """Whether the number was taken for this service too, after the first; the place beside ``service`` is searched."""
    entered_at: datetime
    placement: Placement = Placement.BY_TIME
    waited_before_s: float = 0.0
    """Seconds waited in earlier legs, which a transfer keeps; negative: the time before an appointment's window."""
    expected_s: float | None = None
    """How long this leg was expected to wait when it began; None if nobody could know."""
    due_at: datetime | None = None
    """Booked time of an appointment: figures count its waiting from then, if it came earlier."""
    reason: str | None = None
    """Why it was called; see ``domain/reason.py``."""
    bound_counter: str | None = None
    bound_operator: str | None = None
    come_back_to: str | None = None
    """Counter that asked to get the ticket back when this leg finishes."""
    counter: str | None = None
    """Counter of the present or last call."""
    operator: str | None = None
    called_at: datetime | None = None
    """First call at the present counter."""
    calls: int = 0
    started_at: datetime | None = None
    held_until: datetime | None = None
    ended_at: datetime | None = None
    outcome: str | None = None
    """finished, transferred, no_show, cancelled or expired; None while the leg lasts."""
    closed_by: str | None = None
    """Id of the operator, "citizen", "unit" or "day_end"."""

    @property
    def waits_from(self) -> datetime:
        """From when figures count the waiting: the later of booked time and entry."""
        return self.entered_at if self.due_at is None else max(self.entered_at, self.due_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The part of a ticket that actions change and undo restores."""

    state: TicketState
    legs: tuple[Leg, ...]
    """Oldest first; the last one is the present or last leg."""
    then: tuple[str, ...] = ()
    """Services still to visit after this leg."""
    priority_class: PriorityClass = PriorityClass.NORMAL
    group: str | None = None
    """Code of the group the holder declared to belong to; a reason for priority."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A citizen's turn on one service day; the number stays the same through all its legs."""

    id: str
    token: str
    """Secret of the phone page, 128 random bits."""
    office: str
    service_day: date
    prefix: str
    sequence: int
    number: str
    issued_at: datetime
    progress: Progress
    revision: int
    """Office revision of the last change."""
    language: str = "vi"
    procedure: str | None = None
    appointment: str | None = None
    note: str | None = None
    dossier: str | None = None

    @property
    def state(self) -> TicketState:
        """Where the ticket is in its life."""
        return self.progress.state

    @property
    def leg(self) -> Leg:
        """The present or last leg."""
        return self.progress.legs[-1]

    @property
    def counter(self) -> str | None:
        """Code of the counter of the present or last leg."""
        return self.leg.counter


def check_step(number: str, before: TicketState, after: TicketState) -> None:
    """Refuse a step that the table doesn't have.

    Raises:
        Refusal: illegal_transition.
    """
    if after not in TRANSITIONS[before]:
        raise Refusal("illegal_transition", f"{number}: {before} -> {after}")
