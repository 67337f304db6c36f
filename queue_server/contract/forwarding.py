"""What a box and its province say to each other over HTTP when an office's log is forwarded."""

import msgspec

from queue_server.contract.fields import FromServer


class LogMark(FromServer, frozen=True, kw_only=True):
    """The last row of a revision of the copy."""

    revision: int
    digest: str


class CopyAnswer(FromServer, frozen=True, kw_only=True):
    """What the copy of an office's log expects next."""

    epoch: str | None
    """Of the box's database as it was copied; null before the first contact."""
    history: int
    """Counts how often a history was begun."""
    revision: int
    position: int
    before: str
    """Digest of the newest row, empty while there is none."""
    marks: list[LogMark]
    """Rows by which a restored box finds where the histories part, newest first; empty in answers to rows."""
    configuration: str
    """Digest of the office's configuration that the province has, empty while it has none."""


class SentPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A place that the copy was found to expect."""

    epoch: str | None
    history: int
    revision: int
    position: int


class SentBeginning(msgspec.Struct, frozen=True, kw_only=True):
    """The wish that the copy follows another history."""

    epoch: str
    expected: SentPlace
    after: int
    digest: str


class SentRow(msgspec.Struct, frozen=True, kw_only=True):
    """One event as stored."""

    revision: int
    position: int
    at: int
    """Microseconds since 1970-01-01 UTC."""
    type: str
    fields: str
    """JSON text, byte for byte."""
    last: bool
    """Whether the revision ends with it."""


class SentParcel(msgspec.Struct, frozen=True, kw_only=True):
    """Rows in order; none when there is nothing new."""

    epoch: str
    history: int
    before: str
    newest: int
    rows: list[SentRow]
    configuration: str | None
