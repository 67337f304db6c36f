"""Of several workers one does what has to be done once; when it is gone, another goes on."""

from datetime import UTC, datetime

import pytest

from queue_server.domain.errors import Refusal
from queue_server.usecases.duty import ASKED_EVERY_S, KEPT_S, Duty
from queue_server.usecases.ports.failures import StorageError
from tests.builders import FixedClock
from tests.fakes.memory_leases import MemoryLeases


class Unreliable(MemoryLeases):
    """Leases in a database that can be away."""

    failure: Exception | None = None
    asked = 0

    def take(self, name, holder, ttl_s):
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return super().take(name, holder, ttl_s)


@pytest.fixture
def clock():
    return FixedClock(datetime(2026, 3, 2, 2, 0, tzinfo=UTC))


@pytest.fixture
def leases(clock):
    return Unreliable(clock)


@pytest.fixture
def duties(leases, clock):
    return [Duty(leases, "upkeep", f"w{number}", clock) for number in (1, 2)]


def test_one_of_two_is_on_duty_and_stays_so(duties, clock):
    for _ in range(60):
        assert [one.is_ours() for one in duties] == [True, False]
        clock.advance(1.0)


def test_the_other_takes_over_when_the_first_is_gone(duties, clock):
    """A worker that was killed."""
    first, second = duties
    assert first.is_ours()

    waited = 0
    while not second.is_ours():
        clock.advance(1.0)
        waited += 1

    assert waited <= KEPT_S + ASKED_EVERY_S
    assert first.is_ours() is False


def test_the_other_takes_over_soon_when_the_first_stops_in_order(duties, clock):
    first, second = duties
    assert [first.is_ours(), second.is_ours()] == [True, False]

    first.give_back()
    clock.advance(ASKED_EVERY_S)

    assert second.is_ours()


def test_the_database_is_not_asked_at_every_tick(duties, leases, clock):
    """A mini PC's memory card writes each answer."""
    for _ in range(30):
        duties[0].is_ours()
        clock.advance(1.0)

    assert leases.asked == 10


@pytest.mark.parametrize("failure", [StorageError("away"), Refusal("busy", "busy")])
def test_who_cannot_ask_stops_before_another_may_begin(duties, leases, clock, failure):
    """Never two at once, rather none for a while."""
    first, second = duties
    assert first.is_ours()
    leases.failure = failure

    kept = 0
    while first.is_ours():
        clock.advance(0.5)
        kept += 0.5

    assert kept <= KEPT_S
    assert second.is_ours() is False
    first.give_back()


def test_a_frozen_worker_is_not_on_duty_when_it_wakes_up(duties, leases, clock):
    """It looks at its watch before it goes on."""
    first, second = duties
    assert first.is_ours()
    clock.advance(KEPT_S)
    assert second.is_ours()

    assert first.is_ours() is False
