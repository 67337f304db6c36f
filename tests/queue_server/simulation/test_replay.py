"""Days under other policies: what priority gains, what it costs the others, and past days lived again."""

import random
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest

from queue_server.domain.policy import Policy
from queue_server.domain.ticket import PriorityClass, TicketState
from queue_server.simulation.demand import Demand, made_up_day
from queue_server.simulation.figures import called_legs, day_figures, percentile
from queue_server.simulation.past_day import plan_of
from queue_server.simulation.plan import Citizen, DayPlan, Shift, Visit
from queue_server.simulation.replay import live_once, replay
from queue_server.simulation.running import CountedIds, Lobby, SimulatedClock, live
from tests.builders import a_memory_office, an_office
from tests.counts import count
from tests.queue_server.domain.lines import NOON

DAY = date(2026, 3, 2)
NORMAL_BOUND = 1.25
"""As docs/who_is_next.md says: under ``accumulating`` the p90 of normal waits is at most so many times fifo's."""


@contextmanager
def in_memory(office, at):
    clock = SimulatedClock(at)
    memory = a_memory_office(office, clock)
    yield Lobby(office=office.code, offices=memory.offices, reader=memory.reader, clock=clock, ids=CountedIds())


def a_full_day(seed):
    """A day on which fifo makes people with priority wait longer than they should."""
    demand = Demand(
        arrivals_per_hour=33,
        service_minutes={"land": 7.0, "tax": 6.0},
        spread=0.5,
        leave=0.02,
        short_breaks=1,
        lunch_minutes=30,
    )
    office = an_office(("land", "tax"), tuple("123456"))
    return office, made_up_day(office, DAY + timedelta(days=seed), demand, random.Random(seed))


def test_accumulating_keeps_priority_within_its_target_and_normal_within_the_stated_bound(record_figure):
    """The default's promise: nine of ten with priority in a quarter of an hour, the others a quarter longer at most."""
    policies = {name: Policy(name=name) for name in ("fifo", "accumulating")}
    waits = {name: {kind: [] for kind in PriorityClass} for name in policies}
    for seed in range(count(4, 60)):
        office, plan = a_full_day(seed)
        for name, policy in policies.items():
            for ticket in live_once(plan, office, policy, in_memory):
                for leg in called_legs(ticket):
                    waited = (leg.called_at - leg.entered_at).total_seconds()
                    waits[name][ticket.progress.priority_class].append(waited)

    p90 = {name: {kind: percentile(own[kind], 0.9) for kind in own} for name, own in waits.items()}
    for name, own in p90.items():
        record_figure(f"{name}: p90 by class, min", {kind.value: round(wait / 60, 1) for kind, wait in own.items()})
    target_s = policies["accumulating"].target_s(PriorityClass.PRIORITY)
    assert p90["fifo"][PriorityClass.PRIORITY] > target_s
    assert p90["accumulating"][PriorityClass.PRIORITY] <= target_s
    assert p90["accumulating"][PriorityClass.NORMAL] <= NORMAL_BOUND * p90["fifo"][PriorityClass.NORMAL]


def test_a_past_day_lived_again_under_its_own_policy_is_much_like_it_was():
    """The plan that is read out of a day holds what matters of it."""
    office, plan = a_full_day(5)
    with in_memory(office, plan.shifts[0].opens_at - timedelta(hours=1)) as lobby:
        live(plan, lobby)
        tickets = lobby.reader.tickets_of_day(office.code, plan.day)
        log = lobby.reader.counter_events(office.code, NOON - timedelta(days=9), NOON + timedelta(days=90))

    (again,) = replay(plan_of(plan.day, tickets, log), office, [office.rules.selection], in_memory)
    was = day_figures([tickets], office.rules.selection)

    assert again.figures.tickets == was.tickets
    assert again.figures.whole.called == pytest.approx(was.whole.called, rel=0.03)
    assert again.figures.whole.mean_s == pytest.approx(was.whole.mean_s, rel=0.15, abs=60)
    assert again.figures.no_shows == pytest.approx(was.no_shows, abs=2)


