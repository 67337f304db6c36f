"""The copy of an office's log elsewhere: what it expects next, and when a history has to give way to another.

A row is one event as stored. Rows of an office are ordered by revision and position without holes, and ``last`` marks
the end of a revision, so that a lost row can't go unnoticed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise

from queue_server.domain.errors import Refusal

MARKS_NEAR = 8
"""Newest revisions of which each is a mark; before them the distance doubles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One stored event, byte for byte."""

    revision: int
    position: int
    at: int
    """Microseconds since 1970-01-01 UTC."""
    type: str
    fields: str
    """JSON text as stored; never parsed and written again."""
    last: bool
    """Whether it is the last event of its revision."""

    @property
    def place(self) -> tuple[int, int]:
        """Where the row stands in the log."""
        return self.revision, self.position

    @property
    def following(self) -> tuple[int, int]:
        """The only place where the next row may stand."""
        return (self.revision + 1, 0) if self.last else (self.revision, self.position + 1)

    @property
    def digest(self) -> str:
        """Hash of the row, to tell two histories apart."""
        text = f"{self.revision}\n{self.position}\n{self.at}\n{self.type}\n{self.last:d}\n{self.fields}"
        return _digest(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The last row of a revision of the copy."""

    revision: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """What a copy expects next."""

    epoch: str | None
    """Epoch of the office's database as it was copied; None before the first contact."""
    history: int
    """Counts how often a history was begun; a request that was meant for an earlier one is refused."""
    revision: int = 1
    position: int = 0

    @property
    def place(self) -> tuple[int, int]:
        """Where the next row has to stand."""
        return self.revision, self.position

    def __str__(self) -> str:
        return (
            f"revision {self.revision} position {self.position} of epoch {self.epoch or 'any'}, history {self.history}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyState:
    """What a copy tells its office."""

    cursor: Cursor
    before: str
    """Digest of the newest row, empty while there is none."""
    marks: tuple[Mark, ...]
    """Rows by which the office finds where its history and the copy's part; newest first."""
    configuration: str
    """Digest of the configuration the copy has, empty while it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What an office sends in one go."""

    epoch: str
    history: int
    before: str
    """Digest of the row before the first one, empty if the first row is the log's first."""
    rows: tuple[LogRow, ...]
    newest: int
    """The office's newest revision."""
    configuration: str | None = None
    """JSON text; sent when the copy has another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """An office's wish that its copy follows another history from a revision on."""

    epoch: str
    expected: Cursor
    """The state of the copy for which this was decided."""
    after: int
    """Newest revision both have in common, 0 for none."""
    digest: str
    """Digest of that revision's last row, empty for none."""


class Unexpected(Refusal):
    """The copy expects something else than it was sent."""

    def __init__(self, code: str, detail: str, expected: Cursor) -> None:
        super().__init__(code, f"{detail}; expected next is {expected}")
        self.expected = expected


def check_history(cursor: Cursor, epoch: str, history: int) -> None:
    """Refuse what was meant for another history.

    Raises:
        Unexpected: log_replaced.
    """
    if (epoch, history) != (cursor.epoch, cursor.history):
        raise Unexpected("log_replaced", f"epoch {epoch}, history {history} is not the one that is copied", cursor)


def new_rows(cursor: Cursor, parcel: Parcel, before: str) -> Sequence[LogRow]:
    """Return the rows of a parcel that the copy doesn't have yet.

    Args:
        cursor: what the copy expects.
        parcel: what was sent, of the copy's history.
        before: digest of the copy's newest row.

    Raises:
        Unexpected: log_gap, for rows that are not the next ones or have holes; log_conflict, if the row before them is
            another one here.
    """
    _check_unbroken(cursor, parcel.rows)
    fresh = [row for row in parcel.rows if row.place >= cursor.place]
    if not fresh:
        return []
    if fresh[0].place != cursor.place:
        raise Unexpected("log_gap", f"the log goes on with {fresh[0].revision}/{fresh[0].position}", cursor)
    known = len(parcel.rows) - len(fresh)
    if before != (parcel.rows[known - 1].digest if known else parcel.before):
        raise Unexpected(
            "log_conflict", f"the row before {fresh[0].revision}/{fresh[0].position} is another one", cursor
        )
    return fresh


def _check_unbroken(cursor: Cursor, rows: Sequence[LogRow]) -> None:
    for row, following in pairwise(rows):
        if row.following != following.place:
            raise Unexpected("log_gap", f"rows are missing after {row.revision}/{row.position}", cursor)


def configuration_digest(configuration: str) -> str:
    """Return by what an office knows whether its copy has this configuration; empty for none."""
    return _digest(configuration) if configuration else ""


def marked_revisions(newest: int) -> list[int]:
    """Return which revisions of a copy are marks, newest first: the last eight, then at doubling distances, then 1."""
    found, step = [], 1
    revision = newest
    while revision > 1:
        found.append(revision)
        if len(found) >= MARKS_NEAR:
            step *= 2
        revision -= step
    return [*found, 1] if newest >= 1 else []


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]
