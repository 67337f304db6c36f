"""How many requests fail lately."""

from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.line_errors import ErrorWindow


def a_window(*reports):
    window = ErrorWindow()
    for at, answered, failed in reports:
        window.add(at, answered, failed)
    return window


def test_the_first_report_counts_from_the_bridges_start():
    """A bad line is known at once, not a minute later."""
    window = a_window((0, 90, 10))

    assert (window.ratio, window.is_high) == (0.1, True)


def test_a_few_requests_tell_nothing():
    """One time-out of ten requests would be ten percent."""
    window = a_window((0, 9, 1))

    assert (window.ratio, window.is_high) == (None, False)


def test_what_is_older_than_a_minute_does_not_count():
    """A cable that was mended is told as mended."""
    window = a_window((0, 50, 50), (10, 150, 50), (60, 650, 50), (70, 750, 50))

    assert window.ratio == 0.0


def test_the_window_reaches_back_a_whole_minute():
    """A burst of noise is not forgotten with the next report."""
    window = a_window((0, 100, 0), (10, 150, 50), (60, 650, 50))

    assert window.ratio == 50 / 600


def test_five_percent_are_not_yet_too_many():
    """The limit itself is allowed."""
    assert not a_window((0, 95, 5)).is_high
    assert a_window((0, 94, 6)).is_high


def test_a_ratio_near_the_limit_is_told_once():
    """It is high from above 5 % until it falls to 2.5 %."""
    window = a_window((0, 940, 60))
    told = []
    for minute, failed in enumerate((55, 45, 51, 26, 25, 45), start=1):
        answered_before, failed_before = window._samples[-1][1:]
        window.add(minute * 60.0, answered_before + 1000 - failed, failed_before + failed)
        told.append(window.is_high)

    assert told == [True, True, True, True, False, False]


def test_counters_that_fell_begin_anew():
    """The bridge was started again."""
    window = a_window((0, 9000, 0), (10, 90, 10))

    assert window.ratio == 0.1


def test_failures_while_a_unit_is_away_say_nothing_about_the_cable():
    """A unit without power fails all of them."""
    window = a_window((0, 100, 0))

    window.begin(10, 100, 30)
    assert (window.ratio, window.is_high) == (None, False)
    window.add(20, 200, 30)

    assert window.ratio == 0.0


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(0, 500), st.integers(0, 500)), max_size=40))
def test_a_ratio_is_a_share_and_memory_is_bounded(steps):
    """Whatever bridges report."""
    window, at = ErrorWindow(), 0.0
    for seconds, answered, failed in steps:
        at += seconds
        window.add(at, answered, failed)

        assert window.ratio is None or 0 <= window.ratio <= 1
        assert all(sample[0] > at - 60 for sample in window._samples[2:])
