"""Who is still to come: as usual at this time of day, more on a day that has brought more."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from queue_server.domain.coming import Coming, coming_for
from queue_server.domain.service_times import ServiceTimes

DAY = date(2026, 3, 3)
AT = datetime(2026, 3, 3, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def usual(calls, ahead=0):
    """Return what is known after a day with so many calls in each hour from eight to eleven, so many with priority."""
    times = ServiceTimes()
    for hour in (8, 9, 10, 11):
        for number in range(calls):
            times = times.after_call(date(2026, 3, 2), hour, ahead=number < ahead)
    return times.on(DAY)


def test_nobody_comes_for_what_was_never_asked_for():
    assert coming_for(ServiceTimes(), 0, DAY, AT) == Coming()


def test_those_with_priority_are_told_apart():
    coming = coming_for(usual(20, ahead=5), 0, DAY, AT)

    assert 0 < coming.ahead_a_second < coming.behind_a_second


def test_a_day_that_has_brought_more_will_bring_more():
    """Those who wait have come today, too."""
    calm, full = (coming_for(usual(20), waiting, DAY, AT).behind_a_second for waiting in (0, 40))

    assert full > 1.5 * calm > 0


def test_one_comes_after_the_other_and_is_served_once():
    coming = Coming(ahead_a_second=0.01, behind_a_second=0.02)

    assert not coming.ahead_at(99)
    assert coming.ahead_at(100)
    coming.ahead_served += 1
    assert not coming.ahead_at(199)
    assert coming.behind_at(50)
