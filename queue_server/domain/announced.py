"""What became of a call in the loudspeakers of one zone: the first who begins it is the one who ends it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from queue_server.domain.announcement import Call, may_be_spoken

SILENT_AFTER = timedelta(seconds=60)
"""A display that began a call and has not said for so long how it ended is not going to."""


class Outcome(StrEnum):
    """How an announcement ended; stored strings."""

    SPOKEN = "spoken"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A call in one zone."""

    call_id: str
    zone: str
    speaker: str
    """Who began or ended it: a device and one page of it."""
    display: str
    """What people call it."""
    begun_at: datetime | None = None
    outcome: Outcome | None = None
    error: str | None = None
    ended_at: datetime | None = None


def begin(known: Announcement | None, new: Announcement) -> Announcement | None:
    """Return what to store when a display begins a call, None if somebody was first."""
    return new if known is None else None


def end(known: Announcement | None, new: Announcement) -> Announcement | None:
    """Return what to store when a display says how a call ended, None if that changes nothing.

    The first outcome counts, and of a call that was begun only that of the one who began it.
    """
    if known is None:
        return new
    if known.outcome is not None or known.speaker != new.speaker:
        return None
    return replace(known, outcome=new.outcome, error=new.error, ended_at=new.ended_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSound:
    """A call and what became of it in each zone that said anything."""

    call: Call
    withdrawn: bool
    announcements: tuple[Announcement, ...]


def state_of(sound: CallSound, at: datetime, time_to_live_s: float) -> tuple[str, str | None]:
    """Return how a call stands for who called it: ``waiting``, ``speaking`` or an outcome, and what went wrong.

    Of several zones the worst counts: a hall that heard nothing is what somebody has to know.
    """
    states = [_state(one, at) for one in sound.announcements]
    for wanted in ("speaking", Outcome.FAILED, Outcome.EXPIRED, Outcome.SPOKEN, Outcome.MERGED, Outcome.WITHDRAWN):
        for state, error in states:
            if state == wanted:
                return str(state), error
    if sound.withdrawn:
        return Outcome.WITHDRAWN.value, None
    if may_be_spoken(sound.call, at, time_to_live_s):
        return "waiting", None
    return Outcome.EXPIRED.value, "no display announced it"


def _state(announcement: Announcement, at: datetime) -> tuple[str, str | None]:
    if announcement.outcome is not None:
        return announcement.outcome.value, announcement.error
    if announcement.begun_at is not None and at - announcement.begun_at > SILENT_AFTER:
        return Outcome.FAILED.value, "the display did not say how it ended"
    return "speaking", None
