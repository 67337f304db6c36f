"""When and how long counters usually rest."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.opening_hours import Opening
from queue_server.domain.pauses import LEAST_LEFT, MOST_LOST, UNKNOWN_S, Pauses

NOON = datetime(2026, 3, 2, 11, 30)


def test_before_experience_a_pause_is_a_short_one():
    assert Pauses().left_s(11, 0) == UNKNOWN_S
    assert Pauses().left_s(11, 400) == UNKNOWN_S - 400


def test_a_pause_that_lasts_longer_than_usual_may_end_soon():
    """It is never expected to be over at once, or a number would be promised that nobody calls."""
    assert Pauses().left_s(11, 9999) == pytest.approx(LEAST_LEFT * UNKNOWN_S)


def test_an_hour_loses_what_fell_into_it():
    """A lunch from half past eleven costs half of that hour and a quarter of the next."""
    known = Pauses().after(NOON, NOON + timedelta(minutes=45)).turned(1.0)

    assert known.lost(11, 1) == pytest.approx(0.5)
    assert known.lost(12, 1) == pytest.approx(0.25)
    assert known.lost(11, 2) == pytest.approx(0.25)
    assert known.lost(9, 1) == 0.0


def test_a_day_without_pauses_makes_them_less_usual():
    known = Pauses().after(NOON, NOON + timedelta(minutes=15)).turned(1.0)

    assert known.turned(0.5).lost(11, 1) == pytest.approx(known.lost(11, 1) / 2)


HOURS = [
    Opening(begin=datetime(2026, 3, 2, 7, 30), end=NOON),
    Opening(begin=datetime(2026, 3, 2, 13, 30), end=datetime(2026, 3, 2, 17)),
]


def test_a_break_of_the_office_is_no_lost_time():
    """It is waited for anyhow; counted twice, nobody would be expected back before two."""
    known = Pauses().after(NOON - timedelta(minutes=6), datetime(2026, 3, 2, 13, 40), HOURS).turned(1.0)

    assert known.lost(11, 1) == pytest.approx(0.1)
    assert known.lost(12, 1) == 0.0
    assert known.lost(13, 1) == pytest.approx(1 / 6)


def test_a_pause_over_a_break_does_not_tell_how_long_others_last():
    lunch = Pauses().after(NOON - timedelta(minutes=6), datetime(2026, 3, 2, 13, 40), HOURS)
    coffee = Pauses().after(datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 9, 5), HOURS)

    assert lunch.left_s(11, 0) == UNKNOWN_S
    assert coffee.left_s(9, 0) == pytest.approx((300 + 2 * UNKNOWN_S) / 3)


@given(st.lists(st.tuples(st.integers(0, 1400), st.integers(0, 600)), max_size=20), st.integers(0, 23))
def test_whatever_was_learnt_the_answers_stay_in_their_bounds(pauses, hour):
    """Sums are kept: what all hours lose is as much as all pauses took."""
    known, midnight = Pauses(), datetime(2026, 3, 2)
    for minute, length in pauses:
        began = midnight + timedelta(minutes=minute)
        known = known.after(began, min(began + timedelta(minutes=length), midnight + timedelta(hours=24)))

    taken = sum(min(length, 1440 - minute) for minute, length in pauses)
    assert sum(known.today.values()) == pytest.approx(60 * taken)
    assert 0 <= known.turned(1.0).lost(hour, 1) <= MOST_LOST
    assert known.left_s(hour, 300) > 0
