"""What only one may do at a time in all programs of an installation: taken by name, for a while."""

from typing import Protocol

LONGEST_S = 7 * 24 * 3600.0
"""The longest time to live: a week."""


class Leases(Protocol):
    """Names, each held by at most one holder at any time, until it gives the name back or its time is over.

    One clock decides when a time is over: the database server's, or the computer's where the database is a file. So
    holders on computers whose clocks differ agree. A holder counts its own time with a clock that never jumps, from
    before it asked: when ``take`` or ``renew`` returned True, the name is its own at least until ``ttl_s`` after that.

    A holder that is refused by ``renew``, or that couldn't ask for ``ttl_s``, has to stop at once what it does under
    the name: somebody else may be doing it already.
    """

    def take(self, name: str, holder: str, ttl_s: float) -> bool:
        """Take a name that is free, or whose time is over, or that is the holder's own; return whether it is now.

        Args:
            name: what is taken, such as ``upkeep`` or ``audio:songcong:hall``.
            holder: who takes it, unique for all time: an id of the process or connection, not its address.
            ttl_s: seconds for which it is taken, more than 0, at most ``LONGEST_S``.

        Raises:
            Refusal: busy.
            StorageError: the database can't be asked; nobody knows then whose the name is.
        """

    def renew(self, name: str, holder: str, ttl_s: float) -> bool:
        """Keep a name for ``ttl_s`` from now; return False, changing nothing, if it isn't the holder's any more.

        Raises:
            Refusal: busy.
            StorageError: see ``take``.
        """

    def release(self, name: str, holder: str) -> None:
        """Give a name back before its time; no error if it isn't the holder's any more.

        Raises:
            Refusal: busy.
            StorageError: it stays taken until its time is over.
        """

    def holder(self, name: str) -> str | None:
        """Return who has a name now, None if nobody.

        Raises:
            StorageError: the database can't be asked.
        """
