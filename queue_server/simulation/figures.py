"""What a day was like, from its tickets: waits by class, unfairness, no-shows; the definitions stand here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from queue_server.domain.policy import Policy
from queue_server.domain.ticket import Leg, PriorityClass, Ticket, TicketState

_UNSERVED = frozenset({TicketState.EXPIRED, TicketState.CANCELLED, TicketState.WAITING, TicketState.HELD})
"""A past day has nobody left in its lines; a lived one ends when its counters close, without the night."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Waits of some tickets in seconds, from entering the leg to its call; legs that were never called don't count."""

    called: int
    mean_s: float
    p90_s: float
    """Nine of ten waited at most so long."""
    max_s: float
    within_target: float | None
    """Share of those who waited at most as long as the class's target; None without a target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """A day or some days."""

    tickets: int
    by_class: dict[PriorityClass, Waits]
    """Only classes that were called."""
    whole: Waits
    overtaken_mean: float
    """Unfairness: how many of the same service who came later were called earlier, as a mean over all called."""
    overtaken_max: int
    no_shows: int
    unserved: int
    """Expired, cancelled, or still in the line at the end of what was lived."""


def day_figures(days: Iterable[Sequence[Ticket]], policy: Policy) -> DayFigures:
    """Return the figures of days, each given by its tickets."""
    tickets: list[Ticket] = []
    overtaken: list[int] = []
    for day in days:
        tickets.extend(day)
        overtaken.extend(_overtaken(day))
    waits = [(one.progress.priority_class, wait_s(leg)) for one in tickets for leg in called_legs(one)]
    by_class = {}
    for kind in PriorityClass:
        own = [seconds for priority_class, seconds in waits if priority_class is kind]
        if own:
            by_class[kind] = _waits(own, policy.target_s(kind))
    return DayFigures(
        tickets=len(tickets),
        by_class=by_class,
        whole=_waits([seconds for _, seconds in waits], None),
        overtaken_mean=sum(overtaken) / len(overtaken) if overtaken else 0.0,
        overtaken_max=max(overtaken, default=0),
        no_shows=sum(one.state is TicketState.NO_SHOW for one in tickets),
        unserved=sum(one.state in _UNSERVED for one in tickets),
    )


def called_legs(ticket: Ticket) -> list[Leg]:
    """Return the legs of a ticket that were called."""
    return [leg for leg in ticket.progress.legs if leg.called_at is not None]


def wait_s(leg: Leg) -> float:
    """Return how long a called leg waited; for a leg that was called again, until its last call at a counter."""
    assert leg.called_at is not None
    return max(0.0, (leg.called_at - leg.waits_from).total_seconds())


def percentile(values: Sequence[float], share: float) -> float:
    """Return the least value that at least this share of the values do not exceed; 0 for none."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    return ordered[max(0, -(-int(share * 1000 * len(ordered)) // 1000) - 1)]


def _waits(values: Sequence[float], target_s: float | None) -> Waits:
    return Waits(
        called=len(values),
        mean_s=sum(values) / len(values) if values else 0.0,
        p90_s=percentile(values, 0.9),
        max_s=max(values, default=0.0),
        within_target=None if target_s is None else sum(one <= target_s for one in values) / len(values),
    )


def _overtaken(tickets: Sequence[Ticket]) -> list[int]:
    """Return for each called leg how many of its service entered later and were called earlier."""
    lines: dict[str, list[tuple[datetime, datetime]]] = {}
    for one in tickets:
        for leg in called_legs(one):
            assert leg.called_at is not None
            lines.setdefault(leg.service, []).append((leg.entered_at, leg.called_at))
    return [
        sum(entered > own_entered and called < own_called for entered, called in line)
        for line in lines.values()
        for own_entered, own_called in line
    ]
