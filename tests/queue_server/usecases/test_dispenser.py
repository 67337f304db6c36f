"""A key of a call box beside a printer: a number on paper without any screen."""

import pytest

from queue_server.domain.device import Device, DeviceKind, Unit
from queue_server.usecases.counter_key import CounterKey, Press
from queue_server.usecases.dispenser import Dispenser
from queue_server.usecases.ports.changing import UnitRecord
from queue_server.usecases.printing import Printing
from tests.builders import FixedClock, SerialIds, a_memory_office, an_office
from tests.fakes.memory_printing import FakePrinters, MemoryPrintQueue
from tests.ticket_builders import MORNING

BRIDGE = Device(id="b1", name="bridge1", kind=DeviceKind.BRIDGE, office="songcong")


@pytest.fixture
def place():
    clock, ids, queue = FixedClock(MORNING), SerialIds(), MemoryPrintQueue()
    office = a_memory_office(an_office(), clock)
    office.accounts.add_device(BRIDGE, "hash")
    for name in ("line1/9", "line1/8"):
        unit = Unit(device="b1", name=name, counter=None, keys={"1": "issue:land", "2": "issue:nothing"})
        office.offices.change("songcong", lambda tx, unit=unit: tx.save_unit(UnitRecord(unit=unit)))
    printing = Printing(queue, FakePrinters(), office.reader, ids, clock)
    keys = Dispenser(
        CounterKey(office.offices, ids, clock), printing, office.reader, lambda token: f"http://x/t/{token}"
    )
    return keys, queue


def press(keys, unit="line1/9", sequence=1, key=1):
    one = Press(serial="a1", boot=1, sequence=sequence, unit=unit, key=key, kind="press", age_s=0.1, arrived=1000.0)
    return keys.press(BRIDGE, one).value


def test_a_key_issues_and_prints_once_however_often_the_press_is_sent(place):
    keys, queue = place

    first, again = press(keys), press(keys)

    assert first == again
    (job,) = queue.jobs.values()
    assert (job.paper.number, job.printer, job.ticket) == (first.number, "hall", first.issued)
    assert job.paper.url.startswith("http://x/t/")


def test_who_stands_ahead_is_printed(place):
    keys, queue = place

    press(keys, sequence=1)
    press(keys, sequence=2)

    assert [job.paper.ahead for job in queue.jobs.values()] == [0, 1]


def test_a_unit_without_a_printer_and_a_refused_press_print_nothing(place):
    keys, queue = place

    assert press(keys, unit="line1/8").ok
    assert press(keys, sequence=2, key=2).code == "service_unknown"
    assert queue.jobs == {}
