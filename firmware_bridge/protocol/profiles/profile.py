"""What a driver of one kind of unit has to offer; also the interface for drivers from other packages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.events import UnitEvent
from firmware_bridge.protocol.exchange import Exchange, Outcome
from firmware_bridge.protocol.register_map import Beep


class Profile(Protocol):
    """Driver of one unit. It decides what is said; the master decides when.

    Drivers are pure: no I/O, no clock, no thread; times are monotonic seconds. Nothing in here is about Modbus: a
    one-way display returns exchanges without an answer from ``next_write`` and None from ``next_poll``; a box that
    speaks unasked is heard through ``hear``.
    """

    def lost(self) -> None:
        """Forget what the unit knows: the line was opened anew, or the unit has been silent and may be another one."""

    def show(self, display: Display) -> None:
        """Set the wanted picture; it is written when it differs from what the unit is known to show."""

    def beep(self, pattern: Beep, now: float) -> None:
        """Sound a pattern soon; a newer one replaces one that waits."""

    def note(self, overdue: bool) -> None:
        """Leave a note in the unit, where it can keep one, for the bridge's next process: its unanswered presses are
        too old to act, or there are none."""

    def next_write(self, now: float) -> Exchange | None:
        """Return what has to be written now, None if the unit is up to date. Called at most once in a cycle."""

    def next_poll(self, now: float) -> Exchange | None:
        """Return what to ask in this unit's turn, None if nothing is due."""

    def follow_up(self, now: float) -> Exchange | None:
        """Return what the last answer makes necessary to read at once, before other units have their turn."""

    def settle(self, exchange: Exchange, outcome: Outcome, now: float) -> Sequence[UnitEvent]:
        """Take the end of one of its exchanges; return what it means."""

    def hear(self, data: bytes, now: float) -> Sequence[UnitEvent]:
        """Take bytes that were no answer to anything; return what they mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitOptions:
    """What the configuration says about one unit."""

    address: int
    options: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    """The driver's own settings, ``options`` in the unit's section."""


ProfileFactory = Callable[[UnitOptions], Profile]
"""Makes a driver.

Raises:
    ValueError: an option is unknown or impossible; the text names it.
"""
