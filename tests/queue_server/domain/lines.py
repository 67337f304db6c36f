"""Waiting tickets for tests of policies."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from queue_server.domain.policy import POLICIES, Policy, PolicyOptions
from queue_server.domain.ticket import Placement, PriorityClass
from queue_server.domain.waiting_line import Candidate

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
SERVICES = ("land", "tax", "civil")
NEVER = PolicyOptions(max_wait_s=None)


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
def lines(draw, services=SERVICES, most=12, bound=True):
    count = draw(st.integers(0, most))
    return [
        a_candidate(
            index,
            minutes=draw(st.integers(0, 200)),
            service=draw(st.sampled_from(services)),
            priority_class=draw(st.sampled_from(PriorityClass)),
            waited_before_s=draw(st.floats(-900, 3600)),
            placement=draw(st.sampled_from(Placement)),
            bound_counter=draw(st.sampled_from([None, None, "1", "2"])) if bound else None,
        )
        for index in range(count)
    ]


@st.composite
def policies(draw, names=POLICIES):
    options = PolicyOptions(
        normal_rate=draw(st.sampled_from([0.5, 1.0])),
        appointment_rate=draw(st.floats(1, 5)),
        priority_rate=draw(st.floats(1, 5)),
        ratio_priority=draw(st.integers(1, 4)),
        ratio_normal=draw(st.integers(1, 4)),
        max_wait_s=draw(st.sampled_from([None, 600.0, 3600.0])),
    )
    return Policy(name=draw(st.sampled_from(names)), options=options)
