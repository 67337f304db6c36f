"""The waiting tickets of each office, remembered from one change to the next.

Reading them anew for each ticket would make the thousandth ticket of a morning a hundred times as expensive as the
tenth. They are taken from memory only if nobody else has changed the office in between, which its revision tells.
"""

from queue_server.adapters.db import ticket_store
from queue_server.adapters.db.sql import Sql
from queue_server.domain.ticket import Ticket, TicketState
from queue_server.domain.waiting_line import WaitingLine, candidate_of


class Lines:
    """Lines by office with the revision they belong to. Each office is changed by one thread or greenlet at a time.

    A line counts as long as the connection it was read on is open: after a commit that failed it isn't.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Sql, int, WaitingLine]] = {}

    def at(self, office: str, revision: int) -> WaitingLine | None:
        """Return the line of an office at a revision, None if it isn't known."""
        kept = self._kept.get(office)
        if kept is None or kept[1] != revision or kept[0].closed:
            return None
        return kept[2]

    def keep(self, sql: Sql, office: str, revision: int, line: WaitingLine) -> None:
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
        if self._line is None:
            # What is kept is older, or of a change that came to nothing after its end: this one may get its revision.
            lines.forget(office)
        self.moved = False
        """Whether any ticket was stored."""

    def line(self) -> WaitingLine:
        """Return who waits now."""
        if self._line is None:
            self._line = WaitingLine.of(ticket_store.waiting(self._sql, self._office))
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
