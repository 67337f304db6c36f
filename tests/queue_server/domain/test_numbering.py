"""Service days and printed numbers."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.errors import Refusal
from queue_server.domain.numbering import format_number, next_in_series, service_day
from queue_server.domain.office import Service

HANOI = "Asia/Ho_Chi_Minh"
instants = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2034, 1, 1), timezones=st.just(UTC))


def a_service(first=1, last=None, prefix="A"):
    return Service(code="land", name={"vi": "Đất đai"}, prefix=prefix, first_number=first, last_number=last)


def test_the_day_begins_at_midnight_of_the_office_not_of_utc():
    """17:30 UTC is already half past midnight in Hanoi."""
    assert service_day(datetime(2026, 3, 1, 16, 59, tzinfo=UTC), HANOI, time(0), None) == date(2026, 3, 1)
    assert service_day(datetime(2026, 3, 1, 17, 30, tzinfo=UTC), HANOI, time(0), None) == date(2026, 3, 2)


def test_a_later_day_start_keeps_the_night_with_the_day_before():
    """A clinic with a night shift restarts its numbers at four."""
    night = datetime(2026, 3, 2, 3, 59, tzinfo=ZoneInfo(HANOI))

    assert service_day(night, HANOI, time(4), None) == date(2026, 3, 1)
    assert service_day(night + timedelta(minutes=1), HANOI, time(4), None) == date(2026, 3, 2)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", HANOI])
@given(start=instants, minutes=st.lists(st.integers(0, 600), max_size=30), day_start=st.times())
def test_days_never_go_back_while_time_goes_on(zone, start, minutes, day_start):
    """Summer time repeats an hour; the numbers may not restart twice."""
    day, at = None, start
    for step in minutes:
        at += timedelta(minutes=step)
        following = service_day(at, zone, day_start, None)
        assert day is None or following >= day
        day = following


@given(now=instants, back=st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_clock_set_back_stays_on_the_newest_day(now, back):
    """Numbers of a day are given once, whatever the clock says afterwards."""
    newest = service_day(now, HANOI, time(0), None)

    assert service_day(now - back, HANOI, time(0), newest) == newest


@pytest.mark.parametrize(("value", "printed"), [(1, "A001"), (999, "A999"), (1000, "A1000")])
def test_numbers_have_at_least_three_digits(value, printed):
    """A thousandth citizen gets a fourth digit, not number zero."""
    assert format_number("A", value) == printed


@given(count=st.integers(1, 50), first=st.integers(0, 5000))
def test_a_series_without_range_has_no_gap_and_no_repeat(count, first):
    """The default never wraps."""
    service, last, numbers = a_service(first=first), 0, []

    for _ in range(count):
        last, number = next_in_series(service, last, frozenset())
        numbers.append(number)

    assert numbers == [format_number("A", first + step) for step in range(count)]


@given(size=st.integers(1, 12), closing=st.lists(st.integers(0, 30), max_size=60))
def test_a_range_never_gives_an_open_number_again(size, closing):
    """A wrapped series skips who is still waiting and refuses when everybody is."""
    service, last, waiting = a_service(first=1, last=size), 0, []

    for which in closing:
        if waiting and which < len(waiting):
            waiting.pop(which)
            continue
        try:
            following, number = next_in_series(service, last, frozenset(waiting))
        except Refusal as refusal:
            assert refusal.code == "numbers_exhausted"
            assert len(waiting) == size
            continue
        assert following > last
        assert number not in waiting
        last = following
        waiting.append(number)
