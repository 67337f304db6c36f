"""The state table and its only user, ``evolve``."""

from datetime import UTC, datetime, timedelta

import pytest

from queue_server.domain.errors import Refusal
from queue_server.domain.events import (
    TicketCalled,
    TicketCancelled,
    TicketExpired,
    TicketFinished,
    TicketHeld,
    TicketNoShow,
    TicketReturned,
    TicketStarted,
    TicketTransferred,
)
from queue_server.domain.history import evolve
from queue_server.domain.ticket import TRANSITIONS, Leg, Placement, Progress, TicketState

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ON = {"ticket": "t1", "number": "A001"}
STEPS = {
    TicketState.CALLED: TicketCalled(
        **ON, counter="1", operator=None, call_id="c1", reason="policy fifo", announce_at=AT
    ),
    TicketState.SERVING: TicketStarted(**ON, counter="1"),
    TicketState.FINISHED: TicketFinished(**ON, counter="1", closed_by="unit"),
    TicketState.NO_SHOW: TicketNoShow(**ON, counter="1"),
    TicketState.HELD: TicketHeld(**ON, until=None, reason=None, by="unit"),
    TicketState.CANCELLED: TicketCancelled(**ON, by="citizen"),
    TicketState.EXPIRED: TicketExpired(**ON),
    TicketState.WAITING: TicketReturned(**ON, placement=Placement.BY_TIME, by="unit"),
}


def a_progress(state=TicketState.WAITING, **leg):
    return Progress(state=state, legs=(Leg(service="land", entered_at=AT, **leg),))


def a_transfer(**fields):
    target = {"bound_counter": None, "bound_operator": None, "come_back_to": None, "then": ()}
    return TicketTransferred(
        **ON, **(target | {"service": "tax", "placement": Placement.BY_TIME, "closed_by": "unit"} | fields)
    )


@pytest.mark.parametrize("before", TicketState)
@pytest.mark.parametrize("after", TicketState)
def test_a_step_happens_exactly_when_the_table_has_it(before, after):
    """No event moves a ticket past the table."""
    allowed = after in TRANSITIONS[before]

    if allowed:
        assert evolve(a_progress(before), STEPS[after], AT).state is after
    else:
        with pytest.raises(Refusal) as refused:
            evolve(a_progress(before), STEPS[after], AT)
        assert refused.value.code == "illegal_transition"
        assert "A001" in refused.value.detail


def test_every_state_has_a_row():
    """A new state without a row would be a dead end nobody chose."""
    assert set(TRANSITIONS) == set(TicketState)


def test_a_transfer_ends_the_leg_and_keeps_the_waiting_time():
    """Waiting is counted until the call, over all legs."""
    called = a_progress(TicketState.SERVING, called_at=AT + timedelta(minutes=5), waited_before_s=60.0)

    moved = evolve(called, a_transfer(), AT + timedelta(minutes=20))

    ended, following = moved.legs
    assert (ended.outcome, ended.ended_at) == ("transferred", AT + timedelta(minutes=20))
    assert (following.service, following.waited_before_s) == ("tax", 360.0)
    assert following.entered_at == AT + timedelta(minutes=20)
    assert moved.state is TicketState.WAITING


def test_a_call_from_absence_starts_a_fresh_call():
    """Calls are counted per visit to a counter, or the next no-show would come too soon."""
    absent = a_progress(
        TicketState.NO_SHOW, counter="2", calls=3, called_at=AT, ended_at=AT, outcome="no_show", closed_by="2"
    )

    leg = evolve(absent, STEPS[TicketState.CALLED], AT + timedelta(minutes=1)).legs[-1]

    assert (leg.counter, leg.calls, leg.called_at) == ("1", 1, AT + timedelta(minutes=1))
    assert (leg.ended_at, leg.outcome, leg.closed_by) == (None, None, None)


def test_a_return_forgets_the_counter():
    """A waiting ticket is at no counter, on no list and in no index."""
    held = a_progress(TicketState.HELD, counter="1", operator="o1", calls=2, called_at=AT, held_until=AT)

    leg = evolve(held, STEPS[TicketState.WAITING], AT).legs[-1]

    assert (leg.counter, leg.operator, leg.calls, leg.called_at, leg.held_until) == (None, None, 0, None, None)
