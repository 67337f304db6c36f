"""Layouts, setups and notices: who may be shown what, and what boards tell of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from queue_server.domain.device import DeviceKind
from queue_server.domain.display import MOST_NOTICES, DisplaySetup
from queue_server.domain.errors import Refusal
from queue_server.domain.shipped_layouts import CLASSIC, FOCUS
from queue_server.usecases.board import Boards
from queue_server.usecases.devices import Devices
from queue_server.usecases.displays import Displays
from tests.builders import FixedClock, SerialIds, an_office
from tests.fakes.memory_accounts import MemoryAccounts
from tests.fakes.memory_offices import MemoryDatabase, MemoryOffices, MemorySetup
from tests.fakes.memory_reader import MemoryReader
from tests.ticket_builders import MORNING

OFFICE = "songcong"


class Hall:
    """An office with one display."""

    def __init__(self):
        self.clock, ids = FixedClock(MORNING), SerialIds()
        database = MemoryDatabase(self.clock)
        MemorySetup(database).add_office(an_office(services=("land",), counters=("1",)), "tests")
        accounts = MemoryAccounts(database)
        self.reader = MemoryReader(database)
        self.displays = Displays(MemoryOffices(database), self.reader, accounts, ids)
        self.devices = Devices(accounts, ids)
        self.tv = self.devices.add("hall", DeviceKind.DISPLAY, OFFICE)[0].id
        self.boards = Boards(self.reader, self.clock)

    def notices(self):
        return [one.text["vi"] for one in self.boards.board(OFFICE).notices]


@pytest.fixture
def hall():
    return Hall()


def test_a_display_shows_what_it_was_set_up_for(hall):
    setup = DisplaySetup(device=hall.tv, zone=" Tầng 1 ", layout="focus", volume=30)

    hall.displays.set_up(OFFICE, setup, "lan")

    assert hall.displays.showing(OFFICE, hall.tv).layout == FOCUS
    assert hall.displays.setup(OFFICE, hall.tv) == replace(setup, zone="Tầng 1")
    assert hall.displays.showing(OFFICE, None).layout == CLASSIC


def test_a_preview_shows_the_layout_that_was_asked_for(hall):
    assert hall.displays.showing(OFFICE, hall.tv, "focus").layout == FOCUS
    with pytest.raises(Refusal, match="'none' is not one of"):
        hall.displays.showing(OFFICE, hall.tv, "none")


@pytest.mark.parametrize(
    ("setup", "field"),
    [
        ({"layout": "none"}, "layout"),
        ({"volume": 101}, "volume"),
        ({"zone": "x" * 65}, "zone"),
        ({"device": "nobody"}, "device"),
    ],
)
def test_impossible_setups_are_refused_by_field(hall, setup, field):
    with pytest.raises(Refusal) as refused:
        hall.displays.set_up(OFFICE, DisplaySetup(**({"device": hall.tv} | setup)), "lan")

    assert refused.value.field == field


@pytest.mark.parametrize("kind", [DeviceKind.KIOSK, DeviceKind.BRIDGE])
def test_only_displays_are_set_up(hall, kind):
    other, _ = hall.devices.add("other", kind, OFFICE)

    with pytest.raises(Refusal, match="has no display"):
        hall.displays.set_up(OFFICE, DisplaySetup(device=other.id), "lan")


def test_a_display_whose_layout_was_removed_shows_the_first(hall):
    """A screen that shows nothing helps nobody."""
    hall.displays.save_layout(OFFICE, replace(CLASSIC, code="own"), "lan")
    hall.displays.set_up(OFFICE, DisplaySetup(device=hall.tv, layout="own"), "lan")

    hall.displays.remove_layout(OFFICE, "own", "lan")

    assert hall.displays.showing(OFFICE, hall.tv).layout == CLASSIC


def test_a_changed_shipped_layout_comes_back_when_the_change_is_removed(hall):
    hall.displays.save_layout(OFFICE, replace(CLASSIC, name="Của chúng tôi"), "lan")
    assert hall.displays.layouts(OFFICE)[0].name == "Của chúng tôi"

    hall.displays.remove_layout(OFFICE, "classic", "lan")

    assert hall.displays.layouts(OFFICE)[0] == CLASSIC
    with pytest.raises(Refusal, match="comes with the program"):
        hall.displays.remove_layout(OFFICE, "classic", "lan")
    with pytest.raises(Refusal, match="not_found"):
        hall.displays.remove_layout(OFFICE, "nothing", "lan")


def test_every_change_is_a_revision_of_the_office(hall):
    """So it reaches every display as a board does, through any worker."""
    before = hall.boards.board(OFFICE)

    hall.displays.save_layout(OFFICE, replace(CLASSIC, code="own"), "lan")
    after = hall.boards.board(OFFICE)

    assert after.revision == after.display_revision == before.revision + 1


def test_a_refused_layout_changes_nothing(hall):
    before = hall.boards.board(OFFICE)

    with pytest.raises(Refusal):
        hall.displays.save_layout(OFFICE, replace(CLASSIC, services=("none",)), "lan")

    assert hall.boards.board(OFFICE) == before


def test_a_notice_is_on_the_board_until_its_time_or_until_it_is_taken_off(hall):
    hall.displays.add_notice(OFFICE, {"vi": " Nghỉ trưa "}, 30, "lan")
    stays = hall.displays.add_notice(OFFICE, {"vi": "Tầng 2 đang sửa"}, None, "lan")
    assert hall.notices() == ["Nghỉ trưa", "Tầng 2 đang sửa"]

    hall.clock.advance(30 * 60)
    assert hall.notices() == ["Tầng 2 đang sửa"]

    hall.displays.remove_notice(OFFICE, stays.id, "lan")
    hall.displays.remove_notice(OFFICE, stays.id, "lan")
    assert hall.notices() == []


def test_a_notice_says_something_short(hall):
    for text in ({"vi": "  "}, {}, {"vi": "x" * 301}):
        with pytest.raises(Refusal, match="text:"):
            hall.displays.add_notice(OFFICE, text, None, "lan")


def test_only_so_many_notices_at_once(hall):
    for _ in range(MOST_NOTICES):
        hall.displays.add_notice(OFFICE, {"vi": "x"}, 5, "lan")
    with pytest.raises(Refusal, match="take one off"):
        hall.displays.add_notice(OFFICE, {"vi": "x"}, 5, "lan")

    hall.clock.advance(timedelta(minutes=6).total_seconds())
    hall.displays.add_notice(OFFICE, {"vi": "x"}, 5, "lan")
