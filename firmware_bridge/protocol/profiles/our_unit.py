"""Driver of our own units: call boxes and LED units. PROTOCOL.md 4, 5, 9."""

import dataclasses
from collections.abc import Sequence
from typing import Final

from firmware_bridge.protocol import register_map as registers
from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.event_ring import EventName, EventRing, KeyEvent, RingImage, whole_ring
from firmware_bridge.protocol.events import EventsLost, KeysMoved, UnitEvent, UnitMet, UnitRefused
from firmware_bridge.protocol.exchange import Exchange, Outcome
from firmware_bridge.protocol.identity import Identity
from firmware_bridge.protocol.profiles.options import OptionReader
from firmware_bridge.protocol.profiles.painter import Painter
from firmware_bridge.protocol.profiles.profile import Profile, UnitOptions
from firmware_bridge.protocol.register_map import Beep

ASK_REFUSED_S: Final = 10.0
"""How often something that is no unit of ours is asked again."""
ASK_ANEW_S: Final = 1.0
"""How soon one of our units is asked who it is after it refused a question."""
STRANGER_AFTER: Final = 3
"""Refusals in a row after which it is no unit of ours any more."""
BUSY_S: Final = 0.1
"""How soon a busy unit is asked again. PROTOCOL.md 2.4."""
LONG_AGO_S: Final = 60.0
"""Age given to presses of unknown age that are surely too old to act."""
MET_AGE_S: Final = registers.SILENCE_S / 2
"""Age given to presses in the ring of a unit just met: they wait since the last poll, at most 5 s ago."""
LED_UNIT_POLL_S: Final = 1.0
"""LED units have no keys; they are polled to know that they are there and to keep them from showing dashes."""

DIGITS: Final = 4
"""Digits of our units; a unit tells its own number when it is met."""


