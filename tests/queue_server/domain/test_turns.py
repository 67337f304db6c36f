"""In which order those who wait will be called."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.policy import Policy
from queue_server.domain.ticket import Placement, PriorityClass
from queue_server.domain.turns import NEWCOMER, ahead_of_newcomer, places, turns
from queue_server.domain.waiting_line import WaitingLine
from tests.queue_server.domain.lines import NEVER, NOON, a_candidate, lines, policies
from tests.queue_server.domain.test_selection import whole_day


@given(line=lines(services=("land",), bound=False), policy=policies(), pace=st.sampled_from([0, 60, 600]))
def test_turns_are_the_calls_a_counter_will_make(line, policy, pace):
    """What people are told is what happens when nobody else comes."""
    calls = [one.ticket for one in whole_day(line, policy, pace)]

    assert list(turns(WaitingLine.of(line), "land", policy, NOON, pace)) == calls


@given(line=lines(services=("land",), bound=False), policy=policies(), newcomer=st.sampled_from(PriorityClass))
def test_a_newcomer_is_told_the_place_it_gets(line, policy, newcomer):
    """The number on the paper and the number on the phone a second later agree."""
    whole = WaitingLine.of(line)
    told = ahead_of_newcomer(whole, "land", newcomer, policy, NOON, 60.0)
    whole.put(a_candidate(999, 0, priority_class=newcomer, issued_order=(NOON + timedelta(seconds=1), "A", 999)))

    assert places(whole, policy, NOON, {"land": 60.0}, {})["t999"] == told


def test_ahead_counts_the_same_service_only():
    """ "Three ahead" means three people of the same line."""
    line = WaitingLine.of([a_candidate(1, 9), a_candidate(2, 8, service="tax"), a_candidate(3, 7)])

    assert places(line, Policy(name="fifo"), NOON, {}, {}) == {"t1": 0, "t2": 0, "t3": 1}


def test_a_newcomer_with_priority_overtakes_those_it_will_have_passed_when_called():
    """At the default rates priority overtakes who waits only a little longer, sooner when calls are slow."""
    line = WaitingLine.of([a_candidate(index, 2 + index % 3) for index in range(9)])
    policy = Policy(options=NEVER)

    slow = ahead_of_newcomer(line, "land", PriorityClass.PRIORITY, policy, NOON, 120.0)
    quick = ahead_of_newcomer(line, "land", PriorityClass.PRIORITY, policy, NOON, 10.0)

    assert slow == 2
    assert quick > slow
    assert ahead_of_newcomer(line, "land", PriorityClass.NORMAL, policy, NOON, 120.0) == 9


def test_who_is_placed_last_comes_before_newcomers():
    """The end of the line moves on with the line."""
    last = a_candidate(1, 1, placement=Placement.LAST, waited_before_s=3600.0)

    assert list(turns(WaitingLine.of([last]), "land", Policy(), NOON, 60, (), PriorityClass.NORMAL)) == ["t1", NEWCOMER]
