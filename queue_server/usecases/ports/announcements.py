"""What is stored of calls in loudspeakers."""

from collections.abc import Sequence
from typing import Protocol

from queue_server.domain.announced import Announcement, CallSound


class AnnouncementRecords(Protocol):
    """The announcements' part of a transaction; no event is recorded with them, since no board shows them."""

    def has_call(self, call_id: str) -> bool:
        """Return whether the office has made a call of this id, withdrawn or not."""

    def get(self, call_id: str, zone: str) -> Announcement | None:
        """Return what became of a call in a zone, None if nobody has said anything."""

    def save(self, announcement: Announcement) -> None:
        """Store what became of a call in a zone."""


class AnnouncementReader(Protocol):
    """Questions about announcements."""

    def ended(self, office: str, zone: str, limit: int) -> Sequence[str]:
        """Return the ids of the newest calls that were begun or ended in a zone."""

    def sounds(self, office: str, counter: str | None, limit: int) -> Sequence[CallSound]:
        """Return the newest calls of an office, or of one of its counters, newest first."""
