"""What counters take at the same time, checked against Hall's theorem: never more than they can, never less."""

from datetime import UTC, datetime, timedelta
from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.domain.booking_capacity import ENDLESS, CounterPlaces, Timeline, places_left, places_of, sharing
from queue_server.domain.office import Counter
from tests.counts import count
from tests.queue_server.domain.test_appointment import DAY, NIGHT, a_book

SERVICES = "abcde"
NINE = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def counter(services, places=ENDLESS):
    return CounterPlaces(services=frozenset(services), places=places)


def fits(counters, held):
    """Return whether all can be at counters at once. Source: Hall 1935: every group of services has places enough."""
    wanted = [code for code, number in held.items() if number]
    groups = chain.from_iterable(combinations(wanted, size) for size in range(1, len(wanted) + 1))
    return all(
        sum(held[code] for code in group) <= sum(one.places for one in counters if one.services & set(group))
        for group in groups
    )


def test_who_is_held_makes_room_at_another_counter():
    """The appointment for b may sit at either counter; the one for a only at the first."""
    counters = [counter("ab", 1), counter("bc", 1)]

    assert places_left(counters, {"b": 1}, "a") == 1
    assert places_left(counters, {"b": 1, "c": 1}, "a") == 0


def test_the_sum_of_its_counters_is_what_a_service_gets_alone():
    assert places_left([counter("a", 2), counter("ab", 1), counter("b", 5)], {}, "a") == 3
    assert places_left([counter("b", 2)], {}, "a") == 0
    assert places_left([counter("a"), counter("a", 2)], {"a": 40}, "a") >= ENDLESS - 40


def test_bookings_beyond_what_counters_take_by_now_leave_nothing():
    """After a limit was lowered nobody is turned away, but nobody is added either."""
    counters = [counter("ab", 1), counter("c", 2)]

    assert places_left(counters, {"a": 3}, "b") == 0
    assert places_left(counters, {"a": 3}, "c") == 2


def test_only_services_that_can_take_its_places_are_looked_at():
    counters = [counter("ab", 1), counter("bc", 1), counter("de", 1), counter("ef", 2), counter("f")]

    assert sharing(counters, "a") == {"a", "b", "c"}
    assert sharing(counters, "d") == {"d", "e"}
    assert sharing(counters, "f") == {"f"}
    assert sharing(counters, "g") == {"g"}


def test_a_counter_of_the_office_without_a_limit_has_places_for_all():
    counters = (
        Counter(id="c1", code="1", name="1", services=("a", "b"), appointments=0),
        Counter(id="c2", code="2", name="2", services=("b",)),
    )

    assert places_of(counters) == (counter("ab", 0), counter("b"))


COUNTERS = st.lists(
    st.builds(counter, st.sets(st.sampled_from(SERVICES), max_size=4), st.one_of(st.integers(0, 3), st.just(ENDLESS))),
    max_size=5,
)


@given(counters=COUNTERS, wishes=st.lists(st.sampled_from(SERVICES), max_size=25))
@settings(max_examples=count(150, 3000), deadline=None)
def test_places_are_given_exactly_as_long_as_all_fit(counters, wishes):
    """In whatever order people book: nobody too many, and nobody is refused who would fit."""
    held = dict.fromkeys(SERVICES, 0)
    for code in wishes:
        known = {one: held[one] for one in sharing(counters, code)}
        one_more = held | {code: held[code] + 1}
        assert (places_left(counters, known, code) > 0) == fits(counters, one_more)
        if fits(counters, one_more):
            held = one_more


@given(counters=COUNTERS, numbers=st.lists(st.integers(0, 4), min_size=5, max_size=5), code=st.sampled_from(SERVICES))
@settings(max_examples=count(150, 3000), deadline=None)
def test_what_is_left_can_be_booked_to_the_last(counters, numbers, code):
    held = dict(zip(SERVICES, numbers, strict=True))
    left = places_left(counters, held, code)
    if fits(counters, held):
        assert fits(counters, held | {code: held[code] + left})
        assert left >= ENDLESS - 100 or not fits(counters, held | {code: held[code] + left + 1})


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=12)


@given(a=SPANS, b=SPANS, begin=st.integers(0, 60), length=st.integers(1, 20))
@settings(max_examples=count(100, 1000), deadline=None)
def test_a_timeline_knows_every_instant_of_an_interval(a, b, begin, length):
    def at(minute):
        return NINE + timedelta(minutes=minute)

    booked = {"a": [(at(one), at(one + many)) for one, many in a], "b": [(at(one), at(one + many)) for one, many in b]}
    expected = []
    for minute in range(begin, begin + length):
        now = {code: sum(first <= at(minute) < last for first, last in spans) for code, spans in booked.items()}
        expected.append({code: number for code, number in now.items() if number})

    found = list(Timeline(booked).within(at(begin), at(begin + length)))

    assert [one for one in expected if one not in found] == []
    assert [one for one in found if one not in expected] == []


def test_counters_with_limits_take_no_more_than_they_do_together():
    """The smaller of what the service takes and what its counters take."""
    two, one = (CounterPlaces(services=frozenset({"land", "civil"}), places=number) for number in (2, 1))

    for capacity, counters, left in [(9, (two, one), 3), (2, (two, one), 2), (9, (one,), 1)]:
        book = a_book(("08:00", "09:00"), capacity=capacity, places=counters)
        assert {slot.left for slot in book.slots(DAY, {}, NIGHT)} == {left}


def test_a_counter_shares_its_places_among_its_services():
    """Civil status holds the only counter at eight, so nobody can come for land then."""
    shared = CounterPlaces(services=frozenset({"land", "civil"}), places=1)
    book = a_book(("08:00", "09:00"), slot_min=30, capacity=5, places=(shared,))
    eight = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

    slots = book.slots(DAY, {"civil": [(eight, eight + timedelta(minutes=20))]}, NIGHT)

    assert book.sharing == {"land", "civil"}
    assert [one.left for one in slots] == [0, 1]


def test_nobody_books_what_no_counter_serves():
    other = CounterPlaces(services=frozenset({"civil"}))

    assert {one.left for one in a_book(("08:00", "09:00"), places=(other,)).slots(DAY, {}, NIGHT)} == {0}
