"""The master of one line: whose turn it is, fed with times and bytes. Says what to write and when to wake."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Final

from firmware_bridge.protocol.conversation import NEVER, Conversation
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.event_ring import EventName
from firmware_bridge.protocol.events import EventsLost, KeysMoved, PresenceChanged, UnitEvent, UnitMet
from firmware_bridge.protocol.exchange import Exchange, Failure, Outcome
from firmware_bridge.protocol.polled_unit import HURRIED_WRITES, PolledUnit
from firmware_bridge.protocol.profiles.profile import Profile
from firmware_bridge.protocol.register_map import Beep
from firmware_bridge.protocol.statistics import LineStatistics, UnitStatistics
from firmware_bridge.protocol.timing import Timing

MIN_CYCLE_S: Final = 0.020
"""A line with few units is not polled faster than keys are debounced."""
CALM_WRITES: Final = 2
"""In one cycle: with each ticket taken, waiting counts change on all boxes, and keys must not wait for that."""
_FOLLOW_UPS: Final = 4
"""Readings in one turn, so that one unit can't keep the line."""
REPEATS: Final = 5
"""In one cycle: a time-out lasts as long as the polls of eight units, and a line that is cut has nothing else."""
ANSWER_WITHIN_S: Final = 0.015
"""After a press the line is kept free for new digits: about as long as a poll, or the sound, would be in their way."""
_LOOK_S: Final = 0.001
"""How often orders are looked for meanwhile."""


