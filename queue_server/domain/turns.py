"""In which order those who wait for a service will be called if nobody else comes, and who is ahead of whom."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from heapq import merge

from queue_server.domain.policy import Policy
from queue_server.domain.selection import STRICT_ORDER, Recent, is_turn_of_priority
from queue_server.domain.ticket import Placement, PriorityClass
from queue_server.domain.waiting_line import IssuedOrder, WaitingLine

USUAL_PACE_S = 120.0
"""Time between two calls of a service that is assumed until it is known."""

NEWCOMER = ""
"""Stands for the ticket that is issued now."""

_LAST: IssuedOrder = (datetime.max.replace(tzinfo=UTC), "", 0)

Waiting = tuple[float, IssuedOrder, str]
"""Seconds waited, negative before an appointment's window; order of issue; ticket."""


@dataclass(slots=True)
class _Lane:
    """Those whom the policy never lets overtake each other."""

    priority_class: PriorityClass
    placed_first: bool
    rate: float
    waiting: list[Waiting] = field(default_factory=list)
    """Longest wait last: taken from the end."""


def turns(
    line: WaitingLine,
    service: str,
    policy: Policy,
    at: datetime,
    pace_s: float = USUAL_PACE_S,
    recent: Sequence[PriorityClass] = (),
    newcomer: PriorityClass | None = None,
) -> Iterator[str]:
    """Return the tickets of a service in the order of their calls if nobody else comes; a few µs each.

    Args:
        line: who waits.
        service: whose line.
        policy: the office's.
        at: now; the first call.
        pace_s: seconds between calls: under ``accumulating`` and near ``max_wait_s`` people overtake while they wait.
        recent: classes of the service's last calls, oldest first; see ``ratio``.
        newcomer: class of one more ticket, named ``NEWCOMER``, that comes now.
    """
    lanes = _lanes(line, service, policy, at, newcomer)
    called = list(recent)
    later_s = 0.0
    while lanes:
        first = min(lanes, key=lambda lane: _rank(lane, policy, later_s, called))
        yield first.waiting.pop()[2]
        if not first.waiting:
            lanes.remove(first)
        if policy.name == "ratio":
            called.append(first.priority_class)
        later_s += pace_s


def ahead_of_newcomer(
    line: WaitingLine,
    service: str,
    newcomer: PriorityClass,
    policy: Policy,
    at: datetime,
    pace_s: float = USUAL_PACE_S,
    recent: Sequence[PriorityClass] = (),
) -> int:
    """Return how many of a service are called before a ticket that is issued now; see ``turns``.

    Who can overtake nobody has everybody ahead, and that takes no longer when many wait.
    """
    if _overtakes_nobody(line, service, newcomer, policy, at):
        return line.size_of(service)
    order = turns(line, service, policy, at, pace_s, recent, newcomer)
    return next(place for place, ticket in enumerate(order) if ticket == NEWCOMER)


def places(
    line: WaitingLine,
    policy: Policy,
    at: datetime,
    pace_s: Mapping[str, float],
    recent: Recent,
) -> dict[str, int]:
    """Return for every waiting ticket how many of its service are called before it if nobody else comes.

    Args:
        line: who waits.
        policy: the office's.
        at: now.
        pace_s: by service, where known.
        recent: by service; see ``turns``.
    """
    return {
        ticket: place
        for service in line.services()
        for place, ticket in enumerate(
            turns(line, service, policy, at, pace_s.get(service, USUAL_PACE_S), recent.get(service, ()))
        )
    }


def _lanes(
    line: WaitingLine, service: str, policy: Policy, at: datetime, newcomer: PriorityClass | None
) -> list[_Lane]:
    groups: dict[tuple[PriorityClass, bool], list[Iterable[Waiting]]] = {}
    for group in line.of_service(service):
        one = group[0][2]
        key = one.priority_class, one.placement is Placement.FIRST
        waiting = [((at - since).total_seconds(), order, candidate.ticket) for since, order, candidate in group]
        groups.setdefault(key, []).append(waiting)
    if newcomer is not None:
        groups.setdefault((newcomer, False), []).append([(0.0, _LAST, NEWCOMER)])
    lanes = []
    for (priority_class, placed_first), parts in groups.items():
        lane = _Lane(priority_class, placed_first, policy.rate(priority_class))
        lane.waiting = list(merge(*parts, key=lambda one: (-one[0], one[1])))
        lane.waiting.reverse()
        lanes.append(lane)
    return lanes


def _rank(lane: _Lane, policy: Policy, later_s: float, called: Sequence[PriorityClass]) -> tuple[object, ...]:
    """Return the same order as ``selection.rank``, from waiting times instead of instants."""
    waited, order, _ = lane.waiting[-1]
    waited += later_s
    most = policy.longest_wait_s(lane.priority_class)
    own: float = 0
    if policy.name == "accumulating":
        own = -lane.rate * waited
    elif policy.name == "strict":
        own = STRICT_ORDER[lane.priority_class]
    elif policy.name == "ratio":
        own = (lane.priority_class is PriorityClass.NORMAL) is is_turn_of_priority(policy, called)
    return (waited < 0, most is None or waited < most, not lane.placed_first, own, -waited, order)


def _overtakes_nobody(line: WaitingLine, service: str, newcomer: PriorityClass, policy: Policy, at: datetime) -> bool:
    """Return whether everybody who waits is called before a ticket of this class, whatever the pace."""
    if policy.name == "ratio":
        return False
    if policy.name == "strict" and newcomer is not PriorityClass.NORMAL:
        return False
    own = policy.rate(newcomer)
    return all(
        group[-1][0] <= at and policy.rate(group[-1][2].priority_class) >= own for group in line.of_service(service)
    )
