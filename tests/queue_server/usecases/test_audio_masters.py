"""Exactly one display speaks in a zone, and another takes over when it dies."""

import pytest

from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.display import DisplaySetup
from queue_server.usecases.audio_masters import AudioMasters, Listener
from tests.builders import FixedClock, a_memory_office, an_office
from tests.fakes.memory_leases import MemoryLeases
from tests.ticket_builders import MORNING

OFFICE = "songcong"


class Hall:
    """Displays of one office that ask whether they speak."""

    def __init__(self):
        self.clock = FixedClock(MORNING)
        self.office = a_memory_office(an_office(), self.clock)
        reader = self.office.reader
        self.masters = AudioMasters(MemoryLeases(self.clock), reader, reader, self.clock)
        for name in ("tv1", "tv2"):
            self.office.accounts.add_device(_device(name), name)

    def set_up(self, device, **fields):
        def work(tx):
            tx.displays.save_setup(DisplaySetup(device=device, **fields))

        self.office.offices.change(OFFICE, work)

    def ask(self, name, page="p", ready=True):
        device = _device(name) if name.startswith("tv") else None
        return self.masters.ask(Listener(office=OFFICE, device=device, speaker=page, name=name), ready=ready)


def _device(name):
    return Device(id=name, name=name, kind=DeviceKind.DISPLAY, office=OFFICE)


@pytest.fixture
def hall():
    return Hall()


def test_exactly_one_display_of_a_zone_speaks(hall):
    assert [hall.ask(name).master for name in ("tv1", "tv2", "tv1", "tv2")] == [True, False, True, False]


def test_two_pages_with_one_token_are_told_apart(hall):
    assert [hall.ask("tv1", page).master for page in ("a", "b", "a")] == [True, False, True]


def test_another_takes_over_when_it_is_not_heard_of_and_it_does_not_come_back_by_itself(hall):
    hall.ask("tv1")
    for _ in range(3):
        hall.clock.advance(3)
        taken = hall.ask("tv2").master

    assert taken
    assert not hall.ask("tv1").master


def test_who_asks_in_time_keeps_speaking(hall):
    hall.ask("tv1")
    for _ in range(10):
        hall.clock.advance(3)
        assert hall.ask("tv1").master
        assert not hall.ask("tv2").master


def test_a_display_without_sound_gives_way_at_once(hall):
    hall.ask("tv1")

    assert not hall.ask("tv1", ready=False).master
    assert hall.ask("tv2").master


def test_zones_have_a_voice_each(hall):
    hall.set_up("tv2", zone="upstairs", volume=40)

    first, second = hall.ask("tv1"), hall.ask("tv2")

    assert (first.master, first.zone, first.volume) == (True, "", 100)
    assert (second.master, second.zone, second.volume) == (True, "upstairs", 40)


def test_a_display_that_is_set_up_to_be_silent_never_speaks(hall):
    hall.set_up("tv1", speaks=False)

    assert not hall.ask("tv1").master


def test_a_browser_nobody_registered_speaks_only_while_no_registered_display_can(hall):
    """A first look needs no registration, but a passer-by's phone must not take the voice."""
    assert hall.ask("guest").master

    assert not hall.ask("tv1").master
    assert not hall.ask("guest").master
    assert hall.ask("tv1").master


def test_a_stranger_is_believed_only_while_it_speaks(hall):
    stranger = Listener(office=OFFICE, device=None, speaker="x", name="")
    registered = Listener(office=OFFICE, device=_device("tv1"), speaker="x", name="tv1")

    assert not hall.masters.may_report(stranger)
    assert hall.masters.may_report(registered)
    hall.masters.ask(stranger, ready=True)
    assert hall.masters.may_report(stranger)


def test_rivals_are_those_that_would_take_over(hall):
    """Without any a display goes on while the server is away."""
    assert hall.ask("tv1").rivals == 0
    hall.ask("tv2")
    assert hall.ask("tv1").rivals == 1
    hall.clock.advance(13)
    assert hall.ask("tv1").rivals == 0

    hall.set_up("tv2")
    assert hall.ask("tv1").rivals == 1
