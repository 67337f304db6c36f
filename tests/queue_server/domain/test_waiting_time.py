"""How long people are likely to wait."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.domain.opening_hours import Opening
from queue_server.domain.pauses import UNKNOWN_S
from queue_server.domain.service_times import ServiceTimes
from queue_server.domain.waiting_time import LEAST_LEFT, LOOK_AHEAD, BusyDesk, outlook
from tests.counts import count

AT = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
DAY = date(2026, 3, 2)


def taking(seconds, count=40):
    times = ServiceTimes()
    for _ in range(count):
        times = times.after_service(seconds, DAY, 9)
    return times


TIMES = {"land": taking(600.0), "tax": taking(300.0)}


def looked_at(desks, waiting, times=None):
    return outlook(desks, waiting, TIMES if times is None else times, DAY, AT, "Asia/Ho_Chi_Minh")


def test_two_ahead_at_one_counter_take_two_services():
    outlook_ = looked_at([BusyDesk(services=["land"])], {"land": 2})

    assert outlook_.expected_s("land", 0) == 0
    assert outlook_.expected_s("land", 1) == pytest.approx(600)
    assert outlook_.expected_s("land", 2) == pytest.approx(1200)
    assert outlook_.pace_s["land"] == pytest.approx(600)


def test_two_counters_halve_the_wait():
    desks = [BusyDesk(services=["land"]), BusyDesk(services=["land"])]

    assert looked_at(desks, {"land": 4}).expected_s("land", 4) == pytest.approx(1200)


def test_a_counter_serves_what_it_prefers_first():
    """Two taxes wait before anybody of the second service is called."""
    outlook_ = looked_at([BusyDesk(services=["tax", "land"])], {"tax": 2, "land": 1})

    assert outlook_.expected_s("land", 0) == pytest.approx(600)
    assert outlook_.expected_s("land", 1) == pytest.approx(1200)
    assert outlook_.expected_s("tax", 2) == pytest.approx(600)


def test_the_present_ticket_is_finished_first():
    """It has taken a third of the usual time; one that takes longer than usual may be done soon."""
    early = BusyDesk(services=["land"], busy_with="land", busy_for_s=200)
    late = BusyDesk(services=["land"], busy_with="land", busy_for_s=5000)

    assert looked_at([early], {}).expected_s("land", 0) == pytest.approx(400)
    assert looked_at([late], {}).expected_s("land", 0) == pytest.approx(600 * LEAST_LEFT)


def test_a_pause_is_waited_for_and_tickets_sent_to_the_counter_come_first():
    paused = BusyDesk(services=["land"], paused=True)
    wanted = BusyDesk(services=["land"], sent_here=2)

    assert looked_at([paused], {}).expected_s("land", 0) == pytest.approx(UNKNOWN_S)
    assert looked_at([wanted], {}).expected_s("land", 0) == pytest.approx(1200)


def test_no_estimate_before_data_or_without_a_counter():
    """Without a finished service, or with nobody there to serve, no time is shown rather than a guess."""
    desk = BusyDesk(services=["land"])

    assert looked_at([desk], {"land": 3}, {}).wait("land", 3) is None
    assert looked_at([desk], {"land": 3}, {"land": taking(600, 2)}).wait("land", 3) is None
    assert looked_at([desk], {"land": 3}, {"tax": TIMES["tax"]}).wait("land", 3) is None
    assert looked_at([], {"land": 3}).wait("land", 3) is None
    assert looked_at([BusyDesk(services=["tax"])], {"land": 3}).wait("land", 3) is None


def test_those_who_usually_come_for_the_preferred_service_delay_the_other():
    """A lull doesn't last: at this hour twenty come for what the counter prefers."""
    busy = TIMES["tax"]
    for _ in range(20):
        for hour in (9, 10, 11):
            busy = busy.after_call(DAY, hour, ahead=False)
    tomorrow = date(2026, 3, 3)
    desk, waiting = BusyDesk(services=["tax", "land"]), {"land": 4}

    calm = outlook([desk], waiting, TIMES, tomorrow, AT, "Asia/Ho_Chi_Minh").expected_s("land", 4)
    full = outlook([desk], waiting, {**TIMES, "tax": busy.on(tomorrow)}, tomorrow, AT, "Asia/Ho_Chi_Minh").expected_s(
        "land", 4
    )

    assert full > 1.3 * calm


