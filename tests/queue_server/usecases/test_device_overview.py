"""What staff see of their devices."""

from dataclasses import replace
from datetime import timedelta

import pytest

from queue_server.domain.device import Device, DeviceKind
from queue_server.usecases.board import Boards
from queue_server.usecases.calling import Calling
from queue_server.usecases.counter_access import Actor
from queue_server.usecases.counter_session import CounterSession
from queue_server.usecases.device_overview import DeviceOverview
from queue_server.usecases.issuing import IssueRequest, Issuing
from tests.builders import FixedClock, SerialIds, an_office
from tests.fakes.connected_devices import CAME, FakeConnected, a_bridge_seen, a_display_seen, a_unit_seen
from tests.fakes.memory_accounts import MemoryAccounts
from tests.fakes.memory_offices import MemoryDatabase, MemoryOffices, MemorySetup
from tests.fakes.memory_reader import MemoryReader

OFFICE = "songcong"
LAN = Actor(name="lan", operator=None)


class Hall:
    """An office whose devices are those a test connects."""

    def __init__(self):
        self.clock = FixedClock(CAME)
        self.database = MemoryDatabase(self.clock)
        MemorySetup(self.database).add_office(an_office(counters=("1",)), "tests")
        self.accounts = MemoryAccounts(self.database)
        self.connected = FakeConnected()
        boards = Boards(MemoryReader(self.database), self.clock)
        self._overview = DeviceOverview(self.connected, self.accounts, boards, self.clock)

    def register(self, name, kind=DeviceKind.DISPLAY, office=OFFICE, revoked=False):
        device = Device(id=name, name=name, kind=kind, office=office)
        self.accounts.add_device(device, f"hash of {name}")
        if revoked:
            self.accounts.revoke_device(name)

    def devices(self):
        return self._overview.of(OFFICE)

    def unit(self, **fields):
        """Return the state of the only unit of the only bridge."""
        self.register("b1", DeviceKind.BRIDGE)
        self.connected.all_bridges = [a_bridge_seen("b1", a_unit_seen(**fields))]
        return self.devices().bridges[0].units[0]

    def display(self, **fields):
        """Return the state of the only display."""
        self.register("d1")
        self.connected.all_displays = [a_display_seen("d1", **fields)]
        return self.devices().displays[0]


def test_devices_that_are_well_have_no_warning():
    """A quiet page is a good page."""
    hall = Hall()

    assert (hall.unit().warnings, hall.display().warnings) == ((), ())
    assert hall.devices().bridges[0].warnings == ()


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"online": False}, ["unit_silent"]),
        ({"has_many_errors": True}, ["error_ratio_high"]),
        ({"scan_ms": 500.0}, []),
        ({"scan_ms": 500.1}, ["scan_slow"]),
        ({"scan_ms": 900.0, "online": False}, ["unit_silent"]),
        ({"overrun_at": CAME - timedelta(minutes=9)}, ["ring_overrun"]),
        ({"overrun_at": CAME - timedelta(minutes=10)}, []),
    ],
)
def test_a_unit_says_what_someone_should_look_at(fields, codes):
    """By codes that programs know."""
    assert list(Hall().unit(**fields).warnings) == codes


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"last_seen": CAME - timedelta(seconds=30)}, []),
        ({"last_seen": CAME - timedelta(seconds=31)}, ["display_silent"]),
        ({"online": False}, ["display_silent"]),
        ({"is_behind": True}, ["display_behind"]),
        ({"is_behind": True, "online": False}, ["display_silent"]),
    ],
)
def test_a_display_says_what_someone_should_look_at(fields, codes):
    """A silent one's old figures are no second warning."""
    assert list(Hall().display(**fields).warnings) == codes


def test_a_bridge_that_is_away_or_set_up_wrong_is_a_warning():
    """Its units tell the rest."""
    hall = Hall()
    hall.register("b1", DeviceKind.BRIDGE)
    hall.connected.all_bridges = [a_bridge_seen("b1", online=False, problems=("line1/1: key 1",))]

    assert list(hall.devices().bridges[0].warnings) == ["bridge_silent", "bridge_setup"]


def test_a_registered_device_that_never_came_is_missing():
    """After a restart of the server a dead TV must not just be gone from the list."""
    hall = Hall()
    hall.register("tv")
    hall.register("box", DeviceKind.BRIDGE)
    hall.register("tablet", DeviceKind.KIOSK)
    hall.register("old", revoked=True)

    devices = hall.devices()

    assert [(one.seen.name, one.kind, one.seen.since) for one in devices.displays] == [
        ("tablet", "kiosk", None),
        ("tv", "display", None),
    ]
    assert [list(one.warnings) for one in devices.displays] == [["display_silent"]] * 2
    assert [(one.seen.name, one.units, list(one.warnings)) for one in devices.bridges] == [
        ("box", (), ["bridge_silent"])
    ]


def test_a_revoked_device_is_gone_from_the_list():
    """Also while its last connection ends."""
    hall = Hall()
    hall.register("d1", revoked=True)
    hall.register("b1", DeviceKind.BRIDGE, revoked=True)
    hall.connected.all_displays = [a_display_seen("d1"), a_display_seen(None, name="guest")]
    hall.connected.all_bridges = [a_bridge_seen("b1")]

    assert hall.devices().bridges == ()
    assert [one.seen.name for one in hall.devices().displays] == ["guest"]


def test_a_unit_shows_the_number_at_its_counter():
    """Nothing when there is none; dashes nobody can see from here while it is away."""
    hall = Hall()
    offices, ids = MemoryOffices(hall.database), SerialIds()
    assert hall.unit().digits == ""

    Issuing(offices, ids).issue(OFFICE, IssueRequest(service="land"))
    CounterSession(offices).open(OFFICE, "1", LAN)
    Calling(offices, ids).call_next(OFFICE, "1", LAN)

    bridge = hall.connected.all_bridges[0]
    away, without = a_unit_seen("line1/2", online=False), a_unit_seen("line1/3", counter=None)
    hall.connected.all_bridges = [replace(bridge, units=(*bridge.units, away, without))]
    assert [one.digits for one in hall.devices().bridges[0].units] == ["A001", None, ""]


def test_units_stand_in_the_order_of_lines_and_addresses():
    """Nine comes before ten."""
    hall = Hall()
    hall.register("b1", DeviceKind.BRIDGE)
    names = ("line2/1", "line1/10", "line1/9")
    hall.connected.all_bridges = [a_bridge_seen("b1", *map(a_unit_seen, names))]

    assert [one.seen.unit for one in hall.devices().bridges[0].units] == ["line1/9", "line1/10", "line2/1"]
