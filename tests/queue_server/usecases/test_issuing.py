"""Taking a number: its class, its window, its place."""

from datetime import timedelta

import pytest

from queue_server.domain.errors import Refusal
from queue_server.domain.office import Rules
from queue_server.domain.ticket import PriorityClass
from tests.usecase_lobby import LAN, MORNING, OFFICE, UseCaseLobby


@pytest.fixture
def lobby():
    return UseCaseLobby(people=0)


def minutes(count):
    return timedelta(minutes=count)


def test_a_declared_group_gives_priority_and_stands_in_the_reason(lobby):
    """The counter checks it, the inspector reads it."""
    lobby.issue()
    elder = lobby.issue(group="elderly")
    lobby.clock.advance(60)

    done = lobby.calling.call_next(OFFICE, "1", LAN).value

    assert done.ticket.number == elder.number
    assert done.reason == "policy accumulating, priority class elderly, waited 1 min 0 s, score 3.0"
    assert lobby.ticket(elder).leg.reason == done.reason
    assert lobby.ticket(elder).progress.priority_class is PriorityClass.PRIORITY


def test_an_unknown_group_is_refused_with_those_that_exist(lobby):
    with pytest.raises(Refusal) as caught:
        lobby.issue(group="friends")

    assert (caught.value.code, caught.value.field) == ("invalid", "group")
    assert "elderly" in caught.value.detail


def test_the_reception_may_declare_a_group_later(lobby):
    issued = lobby.issue()

    lobby.receiving.set_priority(OFFICE, issued.id, "lan", PriorityClass.PRIORITY, "disabled")

    assert lobby.ticket(issued).progress.group == "disabled"
    with pytest.raises(Refusal):
        lobby.receiving.set_priority(OFFICE, issued.id, "lan", PriorityClass.PRIORITY, "friends")


def test_an_appointment_counts_as_waiting_from_its_window(lobby):
    """Ten minutes before the booked time by default; coming half an hour early earns nothing."""
    early = lobby.issue(booked_at=MORNING + minutes(30))
    walk_in = lobby.issue()

    assert lobby.ticket(early).progress.priority_class is PriorityClass.APPOINTMENT
    assert lobby.ticket(early).leg.waited_before_s == -1200
    assert lobby.call().number == walk_in.number
    lobby.clock.advance(minutes(22).total_seconds())
    lobby.issue()
    assert lobby.call().number == early.number
    assert "waited 2 min 0 s" in lobby.ticket(early).leg.reason


def test_an_early_appointment_is_taken_when_nobody_else_waits(lobby):
    early = lobby.issue(booked_at=MORNING + minutes(60))

    assert lobby.call().number == early.number


def test_who_is_late_for_an_appointment_waits_like_everybody(lobby):
    """A quarter of an hour is forgiven."""
    just = lobby.issue(booked_at=MORNING - minutes(15))
    late = lobby.issue(booked_at=MORNING - minutes(16))
    elder = lobby.issue(booked_at=MORNING - minutes(60), group="elderly")

    classes = [lobby.ticket(one).progress.priority_class for one in (just, late, elder)]
    assert classes == [PriorityClass.APPOINTMENT, PriorityClass.NORMAL, PriorityClass.PRIORITY]


def test_ahead_is_the_place_under_the_offices_policy():
    """Who has priority is told the place that priority gives."""
    for policy, ahead in (("fifo", 3), ("strict", 0), ("ratio", 0)):
        lobby = UseCaseLobby(people=3, rules=Rules(policy=policy))

        assert lobby.issue(priority_class=PriorityClass.PRIORITY).ahead == ahead


def test_by_turns_the_recent_calls_of_the_service_count():
    """Two with priority were called, so the next with priority lets one pass."""
    lobby = UseCaseLobby(people=0, rules=Rules(policy="ratio"))
    for _ in range(2):
        lobby.issue(priority_class=PriorityClass.PRIORITY)
    lobby.call()
    lobby.call()
    normal = lobby.issue()

    newcomer = lobby.issue(priority_class=PriorityClass.PRIORITY)

    assert newcomer.ahead == 1
    assert lobby.call().number == normal.number
    assert lobby.call().number == newcomer.number
