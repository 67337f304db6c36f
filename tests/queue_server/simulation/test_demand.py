"""Made-up days keep to an office's hours."""

import random
from datetime import date, time
from itertools import islice
from zoneinfo import ZoneInfo

from queue_server.domain.counter_events import CounterPaused, CounterResumed
from queue_server.domain.events import TicketCalled
from queue_server.domain.office import Rules
from queue_server.domain.opening_hours import DayOff, OpeningHours, Period, SpecialDay
from queue_server.simulation.demand import Demand, made_up_day, working_days
from queue_server.simulation.replay import begin_of
from queue_server.simulation.running import CountedIds, Lobby, SimulatedClock, live
from tests.builders import a_memory_office, an_office

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = date(2026, 3, 2)
MORNING, AFTERNOON = Period(begin=450, end=690), Period(begin=810, end=1020)
WEEK = ((MORNING, AFTERNOON),) * 5 + ((), ())
BUSY = Demand(arrivals_per_hour=20, hand_over=0)


def a_planned_office(hours, day=DAY, seed=1):
    office = an_office(("land", "tax"), ("1", "2"), rules=Rules(hours=hours))
    return office, made_up_day(office, day, BUSY, random.Random(seed))


def clock_of(moment):
    return moment.astimezone(HANOI).time()


def test_nobody_comes_in_the_lunch_break_of_the_office_and_every_counter_rests_then():
    _, plan = a_planned_office(OpeningHours(week=WEEK))

    came = [clock_of(one.at) for one in plan.citizens]
    assert min(came) >= time(7, 30)
    assert max(came) < time(16, 30)
    assert not [one for one in came if time(11, 30) <= one < time(13, 30)]
    for shift in plan.shifts:
        lunch = [one for one in shift.breaks if one.fixed]
        assert [(clock_of(one.at), one.seconds) for one in lunch] == [(time(11, 30), 7200)]
        assert not [one for one in shift.breaks if not one.fixed and time(11, 30) <= clock_of(one.at) < time(13, 30)]


def test_without_hours_counters_have_lunch_by_turns():
    _, plan = a_planned_office(OpeningHours())

    lunches = [one.at for shift in plan.shifts for one in shift.breaks if one.reason == "lunch"]
    assert len(set(lunches)) == 2


def test_a_day_off_is_empty_and_special_days_have_their_own_hours():
    hours = OpeningHours(
        closed=(DayOff(first=DAY, last=DAY),), special=(SpecialDay(day=date(2026, 3, 3), periods=(MORNING,)),)
    )

    office, empty = a_planned_office(hours)
    _, short = a_planned_office(hours, date(2026, 3, 3))
    _, usual = a_planned_office(hours, date(2026, 3, 4))

    assert (empty.citizens, empty.shifts) == ((), ())
    live(empty, Lobby(office=office.code, offices=None, reader=None, clock=None, ids=None))
    assert {clock_of(one.closes_at) for one in short.shifts} == {time(11, 30)}
    assert {clock_of(one.closes_at) for one in usual.shifts} == {time(17)}


def test_working_days_leave_out_weekends_and_days_off():
    office, _ = a_planned_office(OpeningHours(week=WEEK, closed=(DayOff(first=DAY, last=DAY),)))

    days = list(islice(working_days(office, date(2026, 2, 27), BUSY), 3))

    assert days == [date(2026, 2, 27), date(2026, 3, 3), date(2026, 3, 4)]
    assert list(working_days(office, date(2026, 2, 28), BUSY, most=2)) == []


def test_a_lived_day_rests_over_lunch_and_calls_nobody_then():
    """Who still waits at half past eleven waits until half past one; a pause that began late ends in time."""
    office, plan = a_planned_office(OpeningHours(week=WEEK))
    clock = SimulatedClock(begin_of(plan))
    memory = a_memory_office(office, clock)

    live(plan, Lobby(office=office.code, offices=memory.offices, reader=memory.reader, clock=clock, ids=CountedIds()))

    log = memory.reader.events(office.code, 0, 10_000)
    called = [clock_of(one.at) for one in log if isinstance(one.event, TicketCalled)]
    lunches = [one for one in log if isinstance(one.event, CounterPaused) and one.event.reason == "lunch"]
    resumed = [clock_of(one.at) for one in log if isinstance(one.event, CounterResumed)]
    assert len(called) > 50
    assert not [one for one in called if time(11, 30) <= one < time(13, 30)]
    assert len(lunches) == 2
    assert resumed.count(time(13, 30)) == 2
