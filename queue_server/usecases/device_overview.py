"""All devices of an office as staff see them: who is there, what units show, what someone should look at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from queue_server.domain.device import Device, DeviceKind
from queue_server.usecases.board import Boards
from queue_server.usecases.ports.accounts import Accounts
from queue_server.usecases.ports.connected import BridgeSeen, ConnectedDevices, DisplaySeen, UnitSeen
from queue_server.usecases.ports.environment import Clock

SCAN_SLOW_MS = 500.0
"""A key press then waits a quarter of a second on average for its turn, which people feel; 16 boxes need 285 ms."""

OVERRUN_TOLD = timedelta(minutes=10)
"""Lost key events are over at once; so long they are still worth a question to who pressed."""

DISPLAY_SILENT = timedelta(seconds=30)
"""Displays report every 10 s."""


class DeviceWarning(StrEnum):
    """What someone should look at; the codes are stable."""

    BRIDGE_SILENT = "bridge_silent"
    BRIDGE_SETUP = "bridge_setup"
    """A unit can't work as configured; the bridge's problems say which."""
    UNIT_SILENT = "unit_silent"
    ERROR_RATIO_HIGH = "error_ratio_high"
    SCAN_SLOW = "scan_slow"
    RING_OVERRUN = "ring_overrun"
    """Key events were lost in the last ten minutes."""
    DISPLAY_SILENT = "display_silent"
    DISPLAY_BEHIND = "display_behind"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitState:
    """A unit, and what there is to say about it."""

    seen: UnitSeen
    digits: str | None
    """What it shows: the number at its counter, empty when none; None while nobody can know."""
    warnings: tuple[DeviceWarning, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeState:
    """A bridge with its units in the order of lines and addresses."""

    seen: BridgeSeen
    units: tuple[UnitState, ...]
    warnings: tuple[DeviceWarning, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayState:
    """A display, or a kiosk, whose page is one."""

    seen: DisplaySeen
    kind: DeviceKind
    is_silent: bool
    warnings: tuple[DeviceWarning, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDevices:
    """All devices of an office by name."""

    bridges: tuple[BridgeState, ...]
    displays: tuple[DisplayState, ...]


class DeviceOverview:
    """Puts together what is registered and what is connected."""

    def __init__(self, connected: ConnectedDevices, accounts: Accounts, boards: Boards, clock: Clock) -> None:
        self._connected = connected
        self._accounts = accounts
        self._boards = boards
        self._clock = clock

    def of(self, office: str) -> OfficeDevices:
        """Return the devices of an office; registered ones also if they were never there, revoked ones not.

        Raises:
            Refusal: office_unknown.
        """
        board = self._boards.board(office)
        numbers = {one.counter: one.number for one in board.counters}
        registered = {one.id: one for one in self._accounts.devices() if one.office == office and not one.revoked}
        now = self._clock.now()
        bridges = [one for one in self._connected.bridges(office) if one.device in registered]
        displays = [one for one in self._connected.displays(office) if one.device is None or one.device in registered]
        known = {one.device for one in bridges} | {one.device for one in displays}
        absent = [one for one in registered.values() if one.id not in known]
        bridges += [
            BridgeSeen(device=one.id, name=one.name, office=office, online=False, since=None)
            for one in absent
            if one.kind is DeviceKind.BRIDGE
        ]
        displays += [
            DisplaySeen(device=one.id, name=one.name, office=office, online=False, since=None)
            for one in absent
            if one.kind is not DeviceKind.BRIDGE
        ]
        return OfficeDevices(
            bridges=tuple(_bridge(one, numbers, now) for one in sorted(bridges, key=lambda one: one.name)),
            displays=tuple(_display(one, registered, now) for one in sorted(displays, key=lambda one: one.name)),
        )


def _bridge(seen: BridgeSeen, numbers: Mapping[str, str | None], now: datetime) -> BridgeState:
    warnings = []
    if not seen.online:
        warnings.append(DeviceWarning.BRIDGE_SILENT)
    if seen.problems:
        warnings.append(DeviceWarning.BRIDGE_SETUP)
    units = sorted(seen.units, key=lambda one: place_of(one.unit))
    return BridgeState(seen=seen, units=tuple(_unit(one, numbers, now) for one in units), warnings=tuple(warnings))


def place_of(unit: str) -> tuple[str, int]:
    """Return line and address of a unit's name."""
    line, _, address = unit.rpartition("/")
    return line, int(address)


def _unit(seen: UnitSeen, numbers: Mapping[str, str | None], now: datetime) -> UnitState:
    digits = numbers.get(seen.counter or "", None) or "" if seen.online else None
    return UnitState(seen=seen, digits=digits, warnings=tuple(_unit_warnings(seen, now)))


def _unit_warnings(seen: UnitSeen, now: datetime) -> Iterable[DeviceWarning]:
    if not seen.online:
        yield DeviceWarning.UNIT_SILENT
    if seen.has_many_errors:
        yield DeviceWarning.ERROR_RATIO_HIGH
    if seen.online and seen.scan_ms > SCAN_SLOW_MS:
        yield DeviceWarning.SCAN_SLOW
    if seen.overrun_at is not None and now - seen.overrun_at < OVERRUN_TOLD:
        yield DeviceWarning.RING_OVERRUN


def _display(seen: DisplaySeen, registered: Mapping[str, Device], now: datetime) -> DisplayState:
    device = registered.get(seen.device or "")
    is_silent = not seen.online or seen.last_seen is None or now - seen.last_seen > DISPLAY_SILENT
    warnings = []
    if is_silent:
        warnings.append(DeviceWarning.DISPLAY_SILENT)
    elif seen.is_behind:
        warnings.append(DeviceWarning.DISPLAY_BEHIND)
    kind = device.kind if device else DeviceKind.DISPLAY
    return DisplayState(seen=seen, kind=kind, is_silent=is_silent, warnings=tuple(warnings))