class Master:
    """Schedules the exchanges of one line.

    What people wait for is written at once: new digits, sounds; after a press the line is kept free for them a moment.
    In a cycle every unit has one turn to be polled, in which what the answer makes necessary is read at once, and a few
    units have a write for all the rest of their picture. Units that forget key presses are asked between any of these.
    """

    def __init__(self, timing: Timing, profiles: Mapping[int, Profile]) -> None:
        """Make the master of the units at these addresses; call ``reset`` when the port is open."""
        self._conversation = Conversation(timing)
        self._units = {address: PolledUnit(address, profile) for address, profile in profiles.items()}
        self._in_turn = list(self._units.values())
        """For writes: who has waited longest for one comes first."""
        self._keen = [unit for unit in self._units.values() if unit.keen]
        self._active: tuple[PolledUnit, Exchange] | None = None
        self._turn: PolledUnit | None = None
        self._cycle_began = -NEVER
        self._busy_cycle = False
        self._calm_writes = 0
        """In this cycle."""
        self._repeats = 0
        """In this cycle."""
        self._in_haste = False
        """Whether what is under way is a write that people wait for."""
        self._answer_until = -NEVER
        self._waited = False
        """For an answer, in this cycle; more often, and a line where all press at once falls behind."""
        self._wake = 0.0
        self._events: list[UnitEvent] = []
        self.statistics = LineStatistics()

    @property
    def wake_at(self) -> float:
        """When ``advance`` has something to do even if no byte and no order comes."""
        return self._conversation.wake_at if self._active else self._wake

    @property
    def all_offline(self) -> bool:
        """Whether every unit is known to be off-line."""
        return all(unit.reach.online is False for unit in self._units.values())

    def reset(self, now: float) -> None:
        """Start anew on a port just opened: all back-off is cleared, identities are read again, all is repainted."""
        self._conversation.reset(now)
        self._active = self._turn = None
        self._wake = self._cycle_began = now
        self._busy_cycle = False
        for unit in self._units.values():
            unit.reach.reset()
            unit.profile.lost()
            unit.hurried = HURRIED_WRITES
            unit.written = unit.asked = False

    def close(self) -> None:
        """Note that the port is gone: every unit is off-line."""
        self._active = self._turn = None
        for unit in self._units.values():
            if unit.reach.online is not False:
                unit.reach.gone()
                self._events.append(PresenceChanged(address=unit.address, online=False))

    def show(self, address: int, display: Display) -> None:
        """Set what a unit shows."""
        unit = self._units[address]
        unit.profile.show(display)
        if display.digits != unit.digits:
            unit.digits = display.digits
            unit.hurried = HURRIED_WRITES
            self._answer_until = -NEVER
        self._wake = 0.0

    def beep(self, address: int, pattern: Beep, now: float) -> None:
        """Sound a pattern at a unit."""
        self._units[address].profile.beep(pattern, now)
        self._units[address].hurried = HURRIED_WRITES
        self._wake = 0.0

    def note(self, address: int, overdue: bool) -> None:
        """Leave a note for the next process in a unit."""
        self._units[address].profile.note(overdue)
        self._wake = 0.0

    def settle_events(self, address: int, newest: EventName) -> None:
        """Leave in a unit that its events up to this one are answered and heard; with the sound, where one waits."""
        self._units[address].profile.settle_events(newest)
        self._wake = 0.0

    def unit_statistics(self) -> dict[int, UnitStatistics]:
        """Return copies of the units' counters by address."""
        return {address: dataclasses.replace(unit.statistics) for address, unit in self._units.items()}

    def take_events(self) -> list[UnitEvent]:
        """Return what happened since the last call."""
        events, self._events = self._events, []
        return events

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes from the line."""
        unasked = self._conversation.receive(data, now)
        if unasked:
            for unit in self._units.values():
                self._note(unit, unit.profile.hear(unasked, now), now)

    def advance(self, now: float) -> bytes:
        """Return the bytes to write now, often none. To be called after every receive, order and wake-up."""
        while True:
            request = self._conversation.advance(now)
            if request:
                return request
            outcome = self._conversation.take_outcome()
            if outcome is not None:
                self._settle(outcome, now)
            if not self._conversation.idle:
                return b""
            chosen = self._choose(now)
            if chosen is None:
                return b""
            self._active = chosen
            self._conversation.begin(chosen[1], now)

    def _settle(self, outcome: Outcome, now: float) -> None:
        assert self._active is not None
        unit, exchange = self._active
        self._active = None
        if outcome.failure is Failure.BABBLE:
            self.statistics.babble += 1
        if outcome.found is not None:
            self._answered(unit, refused=outcome.found.refusal is not None)
        elif outcome.failure is not None:
            self._failed(unit, outcome.failure, now)
        elif unit.reach.assumed():
            self._came(unit)
        self._note(unit, unit.profile.settle(exchange, outcome, now), now)

    def _answered(self, unit: PolledUnit, *, refused: bool) -> None:
        unit.statistics.polls += 1
        unit.statistics.refusals += refused
        if unit.reach.answered():
            self._came(unit)

    def _came(self, unit: PolledUnit) -> None:
        unit.hurried = HURRIED_WRITES
        self._events.append(PresenceChanged(address=unit.address, online=True))

    def _failed(self, unit: PolledUnit, failure: Failure, now: float) -> None:
        if unit.failed(failure, now):
            self._events.append(PresenceChanged(address=unit.address, online=False))
        if unit.reach.may_be_another:
            unit.profile.lost()
        elif self._in_haste and unit.reach.worth_repeating and self._repeats < REPEATS:
            self._repeats += 1
            unit.hurried += 1

    def _note(self, unit: PolledUnit, events: Sequence[UnitEvent], now: float) -> None:
        for event in events:
            if isinstance(event, EventsLost):
                unit.statistics.ring_overruns += event.count
            elif isinstance(event, UnitMet):
                unit.hurried = HURRIED_WRITES
            elif isinstance(event, KeysMoved) and not (unit.keen or self._waited):
                self._answer_until, self._waited = now + ANSWER_WITHIN_S, True
            self._events.append(event)

    def _choose(self, now: float) -> tuple[PolledUnit, Exchange] | None:
        """Return the next exchange: keen units, rest of a turn, writes, the next turn; None if nothing is due."""
        self._in_haste = False
        chosen = self._next_keen(now) or self._next_other(now)
        if chosen is not None and not chosen[0].keen:
            for unit in self._keen:
                unit.just_asked = False
        return chosen

    def _next_keen(self, now: float) -> tuple[PolledUnit, Exchange] | None:
        for unit in self._keen:
            if unit.just_asked or not unit.reach.may_try(now):
                continue
            unit.just_asked = unit.asked = True
            exchange = unit.profile.next_poll(now)
            if exchange is not None:
                return unit, exchange
        return None

    def _next_other(self, now: float) -> tuple[PolledUnit, Exchange] | None:
        if self._turn is not None:
            exchange = self._rest_of_turn(self._turn, now)
            if exchange is not None:
                self._turn.follow_ups += 1
                return self._turn, exchange
            self._turn = None
        if now < self._answer_until:
            self._wake = min(self._answer_until, now + _LOOK_S)
            return None
        chosen = self._next_write(now) or self._next_turn(now)
        if chosen is None and self._end_cycle(now):
            chosen = self._next_write(now) or self._next_turn(now)
        self._busy_cycle = self._busy_cycle or chosen is not None
        return chosen

    def _rest_of_turn(self, unit: PolledUnit, now: float) -> Exchange | None:
        """Return what the last answer makes necessary, or the question again if a unit known to be there missed it."""
        if unit.follow_ups >= _FOLLOW_UPS:
            return None
        if unit.reach.failures == 0:
            return unit.profile.follow_up(now)
        if not unit.reach.worth_repeating or self._repeats >= REPEATS:
            return None
        self._repeats += 1
        return unit.profile.follow_up(now) or unit.profile.next_poll(now)

    def _next_write(self, now: float) -> tuple[PolledUnit, Exchange] | None:
        return self._next_hurried_write(now) or self._next_calm_write(now)

    def _next_hurried_write(self, now: float) -> tuple[PolledUnit, Exchange] | None:
        for unit in self._in_turn:
            exchange = unit.next_hurried_write(now)
            if exchange is not None:
                self._in_haste = True
                self._put_last(unit)
                return unit, exchange
        return None

    def _next_calm_write(self, now: float) -> tuple[PolledUnit, Exchange] | None:
        """Return a write of what nobody waits for."""
        if self._calm_writes >= CALM_WRITES:
            return None
        for unit in self._in_turn:
            if unit.written or not unit.reach.may_try(now):
                continue
            exchange = unit.profile.next_write(now)
            if exchange is not None:
                unit.written = True
                self._calm_writes += 1
                self._put_last(unit)
                return unit, exchange
        return None

    def _put_last(self, unit: PolledUnit) -> None:
        self._in_turn.remove(unit)
        self._in_turn.append(unit)

    def _next_turn(self, now: float) -> tuple[PolledUnit, Exchange] | None:
        for unit in self._units.values():
            if unit.asked or not unit.reach.may_try(now):
                continue
            unit.asked = True
            exchange = unit.profile.next_poll(now)
            if exchange is not None:
                self._turn = unit
                unit.follow_ups = 0
                return unit, exchange
        return None

    def _end_cycle(self, now: float) -> bool:
        """Begin the next cycle if this one lasted long enough; return whether it did."""
        if now < self._cycle_began + MIN_CYCLE_S:
            self._wake = self._cycle_began + MIN_CYCLE_S
            return False
        if self._busy_cycle:
            self.statistics.cycles += 1
            self.statistics.cycle_s = now - self._cycle_began
        self._cycle_began = now
        self._wake = now + MIN_CYCLE_S
        self._busy_cycle = self._waited = False
        self._calm_writes = self._repeats = 0
        for unit in self._units.values():
            unit.written = unit.asked = False
        return True
