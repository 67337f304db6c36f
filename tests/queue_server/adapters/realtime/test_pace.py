"""Calls at once, counts a few times a second, nothing forgotten."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from queue_server.adapters.realtime.pace import (
    COUNTS_ONLY,
    FEW_CLIENTS_EVERY_S,
    MANY_CLIENTS,
    MANY_CLIENTS_EVERY_S,
    Pace,
    Push,
)


def begun(clients=1, phones=False):
    pace = Pace()
    pace.note(urgent=False)
    pace.begin(Push.ALL, 100.0, clients=clients, phones=phones)
    return pace


def test_nothing_is_due_without_a_change():
    """A quiet office sends nothing."""
    assert Pace().due(0.0) is None
    assert begun().due(1000.0) is None


def test_the_first_change_after_a_quiet_time_is_sent_at_once():
    """Coalescing does not delay a single ticket."""
    pace = Pace()

    pace.note(urgent=False)

    assert pace.due(0.0) is Push.ALL


def test_the_next_counts_wait_for_their_time():
    """At most 20 a second with few clients."""
    pace = begun()

    pace.note(urgent=False)

    assert abs(pace.due(100.01) - (FEW_CLIENTS_EVERY_S - 0.01)) < 1e-9
    assert pace.due(100.0 + FEW_CLIENTS_EVERY_S) is Push.ALL


def test_many_clients_get_counts_less_often():
    """Two a second above 200 clients, since each costs a message to all of them."""
    few, many = begun(MANY_CLIENTS), begun(MANY_CLIENTS + 1)

    few.note(urgent=False)
    many.note(urgent=False)

    assert few.due(100.1) is Push.ALL
    assert abs(many.due(100.1) - (MANY_CLIENTS_EVERY_S - 0.1)) < 1e-9


def test_a_call_does_not_wait():
    """Whatever was sent just before."""
    pace = begun(MANY_CLIENTS + 1)

    pace.note(urgent=True)

    assert pace.due(100.0) is Push.URGENT


def test_phones_hear_their_place_after_an_urgent_push():
    """Every call moves everybody's place; many calls in a row must not starve the phones."""
    pace = begun(MANY_CLIENTS + 1, phones=True)

    for now in (100.1, 100.2, 100.3, 100.4):
        pace.note(urgent=True)
        assert pace.due(now) is Push.URGENT
        pace.begin(Push.URGENT, now, clients=MANY_CLIENTS + 1, phones=True)

    assert pace.due(100.5) is Push.ALL


def test_an_urgent_push_leaves_nothing_behind_when_nobody_follows_a_ticket():
    """It sends the whole board, counts included."""
    pace = begun()
    pace.note(urgent=True)

    pace.begin(Push.URGENT, 100.01, clients=1, phones=False)

    assert pace.due(200.0) is None


def test_only_issuing_and_priority_leave_what_counters_show_as_it_is():
    """All other events may change a call, a state or a number."""
    assert {"ticket_issued", "priority_changed"} == COUNTS_ONLY


@given(
    changes=st.lists(st.tuples(st.floats(0, 0.2), st.booleans()), min_size=1, max_size=60),
    clients=st.integers(1, 400),
    phones=st.booleans(),
)
def test_every_change_is_sent_within_the_interval_and_all_pushes_keep_their_distance(changes, clients, phones):
    """Whatever the order of tickets and calls."""
    pace, now, alls, unsent_since = Pace(), 0.0, [], None
    interval = FEW_CLIENTS_EVERY_S if clients <= MANY_CLIENTS else MANY_CLIENTS_EVERY_S
    for pause, urgent in [*changes, (1.0, False), (1.0, False)]:
        until = now + pause
        while isinstance(due := pace.due(now), float) and now + due <= until:
            now += due
            assert pace.due(now + 1e-9) is Push.ALL
            alls.append(now)
            pace.begin(Push.ALL, now + 1e-9, clients=clients, phones=phones)
            unsent_since = None
        now = until
        pace.note(urgent=urgent)
        unsent_since = now if unsent_since is None else unsent_since
        due = pace.due(now)
        if isinstance(due, Push):
            pace.begin(due, now, clients=clients, phones=phones)
            unsent_since = None
            if due is Push.ALL:
                alls.append(now)
        else:
            assert not urgent
            assert now + due <= unsent_since + interval + 1e-6

    assert all(later - earlier >= interval - 1e-6 for earlier, later in itertools.pairwise(alls))
