"""Devices that are connected because a test says so, and a book of the orders they got."""

from datetime import UTC, datetime

from queue_server.usecases.ports.connected import BridgeSeen, DisplaySeen, UnitSeen

CAME = datetime(2026, 2, 23, 0, 30, tzinfo=UTC)


class FakeConnected:
    """See ``ConnectedDevices``."""

    def __init__(self):
        self.all_displays = []
        self.all_bridges = []

    def displays(self, office):
        return [one for one in self.all_displays if one.office == office]

    def bridges(self, office):
        return [one for one in self.all_bridges if one.office == office]

    def connections(self):
        return {"/board": len(self.all_displays), "/bridge": len(self.all_bridges)}


class OrderBook:
    """See ``DeviceCommands``."""

    def __init__(self):
        self.orders = []

    def command_display(self, device_id, command):
        self.orders.append((device_id, command.command))

    def command_unit(self, device_id, command):
        self.orders.append((device_id, command.unit, command.command))


def a_unit_seen(unit="line1/1", **fields):
    """A unit that is well."""
    well = {"counter": "1", "online": True, "since": CAME, "last_seen": CAME, "polls": 900, "scan_ms": 143.0}
    return UnitSeen(**({"unit": unit, "error_ratio": 0.001} | well | fields))


def a_bridge_seen(device="b1", *units, **fields):
    """A bridge that is well, with units that are well."""
    well = {"name": "box", "office": "songcong", "online": True, "since": CAME, "lines": ("line1",)}
    return BridgeSeen(**({"device": device, "units": units or (a_unit_seen(),)} | well | fields))


def a_display_seen(device="d1", **fields):
    """A display that is well."""
    well = {"name": "hall", "office": "songcong", "online": True, "since": CAME, "last_seen": CAME, "screen": "tv"}
    return DisplaySeen(**({"device": device} | well | fields))
