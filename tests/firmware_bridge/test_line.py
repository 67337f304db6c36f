"""The thread of a line: opening, failing, opening again, orders and reports."""

import queue
import threading

import pytest

from firmware_bridge import line as line_module
from firmware_bridge.line import LineThread, Orders, Wishes
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.event_ring import EventName
from firmware_bridge.protocol.events import PresenceChanged, UnitMet
from firmware_bridge.protocol.master import Master
from firmware_bridge.protocol.profiles.our_unit import call_box
from firmware_bridge.protocol.profiles.profile import UnitOptions
from firmware_bridge.protocol.register_map import Beep, UnitKind
from firmware_bridge.protocol.timing import timing_for
from firmware_bridge.reports import LineDown, LineFigures, LineUp
from firmware_bridge.simulator.unit import SimulatedUnit

WAIT_S = 10.0


class FakePort:
    """A port with one unit that answers at once; it can be unplugged."""

    def __init__(self, unit):
        self._unit, self._answer = unit, b""
        self.gone = threading.Event()
        self.closed = False

    def write(self, data):
        if self.gone.is_set():
            raise OSError(5, "Input/output error")
        self._answer = self._unit.hear(data, 1.0, intact=True) or b""

    def read(self, wait_s):
        if self.gone.is_set():
            raise OSError("the device is gone")
        answer, self._answer = self._answer, b""
        return answer

    def close(self):
        self.closed = True


class Rig:
    """A line thread on fake ports, one after the other; an exception in their place is raised at opening.

    Its unit may be known to be gone from the beginning.
    """

    def __init__(self, *ports, gone=False, **settings):
        self.ports = list(ports)
        self.reports = queue.Queue(settings.pop("room", 1000))
        master = Master(timing_for(115200), {1: call_box(UnitOptions(address=1))})
        if gone:
            master.close()
        self.thread = LineThread("line1", self.open, master, self.reports, **settings)

    def open(self):
        port = self.ports.pop(0) if len(self.ports) > 1 else self.ports[0]
        if isinstance(port, Exception):
            raise port
        return port

    def wait_for(self, kind, count=1):
        """Return the first reports up to the count-th of a kind."""
        seen = []
        while sum(isinstance(news, kind) for news in seen) < count:
            seen.append(self.reports.get(timeout=WAIT_S).news)
        return seen


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(line_module, "REOPEN_AFTER_S", (0.01, 0.02))


@pytest.fixture
def unit():
    return SimulatedUnit(UnitKind.CALL_BOX, 1, 0x2A, 0.0)


@pytest.fixture
def start():
    rigs = []

    def starter(*ports, **settings):
        rig = Rig(*ports, **settings)
        rigs.append(rig)
        rig.thread.start()
        return rig

    yield starter
    for rig in rigs:
        rig.thread.stop()
        rig.thread.join(WAIT_S)
        assert not rig.thread.is_alive()


def wait_until(condition):
    event = threading.Event()
    for _ in range(1000):
        if condition():
            return
        event.wait(0.01)
    raise AssertionError("it did not happen")


def test_units_are_met_and_orders_reach_them(start, unit):
    """Digits, sound and note."""
    rig = start(FakePort(unit))
    rig.wait_for(UnitMet)

    rig.thread.orders.show(1, Display(digits="A007"))
    rig.thread.orders.beep(1, Beep.OK)
    rig.thread.orders.note(1, True)

    wait_until(lambda: unit.digits == "A007" and unit.buzzer.count == 1)


def test_the_sound_of_an_answer_and_its_note_are_ordered_together():
    """Between the two a killed bridge would lose one of them."""
    orders = Orders()
    name = EventName("5f03a2c1", 7, 3)

    orders.answer(1, Beep.OK, name)

    assert orders.take() == Wishes(beeps={1: Beep.OK}, settled={1: name})
    assert orders.take() == Wishes()


def test_a_port_that_is_missing_is_opened_when_it_comes(start, unit):
    """Said once, not at every try."""
    missing = FileNotFoundError(2, "No such file or directory")
    rig = start(missing, missing, missing, FakePort(unit))

    seen = rig.wait_for(LineUp)

    assert [news for news in seen if isinstance(news, LineDown)] == [LineDown("No such file or directory")]


def test_an_unplugged_adapter_takes_its_units_off_line_until_it_is_back(start, unit):
    """Identities are read again, everything is repainted."""
    first, second = FakePort(unit), FakePort(unit)
    rig = start(first, second)
    rig.thread.orders.show(1, Display(digits="A007"))
    rig.wait_for(UnitMet)
    wait_until(lambda: unit.digits == "A007")
    unit._memory.writable[:4] = b"XXXX"

    first.gone.set()
    seen = rig.wait_for(UnitMet)

    changes = [news.online for news in seen if isinstance(news, PresenceChanged)]
    assert changes == [False, True]
    assert [type(news) for news in seen if isinstance(news, LineDown | LineUp)] == [LineDown, LineUp]
    assert first.closed
    wait_until(lambda: unit.digits == "A007")


def test_figures_are_reported(start, unit):
    """For the device page."""
    rig = start(FakePort(unit))

    figures = next(news for news in rig.wait_for(LineFigures) if isinstance(news, LineFigures))

    assert figures.units.keys() == {1}


def test_a_dead_connection_to_a_gateway_is_made_anew(start, unit, monkeypatch):
    """Without a word from the other side, when no unit answers any more."""
    monkeypatch.setattr(line_module, "SOCKET_SILENT_S", 0.05)
    unit.power_off()
    rig = start(FakePort(unit), is_socket=True, gone=True)

    seen = rig.wait_for(LineDown)

    assert "connecting anew" in seen[-1].reason


def test_a_full_inbox_stops_the_line_but_not_its_end(start, unit):
    """If nobody listens the units must say so; and the program must still end."""
    rig = start(FakePort(unit), room=1)
    wait_until(rig.reports.full)

    rig.thread.stop()
    rig.thread.join(WAIT_S)

    assert not rig.thread.is_alive()


def test_of_orders_only_the_newest_are_kept():
    """They can't pile up while a line is down."""
    orders = Orders()
    for number in range(100):
        orders.show(1, Display(digits=str(number)))
        orders.beep(1, Beep.OK)
    orders.beep(1, Beep.EMPTY)

    assert orders.take() == Wishes(displays={1: Display(digits="99")}, beeps={1: Beep.EMPTY})
    assert orders.take() == Wishes()
