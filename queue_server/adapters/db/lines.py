"""The waiting tickets of each office, remembered from one change to the next.

Reading them anew for each ticket would make the thousandth ticket of a morning a hundred times as expensive as the
tenth. They are taken from memory only if nobody else has changed the office in between, which its revision tells.
"""

from dataclasses import dataclass, field

from queue_server.adapters.db import ticket_store
from queue_server.adapters.db.sql import Sql
from queue_server.domain.selection import Candidate, WaitingGroup, candidate_of
from queue_server.domain.ticket import Placement, PriorityClass, Ticket, TicketState

_Alike = tuple[str, PriorityClass, Placement, str | None, str | None]


@dataclass(slots=True)
class OfficeLine:
    """Who waits in one office; changed ticket by ticket."""

    candidates: dict[str, Candidate] = field(default_factory=dict)
    _sizes: dict[_Alike, int] = field(default_factory=dict)

    def put(self, candidate: Candidate) -> None:
        """Add a ticket, or overwrite what is known of it."""
        self.drop(candidate.ticket)
        self.candidates[candidate.ticket] = candidate
        alike = _alike(candidate)
        self._sizes[alike] = self._sizes.get(alike, 0) + 1

    def drop(self, ticket_id: str) -> None:
        """Take a ticket out, if it is in."""
        candidate = self.candidates.pop(ticket_id, None)
        if candidate is not None:
            alike = _alike(candidate)
            self._sizes[alike] -= 1
            if self._sizes[alike] == 0:
                del self._sizes[alike]

    def groups(self) -> list[WaitingGroup]:
        """Return how many wait, by what policies tell apart but time."""
        return [
            WaitingGroup(
                service=service,
                priority_class=priority_class,
                placement=placement,
                bound_counter=bound_counter,
                bound_operator=bound_operator,
                size=size,
            )
            for (service, priority_class, placement, bound_counter, bound_operator), size in self._sizes.items()
        ]


class Lines:
    """Lines by office with the revision they belong to. Each office is changed by one thread or greenlet at a time.

    A line counts as long as the connection it was read on is open: after a commit that failed it isn't.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Sql, int, OfficeLine]] = {}

    def at(self, office: str, revision: int) -> OfficeLine | None:
        """Return the line of an office at a revision, None if it isn't known."""
        kept = self._kept.get(office)
        if kept is None or kept[1] != revision or kept[0].closed:
            return None
        return kept[2]

    def keep(self, sql: Sql, office: str, revision: int, line: OfficeLine) -> None:
        """Remember a line."""
        self._kept[office] = (sql, revision, line)

    def forget(self, office: str) -> None:
        """Forget a line."""
        self._kept.pop(office, None)


class LineOfChange:
    """The line of an office within one transaction; forgotten by ``Lines`` from the first move to the end of it."""

    __slots__ = ("_line", "_lines", "_office", "_revision_before", "_sql", "moved")

    def __init__(self, lines: Lines, sql: Sql, office: str, revision_before: int) -> None:
        self._lines = lines
        self._sql = sql
        self._office = office
        self._revision_before = revision_before
        self._line = lines.at(office, revision_before)
        self.moved = False
        """Whether any ticket was stored."""

    def line(self) -> OfficeLine:
        """Return who waits now."""
        if self._line is None:
            self._line = OfficeLine()
            for candidate in ticket_store.waiting(self._sql, self._office):
                self._line.put(candidate)
            if not self.moved:
                self._lines.keep(self._sql, self._office, self._revision_before, self._line)
        return self._line

    def move(self, ticket: Ticket) -> None:
        """Follow a ticket that was stored."""
        if not self.moved:
            self.moved = True
            self._lines.forget(self._office)
        if self._line is None:
            return
        if ticket.state is TicketState.WAITING:
            self._line.put(candidate_of(ticket))
        else:
            self._line.drop(ticket.id)

    def end(self, revision: int) -> None:
        """Remember the line for the next change."""
        if self._line is not None:
            self._lines.keep(self._sql, self._office, revision, self._line)


def _alike(candidate: Candidate) -> _Alike:
    return (
        candidate.service,
        candidate.priority_class,
        candidate.placement,
        candidate.bound_counter,
        candidate.bound_operator,
    )
