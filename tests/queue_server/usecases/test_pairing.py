"""A display is let in by the code it shows, and its secret is its token from then on."""

import re
from datetime import timedelta

import pytest

from queue_server.domain.device import DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.usecases.devices import Devices
from queue_server.usecases.pairing import LETTERS, MOST_WAITING, WAITS, PairingDesk
from queue_server.usecases.ports.audit import AuditAction
from tests.builders import FixedClock, SerialIds, an_office
from tests.fakes.memory_accounts import MemoryAccounts
from tests.fakes.memory_displays import MemoryPairings
from tests.fakes.memory_offices import MemoryDatabase, MemorySetup
from tests.ticket_builders import MORNING


@pytest.fixture
def house():
    class House:
        clock = FixedClock(MORNING)
        database = MemoryDatabase(clock)
        accounts = MemoryAccounts(database)
        ids = SerialIds()
        desk = PairingDesk(MemoryPairings(database), accounts, ids, clock)
        devices = Devices(accounts, ids)

    MemorySetup(House.database).add_office(an_office(), "tests")
    return House


def test_a_code_can_be_read_from_afar(house):
    codes = {house.desk.ask("tv", "pi", "10.0.0.7").pairing.code for _ in range(40)}

    assert len(codes) == 40
    assert len(LETTERS) == 32
    assert not set("01IO") & set(LETTERS)
    assert all(re.fullmatch(f"[{LETTERS}]{{6}}", code) for code in codes)


def test_the_secret_of_an_accepted_display_is_its_token(house):
    asked = house.desk.ask("tv", "pi", "10.0.0.7")
    assert house.desk.state(asked.secret) == asked.pairing

    device = house.desk.accept(asked.pairing.code.lower() + " ", " Sảnh chính ", "songcong", "lan")

    assert house.desk.state(asked.secret) == device
    assert house.devices.of_token(asked.secret) == device
    assert (device.name, device.kind, device.office) == ("Sảnh chính", DeviceKind.DISPLAY, "songcong")
    assert house.desk.waiting() == []
    (added,) = [one for one in house.database.state.audit if one.kind == "device"]
    assert (added.by, added.office, added.target, added.action) == ("lan", "songcong", device.id, AuditAction.ADDED)


def test_a_code_is_over_after_its_time(house):
    asked = house.desk.ask("tv", "pi", "10.0.0.7")

    house.clock.advance(WAITS.total_seconds())

    assert house.desk.state(asked.secret) is None
    with pytest.raises(Refusal, match="not_found"):
        house.desk.accept(asked.pairing.code, "hall", "songcong", "lan")


def test_a_stranger_s_secret_is_nothing(house):
    assert house.desk.state("guess") is None


def test_a_bad_name_leaves_the_display_waiting(house):
    asked = house.desk.ask("tv", "pi", "10.0.0.7")

    with pytest.raises(Refusal, match="name"):
        house.desk.accept(asked.pairing.code, " ", "songcong", "lan")

    assert house.desk.waiting() == [asked.pairing]


def test_nobody_can_fill_the_list_for_ever(house):
    for _ in range(MOST_WAITING):
        house.desk.ask("tv", "", "10.0.0.7")
    with pytest.raises(Refusal, match="busy"):
        house.desk.ask("tv", "", "10.0.0.7")

    house.clock.advance(timedelta(minutes=16).total_seconds())
    assert house.desk.ask("tv", "", "10.0.0.7").pairing.code
