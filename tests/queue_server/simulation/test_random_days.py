"""A thousand random days: no illegal step, nobody starved, and each policy's promise kept at every single call."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from queue_server.domain.events import StepUndone, TicketCalled, TicketIssued
from queue_server.domain.history import evolve, issued
from queue_server.domain.office import Rules
from queue_server.domain.policy import POLICIES, PolicyOptions
from queue_server.domain.ticket import AT_COUNTER, PriorityClass, Progress, TicketState
from queue_server.simulation.demand import Demand, made_up_day
from queue_server.simulation.replay import begin_of
from queue_server.simulation.running import CountedIds, Lobby, SimulatedClock, live
from tests.builders import a_memory_office, an_office
from tests.counts import count

SERVICES = ("land", "tax", "civil")
DAY = date(2026, 3, 2)
STRICT = [PriorityClass.PRIORITY, PriorityClass.APPOINTMENT, PriorityClass.NORMAL]


def a_random_day(seed, policy_name):
    """Return the office and the plan of a day that nobody chose."""
    chance = random.Random(seed)
    options = PolicyOptions(
        priority_rate=chance.uniform(1, 5),
        appointment_rate=chance.uniform(1, 3),
        ratio_priority=chance.randint(1, 3),
        ratio_normal=chance.randint(1, 3),
        max_wait_s=chance.choice([None, 1200.0, 3600.0]),
    )
    counters = tuple(str(number) for number in range(1, chance.randint(1, 3) + 1))
    office = an_office(SERVICES, counters, rules=Rules(policy=policy_name, policy_options=options))
    office = replace(
        office,
        counters=tuple(replace(one, services=tuple(chance.sample(SERVICES, 3))) for one in office.counters),
    )
    demand = Demand(
        arrivals_per_hour=chance.uniform(4, 9) * len(counters),
        priority=chance.uniform(0, 0.5),
        appointments=chance.uniform(0, 0.2),
        leave=chance.uniform(0, 0.2),
        second_visit=chance.uniform(0, 0.3),
        hand_over=0.5,
    )
    return office, made_up_day(office, DAY, demand, chance)


def lived(office, plan):
    """Return the reader of an office in memory in which a day was lived."""
    clock = SimulatedClock(begin_of(plan))
    memory = a_memory_office(office, clock)
    lobby = Lobby(office=office.code, offices=memory.offices, reader=memory.reader, clock=clock, ids=CountedIds())
    live(plan, lobby)
    return memory.reader


@dataclass
class Waiting:
    """A waiting ticket, with what the promises speak of."""

    waited_s: float
    priority_class: PriorityClass
    ticket: str


class Inspector:
    """Reads the log step by step and holds each call against the policy; shares no code with ``selection``."""

    def __init__(self, office):
        self.office = office
        self.policy = office.rules.selection
        self.progress: dict[str, Progress] = {}
        self.calls: dict[str, list[PriorityClass]] = {}
        self.both_waited: dict[str, list[bool]] = {}
        self.seen = 0

    def read(self, recorded):
        event = recorded.event
        if isinstance(event, TicketIssued):
            self.progress[event.ticket] = issued(event, recorded.at)
        elif isinstance(event, StepUndone):
            raise AssertionError("nothing was undone")
        elif hasattr(event, "ticket"):
            before = self.progress[event.ticket]
            if isinstance(event, TicketCalled):
                self.check(event, before, recorded.at)
            self.progress[event.ticket] = evolve(before, event, recorded.at)
            at = [one.legs[-1].counter for one in self.progress.values() if one.state in AT_COUNTER]
            assert len(at) == len(set(at)), "two tickets at one counter"

    def waiting(self, service, at):
        return [
            self.described(ticket, one, at)
            for ticket, one in self.progress.items()
            if one.state is TicketState.WAITING and one.legs[-1].service == service
        ]

    def described(self, ticket, one, at):
        leg = one.legs[-1]
        waited_s = (at - leg.entered_at).total_seconds() + leg.waited_before_s
        return Waiting(round(waited_s, 3), one.priority_class, ticket)

    def is_late(self, one):
        most = self.policy.options.max_wait_s
        faster = 1.0
        if self.policy.name == "accumulating":
            faster = self.rate(one.priority_class) / self.rate(PriorityClass.NORMAL)
        return most is not None and one.waited_s * faster >= most

    def rate(self, priority_class):
        return getattr(self.policy.options, f"{priority_class}_rate")

    def check(self, event, before, at):
        self.seen += 1
        assert before.state is TicketState.WAITING
        called = self.described(event.ticket, before, at)
        service = before.legs[-1].service
        rivals = [one for one in self.waiting(service, at) if one.ticket != event.ticket]
        served = self.office.counter(event.counter).services
        everybody = [one for other in served for one in self.waiting(other, at)]
        # Nobody starves: while anybody the counter serves waits too long, such a one is called.
        assert self.is_late(called) or not any(self.is_late(one) for one in everybody)
        alike = [one for one in rivals if one.priority_class is called.priority_class]
        assert all(one.waited_s <= called.waited_s + 0.002 for one in alike), "overtaken by somebody alike"
        if not self.is_late(called):
            getattr(self, self.policy.name)(called, rivals, service)
        self.calls.setdefault(service, []).append(called.priority_class)

    def fifo(self, called, rivals, service):
        assert all(one.waited_s <= called.waited_s + 0.002 for one in rivals)

    def strict(self, called, rivals, service):
        own = STRICT.index(called.priority_class)
        assert all(STRICT.index(one.priority_class) >= own for one in rivals)

    def ratio(self, called, rivals, service):
        n, m = self.policy.options.ratio_priority, self.policy.options.ratio_normal
        is_normal = called.priority_class is PriorityClass.NORMAL
        if all((one.priority_class is PriorityClass.NORMAL) is is_normal for one in rivals):
            return
        window = [*self.calls.get(service, []), called.priority_class][-(n + m) :]
        favoured = sum(one is not PriorityClass.NORMAL for one in window)
        assert favoured <= n if not is_normal else favoured >= n

    def accumulating(self, called, rivals, service):
        own = self.rate(called.priority_class) * called.waited_s
        assert all(self.rate(one.priority_class) * one.waited_s <= own + 0.02 for one in rivals)


@pytest.mark.parametrize("policy", POLICIES)
def test_every_call_of_random_days_keeps_the_policys_promise(policy, record_figure):
    """States step as the table says, no counter has two tickets, nobody starves, nobody is overtaken unfairly."""
    calls = 0
    for seed in range(count(2, 250)):
        office, plan = a_random_day(seed * 4 + POLICIES.index(policy), policy)
        reader = lived(office, plan)
        inspector = Inspector(office)
        for recorded in reader.events("songcong", 0, 1_000_000):
            inspector.read(recorded)
        calls += inspector.seen
        stored = {one.id: one.progress for one in reader.tickets("songcong", (), None, 100_000)}
        assert stored == inspector.progress

    assert calls > 50
    record_figure("calls held against the policy", calls)


def test_the_same_seed_lives_the_same_day():
    """A replay that shows something can be shown again."""
    first, second = (lived(*a_random_day(7, "accumulating")).events("songcong", 0, 1_000_000) for _ in range(2))

    assert first == second
    assert len(first) > 100


def test_a_hand_over_keeps_the_ticket_and_a_break_calls_nobody():
    """Whoever takes over in the middle of a service finishes it."""
    office, plan = a_random_day(11, "fifo")
    shift = plan.shifts[0]
    log = lived(office, plan).events("songcong", 0, 1_000_000)

    paused = False
    for one in log:
        if getattr(one.event, "counter", None) != shift.counter:
            continue
        paused = {"counter_paused": True, "counter_resumed": False, "counter_opened": False}.get(one.event.type, paused)
        assert not (paused and one.event.type == "ticket_called")
    openings = [one.event.operator for one in log if one.event.type == "counter_opened"]
    assert len(openings) == len(plan.shifts) + sum(len(one.hand_overs) for one in plan.shifts)
    assert timedelta(0) < log[-1].at - log[0].at < timedelta(hours=13)
