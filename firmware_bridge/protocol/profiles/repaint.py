"""Brings a bought display to its picture by one or more writes, and keeps it there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.events import UnitEvent
from firmware_bridge.protocol.exchange import Exchange, Outcome
from firmware_bridge.protocol.profiles.profile import Profile

REPAINT_S: Final = 5.0
"""Every part is written anew so often: one that lost its power is right again, and one that is gone is noticed."""
OPTIONAL_TRIES: Final = 3
REFUSED_S: Final = 10.0
"""Pause before something that the unit refused is written again."""


@dataclass(frozen=True, slots=True)
class Part:
    """One write of a picture."""

    exchange: Exchange
    once: bool = False
    """Set-up: written when the unit is met and when it changes, not again and again."""
    optional: bool = False
    """Some units lack it: once refused, or failed three times, it is left alone until the unit is met anew."""


class Repaint:
    """The wanted parts, in the order in which they are written, and what is known to have arrived."""

    def __init__(self) -> None:
        self._wanted: Mapping[str, Part] = {}
        self._written: dict[str, tuple[bytes, float]] = {}
        self._doubtful: set[str] = set()
        self._not_before: dict[str, float] = {}
        self._failures: dict[str, int] = {}
        self._sent: str | None = None

    def want(self, parts: Mapping[str, Part]) -> None:
        """Set the picture."""
        self._wanted = parts

    def forget(self) -> None:
        """Assume nothing about what the unit shows."""
        self._written.clear()
        self._not_before.clear()
        self._failures.clear()

    def next(self, now: float) -> Exchange | None:
        """Return the next write, None if the unit is up to date."""
        for name, part in self._wanted.items():
            if self._is_due(name, part, now):
                self._sent = name
                return part.exchange
        return None

    def settle(self, exchange: Exchange, outcome: Outcome, now: float) -> None:
        """Take the end of a write.

        The answer to Modbus function 16 does not repeat the values, so after a time-out a late one could confirm
        another text: what is written first after a failure is written once more.
        """
        name, self._sent = self._sent, None
        if name is None:
            return
        if outcome.done:
            self._arrived(name, exchange, now)
        else:
            self._failed(name, exchange, outcome, now)

    def _arrived(self, name: str, exchange: Exchange, now: float) -> None:
        self._failures.pop(name, None)
        if name in self._doubtful:
            self._doubtful.discard(name)
            self._written.pop(name, None)
        else:
            self._written[name] = (exchange.request, now)

    def _failed(self, name: str, exchange: Exchange, outcome: Outcome, now: float) -> None:
        self._written.pop(name, None)
        self._failures[name] = self._failures.get(name, 0) + 1
        refused = outcome.failure is None
        part = self._wanted.get(name)
        if part is not None and part.optional and (refused or self._failures[name] >= OPTIONAL_TRIES):
            self._not_before[name] = float("inf")
        elif refused:
            self._not_before[name] = now + REFUSED_S
        elif exchange.answer is not None:
            self._doubtful.add(name)

    def _is_due(self, name: str, part: Part, now: float) -> bool:
        if now < self._not_before.get(name, 0.0):
            return False
        written = self._written.get(name)
        if written is None or written[0] != part.exchange.request:
            return True
        return not part.once and now - written[1] >= REPAINT_S


class PaintedProfile(Profile):
    """A display without keys; drivers say what its picture is made of."""

    key_count = 0

    def __init__(self) -> None:
        self._repaint = Repaint()

    def picture(self, display: Display) -> Mapping[str, Part]:
        """Return the writes that make this picture, by a name for each part, in their order."""
        raise NotImplementedError

    def lost(self) -> None:
        self._repaint.forget()

    def show(self, display: Display) -> None:
        self._repaint.want(self.picture(display))

    def next_write(self, now: float) -> Exchange | None:
        return self._repaint.next(now)

    def settle(self, exchange: Exchange, outcome: Outcome, now: float) -> Sequence[UnitEvent]:
        self._repaint.settle(exchange, outcome, now)
        return ()
