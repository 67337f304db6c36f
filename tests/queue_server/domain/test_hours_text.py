"""Hours and days as administrators write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.domain.errors import Misread
from queue_server.domain.hours_text import (
    read_days_off,
    read_periods,
    read_special_days,
    write_days_off,
    write_periods,
    write_special_days,
)
from queue_server.domain.opening_hours import DayOff, Period, SpecialDay
from tests.counts import count

HOURS = (Period(begin=450, end=690), Period(begin=810, end=1020))


@pytest.mark.parametrize(
    "text",
    ["07:30-11:30 13:30-17:00", "7h30 - 11h30, 13h30 – 17h", "7:30 đến 11:30; 13.30-17", "  7g30-11g30  13g30-17g00 "],
)
def test_hours_are_read_as_people_write_them(text):
    assert read_periods(text, "monday") == HOURS


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("7:30", "hours_unreadable", "7:30"),
        ("07:30-11:30 closed", "hours_unreadable", "closed"),
        ("07:75-11:30", "hours_unreadable", "07:75-11:30"),
        ("13:30-17:00 07:30-11:30", "hours_reversed", "13:30-17:00 07:30-11:30"),
        ("07:30-25:00", "hours_reversed", "07:30-25:00"),
        ("11:30-07:30", "hours_reversed", "11:30-07:30"),
    ],
)
def test_what_is_wrong_with_hours_is_quoted(text, code, said):
    with pytest.raises(Misread) as misread:
        read_periods(text, "monday")

    assert (misread.value.code, misread.value.field, misread.value.said) == (code, "monday", said)


def test_days_are_read_with_their_reason():
    text = "14/02/2026 - 22/02/2026 Nghỉ Tết\n\n2026-08-15: Mất điện\n1.9.2026"

    assert read_days_off(text, "closed_days") == (
        DayOff(first=date(2026, 2, 14), last=date(2026, 2, 22), note="Nghỉ Tết"),
        DayOff(first=date(2026, 8, 15), last=date(2026, 8, 15), note="Mất điện"),
        DayOff(first=date(2026, 9, 1), last=date(2026, 9, 1)),
    )


@pytest.mark.parametrize(
    "text", ["Tết", "31/02/2026", "22/02/2026 - 14/02/2026", "2026-13-01", "01/01/2020-01/01/2026"]
)
def test_a_line_that_is_no_day_is_quoted(text):
    with pytest.raises(Misread) as misread:
        read_days_off(f"15/08/2026\n{text}", "closed_days")

    assert (misread.value.code, misread.value.said) == ("days_unreadable", text)


def test_a_range_of_special_days_has_the_same_hours_on_each():
    found = read_special_days("24/01/2026 - 25/01/2026 07:30-11:30", "special_days")

    assert [(one.day.day, one.periods) for one in found] == [(24, HOURS[:1]), (25, HOURS[:1])]
    with pytest.raises(Misread):
        read_special_days("24/01/2026 8-9\n24/01/2026 10-11", "special_days")


DATES = st.dates(date(2020, 1, 1), date(2040, 1, 1))
NOTES = st.text(st.characters(categories=["L"]), min_size=1, max_size=8).filter(lambda one: "to" not in one)


@given(
    marks=st.sets(st.integers(0, 1440), max_size=8),
    offs=st.lists(st.tuples(DATES, st.integers(0, 30), NOTES | st.just("")), max_size=4),
    specials=st.sets(DATES, max_size=4),
)
@settings(max_examples=count(60, 500), deadline=None)
def test_what_is_written_reads_back(marks, offs, specials):
    """A form that is saved unchanged changes nothing."""
    ordered = sorted(marks)
    periods = tuple(Period(begin=one, end=two) for one, two in zip(ordered[::2], ordered[1::2], strict=False))
    days_off = tuple(DayOff(first=day, last=day + timedelta(days=more), note=note) for day, more, note in offs)
    special = tuple(SpecialDay(day=day, periods=periods) for day in specials)

    assert read_periods(write_periods(periods), "x") == periods
    assert read_days_off(write_days_off(days_off), "x") == days_off
    assert read_special_days(write_special_days(special), "x") == special


@given(text=st.text(st.sampled_from("0123456789:-/.hg đếntois \n,;"), max_size=40))
@settings(max_examples=count(100, 2000), deadline=None)
def test_any_text_is_read_or_quoted(text):
    for read in (read_periods, read_days_off, read_special_days):
        try:
            read(text, "x")
        except Misread as misread:
            assert misread.said
