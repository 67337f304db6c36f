"""Who is next: policies are pure functions from the waiting tickets to an order, with the reason in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_server.domain.ticket import Placement, PriorityClass, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A waiting ticket as policies see it."""

    ticket: str
    number: str
    service: str
    priority_class: PriorityClass
    entered_at: datetime
    waited_before_s: float
    placement: Placement
    issued_order: tuple[datetime, str, int]
    """Issue time, prefix and sequence: a total order that breaks every tie."""
    bound_counter: str | None = None
    bound_operator: str | None = None

    @property
    def since(self) -> datetime:
        """Instant from which this ticket counts as waiting: earlier legs' waiting counts, unless placed last."""
        if self.placement is Placement.LAST:
            return self.entered_at
        return self.entered_at - timedelta(seconds=self.waited_before_s)


def candidate_of(one: Ticket) -> Candidate:
    """Return a waiting ticket as policies see it."""
    leg = one.leg
    return Candidate(
        ticket=one.id,
        number=one.number,
        service=leg.service,
        priority_class=one.progress.priority_class,
        entered_at=leg.entered_at,
        waited_before_s=leg.waited_before_s,
        placement=leg.placement,
        issued_order=(one.issued_at, one.prefix, one.sequence),
        bound_counter=leg.bound_counter,
        bound_operator=leg.bound_operator,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingGroup:
    """Waiting tickets that only their times tell apart; enough to count with, however many wait."""

    service: str
    priority_class: PriorityClass
    placement: Placement
    bound_counter: str | None
    bound_operator: str | None
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The ticket to call and why."""

    ticket: str
    reason: str


SortKey = tuple[int | float | datetime | tuple[datetime, str, int], ...]
Policy = Callable[[Candidate, datetime], SortKey]
"""Returns a sort key of one candidate at an instant; the smallest is called first."""


def fifo(candidate: Candidate, at: datetime) -> SortKey:
    """Order by waiting time alone."""
    return (candidate.since, candidate.issued_order)


_STRICT_ORDER = {PriorityClass.PRIORITY: 0, PriorityClass.APPOINTMENT: 1, PriorityClass.NORMAL: 2}


def strict(candidate: Candidate, at: datetime) -> SortKey:
    """Order by priority class first, then by waiting time."""
    return (_STRICT_ORDER[candidate.priority_class], candidate.since, candidate.issued_order)


POLICIES: dict[str, Policy] = {"fifo": fifo, "strict": strict}


def order(candidates: Sequence[Candidate], policy: str, at: datetime) -> list[Candidate]:
    """Return the candidates of one line in the order in which they will be called."""
    key = POLICIES[policy]
    return sorted(candidates, key=lambda one: (one.placement is not Placement.FIRST, *key(one, at)))


def callable_at(
    candidates: Sequence[Candidate], counter: str, operator: str | None, services: Sequence[str]
) -> list[Candidate]:
    """Return the candidates a counter may call: bound to it or its operator, or unbound in its services."""
    return [one for one in candidates if _fits(one, counter, operator, services)]


def waiting_for(groups: Sequence[WaitingGroup], counter: str, operator: str | None, services: Sequence[str]) -> int:
    """Return how many tickets a counter may call; see ``callable_at``."""
    return sum(group.size for group in groups if _fits(group, counter, operator, services))


def choose(
    candidates: Sequence[Candidate],
    counter: str,
    operator: str | None,
    services: Sequence[str],
    policy: str,
    at: datetime,
) -> Choice | None:
    """Return whom a counter calls next, or None when nobody waits for it.

    Tickets bound to the counter or its operator compete with those of its first service; otherwise the first
    of its services with anybody waiting is served, in the order of the policy.
    """
    mine = callable_at(candidates, counter, operator, services)
    if not mine:
        return None
    best_rank = min(_rank(one, services) for one in mine)
    first = order([one for one in mine if _rank(one, services) == best_rank], policy, at)[0]
    return Choice(ticket=first.ticket, reason=_reason(first, policy, at))


def ahead_of(candidates: Sequence[Candidate], ticket: str, policy: str, at: datetime) -> int | None:
    """Return how many of the same service are called before a ticket if nobody else comes; None if not waiting."""
    own = next((one for one in candidates if one.ticket == ticket), None)
    if own is None:
        return None
    line = order([one for one in candidates if one.service == own.service], policy, at)
    return line.index(own)


def places(candidates: Sequence[Candidate], policy: str, at: datetime) -> dict[str, int]:
    """Return for every waiting ticket what ``ahead_of`` returns for one."""
    lines: dict[str, list[Candidate]] = {}
    for one in candidates:
        lines.setdefault(one.service, []).append(one)
    return {one.ticket: place for line in lines.values() for place, one in enumerate(order(line, policy, at))}


def ahead_of_newcomer(
    groups: Sequence[WaitingGroup], service: str, priority_class: PriorityClass, policy: str, at: datetime
) -> int:
    """Return how many of a service are called before a ticket that is issued now; see ``ahead_of``.

    Args:
        groups: those who wait already; all of them have come before.
        service: the new ticket's service.
        priority_class: the new ticket's.
        policy: name of the office's policy.
        at: now.
    """
    key = POLICIES[policy]
    newcomer = _typical(priority_class, Placement.BY_TIME, at, 1)
    own = (True, *key(newcomer, at))
    return sum(
        group.size
        for group in groups
        if group.service == service
        and (
            group.placement is not Placement.FIRST,
            *key(_typical(group.priority_class, group.placement, at, 0), at),
        )
        < own
    )


def _typical(priority_class: PriorityClass, placement: Placement, at: datetime, order_of_issue: int) -> Candidate:
    """Return a ticket that comes now; of two alike, the one with the smaller order of issue came first."""
    return Candidate(
        ticket="",
        number="",
        service="",
        priority_class=priority_class,
        entered_at=at,
        waited_before_s=0.0,
        placement=placement,
        issued_order=(at, "", order_of_issue),
    )


def _fits(one: Candidate | WaitingGroup, counter: str, operator: str | None, services: Sequence[str]) -> bool:
    if one.bound_counter is not None:
        return one.bound_counter == counter
    if one.bound_operator is not None:
        return one.bound_operator == operator
    return one.service in services


def _rank(one: Candidate, services: Sequence[str]) -> int:
    if one.bound_counter is not None or one.bound_operator is not None:
        return 0
    return services.index(one.service)


def _reason(one: Candidate, policy: str, at: datetime) -> str:
    waited = max(0, int((at - one.entered_at).total_seconds() + one.waited_before_s))
    parts = [f"policy {policy}", f"priority class {one.priority_class}", f"waited {waited // 60} min {waited % 60} s"]
    if one.placement is Placement.FIRST:
        parts.append("placed first by a transfer or return")
    if one.bound_counter is not None:
        parts.append(f"sent to counter {one.bound_counter}")
    if one.bound_operator is not None:
        parts.append("sent to this operator")
    return ", ".join(parts)
