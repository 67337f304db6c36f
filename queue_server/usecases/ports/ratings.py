"""What is stored of ratings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from queue_server.domain.rating import Rating
from queue_server.domain.ticket import Ticket


class RatingRecords(Protocol):
    """The ratings' part of a transaction; each is recorded as an event besides."""

    def get(self, ticket: str, leg: int) -> Rating | None:
        """Return the rating of a leg."""

    def save(self, rating: Rating) -> None:
        """Store the rating of a leg in place of the one it has."""

    def served_lately(self, limit: int) -> Sequence[Ticket]:
        """Return the tickets of the present service day that moved last, the newest first."""


class RatingReader(Protocol):
    """Questions about ratings."""

    def rating(self, ticket: str, leg: int) -> Rating | None:
        """Return the rating of a leg."""

    def served_lately(self, office: str, limit: int) -> Sequence[Ticket]:
        """Return the tickets of an office's present service day that moved last, the newest first."""

    def since(self, office: str, at: datetime) -> Sequence[Rating]:
        """Return the ratings of an office from an instant on, oldest first."""


class RatingUpkeep(Protocol):
    """Keeps what was promised about texts."""

    def forget_comments(self, office: str, before: datetime) -> int:
        """Remove the texts of ratings older than an instant; return how many went."""
