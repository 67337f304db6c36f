"""Who waits, in groups of alike tickets in order of waiting time: to choose, only the first of each matters."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from queue_server.domain.ticket import Placement, PriorityClass, Ticket

IssuedOrder = tuple[datetime, str, int]


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
    issued_order: IssuedOrder
    """Issue time, prefix and sequence: a total order that breaks every tie."""
    bound_counter: str | None = None
    bound_operator: str | None = None

    @property
    def since(self) -> datetime:
        """Instant from which this ticket counts as waiting: earlier legs' waiting counts, unless placed last.

        In the future for an appointment that came before its window.
        """
        if self.placement is Placement.LAST and self.waited_before_s > 0:
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


Entry = tuple[datetime, IssuedOrder, Candidate]
"""Since, order of issue, ticket; the second is unique, so tickets are never compared."""

_Alike = tuple[str, PriorityClass, Placement, str | None, str | None]


@dataclass(slots=True)
class WaitingLine:
    """The waiting tickets of one office; adding, taking out and asking for heads costs the same however many wait."""

    candidates: dict[str, Candidate] = field(default_factory=dict)
    _groups: dict[_Alike, list[Entry]] = field(default_factory=dict)

    @classmethod
    def of(cls, candidates: Iterable[Candidate]) -> "WaitingLine":
        """Return the line of these tickets."""
        line = cls()
        for candidate in candidates:
            line.put(candidate)
        return line

    def put(self, candidate: Candidate) -> None:
        """Add a ticket, or overwrite what is known of it."""
        self.drop(candidate.ticket)
        self.candidates[candidate.ticket] = candidate
        insort(self._groups.setdefault(_alike(candidate), []), _entry(candidate))

    def drop(self, ticket_id: str) -> None:
        """Take a ticket out, if it is in."""
        candidate = self.candidates.pop(ticket_id, None)
        if candidate is None:
            return
        alike = _alike(candidate)
        group = self._groups[alike]
        del group[bisect_left(group, _entry(candidate)[:2])]
        if not group:
            del self._groups[alike]

    def heads(self) -> list[Candidate]:
        """Return the first of each group: who has waited longest among those alike."""
        return [group[0][2] for group in self._groups.values()]

    def groups(self) -> list[WaitingGroup]:
        """Return how many wait, by what policies tell apart but time."""
        return [
            WaitingGroup(
                service=service,
                priority_class=priority_class,
                placement=placement,
                bound_counter=bound_counter,
                bound_operator=bound_operator,
                size=len(group),
            )
            for (service, priority_class, placement, bound_counter, bound_operator), group in self._groups.items()
        ]

    def of_service(self, service: str) -> Iterator[list[Entry]]:
        """Return the groups of a service, each in order of waiting time; they may not be changed."""
        for alike, group in self._groups.items():
            if alike[0] == service:
                yield group

    def size_of(self, service: str) -> int:
        """Return how many wait for a service."""
        return sum(len(group) for group in self.of_service(service))

    def services(self) -> list[str]:
        """Return the services somebody waits for."""
        return list(dict.fromkeys(alike[0] for alike in self._groups))


def _entry(candidate: Candidate) -> Entry:
    return candidate.since, candidate.issued_order, candidate


def _alike(candidate: Candidate) -> _Alike:
    return (
        candidate.service,
        candidate.priority_class,
        candidate.placement,
        candidate.bound_counter,
        candidate.bound_operator,
    )
