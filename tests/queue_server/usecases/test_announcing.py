"""Reports about announcements: any number of times, in any order, by whoever may."""

import pytest

from queue_server.domain.announced import Outcome
from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.usecases.announcing import Announcing, HeardCalls
from queue_server.usecases.audio_masters import AudioMasters, Listener
from queue_server.usecases.calling import Calling
from queue_server.usecases.counter_access import Actor
from queue_server.usecases.counter_session import CounterSession
from queue_server.usecases.issuing import IssueRequest, Issuing
from queue_server.usecases.undoing import Undoing
from tests.builders import FixedClock, SerialIds, a_memory_office, an_office
from tests.fakes.memory_leases import MemoryLeases
from tests.ticket_builders import MORNING

OFFICE = "songcong"


class Hall:
    """An office with a call, and displays that report."""

    def __init__(self):
        self.clock = FixedClock(MORNING)
        office = a_memory_office(an_office(), self.clock)
        self.offices, self.reader = office.offices, office.reader
        masters = AudioMasters(MemoryLeases(self.clock), self.reader, self.reader, self.clock)
        self.announcing = Announcing(self.offices, masters)
        self.heard = HeardCalls(self.reader, self.reader, self.clock)
        self.lan = Actor(name="lan", operator="lan")
        CounterSession(self.offices).open(OFFICE, "1", self.lan)
        self.call = self.call_one()

    def call_one(self):
        ids = SerialIds()
        ids._count = len(self.reader.sounds(OFFICE, None, 100)) * 10 + 100
        Issuing(self.offices, ids).issue(OFFICE, IssueRequest(service="land"))
        Calling(self.offices, ids).call_next(OFFICE, "1", self.lan)
        return self.reader.snapshot(OFFICE).calls[-1].call_id

    def begin(self, name, call=None):
        return self.announcing.begin(a_listener(name), call or self.call)

    def end(self, name, outcome, error=None, call=None):
        return self.announcing.end(a_listener(name), call or self.call, outcome, error)

    def state(self, counter=None):
        (newest, *_) = self.heard.newest(OFFICE, counter, 10)
        return newest.state, newest.error


def a_listener(name):
    device = Device(id=name, name=name, kind=DeviceKind.DISPLAY, office=OFFICE) if name.startswith("tv") else None
    return Listener(office=OFFICE, device=device, speaker="p", name=name)


@pytest.fixture
def hall():
    return Hall()


def test_a_call_waits_is_spoken_and_was_spoken(hall):
    assert hall.state() == ("waiting", None)
    assert hall.begin("tv1")
    assert hall.state() == ("speaking", None)
    assert hall.end("tv1", Outcome.SPOKEN)
    assert hall.state() == ("spoken", None)


def test_a_report_that_comes_again_changes_nothing(hall):
    hall.begin("tv1")

    assert not hall.begin("tv1")
    assert hall.end("tv1", Outcome.FAILED, "no clip")
    assert not hall.end("tv1", Outcome.SPOKEN)
    assert hall.state() == ("failed", "no clip")


def test_who_begins_second_is_not_the_one(hall):
    hall.begin("tv1")

    assert not hall.begin("tv2")
    assert not hall.end("tv2", Outcome.EXPIRED)
    assert hall.state() == ("speaking", None)


def test_no_revision_is_used_and_no_board_is_sent(hall):
    before = hall.reader.revision(OFFICE)
    hall.begin("tv1")
    hall.end("tv1", Outcome.SPOKEN)

    assert hall.reader.revision(OFFICE) == before


def test_a_stranger_and_an_unknown_call_are_refused(hall):
    with pytest.raises(Refusal, match="forbidden"):
        hall.begin("stranger")
    with pytest.raises(Refusal, match="not_found"):
        hall.begin("tv1", "nothing")


def test_a_call_that_was_undone_is_withdrawn_without_any_report(hall):
    Undoing(hall.offices).undo(OFFICE, "1", hall.lan)

    assert hall.state() == ("withdrawn", None)


def test_a_call_that_no_display_announced_is_told_as_such(hall):
    hall.clock.advance(120)

    assert hall.state() == ("expired", "no display announced it")


def test_calls_of_one_counter_are_found(hall):
    second = hall.call_one()

    found = hall.heard.newest(OFFICE, "1", 1)

    assert [one.call.call_id for one in found] == [second]
    with pytest.raises(Refusal, match="counter_unknown"):
        hall.heard.newest(OFFICE, "99", 1)
