"""People told apart for a day without knowing who they are."""

from datetime import date
from typing import Protocol


class Persons(Protocol):
    """Makes a name out of an identity number that means nothing elsewhere or on another day."""

    def name(self, office: str, day: date, identity: str) -> str:
        """Return the same name for the same number in an office on a day; nobody can tell the number from it."""
