"""A key of a call box beside a printer: a number on paper without any screen."""

from dataclasses import replace

import pytest

from queue_server.domain.device import Device, DeviceKind, Unit
from queue_server.domain.kiosk import KioskLock
from queue_server.domain.office import Quota, Rules, ServiceRules
from queue_server.domain.opening_hours import OpeningHours, Period
from queue_server.usecases.calling import Calling
from queue_server.usecases.counter_key import CounterKey, Press
from queue_server.usecases.dispenser import Dispenser
from queue_server.usecases.issuing import Issuing
from queue_server.usecases.kiosk_desk import KioskDesk
from queue_server.usecases.outlooks import Outlooks
from queue_server.usecases.ports.changing import UnitRecord
from queue_server.usecases.printing import Printing
from tests.builders import SerialIds
from tests.fakes.memory_printing import FakePrinters, MemoryPrintQueue
from tests.usecase_lobby import LAN, OFFICE, UseCaseLobby

BRIDGE = Device(id="b1", name="bridge1", kind=DeviceKind.BRIDGE, office=OFFICE)
DAY = OpeningHours(week=((Period(begin=450, end=690),),) * 7)
"""Half past seven to half past eleven; the lobby begins at nine."""


class Dispensing(UseCaseLobby):
    """A lobby with two units whose keys give numbers; one has a printer."""

    def __init__(self, quota=None, **office):
        super().__init__(people=0, **office)
        self.queue = MemoryPrintQueue()
        if quota is not None:
            state = self.memory.offices._database.state
            known = state.offices[OFFICE]
            land = replace(known.services[0], rules=ServiceRules(quota=quota))
            state.offices[OFFICE] = replace(known, services=(land, *known.services[1:]))
        self.memory.accounts.add_device(BRIDGE, "hash")
        for name in ("line1/9", "line1/8"):
            unit = Unit(device="b1", name=name, counter=None, keys={"1": "issue:land", "2": "issue:nothing"})
            self.memory.offices.change(OFFICE, lambda tx, unit=unit: tx.save_unit(UnitRecord(unit=unit)))
        offices, reader, ids = self.memory.offices, self.memory.reader, SerialIds()
        self.issuing, self.calling = Issuing(offices, ids), Calling(offices, ids)
        self.keys = Dispenser(
            CounterKey(offices, ids, self.clock),
            Printing(self.queue, FakePrinters(), reader, ids, self.clock),
            reader,
            lambda token: f"http://x/t/{token}",
            Outlooks(reader, self.clock),
        )
        self.kiosks = KioskDesk(offices)
        self.sequence = 0

    def press(self, unit="line1/9", sequence=None, key=1):
        self.sequence = self.sequence + 1 if sequence is None else sequence
        one = Press(
            serial="a1", boot=1, sequence=self.sequence, unit=unit, key=key, kind="press", age_s=0.1,
            arrived=self.clock.monotonic(),
        )  # fmt: skip
        return self.keys.press(BRIDGE, one).value

    @property
    def papers(self):
        return [job.paper for job in self.queue.jobs.values()]

    def serve(self, people):
        """Let so many be served for five minutes each."""
        for _ in range(people):
            self.issue()
            self.call()
            self.clock.advance(300)
            self.serving.finish(OFFICE, "1", LAN)


def test_a_key_issues_and_prints_once_however_often_the_press_is_sent():
    here = Dispensing()

    first, again = here.press(), here.press(sequence=1)

    assert first == again
    (job,) = here.queue.jobs.values()
    assert (job.paper.number, job.printer, job.ticket) == (first.number, "hall", first.issued)
    assert job.paper.url.startswith("http://x/t/")


def test_who_stands_ahead_and_the_likely_wait_are_printed_as_at_a_kiosk():
    here = Dispensing()
    here.press()
    here.press()
    here.serve(5)
    here.press()

    assert [paper.ahead for paper in here.papers] == [0, 1, 2]
    assert [paper.wait_s is None for paper in here.papers] == [True, True, False]


def test_a_unit_without_a_printer_and_a_refused_press_print_nothing():
    here = Dispensing()

    assert here.press(unit="line1/8").ok
    assert here.press(key=2).code == "service_unknown"
    assert here.papers == []


def test_that_somebody_may_be_called_only_after_closing_is_printed_also_when_the_press_is_sent_again():
    """Where the office gives numbers until closing, the paper warns as the kiosk's does."""
    here = Dispensing(rules=Rules(hours=DAY))
    here.serve(6)
    here.clock.advance(1.9 * 3600)
    for _ in range(4):
        here.issue()
    here.clock.advance(2)

    here.press()
    here.queue.jobs.clear()
    here.press(sequence=1)

    (paper,) = here.papers
    assert (paper.ahead, paper.after_closing, paper.over_break) == (4, True, None)


def test_that_a_break_may_come_before_the_call_is_printed():
    """The hours end at half past nine and go on at eleven; each is served for about five minutes."""
    early, late = Period(begin=450, end=570), Period(begin=660, end=1020)
    here = Dispensing(rules=Rules(hours=OpeningHours(week=((early, late),) * 7)))
    here.serve(5)

    for _ in range(3):
        here.press()
        here.clock.advance(0.3)

    assert [paper.over_break for paper in here.papers] == [None, "perhaps_before", None]


@pytest.mark.parametrize("lock", [KioskLock(), KioskLock(kiosk="line1/9", note="repair")])
def test_a_lock_of_all_kiosks_or_of_the_unit_holds_for_its_keys(lock):
    here = Dispensing()
    here.kiosks.lock(OFFICE, "lan", lock)

    refused, other = here.press(), here.press(unit="line1/8")

    assert (refused.ok, refused.code, here.papers) == (False, "kiosk_locked", [])
    assert other.ok is (lock.kiosk is not None)
    here.kiosks.unlock(OFFICE, "lan", None)
    assert here.press().ok


def test_hours_and_quota_hold_for_keys_and_the_refusal_is_what_the_box_is_answered():
    here = Dispensing(quota=Quota(day=1), rules=Rules(hours=DAY))

    assert here.press().ok
    assert (here.press().code, here.press(sequence=2).ok) == ("quota_reached", False)
    here.clock.advance(3 * 3600)
    assert here.press(sequence=3).code == "service_closed"
    assert len(here.papers) == 1


def test_no_key_gives_a_number_to_who_would_be_called_after_closing():
    here = Dispensing(rules=Rules(hours=DAY, closing_stop=True))
    here.serve(6)
    here.clock.advance(1.9 * 3600)
    for _ in range(4):
        here.issue()
    here.clock.advance(2)

    assert (here.press().code, here.papers) == ("closing_soon", [])
