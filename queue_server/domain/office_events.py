"""Events of an office as a whole, beside those of its tickets and counters; see ``events``."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursTurned:
    """Opening hours passed a mark: a service opened or closed by time alone."""

    type: ClassVar[str] = "hours_turned"


@dataclass(frozen=True, slots=True, kw_only=True)
class KiosksLocked:
    """Staff locked or unlocked kiosks; these are locked now, ``*`` for all."""

    type: ClassVar[str] = "kiosks_locked"
    by: str
    kiosks: tuple[str, ...]
