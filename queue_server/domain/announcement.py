"""When a call may be spoken and what a lobby still sees of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TIME_TO_LIVE_S = 60.0
"""A call that could not be spoken this long after ``announce_at`` is dropped; offices may set less."""

LEAST_TIME_TO_LIVE_S = 10.0
MOST_REPEATS = 3

SHOWN_FOR_S = 90.0
SHOWN_AT_LEAST = 12
SHOWN_AT_MOST = 200


class CallKind(StrEnum):
    """Stored strings."""

    CALL = "call"
    RECALL = "recall"


class Sentence(StrEnum):
    """What is said of a call; stored strings. Every form is made of the same clips."""

    FULL = "full"
    """Number A012, counter 3."""
    TWICE = "twice"
    """Number A012, A012, counter 3."""
    SHORT = "short"
    """A012, counter 3."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRules:
    """How an office announces its calls."""

    languages: tuple[str, ...] = ("vi", "en")
    """Spoken one after the other, in this order; none means that calls only chime."""
    repeats: int = 1
    """How often each call is spoken, 1 to 3; once while others wait to be spoken."""
    chime: bool = True
    time_to_live_s: float = TIME_TO_LIVE_S
    merge: bool = True
    """Whether a later call of a ticket takes the place of one that still waits to be spoken."""
    sentence: Sentence = Sentence.FULL


def may_be_spoken(call: Call, at: datetime, time_to_live_s: float = TIME_TO_LIVE_S) -> bool:
    """Return whether a call's time to be spoken is not over; it may still have to begin."""
    return (at - call.announce_at).total_seconds() <= time_to_live_s


def announce_at(issued_at: datetime, called_at: datetime, pause_s: float) -> datetime:
    """Return the earliest instant a call is spoken: the citizen first has to get from the kiosk to a seat."""
    return max(called_at, issued_at + timedelta(seconds=pause_s))


def shown(calls: list[Call], at: datetime) -> list[Call]:
    """Return the calls a board shows, oldest first: all of the last 90 s and all that may still be spoken.

    At least the last 12, at most the last 200.
    """
    oldest = next((index for index, call in enumerate(calls) if is_recent(call, at)), len(calls))
    return calls[-min(SHOWN_AT_MOST, max(SHOWN_AT_LEAST, len(calls) - oldest)) :]


def is_recent(call: Call, at: datetime) -> bool:
    """Return whether a board has to show a call at an instant, however many there are."""
    return (at - call.called_at).total_seconds() <= SHOWN_FOR_S or may_be_spoken(call, at)