class OurUnit(Profile):
    """One call box or LED unit."""

    def __init__(self, address: int, poll_every_s: float) -> None:
        self._address = address
        self._poll_every_s = poll_every_s
        self._painter = Painter(address)
        self._identified = False
        self._serial: str | None = None
        self._boot = 0
        self._ring = EventRing(0)
        self._met: Identity | None = None
        self._read_events = False
        self._seen_at = 0.0
        self._next_poll = 0.0
        self._not_before = 0.0
        self._refusals = 0

    def objection(self, number: str) -> str | None:
        if len(number) > DIGITS:
            return f"{number} is shown as {number[-DIGITS:]}"
        unclear = next((letter for letter in number if letter not in registers.CLEAR), None)
        return f"the {unclear} of {number} is hard to read on seven segments" if unclear else None

    def lost(self) -> None:
        self._identified = False
        self._met = None
        self._read_events = False
        self._next_poll = 0.0
        self._painter.forget()

    def show(self, display: Display) -> None:
        self._painter.show(display)

    def beep(self, pattern: Beep, now: float) -> None:
        self._painter.beep(pattern, now)

    def note(self, overdue: bool) -> None:
        self._painter.note(overdue)

    def settle_events(self, newest: EventName) -> None:
        if (newest.serial, newest.boot) == (self._serial, self._boot):
            self._painter.settle_events(newest.sequence)

    def next_write(self, now: float) -> Exchange | None:
        request = self._painter.next_write(now) if self._identified else None
        return request.exchange() if request else None

    def next_poll(self, now: float) -> Exchange | None:
        if now < self._next_poll:
            return None
        block = registers.POLL_BLOCK if self._identified else registers.IDENTITY_BLOCK
        return rtu.read(self._address, *block).exchange()

    def follow_up(self, now: float) -> Exchange | None:
        if now < self._not_before:
            return None
        if self._met is not None:
            return rtu.read(self._address, *registers.NOTE_BLOCK).exchange()
        if not self._identified:
            return self.next_poll(now)
        return rtu.read(self._address, *registers.EVENTS_BLOCK).exchange() if self._read_events else None

    def settle(self, exchange: Exchange, outcome: Outcome, now: float) -> Sequence[UnitEvent]:
        request = exchange.answer
        assert isinstance(request, rtu.Request)
        if request.function is rtu.Function.WRITE:
            self._painter.settle(request, outcome, now)
            return ()
        self._next_poll = now + self._poll_every_s
        if outcome.found is None:
            self._met = None
            return ()
        if outcome.found.refusal is not None:
            return self._refused(outcome.found.refusal, now)
        self._refusals = 0
        handlers = {
            registers.POLL_BLOCK: self._polled,
            registers.EVENTS_BLOCK: self._events,
            registers.IDENTITY_BLOCK: self._meet,
            registers.NOTE_BLOCK: self._read_note,
        }
        return handlers[request.start, request.count](outcome.found.data, now)

    def _refused(self, code: int, now: float) -> Sequence[UnitEvent]:
        """Ask again soon where a unit is busy, or refuses one question after it answered others."""
        if code == rtu.Refusal.BUSY:
            self._met = None
            self._next_poll = self._not_before = now + BUSY_S
            return ()
        self._refusals += 1
        if self._serial is not None and self._refusals < STRANGER_AFTER:
            # Another device may be at the address by now; who it is tells.
            self.lost()
            self._next_poll = self._not_before = now + ASK_ANEW_S
            return ()
        return self._refuse("it answers, but not as one of our units", now)

    def _polled(self, values: Sequence[int], now: float) -> Sequence[UnitEvent]:
        boot, _, head = values
        if boot != self._boot:
            self.lost()
        elif head != self._ring.last:
            self._read_events = True
        else:
            self._seen_at = now
        return ()

    def _events(self, values: Sequence[int], now: float) -> Sequence[UnitEvent]:
        if values[0] != self._boot:
            self.lost()
            return ()
        return self._take_ring(RingImage(values[2], values[3:11]), now)

    def _take_ring(self, image: RingImage, now: float) -> Sequence[UnitEvent]:
        reading = self._ring.take(image)
        self._read_events = reading.again
        events: list[UnitEvent] = []
        if reading.overrun:
            events.append(EventsLost(address=self._address, count=reading.overrun))
        if reading.events:
            events.append(self._moved(reading.events, self._seen_at))
        if not reading.again:
            self._seen_at = now
        return events

    def _moved(self, events: tuple[KeyEvent, ...], since: float) -> KeysMoved:
        assert self._serial is not None
        return KeysMoved(
            address=self._address,
            serial=self._serial,
            boot=self._boot,
            events=events,
            since=since,
            tells_release=True,
        )

    def _meet(self, values: Sequence[int], now: float) -> Sequence[UnitEvent]:
        identity = Identity.of(values)
        if identity.objection is not None:
            return self._refuse(identity.objection, now)
        if identity.serial != self._serial and whole_ring(identity.ring):
            self._met = identity
            return ()
        return self._accept(identity, now)

    def _read_note(self, values: Sequence[int], now: float) -> Sequence[UnitEvent]:
        """Take up what is in the ring of a unit just met where the process before this one has left it.

        That left a note if presses had waited for long. Else they are younger than that, plus the time since its last
        poll: at most 5 s, since the unit empties its ring then.
        """
        identity, self._met = self._met, None
        if identity is None:
            return ()
        note = values[0]
        settled = _settled(note, identity.ring.head)
        events = self._accept(identity, now)
        self._painter.settle_events(settled)
        age_s = LONG_AGO_S if note & registers.NOTE_OVERDUE else MET_AGE_S
        old = self._moved(whole_ring(identity.ring), now - age_s)
        return (*events, dataclasses.replace(old, before_meeting=True, settled=settled))

    def _accept(self, identity: Identity, now: float) -> Sequence[UnitEvent]:
        known = identity.serial == self._serial
        rebooted = known and identity.boot != self._boot
        if rebooted:
            self._ring = EventRing(0)
            self._painter.settle_events(0)
            self._seen_at = max(self._seen_at, now - identity.uptime_s - 1)
        elif not known:
            self._ring = EventRing(identity.ring.head)
            self._painter.settle_events(identity.ring.head)
            self._seen_at = now
        self._serial, self._boot = identity.serial, identity.boot
        self._identified = True
        self._painter.forget()
        self._painter.fit(identity.digits)
        met = UnitMet(
            address=self._address,
            serial=identity.serial,
            boot=identity.boot,
            head=identity.ring.head,
            kind=identity.kind,
            digits=identity.digits,
            keys=identity.keys,
            rebooted=rebooted,
        )
        return (met, *self._take_ring(identity.ring, now))

    def _refuse(self, reason: str, now: float) -> Sequence[UnitEvent]:
        self.lost()
        self._next_poll = now + ASK_REFUSED_S
        return (UnitRefused(address=self._address, reason=reason),)


def _settled(note: int, head: int) -> int | None:
    """Return the sequence in a note, None if it has none, or one that is no place in the ring."""
    back = (head - note) & registers.NOTE_SEQUENCE
    known = note & registers.NOTE_SETTLED and back <= registers.RING_SIZE
    return (head - back) & 0xFFFF if known else None


def call_box(options: UnitOptions) -> OurUnit:
    """Return the driver of a call box: polled in every cycle."""
    OptionReader(options.options).end()
    return OurUnit(options.address, poll_every_s=0.0)


def led_unit(options: UnitOptions) -> OurUnit:
    """Return the driver of an LED unit: polled once a second."""
    OptionReader(options.options).end()
    return OurUnit(options.address, poll_every_s=LED_UNIT_POLL_S)
