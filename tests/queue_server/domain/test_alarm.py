"""Alarms: each limit is a limit, each trouble is told once and named as long as it lasts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.alarm import AlarmKind, AlarmLimits, CounterNow, WaitingNow, alarms, message_alarms

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
LIMITS = AlarmLimits(longest_wait_s=600, queue_length=2, idle_counter_s=60, long_service_s=900)


def waits(number, seconds, service="land", **sent):
    return WaitingNow(number=number, service=service, since=NOON - timedelta(seconds=seconds), **sent)


def a_counter(code="1", free_s=None, served_s=None, services=("land",)):
    free, served = (None if one is None else NOON - timedelta(seconds=one) for one in (free_s, served_s))
    return CounterNow(
        counter=code, services=services, operator="lan", free_since=free, number="A001", serving_since=served
    )


def ids(*waiting, counters=(), silent=()):
    return [one.id for one in alarms(waiting, counters, silent, LIMITS, NOON)]


@pytest.mark.parametrize(("seconds", "found"), [(600, []), (601, ["longest_wait:land"])])
def test_who_waits_longest_is_named_beyond_the_limit(seconds, found):
    """The limit itself is still fine."""
    assert ids(waits("A001", seconds), waits("A002", 30)) == found


def test_a_long_line_is_told_by_service():
    assert ids(*(waits(f"A00{one}", 5) for one in range(3)), waits("B001", 5, "tax")) == ["queue_length:land"]


@pytest.mark.parametrize(
    ("counter", "found"),
    [
        (a_counter(free_s=61), ["idle_counter:1"]),
        (a_counter(free_s=60), []),
        (a_counter(), []),
        (a_counter(free_s=61, services=("tax",)), []),
    ],
)
def test_a_free_counter_that_leaves_people_waiting_is_told(counter, found):
    """Only if it could call them, and not between two tickets, however long the line has been waiting."""
    assert ids(waits("A001", 599), counters=[counter]) == found


def test_a_counter_is_not_idle_for_somebody_who_came_just_now():
    assert ids(waits("A001", 60), counters=[a_counter(free_s=600)]) == []


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({"bound_counter": "1"}, ["idle_counter:1"]),
        ({"bound_counter": "2"}, []),
        ({"bound_operator": "lan"}, ["idle_counter:1"]),
        ({"bound_operator": "minh"}, []),
    ],
)
def test_who_was_sent_to_another_counter_leaves_this_one_free(sent, found):
    """It could not call them."""
    assert ids(waits("A001", 61, **sent), counters=[a_counter(free_s=600)]) == found


def test_a_long_service_is_told_with_its_ticket():
    assert ids(counters=[a_counter(served_s=901), a_counter("2", served_s=900)]) == ["long_service:1:A001"]


def test_silent_devices_are_told_by_name():
    assert ids(silent=["tv", "line1/5"]) == ["device_silent:line1/5", "device_silent:tv"]


def test_messages_that_could_not_be_sent_are_counted_by_channel():
    found = message_alarms({"webhook": 3, "mail": 1})

    assert [(one.id, one.value) for one in found] == [("messages:mail", 1), ("messages:webhook", 3)]


@given(
    st.lists(st.tuples(st.sampled_from(["land", "tax"]), st.integers(0, 2000)), max_size=30),
    st.permutations(range(30)),
)
def test_the_order_in_which_people_are_read_makes_no_difference(people, order):
    """And a longer wait never ends an alarm."""
    waiting = [waits(f"A{index:03d}", seconds, service) for index, (service, seconds) in enumerate(people)]
    mixed = [waiting[index] for index in order if index < len(waiting)]

    found = alarms(waiting, [], [], LIMITS, NOON)

    assert alarms(mixed, [], [], LIMITS, NOON) == found
    later = {(one.kind, one.subject) for one in alarms(waiting, [], [], LIMITS, NOON + timedelta(seconds=60))}
    assert {(one.kind, one.subject) for one in found} <= later
    assert all(one.kind in set(AlarmKind) for one in found)
