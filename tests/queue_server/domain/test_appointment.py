"""What can be booked, and what a booking gives at check-in."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.domain.appointment import (
    CODE_LETTERS,
    TRANSITIONS,
    Appointment,
    AppointmentState,
    Book,
    Standing,
    code_of,
    read_code,
    standing_at,
    written,
)
from queue_server.domain.booking_capacity import CounterPlaces
from queue_server.domain.booking_rules import BookingRules, check_booking
from queue_server.domain.errors import Refusal
from tests.counts import count

VIETNAM = "Asia/Ho_Chi_Minh"
DAY = date(2026, 3, 2)
NIGHT = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
"""01:00 of that day in Vietnam."""


def hours(*periods, zone=VIETNAM):
    """Return periods of every day, given as ("08:00", "11:30")."""

    def of(day):
        local = [[datetime.combine(day, time.fromisoformat(one), ZoneInfo(zone)) for one in pair] for pair in periods]
        return [(begin, end) for begin, end in local]

    return of


def alike(counters):
    """Return so many counters that serve the service without a limit of their own."""
    return (CounterPlaces(services=frozenset({"land"})),) * counters


def a_book(*periods, zone=VIETNAM, counters=1, places=(), **rules):
    return Book(
        rules=BookingRules(**({"enabled": True, "lead_min": 0} | rules)),
        periods=hours(*periods, zone=zone),
        service="land",
        counters=places or alike(counters),
        zone=zone,
    )


def most_at_once(spans, begin, end):
    """Return how many spans overlap each other at most within an interval."""
    met = [one for one in spans if one[0] < end and one[1] > begin]
    instants = {begin, *(one[0] for one in met if one[0] > begin)}
    return max(sum(one[0] <= instant < one[1] for one in met) for instant in instants)


def local_times(slots, zone=VIETNAM):
    return [f"{one.begins_at.astimezone(ZoneInfo(zone)):%H:%M}" for one in slots]


def test_hours_are_cut_into_slots_and_what_is_left_over_is_not_booked():
    book = a_book(("08:00", "09:10"), ("13:30", "14:00"), slot_min=30)

    assert local_times(book.slots(DAY, {}, NIGHT)) == ["08:00", "08:30", "13:30"]


def test_nothing_can_be_booked_where_it_is_switched_off_or_on_blackout_days():
    assert a_book(("08:00", "09:00"), enabled=False).slots(DAY, {}, NIGHT) == []
    assert a_book(("08:00", "09:00"), blackout=(DAY,)).slots(DAY, {}, NIGHT) == []


def test_one_books_some_time_before_and_not_too_far_ahead():
    book = a_book(("08:00", "10:00"), slot_min=30, lead_min=60, horizon_days=7)
    at = datetime(2026, 3, 2, 1, 10, tzinfo=UTC)

    assert local_times(book.slots(DAY, {}, at)) == ["09:30"]
    assert book.slots(DAY + timedelta(days=7), {}, at)
    assert not book.slots(DAY + timedelta(days=8), {}, at)
    assert not book.slots(DAY - timedelta(days=1), {}, at)


def test_each_counter_adds_its_capacity_where_the_office_says_so():
    of_service = a_book(("08:00", "09:00"), capacity=2, counters=3)
    of_counters = a_book(("08:00", "09:00"), capacity=2, counters=3, per_counter=True)

    assert {one.left for one in of_service.slots(DAY, {}, NIGHT)} == {2}
    assert {one.left for one in of_counters.slots(DAY, {}, NIGHT)} == {6}


def test_bookings_of_an_older_length_still_hold_their_time():
    """After a change from 20 to 15 minutes nobody is booked over."""
    old = datetime(2026, 3, 2, 1, 20, tzinfo=UTC)
    slots = a_book(("08:00", "09:00"), slot_min=15).slots(DAY, {"land": [(old, old + timedelta(minutes=20))]}, NIGHT)

    assert [one.left for one in slots] == [1, 0, 0, 1]


def test_a_time_that_is_full_or_not_offered_is_refused_by_name():
    book = a_book(("08:00", "09:00"), slot_min=30)
    (first, second) = book.slots(DAY, {}, NIGHT)

    with pytest.raises(Refusal) as full:
        book.slot(first.begins_at, {"land": [(first.begins_at, first.ends_at)]}, NIGHT)
    with pytest.raises(Refusal) as none:
        book.slot(first.begins_at + timedelta(minutes=5), {}, NIGHT)

    assert book.slot(second.begins_at, {"land": [(first.begins_at, first.ends_at)]}, NIGHT) == second
    assert (full.value.code, full.value.field) == ("slot_taken", "begins_at")
    assert (none.value.code, none.value.field) == ("slot_unknown", "begins_at")


def test_a_period_past_midnight_can_be_booked_on_both_days():
    def night(day):
        begin = datetime.combine(day, time(23), ZoneInfo(VIETNAM))
        return [(begin, begin + timedelta(hours=2))]

    book = replace(a_book(slot_min=60), periods=night)
    after_midnight = datetime.combine(DAY, time(0), ZoneInfo(VIETNAM)).astimezone(UTC)

    assert book.slot(after_midnight, {}, after_midnight - timedelta(minutes=30)).begins_at == after_midnight


@pytest.mark.parametrize(("day", "length"), [(date(2026, 3, 29), 2), (date(2026, 10, 25), 4), (date(2026, 6, 1), 3)])
def test_days_on_which_the_clock_changes_have_slots_of_real_time(day, length):
    """From 01:00 to 04:00 in Berlin it is two hours in spring and four in autumn."""
    book = a_book(("01:00", "04:00"), zone="Europe/Berlin", slot_min=30, horizon_days=180)
    at = datetime.combine(day, time(0), ZoneInfo("Europe/Berlin")).astimezone(UTC)

    slots = book.slots(day, {}, at)

    assert len(slots) == 2 * length
    assert all(one.ends_at - one.begins_at == timedelta(minutes=30) for one in slots)
    assert all(first.ends_at == second.begins_at for first, second in pairwise(slots))


ZONES = st.sampled_from([VIETNAM, "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"])
MINUTES = st.integers(0, 24 * 60 - 1)


@st.composite
def books(draw):
    marks = sorted(draw(st.sets(MINUTES, min_size=2, max_size=6)))
    pairs = [(marks[index], marks[index + 1]) for index in range(0, len(marks) - 1, 2)]
    zone = draw(ZONES)

    def of(day):
        midnight = datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)
        return [(midnight + timedelta(minutes=begin), midnight + timedelta(minutes=end)) for begin, end in pairs]

    rules = BookingRules(
        enabled=True,
        slot_min=draw(st.integers(5, 120)),
        capacity=draw(st.integers(1, 3)),
        per_counter=draw(st.booleans()),
        lead_min=draw(st.integers(0, 200)),
        horizon_days=draw(st.integers(0, 40)),
    )
    counters = alike(draw(st.integers(0, 3)))
    return Book(rules=rules, periods=of, service="land", counters=counters, zone=zone)


@given(
    book=books(),
    start=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    picks=st.lists(st.integers(0, 10_000), max_size=40),
    changes=st.lists(st.integers(5, 120), max_size=3),
)
@settings(max_examples=count(60, 1000), deadline=None)
def test_never_more_come_at_once_than_the_capacity_and_never_outside_the_hours(book, start, picks, changes):
    """Whatever is booked in whatever order, and however the length of slots is changed in between."""
    at = datetime.combine(start, time(0), ZoneInfo(book.zone)).astimezone(UTC)
    booked = []
    lengths = [book.rules.slot_min, *changes]
    for number, pick in enumerate(picks):
        length = lengths[number * len(lengths) // max(1, len(picks))]
        now = replace(book, rules=replace(book.rules, slot_min=length))
        day = start + timedelta(days=pick % 3)
        free = [one for one in now.slots(day, {"land": booked}, at) if one.left]
        if not free:
            continue
        slot = now.slot(free[pick % len(free)].begins_at, {"land": booked}, at)
        assert any(begin <= slot.begins_at and slot.ends_at <= end for begin, end in book.periods(day))
        assert slot.begins_at >= at + timedelta(minutes=book.rules.lead_min)
        booked.append((slot.begins_at, slot.ends_at))

    spans = sorted(booked)
    assert all(most_at_once(spans, begin, end) <= book.capacity for begin, end in spans)


NINE = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""09:00 in Vietnam."""
AN_APPOINTMENT = Appointment(
    id="a1",
    code="7KQF2M9X",
    office="songcong",
    service="land",
    begins_at=NINE,
    ends_at=NINE + timedelta(minutes=15),
    made_at=NIGHT,
)


