"""``/bridge``: the computers at the serial lines; a press acts exactly once, however often it is sent."""

import logging

from queue_server.adapters.realtime.credentials import Credentials
from queue_server.adapters.realtime.gate import Answer, route
from queue_server.adapters.realtime.guests import Guest
from queue_server.adapters.realtime.handshake import Handshake
from queue_server.adapters.realtime.newest import BoardCache
from queue_server.adapters.realtime.packets import Incoming
from queue_server.adapters.realtime.presence import Presence
from queue_server.adapters.realtime.publisher import Publisher
from queue_server.adapters.realtime.socket_server import SocketServer
from queue_server.contract import rooms
from queue_server.contract.messages import (
    BridgeHello,
    HelloAck,
    HelloUnit,
    LastPress,
    PressAck,
    TokenAuth,
    UnitPress,
    UnitSetup,
    UnitStatus,
)
from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.usecases.bridge_greeting import AnnouncedUnit, BridgeGreeting
from queue_server.usecases.counter_key import Press
from queue_server.usecases.dispenser import Dispenser
from queue_server.usecases.ports.changing import UnitRecord

logger = logging.getLogger(__name__)


class BridgeHandlers:
    """Serves ``/bridge``."""

    name = rooms.BRIDGE

    def __init__(
        self,
        server: SocketServer,
        credentials: Credentials,
        boards: BoardCache,
        publisher: Publisher,
        presence: Presence,
        greeting: BridgeGreeting,
        keys: Dispenser,
    ) -> None:
        self._server = server
        self._credentials = credentials
        self._boards = boards
        self._publisher = publisher
        self._presence = presence
        self._greeting = greeting
        self._keys = keys
        self.routes = {
            "bridge.hello": route(BridgeHello, self._bridge_hello),
            "unit.press": route(UnitPress, self._unit_press),
            "unit.status": route(UnitStatus, self._unit_status),
        }

    def admit(self, sid: str, handshake: Handshake) -> Guest:
        """Let bridges in, by their token alone."""
        device = self._credentials.device(handshake.auth(TokenAuth).token)
        if device is None:
            raise Refusal("unauthorized", "the token is not (any more) that of a device")
        if device.kind is not DeviceKind.BRIDGE:
            raise Refusal("forbidden", f"device {device.name} is a {device.kind}, not a bridge")
        return Guest(namespace=self.name, sid=sid, office=device.office, device=device)

    def arrived(self, guest: Guest) -> None:
        """Wait for its hello; boards and beats come from now on."""
        device = _device(guest)
        self._presence.bridge_came(guest)
        self._server.enter_room(guest.sid, rooms.office_room(device.office), namespace=self.name)
        self._server.enter_room(guest.sid, rooms.bridge_room(device.id), namespace=self.name)
        logger.info("bridge %s came", device.name)

    def left(self, guest: Guest) -> None:
        """Take in that it is gone, and its units with it."""
        self._presence.bridge_went(guest)
        logger.warning("bridge %s went", _device(guest).name)

    def _bridge_hello(self, guest: Guest, hello: BridgeHello, _: Incoming) -> Answer:
        device = _device(guest)
        units = [AnnouncedUnit(name=one.unit, counter=one.counter, keys=one.keys) for one in hello.units]
        greeting = self._greeting.hello(device, units)
        self._presence.bridge_greeted(guest, hello, greeting)
        for problem in greeting.problems:
            logger.warning("bridge %s: %s", device.name, problem)
        edition = self._boards.of(device.office)
        self._publisher.welcomed(device.office, edition.revision)
        return HelloAck(
            ok=True,
            epoch=edition.message.epoch,
            units={one.unit: _setup(one, greeting.units[one.unit], device.office) for one in hello.units},
            board=edition.message,
            detail="; ".join(greeting.problems) or None,
        )

    def _unit_press(self, guest: Guest, press: UnitPress, incoming: Incoming) -> PressAck:
        self._refuse_before_hello(guest)
        device = _device(guest)
        serial, boot, sequence = press.press_id.split("/")
        done = self._keys.press(
            device,
            Press(
                serial=serial,
                boot=int(boot),
                sequence=int(sequence),
                unit=press.unit,
                key=press.key,
                kind=press.kind,
                age_s=press.age_s,
                arrived=incoming.arrived,
                age_guessed=press.age_guessed,
            ),
        )
        answer = done.value
        logger.info("press %s of %s, key %d: %s", press.press_id, press.unit, press.key, answer.code or "ok")
        return PressAck(ok=answer.ok, number=answer.number, waiting=answer.waiting, code=answer.code)

    def _unit_status(self, guest: Guest, status: UnitStatus, _: Incoming) -> None:
        self._refuse_before_hello(guest)
        before, now = self._presence.unit_status(guest, status)
        bridge = _device(guest).name
        if before.online != now.online:
            level = logging.INFO if now.online else logging.WARNING
            state = "answers" if now.online else "does not answer"
            logger.log(level, "unit %s of bridge %s %s", now.unit, bridge, state)
        if before.has_many_errors != now.has_many_errors and now.error_ratio is not None:
            state = "fails too often" if now.has_many_errors else "is well again"
            percent = round(100 * now.error_ratio, 1)
            logger.warning("unit %s of bridge %s %s: %s %% of its requests fail", now.unit, bridge, state, percent)

    def _refuse_before_hello(self, guest: Guest) -> None:
        if not self._presence.has_greeted(guest):
            raise Refusal("hello_first", "bridge.hello has not been said on this connection")


def _device(guest: Guest) -> Device:
    assert guest.device is not None
    return guest.device


def _setup(announced: HelloUnit, record: UnitRecord, office: str) -> UnitSetup:
    unit = record.unit
    return UnitSetup(
        counter=None if unit.place is None else f"{office}:{unit.place}",
        show=unit.shows.value,
        keys=unit.actions,
        long_keys=[int(key) for key in unit.long_actions],
        last=_last_press(announced, record),
    )


def _last_press(announced: HelloUnit, record: UnitRecord) -> LastPress | None:
    """Return the newest answered press, with the serial in the type the bridge uses."""
    if record.serial is None or record.boot is None or record.sequence is None:
        return None
    numeric = isinstance(announced.serial, int) and record.serial.isdecimal()
    serial = int(record.serial) if numeric else record.serial
    return LastPress(serial=serial, boot=record.boot, sequence=record.sequence)
