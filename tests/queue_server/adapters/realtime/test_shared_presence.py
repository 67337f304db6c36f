"""Devices that are connected to different workers are seen by all of them, and can be ordered from each."""

import itertools

import pytest

from queue_server.adapters.realtime.shared_presence import ALIVE_S, FIGURES_EVERY, Shared
from queue_server.contract.messages import DisplayCommand, UnitCommand
from queue_server.usecases.ports.failures import StorageError
from tests.builders import FixedClock
from tests.fakes.memory_device_states import MemoryDeviceStates
from tests.fakes.memory_leases import MemoryLeases
from tests.queue_server.adapters.realtime.live_office import OFFICE, LiveOffice
from tests.queue_server.adapters.realtime.test_publisher_among_workers import ToldWakeups
from tests.ticket_builders import MORNING

STATUS = {"version": "1", "resolution": "80x24", "screen": "terminal", "audio": "none", "revision": 99, "note": ""}


class CountingStates(MemoryDeviceStates):
    """Counts what is written."""

    def __init__(self, clock):
        super().__init__(clock)
        self.saved = []
        self.broken = False

    def save(self, states, gone=()):
        if self.broken:
            raise StorageError("away")
        self.saved.append([one.key for one in states])
        super().save(states, gone)


class Workers:
    """Workers with a clock of their own each, that is moved together; the shared clock is the database's."""

    def __init__(self, count=2):
        self.clock = FixedClock(MORNING)
        self.states, self.leases = CountingStates(self.clock), MemoryLeases(self.clock)
        ids = itertools.count(1)
        self.all = []
        for number in range(count):
            shared = Shared(
                states=self.states, leases=self.leases, worker=f"w{number}", new_id=lambda: f"order{next(ids)}"
            )
            told = ToldWakeups()
            worker = LiveOffice(shared=shared, open_wakeups=told.open)
            worker.told = told
            self.all.append(worker)

    def advance(self, seconds):
        for clock in (self.clock, *(one.clock for one in self.all)):
            clock.advance(seconds)

    def save(self, *workers):
        for worker in workers or self.all:
            worker.realtime._shared_presence.save()

    def save_with_figures(self):
        for _ in range(FIGURES_EVERY):
            self.save()


@pytest.fixture
def workers():
    return Workers()


def displays(worker):
    return [(one.name, one.online) for one in worker.realtime.connected.displays(OFFICE)]


def test_a_display_of_one_worker_is_seen_by_the_other(workers):
    """The device page is served by whoever gets the request."""
    here, there = workers.all
    tv = here.display(token="tv")
    tv.call("/board", "display.status", STATUS)
    workers.save()

    seen = there.realtime.connected.displays(OFFICE)

    assert [(one.name, one.online, one.version) for one in seen] == [("tv", True, "1")]
    assert list(seen) == list(here.realtime.connected.displays(OFFICE))


def test_a_bridge_and_its_units_are_seen_by_the_other(workers):
    here, there = workers.all
    box = here.bridge("line1/5", "line1/6")
    stats = {"polls": 9, "timeouts": 1, "crc_errors": 0, "ring_overruns": 0, "scan_ms": 12.5}
    box.call("/bridge", "unit.status", {"unit": "line1/5", "online": True, "stats": stats})
    workers.save()

    (seen,) = there.realtime.connected.bridges(OFFICE)

    assert (seen.name, seen.online, seen.lines) == ("box", True, ("line1",))
    assert [(one.unit, one.online, one.polls) for one in seen.units] == [("line1/5", True, 9), ("line1/6", False, 0)]


def test_a_display_that_comes_to_another_worker_is_there_once_and_online(workers):
    """The first worker notices the cut only after the display has come back elsewhere."""
    here, there = workers.all
    old = here.display(token="tv")
    workers.save()
    workers.advance(3)
    there.display(token="tv")
    workers.save()
    workers.advance(15)
    old.leave()
    workers.save()

    assert displays(here) == displays(there) == [("tv", True)]


