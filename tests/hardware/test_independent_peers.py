"""Our master against Modbus slaves that others have written: the same bytes mean the same to them."""

import contextlib
import queue
import time
from functools import partial

import pytest

from firmware_bridge.line import LineThread
from firmware_bridge.link import SerialPort, ask
from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.events import KeysMoved, PresenceChanged, UnitMet
from firmware_bridge.protocol.master import Master
from firmware_bridge.protocol.profiles.modbus_digits import modbus_digits
from firmware_bridge.protocol.profiles.modbus_inputs import modbus_inputs
from firmware_bridge.protocol.profiles.profile import UnitOptions
from firmware_bridge.protocol.timing import timing_for
from tests.hardware.modbus_peers import (
    ADDRESS,
    BAUD,
    INPUT_REGISTERS,
    INPUTS,
    SIZE,
    Cable,
    LibmodbusSlave,
    PymodbusSlave,
)

PATIENCE_S = 5.0


@pytest.fixture
def cable():
    """A line between two programs."""
    with contextlib.closing(Cable()) as cable:
        yield cable


@pytest.fixture(params=[LibmodbusSlave, PymodbusSlave], ids=["libmodbus", "pymodbus"])
def slave(request, cable):
    """Each of the slaves in turn."""
    with contextlib.closing(request.param(cable.theirs)) as slave:
        yield slave


@pytest.fixture
def port(cable, slave):
    """Our end of the line."""
    with contextlib.closing(SerialPort(cable.ours, BAUD, "8N1")) as port:
        yield port


def answer(port, request):
    """Ask once; a busy machine may need a second try."""
    for _ in range(3):
        outcome = ask(port, timing_for(BAUD), request.exchange())
        if outcome.found is not None:
            return outcome.found
    raise AssertionError(outcome)


def test_what_is_written_is_what_they_hold(port, slave):
    """Functions 16 and 6."""
    answer(port, rtu.write(ADDRESS, 0, list(b"A042")))
    answer(port, rtu.write_one(ADDRESS, 7, 0x1234))

    assert slave.registers(0, 8) == [*b"A042", 0, 0, 0, 0x1234]


def test_what_they_hold_is_what_is_read(port):
    """Functions 3, 4 and 2, from every offset of the first byte."""
    answer(port, rtu.write(ADDRESS, 0, [1, 0xFFFF, 3]))

    assert answer(port, rtu.read(ADDRESS, 0, 3)).data == (1, 0xFFFF, 3)
    assert answer(port, rtu.read_input_registers(ADDRESS, 10, 20)).data == tuple(INPUT_REGISTERS[10:30])
    for start, count in ((0, 8), (1, 8), (3, 15), (0, SIZE)):
        assert answer(port, rtu.read_inputs(ADDRESS, start, count)).data == tuple(
            map(int, INPUTS[start : start + count])
        )


def test_what_they_refuse_is_a_refusal(port):
    """Registers they don't have."""
    assert answer(port, rtu.read(ADDRESS, SIZE, 1)).refusal == rtu.Refusal.ADDRESS
    assert answer(port, rtu.write(ADDRESS, SIZE - 1, [1, 2])).refusal == rtu.Refusal.ADDRESS


def run_line(cable, profile, until):
    """Drive one unit on a real line until something happened; return all reports."""
    inbox = queue.Queue(1000)
    master = Master(timing_for(BAUD), {ADDRESS: profile})
    thread = LineThread("hall", partial(SerialPort, cable.ours, BAUD, "8N1"), master, inbox)
    thread.orders.show(ADDRESS, Display(digits="A042"))
    thread.start()
    news = []
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and not until(news):
        with contextlib.suppress(queue.Empty):
            news.append(inbox.get(timeout=0.05).news)
    thread.stop()
    thread.join(PATIENCE_S)
    return news


def test_a_display_is_driven(cable, slave):
    """The thread, the master and the driver as in the bridge."""
    display = modbus_digits(UnitOptions(address=ADDRESS, options={"device": "dm56a04"}))

    def there(news):
        return any(isinstance(item, PresenceChanged) and item.online for item in news)

    news = run_line(cable, display, lambda news: there(news) and slave.registers(0, 4) == list(b"A042"))

    assert slave.registers(0, 4) == list(b"A042")
    assert there(news)


def test_a_counter_that_moves_is_a_press(cable, slave):
    """Its first value is only where the driver begins."""
    slave.set_register(2, 41)
    module = modbus_inputs(UnitOptions(address=ADDRESS, options={"counters": 0}))

    def pressed(news):
        if any(isinstance(item, UnitMet) for item in news):
            slave.set_register(2, 42)
        return any(isinstance(item, KeysMoved) for item in news)

    news = run_line(cable, module, pressed)

    assert [
        (event.key, event.sequence) for moved in news if isinstance(moved, KeysMoved) for event in moved.events
    ] == [(3, 1)]
