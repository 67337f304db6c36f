"""Reads a plan out of a day that was: who came when for what, how long it took, and when counters worked."""

from collections.abc import Sequence
from datetime import date, datetime

from queue_server.domain.counter_events import CounterClosed, CounterOpened, CounterPaused, CounterResumed
from queue_server.domain.events import Recorded
from queue_server.domain.ticket import Leg, Ticket, TicketState
from queue_server.simulation.plan import Break, Citizen, DayPlan, HandOver, Shift, Visit

USUAL_SERVICE_S = 300.0
"""Taken for a service that was never given, because the ticket was cancelled or nobody came."""

LONGEST = 6.0
"""A service counts at most as so many usual ones."""

STAYS_FOR = 0.5
"""Somebody who was absent at the call is taken to have left after this part of the wait."""


def plan_of(day: date, tickets: Sequence[Ticket], log: Sequence[Recorded]) -> DayPlan:
    """Return the plan of a past day.

    Services take as long as they took. Who was absent left half-way through the wait, and who cancelled did so after
    the same time, so under another policy they may be called before. Steps aside (holds) are not lived again.

    Args:
        day: the service day.
        tickets: all of that day, in order of issue.
        log: its counter events, in order.
    """
    typical = _typical_s(tickets)
    citizens = tuple(_citizen(one, typical) for one in tickets)
    ends = [leg.ended_at for one in tickets for leg in one.progress.legs if leg.ended_at is not None]
    return DayPlan(day=day, citizens=citizens, shifts=_with_early(_shifts(log, max(ends, default=None)), tickets))


def _citizen(ticket: Ticket, typical: dict[str, float]) -> Citizen:
    legs = ticket.progress.legs
    visits = [Visit(service=leg.service, service_s=_service_s(leg, typical)) for leg in legs]
    visits += [Visit(service=one, service_s=typical.get(one, USUAL_SERVICE_S)) for one in ticket.progress.then]
    leaves_after_s = None
    last = legs[-1]
    if ticket.state is TicketState.NO_SHOW and last.called_at is not None:
        leaves_after_s = STAYS_FOR * (last.called_at - last.entered_at).total_seconds()
    if ticket.state is TicketState.CANCELLED and last.ended_at is not None:
        leaves_after_s = (last.ended_at - ticket.issued_at).total_seconds()
    return Citizen(
        at=ticket.issued_at,
        visits=tuple(visits),
        priority_class=ticket.progress.priority_class,
        group=ticket.progress.group,
        walk_s=0.0,  # the way to the counter is part of the service times
        leaves_after_s=leaves_after_s,
        cancels=ticket.state is TicketState.CANCELLED,
    )


def _service_s(leg: Leg, typical: dict[str, float]) -> float:
    if leg.called_at is None or leg.ended_at is None or leg.outcome not in ("finished", "transferred"):
        return typical.get(leg.service, USUAL_SERVICE_S)
    if leg.closed_by == "day_end":
        return typical.get(leg.service, USUAL_SERVICE_S)
    # A ticket that was left open over a pause did not take that long.
    return max(1.0, min((leg.ended_at - leg.called_at).total_seconds(), LONGEST * typical[leg.service]))


def _typical_s(tickets: Sequence[Ticket]) -> dict[str, float]:
    taken: dict[str, list[float]] = {}
    for one in tickets:
        for leg in one.progress.legs:
            if leg.called_at is not None and leg.ended_at is not None and leg.closed_by != "day_end":
                taken.setdefault(leg.service, []).append((leg.ended_at - leg.called_at).total_seconds())
    return {service: sorted(values)[len(values) // 2] for service, values in taken.items()}


def _shifts(log: Sequence[Recorded], last_end: datetime | None) -> tuple[Shift, ...]:
    """Return one shift for each time a counter was opened until it was closed, or until the day's last service."""
    open_: dict[str, _Open] = {}
    shifts = []
    for one in log:
        event = one.event
        if isinstance(event, CounterOpened):
            known = open_.get(event.counter)
            if known is None:
                open_[event.counter] = _Open(event.counter, event.operator or "unit", one.at)
            else:
                known.taken_over(event.operator or "unit", one.at)
        elif isinstance(event, CounterPaused | CounterResumed) and event.counter in open_:
            open_[event.counter].paused(one.at, event)
        elif isinstance(event, CounterClosed) and event.counter in open_:
            shifts.append(open_.pop(event.counter).until(one.at))
    for left in open_.values():
        shifts.append(left.until(max(left.at, last_end or left.at)))
    return tuple(sorted(shifts, key=lambda shift: (shift.opens_at, shift.counter)))


def _with_early(shifts: tuple[Shift, ...], tickets: Sequence[Ticket]) -> tuple[Shift, ...]:
    """Add what the day's log doesn't show: counters that had been left open on the day before."""
    calls: dict[str, tuple[datetime, datetime, str]] = {}
    for leg in [leg for one in tickets for leg in one.progress.legs]:
        if leg.counter is None or leg.called_at is None:
            continue
        first, last, operator = calls.get(leg.counter, (leg.called_at, leg.called_at, leg.operator or "unit"))
        calls[leg.counter] = (min(first, leg.called_at), max(last, leg.ended_at or leg.called_at), operator)
    early = []
    for counter, (first, last, operator) in calls.items():
        known = min((one.opens_at for one in shifts if one.counter == counter), default=None)
        if known is None or first < known:
            until = last if known is None else known
            early.append(Shift(counter=counter, operator=operator, opens_at=first, closes_at=until))
    return tuple(sorted([*early, *shifts], key=lambda shift: (shift.opens_at, shift.counter)))


class _Open:
    def __init__(self, counter: str, operator: str, at: datetime) -> None:
        self.at = at
        self._counter = counter
        self._operator = operator
        self._breaks: list[Break] = []
        self._hand_overs: list[HandOver] = []
        self._since: tuple[datetime, str] | None = None

    def taken_over(self, operator: str, at: datetime) -> None:
        self._end_pause(at)
        self._hand_overs.append(HandOver(at=at, operator=operator))

    def paused(self, at: datetime, event: CounterPaused | CounterResumed) -> None:
        self._end_pause(at)
        if isinstance(event, CounterPaused):
            self._since = at, event.reason or ""

    def until(self, at: datetime) -> Shift:
        self._end_pause(at)
        return Shift(
            counter=self._counter,
            operator=self._operator,
            opens_at=self.at,
            closes_at=at,
            breaks=tuple(self._breaks),
            hand_overs=tuple(self._hand_overs),
        )

    def _end_pause(self, at: datetime) -> None:
        if self._since is not None:
            since, reason = self._since
            self._breaks.append(Break(at=since, seconds=(at - since).total_seconds(), reason=reason))
            self._since = None
