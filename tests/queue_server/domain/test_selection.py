"""Who is next."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.policy import Policy, PolicyOptions
from queue_server.domain.selection import Place, choose, rank, waits_too_long
from queue_server.domain.ticket import Placement, PriorityClass
from queue_server.domain.waiting_line import WaitingLine
from tests.queue_server.domain.lines import NEVER, NOON, SERVICES, a_candidate, lines, policies

NORMAL, PRIORITY, APPOINTMENT = PriorityClass.NORMAL, PriorityClass.PRIORITY, PriorityClass.APPOINTMENT


def chosen(line, policy="fifo", services=SERVICES, counter="1", operator=None, at=NOON, recent=None):
    policy = Policy(name=policy) if isinstance(policy, str) else policy
    place = Place(counter=counter, operator=operator, services=services)
    return choose(WaitingLine.of(line), place, policy, at, recent or {})


def whole_day(line, policy, seconds=60, services=("land",)):
    """Tickets in the order of their calls by one counter, one call a minute, nobody else coming."""
    line, order, at, recent = list(line), [], NOON, {"land": []}
    while line:
        choice = chosen(line, policy, services, at=at, recent=recent)
        one = next(candidate for candidate in line if candidate.ticket == choice.ticket)
        line.remove(one)
        order.append(one)
        recent["land"].append(one.priority_class)
        at += timedelta(seconds=seconds)
    return order


@given(line=lines(), policy=policies(), seed=st.randoms())
def test_the_choice_does_not_depend_on_the_order_of_reading(policy, line, seed):
    """Two servers with the same tickets call the same person."""
    shuffled = list(line)
    seed.shuffle(shuffled)

    assert chosen(line, policy) == chosen(shuffled, policy)


@given(line=lines(), policy=policies())
def test_somebody_is_called_exactly_when_somebody_may_be(policy, line):
    """A counter is never idle while its line is not empty, and never calls another counter's people."""
    mine = [one for one in line if one.bound_counter == "1" or (one.bound_counter is None and one.service == "tax")]

    choice = chosen(line, policy, ["tax"])

    assert (choice is not None) == bool(mine)
    assert choice is None or choice.ticket in {one.ticket for one in mine}


@given(line=lines(services=("land",), bound=False), policy=policies())
def test_the_first_of_each_group_is_enough_to_choose(line, policy):
    """The head that is chosen ranks before everybody who waits, not only before other heads."""
    choice = chosen(line, policy, ("land",))

    best = min(line, key=lambda one: rank(one, policy, NOON, ()), default=None)
    assert (choice and choice.ticket) == (best and best.ticket)


@given(line=lines(services=("land",), bound=False), policy=policies(), longer=st.integers(1, 7200))
def test_who_waits_longer_is_never_worse_off(line, policy, longer):
    """Whoever is called would be called as well if they had waited longer."""
    choice = chosen(line, policy, ("land",))
    if choice is None:
        return
    own = next(one for one in line if one.ticket == choice.ticket)
    others = [one for one in line if one is not own]
    earlier = replace(own, entered_at=own.entered_at - timedelta(seconds=longer))

    assert chosen([*others, earlier], policy, ("land",)).ticket == own.ticket


@given(line=lines(services=("land",), bound=False), policy=policies())
def test_everybody_is_called_once_when_nobody_else_comes(line, policy):
    """Nobody is lost and nobody called twice, under any policy."""
    order = whole_day(line, policy)

    assert sorted(one.ticket for one in order) == sorted(one.ticket for one in line)


@given(line=lines(services=("land",), bound=False))
def test_fifo_calls_who_has_waited_longest_unless_placed(line):
    """Without placements, waiting time alone decides."""
    plain = [one for one in line if one.placement is Placement.BY_TIME]

    order = whole_day(plain, Policy(name="fifo"), 0)

    assert [one.since for one in order] == sorted(one.since for one in plain)


@given(line=lines(services=("land",), bound=False))
def test_strict_never_calls_normal_before_priority(line):
    """That is its promise, and why it is not the default."""
    due = [one for one in line if one.since <= NOON and one.placement is not Placement.FIRST]

    order = [one.priority_class for one in whole_day(due, Policy(name="strict", options=NEVER))]

    assert order == sorted(order, key=[PRIORITY, APPOINTMENT, NORMAL].index)


