"""Driver of bought input modules with keys on their inputs: by state, or by a counter for each input."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.events import UnitEvent, UnitRefused
from firmware_bridge.protocol.exchange import Exchange, Outcome
from firmware_bridge.protocol.profiles.named_presses import NamedPresses
from firmware_bridge.protocol.profiles.options import OptionReader
from firmware_bridge.protocol.profiles.profile import Profile, UnitOptions
from firmware_bridge.protocol.register_map import HELD_S, KEY_LIMIT, EventKind

LONGEST_GAP_S: Final = 0.070
"""The shortest press of a finger lasts about 80 ms; a module that only shows the present must be asked more often."""
READINGS_UP: Final = 2
"""Readings without contact before a key counts as released: contacts bounce."""
MOST_COUNTED: Final = 50
"""More presses between two readings are no fingers: the counter was set, or the module exchanged."""
ASK_REFUSED_S: Final = 10.0


@dataclass(slots=True)
class _Key:
    down: bool = False
    readings_up: int = 0
    is_long: bool = False
    held_at: float = float("inf")


class _InputModule(Profile):
    """What both kinds have in common: one question, asked in every cycle."""

    usual = (9600, "8N1")

    def __init__(self, address: int, question: rtu.Request, names: NamedPresses) -> None:
        self._address = address
        self._question = question
        self._names = names
        self._read_at = 0.0
        self._not_before = 0.0

    def next_poll(self, now: float) -> Exchange | None:
        return self._question.exchange() if now >= self._not_before else None

    def settle(self, exchange: Exchange, outcome: Outcome, now: float) -> Sequence[UnitEvent]:
        if outcome.found is None or outcome.found.refusal == rtu.Refusal.BUSY:
            return ()
        if outcome.found.refusal is not None:
            self.lost()
            self._not_before = now + ASK_REFUSED_S
            reason = f"it refuses to be asked this way (exception {outcome.found.refusal}): check its options"
            return (UnitRefused(address=self._address, reason=reason),)
        events = self._take(outcome.found.data, now)
        self._read_at = now
        return events

    def _take(self, values: Sequence[int], now: float) -> Sequence[UnitEvent]:
        raise NotImplementedError


class StateModule(_InputModule):
    """A module that tells which inputs are closed now, by function 2. A press between two readings is lost."""

    longest_gap_s = LONGEST_GAP_S

    def __init__(self, address: int, question: rtu.Request, names: NamedPresses, *, inverted: bool) -> None:
        super().__init__(address, question, names)
        self.key_count = question.count
        self._inverted = inverted
        self._keys: list[_Key] | None = None
        self._long_keys = 0

    def lost(self) -> None:
        self._keys = None
        self._not_before = 0.0

    def show(self, display: Display) -> None:
        self._long_keys = display.long_keys

    def _take(self, values: Sequence[int], now: float) -> Sequence[UnitEvent]:
        closed = [bool(value) != self._inverted for value in values]
        if self._keys is None:  # a key that is down already counts after its release
            self._keys = [_Key(down=is_closed) for is_closed in closed]
            return (self._names.met(),)
        moves = []
        for number, (key, is_closed) in enumerate(zip(self._keys, closed, strict=True), 1):
            kind = self._move(number, key, now, is_closed=is_closed)
            if kind is not None:
                moves.append((number, kind))
        return (self._names.moved(moves, self._read_at, tells_release=True),) if moves else ()

    def _move(self, number: int, key: _Key, now: float, *, is_closed: bool) -> EventKind | None:
        if not is_closed:
            key.readings_up += 1
            if key.readings_up < READINGS_UP or not key.down:
                return None
            key.down = False
            return EventKind.RELEASE if key.is_long else None
        key.readings_up = 0
        if not key.down:
            key.down = True
            key.is_long = bool(self._long_keys >> (number - 1) & 1)
            key.held_at = now + HELD_S if key.is_long else float("inf")
            return EventKind.PRESS
        if now >= key.held_at:
            key.held_at = float("inf")
            return EventKind.HELD
        return None


class CounterModule(_InputModule):
    """A module that counts the closings of each input, 16 bits of it at least. No press is lost while it has power.

    However often a counter moved between two readings, that is one press: fingers are slower than readings, contacts
    are not. Counters that went back tell that the module was off; they begin with 0 then.
    """

    def __init__(self, address: int, question: rtu.Request, names: NamedPresses, *, stride: int) -> None:
        super().__init__(address, question, names)
        self.key_count = (question.count - 1) // stride + 1
        self._stride = stride
        self._counts: list[int] | None = None
        self._introduce = True

    def lost(self) -> None:
        self._introduce = True
        self._not_before = 0.0

    def _take(self, values: Sequence[int], now: float) -> Sequence[UnitEvent]:
        before, self._counts = self._counts, list(values[:: self._stride])
        if before is None:
            self._introduce = False
            return (self._names.met(),)
        steps = [(new - old) & 0xFFFF for new, old in zip(self._counts, before, strict=True)]
        restarted = any(step > MOST_COUNTED for step in steps)
        events: list[UnitEvent] = []
        if restarted or self._introduce:
            self._introduce = False
            events.append(self._names.met(rebooted=restarted))
        if restarted:
            steps = self._counts
        pressed = [(key, EventKind.PRESS) for key, step in enumerate(steps, 1) if 0 < step <= MOST_COUNTED]
        if pressed:
            events.append(self._names.moved(pressed, self._read_at))
        return events


def modbus_inputs(options: UnitOptions) -> StateModule | CounterModule:
    """Return the driver of an input module: by counters if option ``counters`` tells where they are."""
    reader = OptionReader(options.options)
    inputs = reader.whole("inputs", 8, 1, KEY_LIMIT)
    names = NamedPresses(options.address, options.run_serial, inputs)
    if reader.has("counters"):
        start = reader.whole("counters", 0, 0, 0xFFFF)
        stride = reader.whole("stride", 1, 1, 8)
        ask = rtu.read_input_registers if reader.whole("function", 3, 3, 4) == 4 else rtu.read
        reader.end()
        question = ask(options.address, start, (inputs - 1) * stride + 1)
        return CounterModule(options.address, question, names, stride=stride)
    first = reader.whole("first_input", 0, 0, 0xFFFF)
    inverted = reader.flag("inverted", default=False)
    reader.end()
    return StateModule(options.address, rtu.read_inputs(options.address, first, inputs), names, inverted=inverted)
