"""Devices of an office: what is known of them, and orders that make one show itself."""

import logging
from typing import Literal, Protocol

from queue_server.adapters.web.access import Access, Place
from queue_server.adapters.web.bodies import DisplayPath, OfficePath, OfficeUnitPath, VolumeBody
from queue_server.adapters.web.device_answers import DeviceList, device_list
from queue_server.adapters.web.forwarding_metrics import WhatIsForwarded
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.contract.messages import DisplayCommand, UnitCommand
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Right
from queue_server.usecases.announcing import HeardCalls
from queue_server.usecases.device_overview import DeviceOverview
from queue_server.usecases.ports.connected import ConnectedDevices
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.reading import OfficeReader

logger = logging.getLogger(__name__)

CALLS_TOLD = 30

READS = Access(right=Right.READ, place=Place.OFFICE)
SUPERVISES = Access(right=Right.SUPERVISE, place=Place.OFFICE)


class DeviceCommands(Protocol):
    """Sends orders to devices that are connected; an order to another one is lost."""

    def command_display(self, device_id: str, command: DisplayCommand) -> None:
        """Send an order to a registered display."""

    def command_unit(self, device_id: str, command: UnitCommand) -> None:
        """Send an order for a unit to its bridge."""


def _unit_order(name: str) -> Operation:
    return Operation(
        method="POST",
        rule=f"/offices/<office>/units/<line>/<address>/{name}",
        access=SUPERVISES,
        path=OfficeUnitPath,
        status=204,
        refusals=["unit_unknown", "device_offline"],
    )


def _display_order(name: str) -> Operation:
    return Operation(
        method="POST",
        rule=f"/offices/<office>/displays/<device>/{name}",
        access=SUPERVISES,
        path=DisplayPath,
        status=204,
        refusals=["not_found", "device_offline"],
    )


class DeviceOperations:
    """Shows and commands devices."""

    def __init__(
        self,
        reader: OfficeReader,
        overview: DeviceOverview,
        heard: HeardCalls,
        connected: ConnectedDevices,
        commands: DeviceCommands,
        clock: Clock,
        forwarded: WhatIsForwarded,
    ) -> None:
        self._reader = reader
        self._overview = overview
        self._heard = heard
        self._connected = connected
        self._commands = commands
        self._clock = clock
        self._forwarded = forwarded

    @Operation(
        method="GET",
        rule="/offices/<office>/devices",
        access=READS,
        path=OfficePath,
        answer=DeviceList,
        refusals=["office_unknown"],
    )
    def list_devices(self, path: OfficePath) -> Reply:
        """List bridges with lines and units, and displays, with warnings about what someone should look at.

        Figures are those since the server started; a registered device that was not there since then is listed, too.
        """
        office = self._reader.office(path.office)
        devices = self._overview.of(office.code)
        heard = self._heard.newest(office.code, None, CALLS_TOLD)
        units = self._reader.units(office.code)
        return Reply(device_list(office, devices, units, heard, self._clock.now(), self._forwarded()))

    @_unit_order("identify")
    def identify_unit(self, path: OfficeUnitPath) -> Reply:
        """Make a unit show its address and blink for a few seconds."""
        return self._order_unit(path, "identify")

    @_unit_order("test")
    def test_unit(self, path: OfficeUnitPath) -> Reply:
        """Make a unit light all its segments and lamps for a few seconds."""
        return self._order_unit(path, "test")

    @_display_order("identify")
    def identify_display(self, path: DisplayPath) -> Reply:
        """Make a display show its name for ten seconds."""
        return self._order_display(path, "identify")

    @_display_order("reload")
    def reload_display(self, path: DisplayPath) -> Reply:
        """Make a display start over."""
        return self._order_display(path, "reload")

    @_display_order("test")
    def test_display(self, path: DisplayPath) -> Reply:
        """Make a display show a test picture for a few seconds."""
        return self._order_display(path, "test")

    @_display_order("volume")
    def set_display_volume(self, path: DisplayPath, body: VolumeBody) -> Reply:
        """Make a display louder or quieter until it starts over; what it starts with is set in the back office."""
        return self._order_display(path, "volume", body.percent)

    @_display_order("picture")
    def picture_display(self, path: DisplayPath) -> Reply:
        """Make a display send a picture of what it shows; screens that `queue-display tv` runs do within seconds."""
        return self._order_display(path, "picture")

    def _order_unit(self, path: OfficeUnitPath, order: Literal["identify", "test"]) -> Reply:
        """Order the unit of this name; where two bridges have one of the same name, both.

        Raises:
            Refusal: unit_unknown, device_offline.
        """
        name = f"{path.line}/{path.address}"
        found = [
            (bridge.device, unit.online)
            for bridge in self._connected.bridges(path.office)
            for unit in bridge.units
            if unit.unit == name
        ]
        if not found:
            raise Refusal("unit_unknown", f"no bridge of office {path.office} has announced unit {name}")
        bridges = [device for device, online in found if online]
        if not bridges:
            raise Refusal("device_offline", f"unit {name} does not answer now")
        for device in bridges:
            self._commands.command_unit(device, UnitCommand(unit=name, command=order))
        logger.info("unit %s of office %s was told: %s", name, path.office, order)
        return Reply(None)

    def _order_display(
        self,
        path: DisplayPath,
        order: Literal["identify", "reload", "test", "volume", "picture"],
        value: float | None = None,
    ) -> Reply:
        """Order a registered display.

        Raises:
            Refusal: not_found, device_offline.
        """
        displays = self._overview.of(path.office).displays
        found = next((one.seen for one in displays if one.seen.device == path.device), None)
        if found is None:
            raise Refusal("not_found", f"office {path.office} has no display {path.device}")
        if not found.online:
            raise Refusal("device_offline", f"display {found.name} is not connected now")
        self._commands.command_display(path.device, DisplayCommand(command=order, value=value))
        logger.info("display %s of office %s was told: %s", found.name, path.office, order)
        return Reply(None)
