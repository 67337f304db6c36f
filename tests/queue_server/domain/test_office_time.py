"""An office's time never runs backwards, and passes however the computer's clock is set."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.office_time import SLOWED_UP_TO, SLOWNESS, TOLERATED, OfficeTimes

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
STEPS = st.lists(
    st.tuples(
        st.floats(0, 900),
        st.one_of(st.just(0.0), st.floats(-900, 900), st.sampled_from([-30_000.0, 30_000.0])),
        st.integers(0, 1),
        st.booleans(),
    ),
    max_size=60,
)
"""Seconds that pass, seconds by which the clock is set, the worker that acts, and whether it is restarted first."""


class Office:
    """A clock, the newest event, and the workers that make the time of the next."""

    def __init__(self):
        self.clock, self.monotonic, self.newest = MORNING, 0.0, None
        self.workers = [OfficeTimes(), OfficeTimes()]

    def let_pass(self, seconds, set_by=0.0):
        self.clock += timedelta(seconds=seconds + set_by)
        self.monotonic += seconds

    def act(self, worker=0):
        """Return the instant of a change, which becomes an event."""
        self.newest = self.workers[worker].at("here", self.newest, self.clock, self.monotonic)
        return self.newest

    def look(self, worker=0):
        return self.workers[worker].now("here", self.clock, self.monotonic)


def test_it_is_the_clock_as_long_as_that_goes_forward():
    """Also when it is set forward."""
    office = Office()
    for seconds, set_by in ((0, 0), (5, 0), (1, 7200)):
        office.let_pass(seconds, set_by)
        assert office.act() == office.clock


def test_after_a_clock_was_set_back_time_passes_at_half_the_speed_until_it_has_caught_up():
    """A call of before becomes old enough for a no-show; at full speed the office would be ahead for ever."""
    office = Office()
    called_at = office.act()
    office.let_pass(10, -300)
    assert office.act() == called_at

    office.let_pass(40)
    assert office.act() == called_at + timedelta(seconds=20)
    assert office.look() == office.newest
    office.let_pass(40)
    assert office.look() == called_at + timedelta(seconds=40)

    office.let_pass(600)
    assert office.act() == office.clock
    office.let_pass(1)
    assert office.act() == office.clock


def test_far_ahead_it_stands_still():
    """Seven hours ahead an office would close in the morning and end its day in the afternoon."""
    office = Office()
    office.act()
    office.let_pass(10, -7 * 3600)
    before = office.act()

    office.let_pass(600)

    assert office.act() == before


def test_changes_that_waited_for_each_other_are_no_clock_set_back():
    """Their instants were read before the wait."""
    office = Office()
    office.act()
    office.let_pass(0, -TOLERATED.total_seconds())
    office.act()

    office.let_pass(10)

    assert office.act() == office.clock


@given(STEPS)
def test_no_walk_of_the_clock_turns_the_log_back_or_runs_it_ahead(steps):
    """With two workers, restarts and jumps in both directions."""
    office = Office()
    office.act()
    for seconds, set_by, worker, restarted in steps:
        if restarted:
            office.workers[worker] = OfficeTimes()
        before = office.newest
        office.let_pass(seconds, set_by)

        at = office.act(worker)

        assert at >= max(before, office.clock)
        assert at <= max(office.clock, before + timedelta(seconds=office.monotonic))
        assert office.look(worker) == at or at - office.clock <= TOLERATED


@given(st.floats(2, 3600), st.lists(st.floats(0.1, 600), min_size=1, max_size=30))
def test_while_the_clock_is_behind_the_time_keeps_its_pace(set_back_s, pauses):
    """Neither slower nor faster, however often somebody acts; then it is the clock again."""
    office = Office()
    office.act()
    office.let_pass(0, -set_back_s)
    begin, began = office.act(), office.monotonic
    assert begin - office.clock <= SLOWED_UP_TO
    for pause in pauses:
        office.let_pass(pause)

        at = office.act()

        slowed = begin + timedelta(seconds=(office.monotonic - began) / SLOWNESS)
        assert at.timestamp() == pytest.approx(max(slowed, office.clock).timestamp(), abs=0.001)
    office.let_pass(SLOWNESS * set_back_s)
    assert office.act() == office.clock