@given(n=st.integers(1, 4), m=st.integers(1, 4), many=st.integers(4, 12))
def test_ratio_gives_n_of_each_n_plus_m_calls_to_priority(n, m, many):
    """While both wait, any stretch of n + m calls is shared as the office decided."""
    options = PolicyOptions(ratio_priority=n, ratio_normal=m, max_wait_s=None)
    line = [a_candidate(i, 100 - i, priority_class=(NORMAL, PRIORITY)[i % 2]) for i in range(2 * many)]

    order = [one.priority_class is not NORMAL for one in whole_day(line, Policy(name="ratio", options=options))]

    both_wait = min(
        next((i for i in range(len(order)) if sum(order[: i + 1]) == many), len(order)),
        next((i for i in range(len(order)) if i + 1 - sum(order[: i + 1]) == many), len(order)),
    )
    for start in range(both_wait + 1 - (n + m)):
        assert sum(order[start : start + n + m]) == n


def test_accumulating_weighs_waiting_by_class():
    """Ten minutes with priority count as half an hour without, at the default rates."""
    line = [a_candidate(1, minutes=29), a_candidate(2, minutes=10, priority_class=PRIORITY)]

    assert chosen(line, "accumulating").ticket == "t2"
    assert chosen([a_candidate(1, minutes=31), line[1]], "accumulating").ticket == "t1"


@given(line=lines(services=("land",), bound=False))
def test_accumulating_lets_nobody_overtake_who_waited_as_many_times_longer_as_the_rates_differ(line):
    """The fairness bound: no one is overtaken by somebody who waited less than a third of the time."""
    policy = Policy(options=NEVER)
    line = [one for one in line if one.placement is Placement.BY_TIME and one.since <= NOON]
    choice = chosen(line, policy, ("land",))
    if choice is None:
        return
    own_s = next((NOON - one.since).total_seconds() for one in line if one.ticket == choice.ticket)

    assert all((NOON - one.since).total_seconds() <= 3 * own_s + 1e-6 for one in line)


@given(line=lines(bound=False), policy=policies())
def test_who_has_waited_too_long_comes_before_the_policy_and_the_order_of_services(line, policy):
    """No counter's preference starves a service it lists last."""
    choice = chosen(line, policy)
    late = {one.ticket for one in line if waits_too_long(one, policy, NOON)}

    assert not late or choice.ticket in late
    assert not late or choice.reason.too_long


def test_an_appointment_before_its_window_is_called_only_if_nobody_else_waits():
    """Coming early earns nothing; a counter that is idle takes them all the same."""
    early = a_candidate(1, priority_class=APPOINTMENT, waited_before_s=-600.0)

    assert chosen([early, a_candidate(2, 0)], "strict").ticket == "t2"
    assert chosen([early, a_candidate(2, 0, service="tax")], "strict", ("land", "tax")).ticket == "t2"
    assert chosen([early], "strict").ticket == "t1"
    assert chosen([early, a_candidate(2, 0)], "strict", at=NOON + timedelta(seconds=600)).ticket == "t1"


def test_the_first_service_of_the_counter_is_served_first():
    """Counters list their services in order of preference."""
    line = [a_candidate(1, minutes=50, service="tax"), a_candidate(2, minutes=1, service="land")]

    assert chosen(line, services=("land", "tax")).ticket == "t2"


def test_a_ticket_sent_to_the_counter_competes_by_its_whole_waiting_time():
    """A transfer keeps what was waited before."""
    sent = a_candidate(1, minutes=1, service="tax", bound_counter="1", waited_before_s=3600.0)

    choice = chosen([a_candidate(2, minutes=20), sent], services=("land",))

    assert choice.ticket == "t1"
    assert choice.reason.waited_s == 61 * 60
    assert choice.reason.counter == "1"


def test_a_ticket_sent_to_an_operator_waits_for_that_operator():
    """Whoever else is at the counter does not call it."""
    sent = a_candidate(1, bound_operator="lan")

    assert chosen([sent], services=("land",), operator="minh") is None
    assert chosen([sent], services=("tax",), counter="2", operator="lan") is not None


def test_the_reason_tells_score_and_turn():
    """An inspector reads why it was this ticket."""
    line = [a_candidate(1, minutes=6, priority_class=PRIORITY), a_candidate(2, minutes=10)]

    assert chosen(line, "accumulating").reason.text() == (
        "policy accumulating, priority class priority, waited 6 min 0 s, score 18.0"
    )
    assert chosen(line, "ratio").reason.turn == "priority"
    assert chosen(line, "ratio", recent={"land": [PRIORITY, PRIORITY]}).reason.turn == "normal"
