"""When a call may be spoken and what a lobby still sees of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TIME_TO_LIVE_S = 60.0
"""A call that could not be spoken this long after ``announce_at`` is dropped."""

SHOWN_FOR_S = 90.0
SHOWN_AT_LEAST = 12
SHOWN_AT_MOST = 200


class CallKind(StrEnum):
    """Stored strings."""

    CALL = "call"
    RECALL = "recall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call or recall; ``call_id`` is spoken once."""

    call_id: str
    ticket: str
    number: str
    service: str
    counter: str
    kind: CallKind
    times: int
    called_at: datetime
    announce_at: datetime


def announce_at(issued_at: datetime, called_at: datetime, pause_s: float) -> datetime:
    """Return the earliest instant a call is spoken: the citizen first has to get from the kiosk to a seat."""
    return max(called_at, issued_at + timedelta(seconds=pause_s))


def shown(calls: list[Call], at: datetime) -> list[Call]:
    """Return the calls a board shows, oldest first: all of the last 90 s, at least the last 12, at most 200."""
    recent = sum(1 for call in calls if (at - call.called_at).total_seconds() <= SHOWN_FOR_S)
    return calls[-min(SHOWN_AT_MOST, max(SHOWN_AT_LEAST, recent)) :]
