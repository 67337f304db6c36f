"""What an office wants of its kiosks, and which of them staff have locked."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskRules:
    """How people are asked."""

    ask_wait_min: int = 30
    """From this likely wait on a kiosk asks whether a number is still wanted; 0: never."""
    several: bool = True
    """Whether a number may be taken for several services, one after the other."""
    rating: bool = True
    """Whether its start leads to rating what was done for a scanned ticket."""
    person_daily_limit: int = 0
    """Numbers a day for one identity card, which has to be scanned then; 0: no limit, and no card is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskLock:
    """Staff let nobody take numbers at a kiosk, with a screen or with keys alone."""

    kiosk: str | None = None
    """Name of the device, or of a unit whose keys give numbers; None for all of both."""
    note: str = ""
    """What people are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPlace:
    """Where the tickets of a kiosk or of a unit's keys come out."""

    place: str
    """Name of the kiosk, or of the unit."""
    printer: str | None
    """None: nothing is printed."""


def paper_place(places: Sequence[PaperPlace], place: str) -> PaperPlace | None:
    """Return where a place prints, None if nothing was set for it."""
    return next((one for one in places if one.place == place), None)


def lock_of(locks: Sequence[KioskLock], kiosk: str | None) -> KioskLock | None:
    """Return the lock that holds for a kiosk, its own before that of all; without a name only that of all."""
    found = [one for one in locks if one.kiosk is None or one.kiosk == kiosk]
    return max(found, key=lambda one: one.kiosk is not None, default=None)


def locked(locks: Sequence[KioskLock], lock: KioskLock) -> tuple[KioskLock, ...]:
    """Return the locks with one more, in the place of an earlier one of the same kiosk."""
    return (*(one for one in locks if one.kiosk != lock.kiosk), lock)


def unlocked(locks: Sequence[KioskLock], kiosk: str | None) -> tuple[KioskLock, ...]:
    """Return the locks without that of a kiosk; without a name none is left."""
    return () if kiosk is None else tuple(one for one in locks if one.kiosk != kiosk)
