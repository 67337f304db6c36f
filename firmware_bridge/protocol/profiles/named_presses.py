"""Names for the presses of units that have neither serial number, boot count nor memory of their own."""

from collections.abc import Iterable

from firmware_bridge.protocol.event_ring import KeyEvent
from firmware_bridge.protocol.events import KeysMoved, UnitMet
from firmware_bridge.protocol.register_map import EventKind


class NamedPresses:
    """Serial number, boot count and sequence of one unit, made up here.

    The serial number is new for each process, so no name is ever used twice. From the moment a press has its name it
    acts exactly once, like one of our own units' presses; before that, nobody remembers it: what such a unit tells
    while no bridge listens is lost.
    """

    def __init__(self, address: int, run_serial: str, keys: int) -> None:
        self._address = address
        self._serial = run_serial
        self._keys = keys
        self._boot = 1
        self._sequence = 0

    def met(self, *, rebooted: bool = False) -> UnitMet:
        """Return the introduction of the unit; after a restart of it the count of boots goes up."""
        if rebooted:
            self._boot = self._boot % 0xFFFF + 1
        return UnitMet(
            address=self._address,
            serial=self._serial,
            boot=self._boot,
            head=self._sequence,
            kind=0,
            digits=0,
            keys=self._keys,
            rebooted=rebooted,
        )

    def moved(self, keys: Iterable[tuple[int, EventKind]], since: float, *, tells_release: bool = False) -> KeysMoved:
        """Return these movements with their names; none of them happened before ``since``."""
        events = []
        for key, kind in keys:
            self._sequence = (self._sequence + 1) & 0xFFFF
            events.append(KeyEvent(self._sequence, key, kind))
        return KeysMoved(
            address=self._address,
            serial=self._serial,
            boot=self._boot,
            events=tuple(events),
            since=since,
            tells_release=tells_release,
        )
