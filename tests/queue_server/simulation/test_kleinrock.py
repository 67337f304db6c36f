"""Accumulating priorities against theory, and against a simulation written differently."""

import operator
import random
from datetime import UTC, datetime, timedelta

import pytest

from queue_server.domain.policy import Policy, PolicyOptions
from queue_server.domain.selection import Place, choose
from queue_server.domain.ticket import Placement, PriorityClass
from queue_server.domain.waiting_line import Candidate, WaitingLine
from queue_server.simulation.figures import percentile
from tests.counts import count

ZERO = datetime(2026, 3, 2, tzinfo=UTC)
CLASSES = (PriorityClass.NORMAL, PriorityClass.APPOINTMENT, PriorityClass.PRIORITY)
"""From the slowest to the fastest."""
RATES = (1.0, 2.0, 3.0)
PLACE = Place(counter="1", operator=None, services=("land",))
POLICY = Policy(
    options=PolicyOptions(normal_rate=RATES[0], appointment_rate=RATES[1], priority_rate=RATES[2], max_wait_s=None)
)


def kleinrock(arrivals, mean_s, rates):
    """Return the mean wait of each class in M/M/1 with accumulating priorities.

    Source: L. Kleinrock, "A delay dependent queue discipline", Naval Research Logistics Quarterly 11 (1964); the same
    means in D. Stanford, P. Taylor, I. Ziedins, "Waiting time distributions in the accumulating priority queue",
    Queueing Systems 77 (2014).

    A ticket of class p, whose points grow at rate b_p, waits for the service that runs (W_0 on the mean), for those it
    finds and does not overtake, and for those who overtake it:

    * of a class i at least as fast it finds lambda_i W_i on the mean (Little) and overtakes none: rho_i W_i;
    * of a slower class i it meets the share b_i / b_p before it is called: rho_i W_i b_i / b_p;
    * somebody of a faster class i overtakes if they come in the first W_p (1 - b_p / b_i): rho_i W_p (1 - b_p / b_i).

    With the conservation law, sum of rho_i W_i = rho W_0 / (1 - rho), the sum becomes, for b_1 <= b_2 <= ... <= b_P:

        W_p = (W_0 / (1 - rho) - sum over i < p of rho_i W_i (1 - b_i / b_p))
              / (1 - sum over i > p of rho_i (1 - b_p / b_i))

    which is solved from p = 1 upwards. In M/M/1, W_0 = rho x mean service time.
    """
    loads = [rate * mean_s for rate in arrivals]
    whole = sum(loads)
    waits: list[float] = []
    for p, own in enumerate(rates):
        slower = sum(loads[i] * waits[i] * (1 - rates[i] / own) for i in range(p))
        faster = sum(loads[i] * (1 - own / rates[i]) for i in range(p + 1, len(rates)))
        waits.append((whole * mean_s / (1 - whole) - slower) / (1 - faster))
    return waits


def a_stream(seed, customers, arrivals, mean_s):
    """Return (time, class, service time) of customers who come at random."""
    chance, at, stream = random.Random(seed), 0.0, []
    for _ in range(customers):
        at += chance.expovariate(sum(arrivals))
        kind = chance.choices(range(len(arrivals)), arrivals)[0]
        stream.append((at, kind, chance.expovariate(1 / mean_s)))
    return stream


def served_by_the_policy(stream):
    """Return the waits by class when one counter calls as the product chooses."""
    line, waits, free_at, coming = WaitingLine(), [[] for _ in CLASSES], 0.0, 0
    while coming < len(stream) or line.candidates:
        if not line.candidates:
            free_at = max(free_at, stream[coming][0])
        while coming < len(stream) and stream[coming][0] <= free_at:
            line.put(a_candidate(coming, *stream[coming][:2]))
            coming += 1
        choice = choose(line, PLACE, POLICY, ZERO + timedelta(seconds=free_at))
        at, kind, seconds = stream[int(choice.ticket)]
        waits[kind].append(free_at - at)
        line.drop(choice.ticket)
        free_at += seconds
    return waits


def a_candidate(index, at, kind):
    entered = ZERO + timedelta(seconds=at)
    return Candidate(
        ticket=str(index),
        number=str(index),
        service="land",
        priority_class=CLASSES[kind],
        entered_at=entered,
        waited_before_s=0.0,
        placement=Placement.BY_TIME,
        issued_order=(entered, "A", index),
    )


def served_by_overtaking(stream, rates):
    """Return the same waits from another point of view: nobody has points, people overtake at fixed instants.

    A faster one who comes u after a slower one passes at the instant where both have the same points,
    came_slow + u b_fast / (b_fast - b_slow). The line is a list; before each call every pair whose instant is over
    changes places.
    """
    line, waits, free_at, coming = [], [[] for _ in rates], 0.0, 0

    def passes(slow, fast, now):
        if rates[fast[1]] <= rates[slow[1]] or fast[0] <= slow[0]:
            return False
        return slow[0] + (fast[0] - slow[0]) * rates[fast[1]] / (rates[fast[1]] - rates[slow[1]]) < now

    while coming < len(stream) or line:
        if not line:
            free_at = max(free_at, stream[coming][0])
        while coming < len(stream) and stream[coming][0] <= free_at:
            line.append(stream[coming])
            coming += 1
        for end in range(1, len(line)):
            spot = end
            while spot and passes(line[spot - 1], line[spot], free_at):
                line[spot - 1], line[spot] = line[spot], line[spot - 1]
                spot -= 1
        at, kind, seconds = line.pop(0)
        waits[kind].append(free_at - at)
        free_at += seconds
    return waits


@pytest.mark.parametrize("load", [0.6, 0.8])
def test_means_agree_with_kleinrocks_recursion(load, record_figure):
    """What the default promises is what the theory of its queue says.

    The classes share one busy or quiet sample, so their proportions settle long before their means.
    """
    mean_s, shares = 300.0, (0.75, 0.1, 0.15)
    arrivals = [load * share / mean_s for share in shares]
    waits = served_by_the_policy(a_stream(3, count(15_000, 400_000), arrivals, mean_s))

    means = [sum(one) / len(one) for one in waits]
    expected = kleinrock(arrivals, mean_s, RATES)

    record_figure("mean waits, s", [round(one, 1) for one in means])
    record_figure("Kleinrock, s", [round(one, 1) for one in expected])
    whole, expected_whole = (sum(map(operator.mul, shares, one)) for one in (means, expected))
    assert [one / whole for one in means] == pytest.approx([one / expected_whole for one in expected], rel=0.06)
    assert means == pytest.approx(expected, rel=count(20, 4) / 100)


def test_the_recursion_is_the_known_case_without_priorities():
    """With one rate for all it is M/M/1: rho / (1 - rho) services."""
    assert kleinrock([0.4, 0.4], 1.0, [1.0, 1.0]) == pytest.approx([4.0, 4.0])


def test_the_ninth_of_ten_agrees_with_a_simulation_written_differently(record_figure):
    """p90 by class, on the same people, to the millisecond."""
    arrivals = [0.8 * share / 300.0 for share in (0.75, 0.1, 0.15)]
    stream = a_stream(5, count(4000, 60_000), arrivals, 300.0)

    ours = [percentile(one, 0.9) for one in served_by_the_policy(stream)]
    theirs = [percentile(one, 0.9) for one in served_by_overtaking(stream, RATES)]

    record_figure("p90, s", [round(one, 1) for one in ours])
    record_figure("p90 of the other simulation, s", [round(one, 1) for one in theirs])
    assert ours == pytest.approx(theirs, rel=0.01)
