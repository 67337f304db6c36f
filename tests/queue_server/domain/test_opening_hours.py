"""Opening hours: intervals of a week with its exceptions, on clocks that change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.domain.errors import Refusal
from queue_server.domain.opening_hours import (
    Calendar,
    ClosedBecause,
    DayOff,
    Opening,
    OpeningHours,
    Period,
    SpecialDay,
    after_work,
    check_hours,
    open_s,
)
from tests.counts import count

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING, AFTERNOON = Period(begin=450, end=690), Period(begin=810, end=1020)
OFFICE_WEEK = ((MORNING, AFTERNOON),) * 5 + ((), ())
MONDAY = date(2026, 3, 2)


def a_calendar(**fields):
    return Calendar(**({"zone": "Asia/Ho_Chi_Minh", "week": OFFICE_WEEK} | fields))


def at(text, zone=HANOI):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def test_a_day_is_its_periods_on_the_office_s_clock():
    first, second = a_calendar().periods(MONDAY)

    assert (first.begin, first.end) == (at("2026-03-02T07:30"), at("2026-03-02T11:30"))
    assert (second.begin, second.end) == (at("2026-03-02T13:30"), at("2026-03-02T17:00"))


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [("07:29:59", False), ("07:30:00", True), ("11:29:59", True), ("11:30:00", False), ("16:59:59", True)],
)
def test_a_period_ends_with_the_instant_that_is_not_in_it(moment, is_open):
    assert a_calendar().is_open(at(f"2026-03-02T{moment}")) is is_open


@pytest.mark.parametrize(
    ("moment", "because", "opens"),
    [
        ("2026-03-02T06:00", ClosedBecause.OUTSIDE_HOURS, "2026-03-02T07:30"),
        ("2026-03-02T12:00", ClosedBecause.BREAK, "2026-03-02T13:30"),
        ("2026-03-06T17:00", ClosedBecause.OUTSIDE_HOURS, "2026-03-09T07:30"),
        ("2026-03-07T10:00", ClosedBecause.DAY_OFF, "2026-03-09T07:30"),
    ],
)
def test_closed_hours_say_why_and_until_when(moment, because, opens):
    calendar = a_calendar()

    assert calendar.why_closed(at(moment)).because is because
    assert calendar.next_opening(at(moment)) == at(opens)


def test_special_days_count_before_days_off_and_those_before_the_week():
    """A working Saturday within a week off is worked."""
    calendar = a_calendar(
        closed=(DayOff(first=MONDAY, last=date(2026, 3, 8), note="Sửa nhà"),),
        special=(SpecialDay(day=date(2026, 3, 7), periods=(MORNING,)),),
    )

    assert calendar.periods(MONDAY) == ()
    assert calendar.why_closed(at("2026-03-03T10:00")).note == {"vi": "Sửa nhà"}
    assert calendar.next_opening(at("2026-03-02T10:00")) == at("2026-03-07T07:30")


def test_holidays_close_and_are_named():
    calendar = a_calendar(holidays={date(2026, 4, 30): {"vi": "Ngày Chiến thắng", "en": "Liberation Day"}}.get)

    why = calendar.why_closed(at("2026-04-30T10:00"))

    assert (why.because, why.note["en"]) == (ClosedBecause.HOLIDAY, "Liberation Day")


def test_numbers_may_be_given_before_the_opening():
    calendar = a_calendar(early_min=30)

    assert not calendar.gives_numbers(at("2026-03-02T06:59"))
    assert calendar.gives_numbers(at("2026-03-02T07:00"))
    assert not calendar.is_open(at("2026-03-02T07:00"))
    assert calendar.next_change(at("2026-03-02T06:00")) == at("2026-03-02T07:00")


def test_a_calendar_that_never_opens_says_so():
    assert a_calendar(week=((),) * 7).next_opening(at("2026-03-02T07:00")) is None


def test_work_goes_on_after_the_break_and_beyond_the_end():
    """An hour and a half from 10:30 on ends half an hour after the break; overtime is worked."""
    calendar, now = a_calendar(), at("2026-03-02T10:30")
    rest = calendar.rest_of_day(now)

    assert after_work(rest, now, 1800) == 1800
    assert now + timedelta(seconds=after_work(rest, now, 5400)) == at("2026-03-02T14:00")
    assert now + timedelta(seconds=after_work(rest, now, 5 * 3600)) == at("2026-03-02T17:30")
    assert after_work((), now, 60) == 60
    assert now + timedelta(seconds=after_work(rest, now, 3600)) == at("2026-03-02T13:30"), (
        "nothing begins with the break"
    )


def test_numbers_are_given_all_the_time_before_an_opening_that_is_shorter():
    """Ninety minutes before an hour that opens at eight: not only until its end is ninety minutes away."""
    calendar = a_calendar(week=((Period(begin=480, end=540),),) * 7, early_min=90)

    given = [
        calendar.gives_numbers(at(f"2026-03-02T{moment}")) for moment in ("06:29", "06:30", "07:40", "08:59", "09:00")
    ]
    assert given == [False, True, True, True, False]


def test_open_seconds_are_those_within_the_hours():
    hours = a_calendar().periods(MONDAY)

    assert open_s(hours, at("2026-03-02T11:00"), at("2026-03-02T14:00")) == 3600
    assert open_s(hours, at("2026-03-02T11:40"), at("2026-03-02T13:00")) == 0


def test_a_period_over_a_skipped_hour_is_shorter():
    """In Berlin the clock jumps from two to three on 29 March 2026, and there is no half past two."""
    calendar = a_calendar(zone="Europe/Berlin", week=((Period(begin=90, end=150), Period(begin=150, end=240)),) * 7)
    jump = datetime(2026, 3, 29, 1, tzinfo=UTC)

    first, second = calendar.periods(date(2026, 3, 29))

    assert (first.begin, first.end) == (jump - timedelta(minutes=30), jump)
    assert (second.begin, second.end) == (jump, jump + timedelta(hours=1))


@pytest.mark.parametrize(
    ("hours", "field"),
    [
        (OpeningHours(week=((MORNING,),)), "week"),
        (OpeningHours(week=((AFTERNOON, MORNING),) * 7), "week"),
        (OpeningHours(week=((Period(begin=600, end=600),),) * 7), "week"),
        (OpeningHours(week=((Period(begin=600, end=1441),),) * 7), "week"),
        (OpeningHours(closed=(DayOff(first=MONDAY, last=date(2026, 3, 1)),)), "closed"),
        (OpeningHours(special=(SpecialDay(day=MONDAY, periods=()),) * 2), "special"),
        (OpeningHours(early_min=-1), "early_min"),
    ],
)
def test_hours_that_cannot_be_kept_are_refused(hours, field):
    with pytest.raises(Refusal) as refused:
        check_hours(hours)

    assert refused.value.field == field


ZONES = st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "UTC"])
DAYS = st.dates(date(2025, 12, 1), date(2027, 2, 1))


@st.composite
def days(draw):
    marks = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
    return tuple(Period(begin=begin, end=end) for begin, end in zip(marks[::2], marks[1::2], strict=False))


@st.composite
def calendars(draw):
    return Calendar(
        zone=draw(ZONES),
        week=tuple(draw(st.lists(days(), min_size=7, max_size=7))),
        closed=tuple(DayOff(first=one, last=one + timedelta(days=2)) for one in draw(st.lists(DAYS, max_size=3))),
        special=tuple(SpecialDay(day=one, periods=draw(days())) for one in draw(st.sets(DAYS, max_size=3))),
        early_min=draw(st.sampled_from([0, 0, 15, 90])),
    )


INSTANTS = st.datetimes(datetime(2025, 12, 1), datetime(2027, 2, 1), timezones=st.just(UTC))


@given(calendar=calendars(), first=DAYS)
@settings(max_examples=count(60, 1000), deadline=None)
def test_intervals_are_in_order_and_never_overlap(calendar, first):
    """Whatever a clock does in the night, nobody is open twice at once."""
    found = [one for offset in range(4) for one in calendar.periods(first + timedelta(days=offset))]

    instants = [instant for one in found for instant in (one.begin, one.end)]
    assert instants == sorted(instants)
    assert all(one.begin < one.end for one in found)


@given(calendar=calendars(), instant=INSTANTS)
@settings(max_examples=count(60, 1000), deadline=None)
def test_open_means_within_an_interval_and_the_next_opening_opens(calendar, instant):
    opening = calendar.opening_at(instant)
    following = calendar.next_opening(instant)

    assert calendar.is_open(instant) == (opening is not None)
    assert opening is None or opening.begin <= instant < opening.end
    assert following is None or (following > instant and calendar.is_open(following))


@given(calendar=calendars(), instant=INSTANTS, share=st.floats(0.01, 0.99))
@settings(max_examples=count(60, 1000), deadline=None)
def test_nothing_changes_before_the_next_change(calendar, instant, share):
    """So it is enough to look again then."""
    change = calendar.next_change(instant)
    end = instant + timedelta(days=3) if change is None else change
    between = instant + (end - instant) * share

    assert between >= end or calendar.is_open(between) == calendar.is_open(instant)
    assert between >= end or calendar.gives_numbers(between) == calendar.gives_numbers(instant)


@given(
    gaps=st.lists(st.tuples(st.integers(1, 200), st.integers(1, 200)), max_size=4),
    work=st.lists(st.floats(0, 40_000), min_size=2, max_size=2),
)
@settings(max_examples=count(60, 500), deadline=None)
def test_more_work_never_ends_earlier_and_breaks_only_add(gaps, work):
    now, rest, begin = at("2026-03-02T07:30"), [], at("2026-03-02T07:30")
    for closed_min, open_min in gaps:
        begin += timedelta(minutes=closed_min)
        rest.append(Opening(begin=begin, end=begin + timedelta(minutes=open_min)))
        begin += timedelta(minutes=open_min)
    less, more = sorted(work)

    assert after_work(tuple(rest), now, less) <= after_work(tuple(rest), now, more)
    assert after_work(tuple(rest), now, less) >= less
