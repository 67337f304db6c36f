"""Time and randomness, always handed in."""

from datetime import datetime
from typing import Protocol


class Ids(Protocol):
    """Randomness for use cases."""

    def new_id(self) -> str:
        """Return an opaque id, unique for all time."""

    def new_token(self) -> str:
        """Return a secret of at least 128 random bits, safe in a URL."""


class Clock(Protocol):
    """Time for use cases."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""

    def monotonic(self) -> float:
        """Return seconds that never jump."""
