"""The newest value of an office, read once for all who ask at the same time."""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
import pytest

from queue_server.adapters.realtime.newest import FRESH_S, Newest
from queue_server.domain.errors import Refusal
from tests.builders import FixedClock
from tests.queue_server.adapters.realtime.live_office import OFFICE, LiveOffice


@dataclass
class Value:
    revision: int


class Source:
    """An office whose revision and readings are counted here."""

    def __init__(self):
        self.revision_now, self.made = 1, 0
        self.clock = FixedClock(datetime(2026, 3, 2, tzinfo=UTC))
        self.newest = Newest(self.make, self, self.clock)

    def revision(self, office):
        if office != OFFICE:
            raise Refusal("office_unknown", "no such office")
        return self.revision_now

    def make(self, office):
        self.made += 1
        return Value(self.revision_now)


def test_an_unchanged_office_is_read_once():
    """However many ask."""
    source = Source()

    values = {id(source.newest.of(OFFICE)) for _ in range(10)}

    assert (len(values), source.made) == (1, 1)


def test_a_change_is_read_by_who_asks_next():
    """Whoever made it."""
    source = Source()
    source.newest.of(OFFICE)

    source.revision_now = 2

    assert source.newest.of(OFFICE).revision == 2


def test_an_older_wish_is_served_by_the_newer_value():
    """Newest wins."""
    source = Source()
    source.revision_now = 5
    source.newest.of(OFFICE)

    assert source.newest.at_least(OFFICE, 3).revision == 5
    assert source.made == 1


def test_a_value_does_not_stay_for_ever():
    """Calls leave a board with time alone."""
    source = Source()
    source.newest.of(OFFICE)

    source.clock.advance(FRESH_S)
    source.newest.of(OFFICE)

    assert source.made == 2


def test_an_unknown_office_is_refused_and_not_kept():
    """Names from outside must not fill the memory."""
    source = Source()

    with pytest.raises(Refusal):
        source.newest.of("nowhere")

    assert source.newest._locks == {}


def test_many_who_ask_at_once_cause_one_reading():
    """After a restart five thousand displays come within seconds."""
    source = Source()
    inside, go_on = threading.Event(), threading.Event()
    make = source.make

    def slow(office):
        inside.set()
        go_on.wait(5)
        return make(office)

    source.newest._make = slow
    values = []
    asking = [threading.Thread(target=lambda: values.append(source.newest.of(OFFICE))) for _ in range(8)]
    for thread in asking:
        thread.start()
    inside.wait(5)
    go_on.set()
    for thread in asking:
        thread.join(5)

    assert (len(values), source.made) == (8, 1)


def test_a_board_comes_with_its_json():
    """It goes into every message as it is."""
    edition = LiveOffice(people=1).boards.of(OFFICE)

    assert msgspec.json.decode(edition.json) == msgspec.to_builtins(edition.message)
