"""Whether a service gives numbers: hours, its own and the office's, quota, and the end of the day."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from queue_server.domain.availability import IssuedToday, Shut, availability, calendar_of, following, next_change
from queue_server.domain.office import Quota, Rules, ServiceRules
from queue_server.domain.opening_hours import DayOff, OpeningHours, Period, SpecialDay
from queue_server.domain.wait_estimate import WaitEstimate
from tests.builders import an_office

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING, AFTERNOON = Period(begin=450, end=690), Period(begin=810, end=1020)
WEEK = ((MORNING, AFTERNOON),) * 5 + ((), ())
HOURS = OpeningHours(week=WEEK)
MORNINGS = OpeningHours(week=((MORNING,),) * 6 + ((),))


def an_office_with(hours=HOURS, own=None, quota=None, **rules):
    office = an_office(("land",), rules=Rules(hours=hours, **rules))
    service = replace(office.services[0], rules=ServiceRules(hours=own, quota=quota or Quota()))
    return replace(office, services=(service,))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


def found(office, moment, **given):
    return availability(office, office.services[0], at(moment), **given)


def test_without_hours_it_is_always_open():
    """Nothing changes for offices that know no hours."""
    office = an_office_with(OpeningHours())

    assert calendar_of(office, office.services[0]) is None
    assert found(office, "2026-03-01T03:00").open
    assert next_change(office, at("2026-03-01T03:00")) is None


def test_the_reason_the_next_opening_and_the_hours_are_told():
    break_ = found(an_office_with(), "2026-03-02T12:00")

    assert (break_.reason, break_.opens_at) == (Shut.BREAK, at("2026-03-02T13:30"))
    assert [one.begin.hour for one in break_.hours] == [7, 13]
    assert found(an_office_with(), "2026-03-02T10:00").closes_at == at("2026-03-02T11:30")


def test_a_service_that_is_switched_off_stays_so_in_its_hours():
    office = an_office_with()
    off = replace(office, services=(replace(office.services[0], open=False),))

    assert found(off, "2026-03-02T10:00").reason is Shut.SWITCHED_OFF


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        ("2026-03-02T14:00", Shut.OUTSIDE_HOURS),
        ("2026-03-07T10:00", None),
        ("2026-03-03T10:00", Shut.CLOSED_DAY),
        ("2026-03-04T10:00", Shut.HOLIDAY),
        ("2026-03-05T10:00", Shut.CLOSED_DAY),
        ("2026-03-06T10:00", None),
    ],
)
def test_a_service_with_a_week_of_its_own_keeps_the_office_s_days_off(moment, reason):
    """The 3rd is off for all, the 4th a holiday, the 5th off for the service, the 6th a holiday that is worked."""
    holidays = {date(2026, 3, 4): {"vi": "Lễ"}, date(2026, 3, 6): {"vi": "Lễ"}}.get
    whole = replace(
        HOURS,
        closed=(DayOff(first=date(2026, 3, 3), last=date(2026, 3, 3)),),
        special=(SpecialDay(day=date(2026, 3, 6), periods=(AFTERNOON,)),),
    )
    own = replace(MORNINGS, closed=(DayOff(first=date(2026, 3, 5), last=date(2026, 3, 5)),))

    assert found(an_office_with(whole, own), moment, holidays=holidays).reason is reason


def test_a_day_off_of_a_service_counts_on_the_office_s_special_day():
    whole = replace(HOURS, special=(SpecialDay(day=date(2026, 3, 7), periods=(MORNING,)),))
    own = OpeningHours(closed=(DayOff(first=date(2026, 3, 7), last=date(2026, 3, 7), note="Họp"),))

    shut = found(an_office_with(whole, own), "2026-03-07T10:00")

    assert (shut.reason, shut.note) == (Shut.CLOSED_DAY, {"vi": "Họp"})
    assert found(an_office_with(whole), "2026-03-07T10:00").open


@pytest.mark.parametrize(
    ("quota", "moment", "left", "opens"),
    [
        (Quota(day=5), "2026-03-02T10:00", 1, None),
        (Quota(day=4), "2026-03-02T10:00", 0, "2026-03-03T07:30"),
        (Quota(day=9, morning=3), "2026-03-02T10:00", 0, "2026-03-02T13:30"),
        (Quota(day=9, morning=3), "2026-03-02T14:00", 5, None),
        (Quota(morning=3, afternoon=1), "2026-03-02T14:00", 0, "2026-03-03T07:30"),
    ],
)
def test_a_quota_counts_the_day_and_the_half_day(quota, moment, left, opens):
    issued = IssuedToday(morning=3, afternoon=1)

    told = found(an_office_with(quota=quota), moment, issued=issued)

    assert told.left == left
    assert told.reason is (None if left else Shut.QUOTA_REACHED)
    assert told.opens_at == (at(opens) if opens else None)


@pytest.mark.parametrize(("moment", "again"), [("02T01:00", "02T04:00"), ("02T05:00", "03T04:00")])
def test_a_quota_is_free_again_when_the_numbers_begin_anew(moment, again):
    """A night shift's day ends at four: before that, "tomorrow" would send people away for a day too long."""
    office = replace(an_office_with(OpeningHours(), quota=Quota(day=1)), day_start=time(4))

    assert found(office, f"2026-03-{moment}", issued=IssuedToday(morning=1)).opens_at == at(f"2026-03-{again}")


def test_a_quota_without_hours_is_free_again_with_the_next_day():
    office = an_office_with(OpeningHours(), quota=Quota(day=1))

    assert found(office, "2026-03-02T10:00", issued=IssuedToday(morning=1)).opens_at == at("2026-03-03T00:00")


def test_who_would_be_called_after_closing_gets_no_number():
    """Only where the office wants it; elsewhere people are told and may try."""
    in_time = WaitEstimate(low_s=3600, high_s=7200)
    too_late = WaitEstimate(low_s=3600, high_s=7200, after_closing=True)
    strict = an_office_with(closing_stop=True)

    assert found(strict, "2026-03-02T16:00", wait=in_time).open
    late = found(strict, "2026-03-02T16:01", wait=too_late)
    assert (late.reason, late.opens_at) == (Shut.CLOSING_SOON, at("2026-03-03T07:30"))
    assert found(an_office_with(), "2026-03-02T16:01", wait=too_late).open


def test_a_further_service_may_open_later_today():
    office = an_office_with()

    assert following(office, office.services[0], at("2026-03-02T12:00")).open
    assert following(office, office.services[0], at("2026-03-02T17:00")).reason is Shut.OUTSIDE_HOURS


@pytest.mark.parametrize("moment", ["2026-03-02T10:00", "2026-03-02T12:30"])
def test_a_further_service_whose_quota_is_used_up_is_refused_in_the_break_too(moment):
    office = an_office_with(quota=Quota(day=2))

    told = following(office, office.services[0], at(moment), issued=IssuedToday(morning=2))

    assert (told.reason, told.opens_at) == (Shut.QUOTA_REACHED, at("2026-03-03T07:30"))
    assert following(office, office.services[0], at(moment), issued=IssuedToday(morning=1)).open


def test_the_next_change_is_that_of_any_service_or_half_day():
    office = an_office_with(quota=Quota(morning=3))

    assert next_change(office, at("2026-03-02T11:31")) == at("2026-03-02T12:00")
    assert next_change(office, at("2026-03-02T12:00")) == at("2026-03-02T13:30")
