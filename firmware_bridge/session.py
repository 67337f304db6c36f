"""The conversation with the server: what has to be said, and said again until it is answered. No I/O."""

import logging
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Literal

import msgspec

from firmware_bridge.gateway import Gateway, Unit
from firmware_bridge.presses import Press
from firmware_bridge.protocol.register_map import EventKind
from queue_server.contract.codec import BadMessage, from_wire
from queue_server.contract.messages import (
    Beat,
    Board,
    BridgeHello,
    HelloAck,
    HelloUnit,
    PressAck,
    UnitCommand,
    UnitPress,
    UnitStatus,
)
from queue_server.contract.rooms import STALE_AFTER_S

logger = logging.getLogger(__name__)

ACK_WITHIN_S: Final = 5.0
"""A message without an answer for so long is sent again."""
RETRY_S: Final = 1.0
"""Pause before something that the server could not do just now is tried again."""
GATHER_S: Final = 0.2
"""Units that are met one after the other are announced together."""
STATUS_EVERY_S: Final = 10.0
GIVE_UP_S: Final = 30.0
"""A press that the server could not even refuse for so long is given up; it is far too old to act."""
_NOT_NOW: Final = frozenset({"busy", "rate_limited", "server_error", "hello_first", "unit_unknown"})
"""Answers that say nothing about the press itself; it has not acted and is not stored."""
_KINDS: Final[dict[EventKind, Literal["press", "release", "held"]]] = {
    EventKind.PRESS: "press",
    EventKind.RELEASE: "release",
    EventKind.HELD: "held",
}
_HELLO_AGAIN: Final = frozenset({"hello_first", "unit_unknown"})


class Subject(Enum):
    """What an acknowledgement is about."""

    HELLO = "hello"
    PRESS = "press"


@dataclass(frozen=True, slots=True)
class Reference:
    """Connects an acknowledgement with what it acknowledges."""

    subject: Subject
    number: int


@dataclass(frozen=True, slots=True)
class Emission:
    """A message to send now."""

    event: str
    message: msgspec.Struct
    reference: Reference | None = None
    """None when no answer is needed."""


@dataclass(slots=True)
class _PressUnderWay:
    unit: Unit
    press: Press
    sent_at: float
    numbers: frozenset[int]
    """Of all its copies on this connection: a server that is slow answers the first when the second is on its way."""


@dataclass(slots=True)
class _Hello:
    """State of the introduction within one connection."""

    message: BridgeHello | None = None
    sent_at: float = 0.0
    number: int = 0
    said: dict[int, list[HelloUnit]] = field(default_factory=dict)
    """What each copy without an answer told of the units; a slow server's answer to an earlier one is as good."""
    identities: int = 0
    """State of the gateway's identities that was sent last."""
    answered: bool = False
    due_at: float | None = None
    """When to say it (again); None while there is no reason to."""


@dataclass(slots=True)
class _Told:
    """Status of a unit as told last."""

    usable: bool
    at: float


