"""Who is next: policies are pure functions from the waiting tickets to a choice, with the reason in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from queue_server.domain.policy import Policy
from queue_server.domain.reason import CallReason
from queue_server.domain.ticket import Placement, PriorityClass
from queue_server.domain.waiting_line import Candidate, IssuedOrder, WaitingGroup, WaitingLine

Recent = Mapping[str, Sequence[PriorityClass]]
"""Priority classes of the office's recent calls by service, oldest first; only ``ratio`` looks at them."""

NO_CALLS: Recent = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A counter as policies see it."""

    counter: str
    operator: str | None
    services: Sequence[str]
    """In order of preference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The ticket to call and why."""

    ticket: str
    reason: CallReason


SortKey = tuple[int | float | datetime | IssuedOrder, ...]
Rule = Callable[[Candidate, Policy, datetime, Sequence[PriorityClass]], SortKey]
"""Returns a sort key of one candidate at an instant, given the recent calls of its service; the smallest is called."""


def fifo(candidate: Candidate, policy: Policy, at: datetime, recent: Sequence[PriorityClass]) -> SortKey:
    """Order by waiting time alone."""
    return (candidate.since, candidate.issued_order)


STRICT_ORDER = {PriorityClass.PRIORITY: 0, PriorityClass.APPOINTMENT: 1, PriorityClass.NORMAL: 2}
"""Who comes first under ``strict``."""


def strict(candidate: Candidate, policy: Policy, at: datetime, recent: Sequence[PriorityClass]) -> SortKey:
    """Order by priority class first, then by waiting time."""
    return (STRICT_ORDER[candidate.priority_class], candidate.since, candidate.issued_order)


def ratio(candidate: Candidate, policy: Policy, at: datetime, recent: Sequence[PriorityClass]) -> SortKey:
    """Order by whose turn it is, then by waiting time: n calls for priority, m for the others, by turns."""
    is_normal = candidate.priority_class is PriorityClass.NORMAL
    return (is_normal is is_turn_of_priority(policy, recent), candidate.since, candidate.issued_order)


def accumulating(candidate: Candidate, policy: Policy, at: datetime, recent: Sequence[PriorityClass]) -> SortKey:
    """Order by priority accumulated since the ticket waits, each class at its own rate.

    Source: Kleinrock 1964; Stanford, Taylor and Ziedins 2014.
    """
    return (-score(candidate, policy, at), candidate.since, candidate.issued_order)


RULES: dict[str, Rule] = {"fifo": fifo, "strict": strict, "ratio": ratio, "accumulating": accumulating}
"""By the policy's name."""


def score(candidate: Candidate, policy: Policy, at: datetime) -> float:
    """Return the accumulated priority in points; a minute gives as many as the rate of the class."""
    return policy.rate(candidate.priority_class) * (at - candidate.since).total_seconds() / 60


def rank(candidate: Candidate, policy: Policy, at: datetime, recent: Sequence[PriorityClass]) -> SortKey:
    """Return the sort key within one line: whom anybody has to let pass first, then placements, then the policy."""
    return (
        candidate.since > at,
        not waits_too_long(candidate, policy, at),
        candidate.placement is not Placement.FIRST,
        *RULES[policy.name](candidate, policy, at, recent),
    )


def waits_too_long(candidate: Candidate, policy: Policy, at: datetime) -> bool:
    """Return whether a ticket has waited as long as anybody may."""
    most = policy.longest_wait_s(candidate.priority_class)
    return most is not None and (at - candidate.since).total_seconds() >= most


class Sent(Protocol):
    """What says who may call somebody."""

    @property
    def service(self) -> str: ...
    @property
    def bound_counter(self) -> str | None: ...
    @property
    def bound_operator(self) -> str | None: ...


def fits(one: Sent, place: Place) -> bool:
    """Return whether a counter may call a ticket: bound to it or its operator, or unbound in its services."""
    if one.bound_counter is not None:
        return one.bound_counter == place.counter
    if one.bound_operator is not None:
        return one.bound_operator == place.operator
    return one.service in place.services


def waiting_for(groups: Sequence[WaitingGroup], place: Place) -> int:
    """Return how many tickets a counter may call."""
    return sum(group.size for group in groups if fits(group, place))


def choose(line: WaitingLine, place: Place, policy: Policy, at: datetime, recent: Recent = NO_CALLS) -> Choice | None:
    """Return whom a counter calls next, or None when nobody waits for it.

    Who has waited too long comes first, in whichever service; then the first of the counter's services with anybody
    waiting, in the order of the policy. Tickets bound to the counter or its operator compete with those of its first
    service. An appointment before its window is called only if nobody else waits. Looks at the first of each group
    of alike tickets, so it takes no longer when many wait.
    """
    mine = [one for one in line.heads() if fits(one, place)]
    if not mine:
        return None

    def key(one: Candidate) -> SortKey:
        due, in_time, *rest = rank(one, policy, at, recent.get(one.service, ()))
        return (due, in_time, _preference(one, place) if in_time else 0, *rest)

    first = min(mine, key=key)
    return Choice(ticket=first.ticket, reason=_reason(first, mine, policy, at, recent))


def is_turn_of_priority(policy: Policy, recent: Sequence[PriorityClass]) -> bool:
    """Return whether fewer than n of the last n + m - 1 calls were for priority.

    So any n + m calls in a row while both wait have exactly n for priority and m for the others.
    """
    n, m = policy.options.ratio_priority, policy.options.ratio_normal
    window = recent[-(n + m - 1) :] if n + m > 1 else ()
    return sum(one is not PriorityClass.NORMAL for one in window) < n


def _preference(one: Candidate, place: Place) -> int:
    if one.bound_counter is not None or one.bound_operator is not None:
        return 0
    return place.services.index(one.service)


def _reason(one: Candidate, rivals: Sequence[Candidate], policy: Policy, at: datetime, recent: Recent) -> CallReason:
    turn = None
    if policy.name == "ratio" and len({rival.priority_class is PriorityClass.NORMAL for rival in rivals}) == 2:
        turn = "priority" if is_turn_of_priority(policy, recent.get(one.service, ())) else "normal"
    return CallReason(
        policy=policy.name,
        priority_class=one.priority_class,
        waited_s=max(0, int((at - one.entered_at).total_seconds() + one.waited_before_s)),
        score=round(score(one, policy, at), 1) if policy.name == "accumulating" else None,
        turn=turn,
        too_long=waits_too_long(one, policy, at),
        placed_first=one.placement is Placement.FIRST,
        counter=one.bound_counter,
        operator=one.bound_operator is not None,
    )
