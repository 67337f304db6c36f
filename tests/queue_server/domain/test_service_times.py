"""What an office learns about its services."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.means import Mean
from queue_server.domain.service_times import LEAST, ServiceTimes

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def experienced(*seconds, hour=9, day=MONDAY):
    times = ServiceTimes()
    for one in seconds:
        times = times.after_service(one, day, hour)
    return times


@given(seconds=st.lists(st.floats(1, 3600), max_size=LEAST - 1))
def test_nothing_is_known_before_some_services_were_finished(seconds):
    """No time rather than a guess."""
    assert experienced(*seconds).busy_s(MONDAY, 9) is None


def test_today_counts_more_than_what_was_usual():
    """A slow printer or a new colleague shows within a dozen services."""
    usual = experienced(*[300.0] * 50)

    slow = usual
    for _ in range(12):
        slow = slow.after_service(600.0, TUESDAY, 10)

    assert usual.busy_s(TUESDAY, 9) == pytest.approx(300)
    assert slow.busy_s(TUESDAY, 10) > 500
    assert slow.busy_s(date(2026, 3, 4), 9) < 400


def test_each_hour_is_learnt_for_itself():
    times = experienced(*[300.0] * 60, hour=8)
    for _ in range(60):
        times = times.after_service(900.0, MONDAY, 14)

    assert times.busy_s(TUESDAY, 8) < 400
    assert times.busy_s(TUESDAY, 14) > 800


def test_a_counter_that_was_forgotten_open_does_not_spoil_the_mean():
    """A ticket left on a box with one key over lunch took no two hours."""
    times = experienced(*[300.0] * 20).after_service(7200.0, MONDAY, 9)

    assert times.busy_s(MONDAY, 9) < 400


def test_arrivals_become_usual_when_their_day_is_over():
    times = ServiceTimes()
    for _ in range(6):
        times = times.after_call(MONDAY, 9, ahead=False)
    times = times.after_call(MONDAY, 9, ahead=True)

    assert times.arrivals_today(MONDAY) == 7
    assert times.usual_arrivals(9).all == 0
    later = times.after_call(TUESDAY, 8, ahead=False)
    assert (later.usual_arrivals(9).all, later.usual_arrivals(9).ahead) == (7, 1)
    assert later.arrivals_today(TUESDAY) == 1
    assert later.on(date(2026, 3, 4)).usual_arrivals(9).all == 3.5


@pytest.mark.parametrize(("factor", "spread"), [(1.0, 0.3), (2.5, 0.3), (0.5, 0.6)])
def test_the_marks_find_the_middle_and_the_tenth_whatever_the_office_is_like(factor, spread):
    """Half of the waits stay below the one mark, nine of ten below the other."""
    chance, times, below, high = random.Random(1), ServiceTimes(), [], []

    for index in range(3000):
        actual = 1000 * factor * chance.lognormvariate(0, spread)
        likely = times.likely_s(1000.0)
        if index > 200:
            below.append(actual <= likely[0])
            high.append(actual <= likely[1])
        times = times.after_wait(1000.0, actual, ahead=False)

    assert sum(below) / len(below) == pytest.approx(0.5, abs=0.03)
    assert sum(high) / len(high) == pytest.approx(0.9, abs=0.03)


@given(values=st.lists(st.floats(0, 1e5), min_size=1, max_size=50))
def test_a_mean_that_remembers_all_is_the_mean(values):
    mean = Mean()
    for one in values:
        mean = mean.after(one, 1000)

    assert mean.seconds == pytest.approx(sum(values) / len(values), rel=1e-6, abs=1e-6)
