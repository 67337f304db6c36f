"""How many appointments the counters of an office take at the same time, where one counter serves several services."""

import itertools
from bisect import bisect_right
from collections import Counter as Counts
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from queue_server.domain.office import Counter

ENDLESS = 1_000_000
"""Places of a counter without a limit of its own."""

LIMITS = (0, 50)
"""Least and greatest number of appointments at a counter; 0: it takes none."""

Span = tuple[datetime, datetime]
"""Begin and end of a booked appointment."""

Booked = Mapping[str, Iterable[Span]]
"""What is booked already, by service; of whatever length, since rules may have changed."""

_Step = tuple[str, int]
"""A service, and the counter (its place in the list) at which it gets a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterPlaces:
    """What one counter takes at the same time, of all its services together."""

    services: frozenset[str]
    places: int = ENDLESS


def places_of(counters: Iterable[Counter]) -> tuple[CounterPlaces, ...]:
    """Return what counters take."""
    return tuple(
        CounterPlaces(
            services=frozenset(one.services), places=ENDLESS if one.appointments is None else one.appointments
        )
        for one in counters
    )


def sharing(counters: Iterable[CounterPlaces], service: str) -> frozenset[str]:
    """Return the services whose appointments may take places from those of a service, itself included.

    These are what its counters serve besides, what the counters of these serve, and so on; a service with a counter
    that has no limit never needs the others.
    """
    known = list(counters)
    free = {code for one in known if one.places >= ENDLESS for code in one.services}
    found = {service}
    new = set() if service in free else {service}
    while new:
        met = {code for one in known if one.services & new for code in one.services}
        new = met - free - found
        found |= new
    return frozenset(found)


def places_left(counters: Sequence[CounterPlaces], held: Mapping[str, int], service: str) -> int:
    """Return how many more appointments of a service the counters take beside those that are held at an instant.

    Nobody is bound to a counter: who is held makes room wherever another of their counters has a place.

    Args:
        counters: what each takes.
        held: appointments by service.
        service: code.
    """
    seating = _Seating(counters)
    for code, number in sorted(held.items()):
        seating.seat(code, number)
    return seating.seat(service, ENDLESS)


class _Seating:
    """Appointments on places: the most that fit, found by augmenting paths. Source: Ford and Fulkerson 1956."""

    def __init__(self, counters: Sequence[CounterPlaces]) -> None:
        self._counters = counters
        self._free = [one.places for one in counters]
        self._seated: list[Counts[str]] = [Counts() for _ in counters]

    def seat(self, service: str, wanted: int) -> int:
        """Seat as many appointments of a service as can be; return how many. Nobody loses a place by it."""
        seated = 0
        while seated < wanted:
            path = self._path(service)
            if not path:
                break
            seated += self._follow(path, wanted - seated)
        return seated

    def _path(self, service: str) -> list[_Step]:
        """Return steps that end at a free place; who gets a place makes the service of the next step move on."""
        came: dict[str, _Step | None] = {service: None}
        queue = deque([service])
        while queue:
            code = queue.popleft()
            for index, one in enumerate(self._counters):
                if code not in one.services:
                    continue
                if self._free[index]:
                    return _traced(came, (code, index))
                for other, number in self._seated[index].items():
                    if number and other not in came:
                        came[other] = (code, index)
                        queue.append(other)
        return []

    def _follow(self, path: list[_Step], wanted: int) -> int:
        """Move as many as the path bears; return how many."""
        moves = [(counter, onward) for (_, counter), (onward, _) in itertools.pairwise(path)]
        last = path[-1][1]
        number = min(wanted, self._free[last], *(self._seated[counter][onward] for counter, onward in moves))
        for code, counter in path:
            self._seated[counter][code] += number
        for counter, onward in moves:
            self._seated[counter][onward] -= number
        self._free[last] -= number
        return number


class Timeline:
    """How many appointments of each service there are at each instant."""

    def __init__(self, booked: Booked) -> None:
        changes: dict[datetime, Counts[str]] = {}
        for service, spans in booked.items():
            for begin, end in spans:
                changes.setdefault(begin.astimezone(UTC), Counts())[service] += 1
                changes.setdefault(end.astimezone(UTC), Counts())[service] -= 1
        self._instants = sorted(changes)
        self._held: list[dict[str, int]] = [{}]
        for instant in self._instants:
            change = changes[instant]
            before = self._held[-1]
            after = {code: before.get(code, 0) + change[code] for code in before.keys() | change.keys()}
            self._held.append({code: number for code, number in after.items() if number})

    def within(self, begin: datetime, end: datetime) -> Iterator[dict[str, int]]:
        """Yield what is held by service in the parts of an interval, whose end doesn't belong to it."""
        index = bisect_right(self._instants, begin)
        yield self._held[index]
        while index < len(self._instants) and self._instants[index] < end:
            index += 1
            yield self._held[index]


def _traced(came: Mapping[str, _Step | None], last: _Step) -> list[_Step]:
    path = [last]
    while (before := came[path[0][0]]) is not None:
        path.insert(0, before)
    return path
