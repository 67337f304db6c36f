"""What will happen on a simulated day, decided beforehand: who comes for what, and when which counter works."""

from dataclasses import dataclass
from datetime import date, datetime

from queue_server.domain.ticket import PriorityClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A citizen's need of one service."""

    service: str
    service_s: float
    """How long it takes at the counter, once the citizen is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen:
    """Somebody who comes."""

    at: datetime
    visits: tuple[Visit, ...]
    """In order; all on one number."""
    priority_class: PriorityClass = PriorityClass.NORMAL
    group: str | None = None
    walk_s: float = 15.0
    """From the call to the counter."""
    leaves_after_s: float | None = None
    """Goes away without a word if not called within this time; None: stays."""
    cancels: bool = False
    """Gives the number up instead of going away without a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A counter pauses after the service that runs then."""

    at: datetime
    seconds: float
    reason: str
    fixed: bool = False
    """It ends so long after ``at``, however late it begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Somebody else takes a counter over, with its ticket and notes, also in the middle of a service."""

    at: datetime
    operator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A counter's day."""

    counter: str
    operator: str
    opens_at: datetime
    closes_at: datetime
    """It finishes its ticket then and calls nobody new."""
    breaks: tuple[Break, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """A whole day."""

    day: date
    citizens: tuple[Citizen, ...]
    """In order of coming."""
    shifts: tuple[Shift, ...]
