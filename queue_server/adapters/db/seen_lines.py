"""The waiting tickets of each office as its readers saw them last; a look at a later moment reads what changed since.

The log tells which tickets those are. So a board costs as much for a full room as for an empty one, whoever made the
changes: this process, another worker, a command.
"""

from collections.abc import Iterable
from threading import Lock

from queue_server.adapters.db import log_store, ticket_store
from queue_server.adapters.db.sql import Sql
from queue_server.domain.events import Recorded, moved_tickets
from queue_server.domain.waiting_line import Candidate, WaitingGroup, WaitingLine

AT_MOST = 500
"""Events that are always followed."""

SHARE = 4
"""Of a long line, one part in so many may change; after more it is read anew, which costs less."""


class _Seen:
    """One office's line and the revision it belongs to."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.revision = 0
        self.line: WaitingLine | None = None


class SeenLines:
    """Lines of offices at the moment of whoever asks, within a read transaction."""

    def __init__(self) -> None:
        self._offices: dict[str, _Seen] = {}

    def waiting(self, sql: Sql, office: str, revision: int) -> tuple[Candidate, ...]:
        """Return all waiting tickets.

        Args:
            revision: of the office in the asker's transaction.
        """
        seen = self._of(office)
        with seen.lock:
            return tuple(_at(seen, sql, office, revision).candidates.values())

    def groups(self, sql: Sql, office: str, revision: int) -> tuple[WaitingGroup, ...]:
        """Return how many wait, by what policies tell apart but time."""
        seen = self._of(office)
        with seen.lock:
            return tuple(_at(seen, sql, office, revision).groups())

    def _of(self, office: str) -> _Seen:
        return self._offices.setdefault(office, _Seen())


def _at(seen: _Seen, sql: Sql, office: str, revision: int) -> WaitingLine:
    if seen.line is None or not _follow(seen, seen.line, sql, office, revision):
        line = WaitingLine.of(ticket_store.waiting(sql, office))
        if revision < seen.revision:
            return line  # the asker's transaction began before somebody else's who has looked already
        seen.line, seen.revision = line, revision
    return seen.line


def _follow(seen: _Seen, line: WaitingLine, sql: Sql, office: str, revision: int) -> bool:
    """Bring the line to a revision; return False if that is earlier, or too far away."""
    if revision == seen.revision:
        return True
    if revision < seen.revision:
        return False
    recorded = log_store.events_after(sql, office, seen.revision, max(AT_MOST, len(line.candidates) // SHARE))
    if not recorded or recorded[-1].revision != revision:
        return False
    moved = _moved(recorded)
    for ticket_id in moved:
        ticket_store.foresee_waiting(sql, ticket_id)
    for ticket_id in moved:
        candidate = ticket_store.waiting_one(sql, ticket_id)
        if candidate is not None:
            line.put(candidate)
        else:
            line.drop(ticket_id)
    seen.revision = revision
    return True


def _moved(recorded: Iterable[Recorded]) -> list[str]:
    return list(dict.fromkeys(ticket for one in recorded for ticket in moved_tickets(one.event)))