@pytest.mark.parametrize(
    ("minutes", "standing"),
    [
        (-61, "appointment_early"),
        (-60, Standing.APPOINTMENT),
        (0, Standing.APPOINTMENT),
        (15, Standing.APPOINTMENT),
        (16, Standing.NORMAL),
    ],
)
def test_early_is_refused_late_within_the_grace_loses_nothing_beyond_it_is_a_normal_number(minutes, standing):
    at = NINE + timedelta(minutes=minutes)
    try:
        found = standing_at(BookingRules(), 900, AN_APPOINTMENT, at, VIETNAM)
    except Refusal as refusal:
        found = refusal.code
        assert "2026-03-02 09:00; check in from 2026-03-02 08:00" in refusal.detail

    assert found == standing


def test_nobody_checks_in_on_the_day_before_since_numbers_end_with_their_day():
    rules, yesterday = BookingRules(check_in_min=1440), NIGHT - timedelta(hours=2)

    with pytest.raises(Refusal) as refused:
        standing_at(rules, 900, AN_APPOINTMENT, yesterday, VIETNAM)

    assert "check in from 2026-03-02 00:00" in refused.value.detail
    assert standing_at(rules, 900, AN_APPOINTMENT, NIGHT, VIETNAM) is Standing.APPOINTMENT