def test_a_long_line_is_extrapolated():
    """Nine hundred people cost no more to look at than three hundred."""
    outlook_ = looked_at([BusyDesk(services=["land"])], {"land": 900})

    assert len(outlook_.starts_s["land"]) <= LOOK_AHEAD + 1
    assert outlook_.expected_s("land", 900) == pytest.approx(900 * 600, rel=0.01)


SURPRISES = st.lists(st.tuples(st.sampled_from([30.0, 400.0, 3000.0]), st.floats(0, 9000)), max_size=40)


@given(
    desks=st.lists(
        st.builds(
            BusyDesk,
            services=st.lists(st.sampled_from(["land", "tax"]), min_size=1, max_size=2, unique=True),
            paused=st.booleans(),
            busy_with=st.sampled_from([None, "land"]),
            busy_for_s=st.floats(0, 3000),
        ),
        max_size=5,
    ),
    land=st.integers(0, 60),
    tax=st.integers(0, 60),
    surprises=SURPRISES,
)
def test_more_people_ahead_never_wait_less(desks, land, tax, surprises):
    """Whatever was learnt from waits that were longer or shorter than foretold."""
    times = TIMES
    for foretold, actual in surprises:
        times = {service: known.after_wait(foretold, actual, ahead=False) for service, known in times.items()}
    outlook_ = looked_at(desks, {"land": land, "tax": tax}, times)

    for service, waiting in (("land", land), ("tax", tax)):
        expected = [outlook_.expected_s(service, ahead) for ahead in range(waiting + 3)]
        assert (expected[0] is None) == (not any(service in desk.services for desk in desks))
        if expected[0] is not None:
            assert expected == sorted(expected)
            waits = [outlook_.wait(service, ahead) for ahead in range(waiting + 3)]
            assert [one.low_s for one in waits] == sorted(one.low_s for one in waits)
            assert [one.high_s for one in waits] == sorted(one.high_s for one in waits)
            for wait in waits:
                assert 0 <= wait.low_s <= wait.high_s
                assert wait.low_s % 10 == 0 == wait.high_s % 10


def test_who_said_when_they_are_back_is_not_guessed_about():
    """A planned end counts more than how long pauses usually are."""
    planned = BusyDesk(services=["land"], paused=True, paused_for_s=60, back_in_s=3000)

    assert looked_at([planned], {}).expected_s("land", 0) == 3000


HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def opening(*minutes):
    """Return the hours of the day: begin, end, begin, end … in minutes after midnight."""
    moments = [datetime(2026, 3, 2, tzinfo=HANOI) + timedelta(minutes=one) for one in minutes]
    return tuple(Opening(begin=begin, end=end) for begin, end in zip(moments[::2], moments[1::2], strict=True))


def test_who_would_be_called_in_the_break_waits_until_it_is_over():
    """It is half past nine; six services take an hour. The break from ten to eleven comes after the third."""
    plain = looked_at([BusyDesk(services=["land"])], {"land": 6})
    broken = plain.within({"land": opening(450, 600, 660, 1020)}, AT)

    assert broken.wait("land", 2).low_s == plain.wait("land", 2).low_s
    assert broken.wait("land", 6).low_s == pytest.approx(plain.wait("land", 6).low_s + 3600)


@pytest.mark.parametrize(
    ("ahead", "told"),
    [(0, None), (2, "perhaps_after"), (3, "perhaps_before"), (4, "perhaps_before"), (16, None)],
)
def test_who_may_be_called_on_either_side_of_a_break_is_told(ahead, told):
    """Half past nine, a break from ten to eleven, ten minutes a service: the third is called before it, or soon after.

    Who was told only a time after the break would have gone, one of four or five of them in vain.
    """
    outlook_ = looked_at([BusyDesk(services=["land"])], {"land": 20}).within({"land": opening(450, 600, 660, 1020)}, AT)

    assert outlook_.wait("land", ahead).over_break == told


def test_nobody_is_told_of_a_break_that_is_over_or_of_none():
    hours = opening(450, 540, 560, 1020)

    assert looked_at([BusyDesk(services=["land"])], {"land": 3}).wait("land", 3).over_break is None
    outlook_ = looked_at([BusyDesk(services=["land"])], {"land": 3}).within({"land": hours}, AT)
    assert outlook_.wait("land", 3).over_break is None