@dataclass(slots=True)
class Session:
    """Decides what to send; fed with what arrives. Times are monotonic seconds."""

    gateway: Gateway
    connected: bool = False
    _connected_at: float = 0.0
    _hello: _Hello = field(default_factory=_Hello)
    _under_way: dict[str, _PressUnderWay] = field(default_factory=dict)
    _not_before: dict[str, float] = field(default_factory=dict)
    _told: dict[str, _Told] = field(default_factory=dict)
    _behind_since: float | None = None
    _number: int = 0

    def take_connected(self, now: float) -> None:
        """A new connection: introduce everybody first."""
        self.connected = True
        self._connected_at = now
        self._hello = _Hello(due_at=now)
        self._not_before.clear()
        self._told.clear()
        self._behind_since = None

    def take_disconnected(self) -> None:
        """The connection is gone; what is unanswered will be sent again on the next one."""
        self.connected = False
        self._under_way.clear()

    def is_silent(self, now: float) -> bool:
        """Return whether this connection has been without a beat for so long that it has to be made anew."""
        return self.connected and now - max(self._connected_at, self.gateway.heard_at) > STALE_AFTER_S

    def take_message(self, event: str, payload: object, now: float) -> None:
        """Take something the server said unasked."""
        try:
            match event:
                case "board":
                    self.gateway.take_board(from_wire(Board, payload), now)
                case "beat":
                    self._take_beat(from_wire(Beat, payload), now)
                case "unit.command":
                    self.gateway.take_command(from_wire(UnitCommand, payload), now)
                case "hello.again":
                    self._hello.due_at = now
                case "error":
                    logger.error("the server refused a message: %s", payload)
                case _:
                    logger.debug("unknown message %s from the server", event)
        except BadMessage as error:
            logger.error("message %s from the server is unreadable: %s", event, error)

    def take_ack(self, reference: Reference, payload: object, now: float) -> None:
        """Take an answer; one to something sent on an earlier connection, or answered already, is dropped."""
        try:
            if reference.subject is Subject.HELLO:
                self._take_hello_ack(reference, from_wire(HelloAck, payload), now)
            else:
                self._take_press_ack(reference, from_wire(PressAck, payload), now)
        except BadMessage as error:
            logger.error("answer to %s from the server is unreadable: %s", reference.subject.value, error)

    def emissions(self, now: float) -> list[Emission]:
        """Return what has to be sent now. To be called after everything taken, and at least every second."""
        if not self.connected:
            return []
        messages = self._hello_due(now)
        if self._hello.answered:
            messages += self._statuses_due(now)
            messages += self._presses_due(now)
        return messages

    # --- hello ---

    def _hello_due(self, now: float) -> list[Emission]:
        hello = self._hello
        if hello.message is not None:
            hello.due_at = hello.sent_at + ACK_WITHIN_S
        elif hello.due_at is None and self._behind_since is not None:
            hello.due_at = self._behind_since + RETRY_S
        elif hello.due_at is None and hello.identities != self.gateway.identities:
            hello.due_at = now + GATHER_S
        if hello.due_at is None or now < hello.due_at:
            return []
        hello.due_at = self._behind_since = None
        units = self.gateway.units.values()
        hello.message = BridgeHello(lines=self.gateway.lines, units=[unit.hello() for unit in units])
        hello.identities = self.gateway.identities
        hello.sent_at = now
        hello.number = self._next_number()
        hello.said[hello.number] = hello.message.units
        return [Emission("bridge.hello", hello.message, Reference(Subject.HELLO, hello.number))]

    def _take_hello_ack(self, reference: Reference, ack: HelloAck, now: float) -> None:
        hello = self._hello
        said = hello.said.pop(reference.number, None)
        if said is None:
            return
        if reference.number == hello.number:
            hello.message = None
            hello.said.clear()
        if not ack.ok:
            logger.error("the server refused this bridge: %s %s", ack.code, ack.detail or "")
            hello.due_at = now + ACK_WITHIN_S
            return
        hello.answered = True
        hello.due_at = None
        self.gateway.take_hello_ack(said, ack, now)

    # --- presses ---

    def _presses_due(self, now: float) -> list[Emission]:
        messages = []
        for unit in self.gateway.units.values():
            press = unit.presses.first
            under_way = self._under_way.get(unit.name)
            if press is None or (under_way is not None and now < under_way.sent_at + ACK_WITHIN_S):
                continue
            if now < self._not_before.get(unit.name, 0.0) or not _is_introduced(unit, press):
                continue
            number = self._next_number()
            earlier = under_way.numbers if under_way is not None else frozenset()
            self._under_way[unit.name] = _PressUnderWay(unit, press, now, earlier | {number})
            messages.append(Emission("unit.press", _wire(unit, press, now), Reference(Subject.PRESS, number)))
        return messages

    def _take_press_ack(self, reference: Reference, ack: PressAck, now: float) -> None:
        under_way = next((item for item in self._under_way.values() if reference.number in item.numbers), None)
        if under_way is None:
            return
        unit, press = under_way.unit, under_way.press
        del self._under_way[unit.name]
        if not ack.ok and ack.code in _NOT_NOW and now - press.since < GIVE_UP_S:
            logger.warning("press %s of unit %s: the server says %s, asking again", press.press_id, unit.name, ack.code)
            self._not_before[unit.name] = now + RETRY_S
            if ack.code in _HELLO_AGAIN:
                self._hello.due_at = now
            return
        self.gateway.take_answer(unit, press, ack)

    # --- the rest ---

    def _take_beat(self, beat: Beat, now: float) -> None:
        if not self.gateway.take_beat(beat, now):
            self._behind_since = None
        elif self._behind_since is None:
            self._behind_since = now

    def _statuses_due(self, now: float) -> list[Emission]:
        messages = []
        for unit in self.gateway.units.values():
            told = self._told.get(unit.name)
            if told is not None and told.usable == unit.usable and now < told.at + STATUS_EVERY_S:
                continue
            self._told[unit.name] = _Told(unit.usable, now)
            messages.append(Emission("unit.status", UnitStatus(unit=unit.name, online=unit.usable, stats=unit.stats())))
        return messages

    def _next_number(self) -> int:
        self._number += 1
        return self._number


def _is_introduced(unit: Unit, press: Press) -> bool:
    """Return whether the server was told the unit's serial number and boot, or the press is of an earlier one."""
    met = unit.met
    newest = met is not None and (met.serial, met.boot) == (press.serial, press.boot)
    return not newest or unit.introduced_as == (press.serial, press.boot)


def _wire(unit: Unit, press: Press, now: float) -> UnitPress:
    """Return a copy of a press as it is sent now."""
    event = press.event
    return UnitPress(
        press_id=press.press_id,
        unit=unit.name,
        key=event.key,
        kind=_KINDS[event.kind],
        age_s=round(max(0.0, now - press.since), 3),
        pressed_at=press.pressed_at,
        age_guessed=press.age_guessed,
    )
