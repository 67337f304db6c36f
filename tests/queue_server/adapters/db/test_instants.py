"""Instants are stored exactly, and naive ones not at all."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.adapters.db.instants import from_micros, to_micros

ZONES = st.sampled_from([UTC, timezone(timedelta(hours=7)), timezone(timedelta(hours=-3, minutes=-30))])


@given(at=st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29), timezones=ZONES))
def test_an_instant_comes_back_to_the_microsecond(at):
    assert from_micros(to_micros(at)) == at


@given(pair=st.tuples(st.datetimes(timezones=ZONES), st.datetimes(timezones=ZONES)))
def test_numbers_sort_as_instants_do(pair):
    """The database orders by them."""
    assert (to_micros(pair[0]) < to_micros(pair[1])) == (pair[0] < pair[1])


def test_a_naive_time_is_a_defect():
    with pytest.raises(TypeError):
        to_micros(datetime(2026, 3, 2))
