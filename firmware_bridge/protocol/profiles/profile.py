"""What a driver of one kind of unit has to offer; also the interface for drivers from other packages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.event_ring import EventName
from firmware_bridge.protocol.events import UnitEvent
from firmware_bridge.protocol.exchange import Exchange, Outcome
from firmware_bridge.protocol.register_map import Beep

MODBUS: Final = "modbus"
"""Language of lines with Modbus RTU, ours and others'."""


class Profile:
    """Driver of one unit. It decides what is said; the master decides when.

    Drivers are pure: no I/O, no clock, no thread; times are monotonic seconds. Nothing in here is about Modbus: a
    one-way display returns exchanges without an answer from ``next_write``; a box that speaks unasked is heard through
    ``hear``. What a driver leaves out does nothing, so drivers stay right when this class gets more methods.
    """

    language: str = MODBUS
    """What is spoken on its line; a line has one language."""
    usual: tuple[int, str] | None = None
    """Speed and character format the unit comes with, where its maker says so: ``(9600, "8N1")``."""
    alone: bool = False
    """The unit has no address, so nothing else may be on its line."""
    key_count: int | None = None
    """Keys the unit has, 0 for none; None when only the unit itself can tell."""
    longest_gap_s: float | None = None
    """The unit forgets a key press if it is not asked so often; the line is refused if it can't be."""

    def objection(self, number: str) -> str | None:
        """Return why a ticket's number can't be read from this unit as it is, None if it can."""
        return None

    def lost(self) -> None:
        """Forget what the unit knows: the line was opened anew, or the unit has been silent and may be another one."""

    def show(self, display: Display) -> None:
        """Set the wanted picture; it is written when it differs from what the unit is known to show."""

    def beep(self, pattern: Beep, now: float) -> None:
        """Sound a pattern soon; a newer one replaces one that waits."""

    def note(self, overdue: bool) -> None:
        """Leave a note in the unit, where it can keep one, for the bridge's next process: its unanswered presses are
        too old to act, or there are none."""

    def settle_events(self, newest: EventName) -> None:
        """Leave a note in the unit, where it can keep one, in the same write as the sound that waits: the events up to
        this one are answered and heard, and no later process has to ask for them."""

    def next_write(self, now: float) -> Exchange | None:
        """Return what has to be written now, None if the unit is up to date. Called at most once in a cycle."""
        return None

    def next_poll(self, now: float) -> Exchange | None:
        """Return what to ask in this unit's turn, None if nothing is due."""
        return None

    def follow_up(self, now: float) -> Exchange | None:
        """Return what the last answer makes necessary to read at once, before other units have their turn."""
        return None

    def settle(self, exchange: Exchange, outcome: Outcome, now: float) -> Sequence[UnitEvent]:
        """Take the end of one of its exchanges; return what it means."""
        return ()

    def hear(self, data: bytes, now: float) -> Sequence[UnitEvent]:
        """Take bytes that were no answer to anything; return what they mean."""
        return ()


Option = str | int | float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitOptions:
    """What the configuration says about one unit."""

    address: int
    options: Mapping[str, Option] = field(default_factory=dict)
    """The driver's own settings, ``options`` in the unit's section; ``OptionReader`` reads them."""
    run_serial: str = "run0"
    """A name no unit ever had before, made anew for each process: serial number of units that have none."""


ProfileFactory = Callable[[UnitOptions], Profile]
"""Makes a driver.

Raises:
    ValueError: an option is unknown or impossible; the text names it.
"""