def test_strict_serves_priority_first_at_the_others_cost():
    office, plan = a_full_day(2)

    fifo, strict = replay(plan, office, [Policy(name="fifo"), Policy(name="strict")], in_memory)

    assert strict.figures.by_class[PriorityClass.PRIORITY].p90_s < fifo.figures.by_class[PriorityClass.PRIORITY].p90_s
    assert strict.figures.overtaken_mean > fifo.figures.overtaken_mean


def a_small_plan(*citizens):
    shift = Shift(counter="1", operator="lan", opens_at=NOON, closes_at=NOON + timedelta(hours=1))
    return DayPlan(day=DAY, citizens=citizens, shifts=(shift,))


def someone(minute, kind=PriorityClass.NORMAL, seconds=300.0, **fields):
    return Citizen(
        at=NOON + timedelta(minutes=minute),
        visits=(Visit(service="land", service_s=seconds),),
        priority_class=kind,
        walk_s=0.0,
        **fields,
    )


def test_figures_are_what_they_say():
    """Three come; the last one, with priority, is called before the second."""
    plan = a_small_plan(someone(0), someone(1), someone(2, PriorityClass.PRIORITY), someone(3, leaves_after_s=30.0))
    office = an_office()

    figures = day_figures([live_once(plan, office, Policy(name="strict"), in_memory)], Policy(name="strict"))

    normal, priority = figures.by_class[PriorityClass.NORMAL], figures.by_class[PriorityClass.PRIORITY]
    assert (figures.tickets, figures.no_shows, figures.unserved) == (4, 1, 0)
    assert priority.called == 1
    assert priority.max_s == pytest.approx(185, abs=10)
    assert priority.within_target == 1.0
    assert normal.within_target is None
    assert figures.overtaken_max == 1
    assert figures.overtaken_mean == pytest.approx(1 / 4)


def test_who_cancels_is_not_waited_for():
    plan = a_small_plan(someone(0, seconds=900.0), someone(1, leaves_after_s=60.0, cancels=True), someone(2))

    tickets = live_once(plan, an_office(), Policy(name="fifo"), in_memory)

    assert [one.state for one in tickets] == [TicketState.FINISHED, TicketState.CANCELLED, TicketState.FINISHED]


def test_who_got_a_number_then_gets_one_whatever_the_office_is_like_by_now():
    """Else a day looks better for each group that was removed since, and for each range that was made narrower."""
    people = [someone(minute, PriorityClass.PRIORITY, group="veterans") for minute in range(3)]
    office = an_office()
    narrow = replace(office, services=tuple(replace(one, open=False, last_number=1) for one in office.services))

    tickets = live_once(a_small_plan(*people), narrow, Policy(name="fifo"), in_memory)

    assert [one.progress.group for one in tickets] == ["veterans"] * 3


@pytest.mark.parametrize(("values", "share", "expected"), [([], 0.9, 0), ([5.0], 0.9, 5.0), (range(1, 11), 0.9, 9)])
def test_the_percentile_is_a_value_that_occurred(values, share, expected):
    assert percentile(list(values), share) == expected


def test_who_is_still_in_the_line_at_the_end_was_not_served():
    """A past day has expired them; a lived one must tell as many."""
    plan = a_small_plan(
        someone(0, seconds=4000.0), someone(1), someone(2), someone(3, leaves_after_s=5.0, cancels=True)
    )
    office = an_office()

    with in_memory(office, NOON - timedelta(hours=1)) as lobby:
        live(plan, lobby)
        lobby.clock.move_to(NOON + timedelta(days=1))
        lobby.offices.change(office.code, lambda tx: None)  # the next day begins
        past = lobby.reader.tickets_of_day(office.code, plan.day)
    lived = live_once(plan, office, Policy(), in_memory)

    assert [day_figures([day], Policy()).unserved for day in (past, lived)] == [3, 3]