def test_who_would_be_called_after_closing_is_told():
    """Half past nine, closing at ten: the fourth is not sure, the fifth is."""
    outlook_ = looked_at([BusyDesk(services=["land", "tax"])], {"land": 9}).within({"land": opening(450, 600)}, AT)

    assert not outlook_.wait("land", 2).after_closing
    assert outlook_.wait("land", 4).after_closing
    assert not outlook_.wait("tax", 99).after_closing


def test_who_is_left_after_closing_time_is_told_so_as_well():
    outlook_ = looked_at([BusyDesk(services=["land"])], {"land": 9}).within({"land": opening(450, 560)}, AT)

    assert outlook_.wait("land", 1).after_closing
    assert outlook_.wait("land", 6).low_s > 0


DESKS = st.lists(
    st.builds(
        BusyDesk,
        services=st.lists(st.sampled_from(["land", "tax"]), min_size=1, max_size=2, unique=True),
        paused=st.booleans(),
        paused_for_s=st.floats(0, 3000),
        busy_with=st.sampled_from([None, "land"]),
        busy_for_s=st.floats(0, 3000),
        sent_here=st.integers(0, 2),
    ),
    min_size=1,
    max_size=4,
)


@given(
    desks=DESKS,
    land=st.integers(0, 40),
    edges=st.lists(st.integers(400, 1200), min_size=4, max_size=8, unique=True).filter(lambda one: len(one) % 2 == 0),
    minute=st.integers(400, 1200),
    data=st.data(),
)
@settings(max_examples=count(100, 500), deadline=None)
def test_no_estimate_shrinks_because_a_break_is_added(desks, land, edges, minute, data):
    """Whatever the hours are: one break more in them, for one service or for all, and nobody is told less."""
    at = datetime(2026, 3, 2, tzinfo=HANOI) + timedelta(minutes=minute)
    hours = sorted(edges)
    part = data.draw(st.integers(0, len(hours) // 2 - 1))
    begin, end = hours[2 * part], hours[2 * part + 1]
    inner = sorted(data.draw(st.lists(st.integers(begin, end), min_size=2, max_size=2)))
    broken = [*hours[: 2 * part + 1], *inner, *hours[2 * part + 1 :]]
    for place in range(0, len(broken), 2):
        if broken[place] == broken[place + 1]:
            return
    services = data.draw(st.sampled_from([("land",), ("land", "tax")]))
    found = outlook(desks, {"land": land, "tax": 3}, TIMES, DAY, at, "Asia/Ho_Chi_Minh")

    before = found.within(dict.fromkeys(services, opening(*hours)), at)
    after = found.within(dict.fromkeys(services, opening(*broken)), at)

    # Who is pushed beyond the hours before another break waits for that one as well.
    closed_s = 60 * (inner[1] - inner[0] + sum(hours[2::2]) - sum(hours[1:-1:2]))
    for service in ("land", "tax"):
        for ahead in (0, land // 2, land, land + 5):
            less, more = before.wait(service, ahead), after.wait(service, ahead)
            if less is None:
                assert more is None
                continue
            assert less.low_s <= more.low_s <= more.high_s
            assert less.high_s <= more.high_s <= less.high_s + closed_s + 60
            assert more.after_closing or not less.after_closing


def resting(minutes, days=3, hour=9):
    """Times of a service whose one counter rested so long from the full hour, each day."""
    times = taking(600.0)
    for day in range(days):
        began = datetime(2026, 2, 1 + day, hour)
        times = times.after_pause(began, began + timedelta(minutes=minutes), began.date())
    return {"land": times.on(DAY)}


def test_a_pause_is_expected_to_last_as_long_as_those_of_its_hour():
    """At lunch a counter is away longer than at a coffee, and less the longer it has been away."""
    paused = BusyDesk(services=["land"], paused=True, paused_for_s=600)

    lunch = looked_at([paused], {}, resting(50, days=20)).expected_s("land", 0)
    coffee = looked_at([paused], {}, resting(12, days=20)).expected_s("land", 0)

    assert 2000 < lunch < 2400
    assert coffee < 300


def test_hours_in_which_the_counters_usually_rest_take_longer():
    """Who is told a time before lunch hears of it."""
    desk = BusyDesk(services=["land"])

    usual = looked_at([desk], {"land": 4}).expected_s("land", 4)
    lunch = looked_at([desk], {"land": 4}, resting(30, hour=10)).expected_s("land", 4)

    assert lunch > usual + 300