def test_a_display_that_has_gone_is_away_everywhere(workers):
    here, there = workers.all
    tv, nameless = here.display(token="tv"), here.display(display="hall")
    workers.save()
    before = displays(there)
    tv.leave(), nameless.leave()
    workers.save()

    assert before == [("hall", True), ("tv", True)]
    assert displays(there) == [("tv", False)]


def test_devices_of_a_worker_that_died_are_away_until_they_come_to_another(workers):
    """Nobody is there to say that they are gone."""
    here, there = workers.all
    here.display(token="tv")
    here.display(display="hall")
    here.bridge("line1/5")
    workers.save()

    workers.advance(ALIVE_S)

    (bridge,) = there.realtime.connected.bridges(OFFICE)
    assert displays(there) == [("tv", False)]
    assert (bridge.online, [one.online for one in bridge.units]) == (False, [False])
    there.display(token="tv")
    assert displays(there) == [("tv", True)]


def test_a_worker_that_stops_in_order_leaves_nobody_behind(workers):
    here, there = workers.all
    here.display(token="tv")
    workers.save()

    here.realtime.stop()

    assert displays(there) == [("tv", False)]


def test_mere_figures_are_written_rarely_and_nothing_when_nothing_changed(workers):
    """Two hundred offices' displays report every ten seconds."""
    here, _ = workers.all
    tv = here.display(token="tv")
    workers.save_with_figures()
    workers.states.saved.clear()

    for _ in range(FIGURES_EVERY):
        workers.advance(2)
        tv.call("/board", "display.status", STATUS)
        workers.save(here)
    reported = [keys for keys in workers.states.saved if keys]
    workers.states.saved.clear()
    for _ in range(FIGURES_EVERY):
        workers.save(here)

    assert reported == [["tv"]]
    assert workers.states.saved.count([]) == FIGURES_EVERY - 1


def test_what_could_not_be_written_is_written_later(workers):
    here, there = workers.all
    here.display(token="tv")
    workers.states.broken = True
    with pytest.raises(StorageError):
        workers.save(here)
    workers.states.broken = False

    workers.save(here)

    assert displays(there) == [("tv", True)]


def test_an_order_reaches_a_device_at_another_worker_once(workers):
    """ "Identify" on the device page makes the display blink, wherever both are connected."""
    here, there = workers.all
    tv, box = there.display(token="tv"), there.bridge("line1/5")
    here.realtime.command_display("tv", DisplayCommand(command="identify"))
    here.realtime.command_unit("box", UnitCommand(unit="line1/5", command="test"))

    for worker in (here, there, here, there):
        worker.realtime._orders.look()

    assert [one["command"] for one in tv.received("display.command")] == ["identify"]
    assert [one["unit"] for one in box.received("unit.command")] == ["line1/5"]


def test_the_other_worker_is_woken_up_for_an_order(workers):
    """A second until the display blinks feels broken."""
    here, there = workers.all
    tv = there.display(token="tv")
    here.realtime.command_display("tv", DisplayCommand(command="identify"))

    there.told.hear(here.told.told[-1])
    there.tasks.run()

    assert len(tv.received("display.command")) == 1


def test_an_order_for_a_device_here_goes_there_at_once(workers):
    here, _ = workers.all
    tv = here.display(token="tv")

    here.realtime.command_display("tv", DisplayCommand(command="reload"))

    assert len(tv.received("display.command")) == 1
    assert here.told.told[-1:] == [] or not here.told.told[-1].ordered


def test_an_order_that_nobody_took_is_void_after_a_while(workers):
    """A display that is switched on after lunch must not begin to blink."""
    here, there = workers.all
    here.realtime.command_display("tv", DisplayCommand(command="identify"))

    workers.advance(30)
    tv = there.display(token="tv")
    there.realtime._orders.look()

    assert tv.received("display.command") == []


def test_orders_that_cannot_be_asked_for_are_tried_again(workers, caplog):
    _, there = workers.all
    there.display(token="tv")

    def fail(devices):
        raise StorageError("the database is away")

    workers.states.take_orders = fail
    there.realtime._orders.look()

    assert "were not taken, they are tried again: the database is away" in caplog.text
