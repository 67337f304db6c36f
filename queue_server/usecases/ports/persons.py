"""People told apart for a day without knowing who they are."""

from datetime import date
from typing import Protocol


class PersonRecords(Protocol):
    """The part of a transaction about people; an event has to be recorded with what it stores."""

    def tickets(self, name: str) -> int:
        """Return how many numbers somebody took on the present service day; see ``Persons`` about the name."""

    def count(self, name: str) -> None:
        """Store that somebody took a number."""

    def forget(self) -> None:
        """Remove all that is known of people."""


class Persons(Protocol):
    """Makes a name out of an identity number that means nothing elsewhere or on another day."""

    def name(self, office: str, day: date, identity: str) -> str:
        """Return the same name for the same number in an office on a day; nobody can tell the number from it."""
