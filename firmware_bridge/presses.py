"""The presses of one unit that the server has not answered yet, in order, each with its name for good."""

from collections import deque
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from typing import Final

from firmware_bridge.protocol.event_ring import EventName, KeyEvent
from firmware_bridge.protocol.events import KeysMoved
from firmware_bridge.protocol.register_map import EventKind
from queue_server.contract.messages import LastPress

LIMIT: Final = 32
"""Presses kept per unit while the server is away; it would refuse them all as expired anyway."""
OVERDUE_S: Final = 2.5
"""Age at which an unanswered press is noted as too old, in case this process ends before its answer comes."""
NO_KEYS: Final[frozenset[int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Press:
    """One event to be answered."""

    serial: str
    boot: int
    event: KeyEvent
    since: float
    """Monotonic time; the key did not move before."""
    pressed_at: str
    age_guessed: bool = False
    """Whether ``since`` is a guess: the key moved while no bridge asked the unit."""
    tells_release: bool = True
    """Whether the unit tells when a key with a long action goes up."""

    @property
    def press_id(self) -> str:
        """``serial/boot/sequence``: the same for every copy of this press."""
        return f"{self.serial}/{self.boot}/{self.event.sequence}"


class Presses:
    """What one unit still has to have answered; only the first is ever under way.

    A key acts when it goes down, and again when it has been held if that is told. A key with an action of its own for
    being held does one or the other: it acts when it was held, or when it goes up before. PROTOCOL.md 5.4.
    """

    def __init__(self) -> None:
        self._undecided: tuple[Press, ...] = ()
        self._settled: int | None = None
        """As noted in the unit by an earlier process, of what is undecided."""
        self._newest: EventName | None = None
        self._waiting: deque[Press] = deque()
        self._down: set[int] = set()
        """Keys with a long action of their own that have been neither held nor let go yet."""

    @property
    def first(self) -> Press | None:
        """The press to send next; None if there is none, or if the server has not yet said where to begin."""
        return self._waiting[0] if self._waiting and not self._undecided else None

    def is_overdue(self, now: float) -> bool:
        """Return whether a press has been without an answer for so long that no later process may send it as new."""
        oldest = next(iter((*self._undecided, *self._waiting)), None)
        return oldest is not None and now - oldest.since >= OVERDUE_S

    def add(self, moved: KeysMoved, pressed_at: str, long_keys: Set[int] = NO_KEYS) -> int:
        """Take events from the ring; return how many had to be given up.

        Args:
            long_keys: those that do something else when they are held.
        """
        presses = tuple(
            Press(moved.serial, moved.boot, event, moved.since, pressed_at, moved.before_meeting, moved.tells_release)
            for event in moved.events
        )
        self._newest = EventName(moved.serial, moved.boot, moved.events[-1].sequence)
        if moved.before_meeting:
            self._undecided, self._settled = presses, moved.settled
            return 0
        acting = tuple(self._acting(presses, long_keys))
        room = LIMIT - len(self._waiting)
        self._waiting.extend(acting[:room])
        return max(0, len(acting) - room)

    def _acting(self, presses: Iterable[Press], long_keys: Set[int]) -> Iterator[Press]:
        """Yield what is to be answered: a key that was let go in time has been pressed."""
        for press in presses:
            event = press.event
            match event.kind:
                case EventKind.PRESS if event.key in long_keys and press.tells_release:
                    self._down.add(event.key)
                case EventKind.RELEASE if event.key in self._down:
                    self._down.discard(event.key)
                    yield replace(press, event=replace(event, kind=EventKind.PRESS))
                case EventKind.PRESS | EventKind.HELD:
                    self._down.discard(event.key)
                    yield press

    def decide(self, serial: str, boot: int, last: LastPress | None, long_keys: Set[int] = NO_KEYS) -> None:
        """Take the server's word on what it answered before this bridge met the unit.

        Of the events that were in the ring then, those behind the ones that the unit says are settled are sent: what
        the server has answered already gets the same answer again, and this time it is heard. If the unit says
        nothing, those behind ``last`` are sent; all are old if the server does not know this serial number and boot.
        """
        undecided, self._undecided = self._undecided, ()
        begin = self._settled
        if begin is None:
            if last is None or (str(last.serial), last.boot) != (serial, boot):
                return
            begin = last.sequence
        open_ones = [
            press
            for press in undecided
            if (press.serial, press.boot) == (serial, boot) and _is_after(press.event.sequence, begin)
        ]
        self._waiting.extendleft(reversed(list(self._acting(open_ones, long_keys))))

    def answered(self, press_id: str) -> Press | None:
        """Remove the first press if this is its name; return it."""
        if self._waiting and self._waiting[0].press_id == press_id:
            return self._waiting.popleft()
        return None

    def settled_with(self, press: Press) -> EventName:
        """Return up to which event all is settled when this press, the first until now, was answered and heard.

        With the last answer that is everything read: what was given up, or needs no answer, is not asked for either.
        """
        if self._newest is None or self._waiting or self._undecided:
            return EventName(press.serial, press.boot, press.event.sequence)
        return self._newest


def _is_after(sequence: int, other: int) -> bool:
    """Return whether a 16-bit sequence comes after another one, across the wrap."""
    return 0 < (sequence - other) & 0xFFFF < 0x8000