def test_an_office_may_refuse_who_is_too_late():
    with pytest.raises(Refusal) as refused:
        standing_at(BookingRules(late_as_normal=False), 900, AN_APPOINTMENT, NINE + timedelta(hours=1), VIETNAM)

    assert refused.value.code == "appointment_late"


@pytest.mark.parametrize("before", list(AppointmentState))
@pytest.mark.parametrize("after", list(AppointmentState))
def test_the_states_follow_their_table(before, after):
    one = Appointment(**{name: getattr(AN_APPOINTMENT, name) for name in AN_APPOINTMENT.__slots__} | {"state": before})
    if after in TRANSITIONS[before]:
        assert one.moved_to(after).state is after
        return
    if before is AppointmentState.BOOKED:
        return  # nobody books a booked one
    with pytest.raises(Refusal) as refused:
        one.moved_to(after)
    assert refused.value.code.startswith("appointment_")


@given(secret=st.text(max_size=40), attempt=st.integers(0, 5))
def test_codes_are_typed_in_any_way_and_read_again(secret, attempt):
    code = code_of(secret, attempt)

    assert set(code) <= set(CODE_LETTERS)
    assert {
        read_code(one)
        for one in (code, code.lower(), written(code), f" {written(code)} ", f"https://so.example.vn/a/{code}?lang=en")
    } == {code}


@pytest.mark.parametrize("text", ["", "7KQF", "7KQF-2M9", "7KQF-2M9XX", "O0I1LU55", "H56.25-240115-0012", "/"])
def test_what_is_no_code_is_none(text):
    assert read_code(text) is None


@pytest.mark.parametrize(("field", "value"), [("slot_min", 4), ("capacity", 0), ("horizon_days", 181)])
def test_impossible_rules_are_refused_with_what_is_allowed(field, value):
    with pytest.raises(Refusal) as refused:
        check_booking(BookingRules(**{field: value}))

    assert refused.value.field == field
    assert "allowed are" in refused.value.detail


def test_a_blackout_day_is_named_once():
    with pytest.raises(Refusal) as refused:
        check_booking(BookingRules(blackout=(DAY, DAY)))

    assert refused.value.field == "blackout"
