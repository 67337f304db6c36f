"""What forwarding an office's log needs: the log here, the copy there, and the way between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from queue_server.domain.announcement import Call
from queue_server.domain.forwarding import Beginning, CopyState, LogRow, Parcel
from queue_server.domain.office import Desk, Office
from queue_server.domain.ticket import Ticket


class LinkDown(Exception):
    """The province could not be reached or gave no proper answer; its text says why, in one sentence."""


class ProvinceBusy(LinkDown):
    """The province asks for a pause."""

    def __init__(self, sentence: str, retry_after_s: float) -> None:
        super().__init__(sentence)
        self.retry_after_s = retry_after_s


class Province(Protocol):
    """The copy of this office's log in the province.

    Raises:
        LinkDown: it could not be reached.
        Refusal: as it answered; ``log_gap``, ``log_conflict`` and ``log_replaced`` mean: ask for its state again.
    """

    def state(self, office: str) -> CopyState:
        """Return what the copy expects next."""

    def begin(self, office: str, beginning: Beginning) -> CopyState:
        """Let the copy follow another history."""

    def deliver(self, office: str, parcel: Parcel) -> CopyState:
        """Add rows to the copy, or only tell that there are no new ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """How far the province is behind, as this office last knew."""

    office: str
    revision: int
    """Newest revision the province has whole."""
    newest: int
    """Newest revision here, at that time."""
    reached_at: datetime | None
    """When the province last answered, None if it never did."""
    problem: str
    """Why the last attempt failed; empty if it didn't."""
    problem_since: datetime | None


class OfficeLog(Protocol):
    """The log of an office of this database, as stored."""

    def epoch(self) -> str:
        """Return the epoch of this database."""

    def newest(self, office: str) -> int:
        """Return the newest revision.

        Raises:
            Refusal: office_unknown.
        """

    def rows(self, office: str, place: tuple[int, int], most: int, most_bytes: int) -> Sequence[LogRow]:
        """Return rows from a place on: at least one if there is any, then as many as fit both limits."""

    def last_row_before(self, office: str, place: tuple[int, int]) -> LogRow | None:
        """Return the newest row before a place, None if there is none."""

    def configuration(self, office: str) -> str:
        """Return the office with services, counters and rules as JSON text."""

    def note(self, forwarded: Forwarded) -> None:
        """Store how forwarding goes, for other programs and later starts."""

    def noted(self) -> Sequence[Forwarded]:
        """Return what was noted, by office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Superseded:
    """A history that gave way to another one, after a box was restored."""

    history: int
    """Number of the history that took its place."""
    epoch: str
    after: int
    """Newest revision both have in common."""
    newest: int
    """Newest revision of the old one."""
    rows: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedOffice:
    """An office as its forwarded log tells it."""

    office: Office
    epoch: str
    revision: int
    newest: int
    """Newest revision of the box when it was last heard of."""
    service_day: date | None
    desks: tuple[Desk, ...]
    calls: tuple[Call, ...]
    """Of its board, oldest first."""
    open_tickets: tuple[Ticket, ...]
    complete_at: datetime | None
    """Until this instant nothing of the office is missing here."""
    seen_at: datetime
    """When its box was last heard of."""
    skipped: int
    """Events that this program could not follow; they are copied all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyAge:
    """How recent a copy is."""

    office: str
    revision: int
    newest: int
    """Newest revision of the box when it was last heard of."""
    complete_at: datetime | None
    """Until this instant nothing of the office is missing here; None while that isn't known."""
    seen_at: datetime


class Copies(Protocol):
    """Copies of the logs of offices that have a box of their own."""

    def state(self, office: str) -> CopyState:
        """Return what the copy of an office expects next."""

    def begin(self, office: str, beginning: Beginning) -> CopyState:
        """Follow another history from a revision on; what the copy has beyond it is kept as superseded.

        Raises:
            Unexpected: log_replaced, when the copy is not (any more) as expected; log_conflict, when the two histories
                don't have that revision in common.
            Refusal: office_unknown, busy.
        """

    def append(self, office: str, parcel: Parcel) -> CopyState:
        """Add the rows that are new; repeats change nothing.

        Raises:
            Unexpected: log_replaced, log_gap, log_conflict.
            Refusal: busy.
        """

    def ages(self) -> Sequence[CopyAge]:
        """Return how recent the copies of all offices are that have been heard of, by office."""

    def office(self, code: str) -> CopiedOffice | None:
        """Return an office as its log tells it, None for one that has no copy or no configuration yet."""

    def superseded(self, office: str) -> Sequence[Superseded]:
        """Return the histories of an office that gave way, oldest first."""

    def rows(self, office: str, history: int, after_revision: int, most: int) -> Sequence[LogRow]:
        """Return copied rows in order: history 0 is the present one, others are what was superseded by that one."""
