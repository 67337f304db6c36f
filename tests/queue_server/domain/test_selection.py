"""Who is next."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.selection import POLICIES, Candidate, ahead_of, choose, order
from queue_server.domain.ticket import Placement, PriorityClass

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
SERVICES = ("land", "tax", "civil")


def a_candidate(index, minutes=0, **fields):
    entered = NOON - timedelta(minutes=minutes)
    given_fields = {
        "ticket": f"t{index}",
        "number": f"A{index:03d}",
        "service": "land",
        "priority_class": PriorityClass.NORMAL,
        "entered_at": entered,
        "waited_before_s": 0.0,
        "placement": Placement.BY_TIME,
        "issued_order": (entered, "A", index),
    }
    return Candidate(**(given_fields | fields))


@st.composite
def lines(draw):
    count = draw(st.integers(0, 12))
    return [
        a_candidate(
            index,
            minutes=draw(st.integers(0, 90)),
            service=draw(st.sampled_from(SERVICES)),
            priority_class=draw(st.sampled_from(PriorityClass)),
            waited_before_s=draw(st.floats(0, 3600)),
            placement=draw(st.sampled_from(Placement)),
            bound_counter=draw(st.sampled_from([None, None, "1", "2"])),
        )
        for index in range(count)
    ]


@pytest.mark.parametrize("policy", POLICIES)
@given(line=lines(), seed=st.randoms())
def test_the_choice_does_not_depend_on_the_order_of_reading(policy, line, seed):
    """Two servers with the same tickets call the same person."""
    shuffled = list(line)
    seed.shuffle(shuffled)

    assert choose(line, "1", None, SERVICES, policy, NOON) == choose(shuffled, "1", None, SERVICES, policy, NOON)


@pytest.mark.parametrize("policy", POLICIES)
@given(line=lines())
def test_somebody_is_called_exactly_when_somebody_may_be(policy, line):
    """A counter is never idle while its line is not empty, and never calls another counter's people."""
    mine = [one for one in line if one.bound_counter == "1" or (one.bound_counter is None and one.service == "tax")]

    choice = choose(line, "1", None, ["tax"], policy, NOON)

    assert (choice is not None) == bool(mine)
    assert choice is None or choice.ticket in {one.ticket for one in mine}


@given(line=lines())
def test_fifo_calls_who_has_waited_longest_unless_placed(line):
    """Without placements, waiting time alone decides."""
    plain = [one for one in line if one.placement is Placement.BY_TIME]

    ordered = order(plain, "fifo", NOON)

    assert [one.since for one in ordered] == sorted(one.since for one in plain)


@given(line=lines())
def test_strict_never_calls_normal_before_priority(line):
    """That is its promise, and why it is not the default."""
    ordered = [one.priority_class for one in order(line, "strict", NOON) if one.placement is not Placement.FIRST]

    assert ordered == sorted(ordered, key=["priority", "appointment", "normal"].index)


def test_the_first_service_of_the_counter_is_served_first():
    """Counters list their services in order of preference."""
    line = [a_candidate(1, minutes=50, service="tax"), a_candidate(2, minutes=1, service="land")]

    choice = choose(line, "1", None, ("land", "tax"), "fifo", NOON)

    assert choice is not None
    assert choice.ticket == "t2"


def test_a_ticket_sent_to_the_counter_competes_by_its_whole_waiting_time():
    """A transfer keeps what was waited before."""
    sent = a_candidate(1, minutes=1, service="tax", bound_counter="1", waited_before_s=3600.0)

    choice = choose([a_candidate(2, minutes=20), sent], "1", None, ("land",), "fifo", NOON)

    assert choice is not None
    assert choice.ticket == "t1"
    assert "waited 61 min 0 s" in choice.reason
    assert "sent to counter 1" in choice.reason


def test_a_ticket_sent_to_an_operator_waits_for_that_operator():
    """Whoever else is at the counter does not call it."""
    sent = a_candidate(1, bound_operator="lan")

    assert choose([sent], "1", "minh", ("land",), "fifo", NOON) is None
    assert choose([sent], "2", "lan", ("tax",), "fifo", NOON) is not None


def test_ahead_counts_the_same_service_only():
    """ "Three ahead" means three people of the same line."""
    line = [a_candidate(1, 9), a_candidate(2, 8, service="tax"), a_candidate(3, 7)]

    assert ahead_of(line, "t3", "fifo", NOON) == 1
    assert ahead_of(line, "t9", "fifo", NOON) is None
