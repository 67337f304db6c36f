"""Taking a number: its class, its window, its place."""

from dataclasses import replace
from datetime import timedelta

import pytest

from queue_server.adapters.persons import KeyedPersons
from queue_server.domain.availability import NotNow
from queue_server.domain.errors import Refusal
from queue_server.domain.events import OfficeConfigured
from queue_server.domain.kiosk import KioskRules
from queue_server.domain.office import Quota, Rules, ServiceRules
from queue_server.domain.opening_hours import OpeningHours, Period
from queue_server.domain.ticket import PriorityClass
from queue_server.usecases.issuing import Issuing
from queue_server.usecases.serving import TransferRequest
from tests.builders import SerialIds
from tests.usecase_lobby import LAN, MORNING, OFFICE, UseCaseLobby, refused_code


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


MORNINGS = OpeningHours(week=((Period(begin=450, end=690),),) * 5 + ((), ()))


def with_quota(lobby, **limits):
    office = lobby.memory.reader.office(OFFICE)
    land = replace(office.services[0], rules=ServiceRules(quota=Quota(**limits)))

    def configure(tx):
        tx.save_office(replace(office, services=(land, *office.services[1:])))
        tx.record(OfficeConfigured(by="tests"))

    lobby.memory.offices.change(OFFICE, configure)


def test_outside_the_hours_no_number_is_given_but_by_staff():
    """It is nine in the morning; at half past eleven it closes until the next day."""
    lobby = UseCaseLobby(people=0, rules=Rules(hours=MORNINGS))
    assert lobby.issue().number == "A001"
    lobby.clock.advance(2.5 * 3600)

    with pytest.raises(NotNow) as refused:
        lobby.issue()

    assert refused.value.code == "service_closed"
    assert "again at 2026-03-03 07:30" in refused.value.detail
    assert lobby.issue(override=True).number == "A002"


def test_a_quota_is_free_again_when_a_number_is_given_up(lobby):
    with_quota(lobby, morning=2)
    first, _ = lobby.issue(), lobby.issue()

    refusal = refused_code(lobby.issue)
    lobby.issuing.cancel(OFFICE, first.id)

    assert refusal == "quota_reached"
    assert lobby.issue().number == "A003"
    assert lobby.issue("tax").number == "B001"


def test_a_quota_counts_where_a_number_was_taken_not_where_it_went(lobby):
    with_quota(lobby, day=1)
    lobby.issue("tax")
    lobby.issue()
    lobby.call()
    lobby.serving.transfer(OFFICE, "1", LAN, TransferRequest(service="tax"))

    assert refused_code(lobby.issue) == "quota_reached"


def test_a_number_for_several_services_uses_the_quota_of_each():
    """Also when it has come there; the first service is still given when the second one's numbers are out."""
    lobby = UseCaseLobby(people=0)
    with_quota(lobby, day=1)
    lobby.issue("tax", then=("land",))
    refusals = [refused_code(lobby.issue)]
    with pytest.raises(NotNow) as refused:
        lobby.issue("tax", then=("land",))
    lobby.call()
    lobby.serving.finish(OFFICE, "1", LAN)
    refusals.append(refused_code(lobby.issue))

    assert refusals == ["quota_reached"] * 2
    assert (refused.value.code, refused.value.field, refused.value.service) == ("quota_reached", "then", "land")
    assert lobby.issue("tax").number == "B002"
    assert lobby.issue("tax", then=("land",), override=True).number == "B003"


def test_a_further_service_that_is_over_for_today_is_refused():
    hours = Rules(hours=OpeningHours(week=((Period(begin=0, end=1440),),) * 7))
    lobby = UseCaseLobby(people=0, rules=hours)
    office = lobby.memory.reader.office(OFFICE)
    closed = replace(office.services[1], rules=ServiceRules(hours=OpeningHours(week=((Period(begin=0, end=60),),) * 7)))

    def configure(tx):
        tx.save_office(replace(office, services=(office.services[0], closed)))
        tx.record(OfficeConfigured(by="tests"))

    lobby.memory.offices.change(OFFICE, configure)

    with pytest.raises(NotNow) as refused:
        lobby.issue(then=("tax",))
    assert (refused.value.code, refused.value.field) == ("service_closed", "then")


def a_limiting_lobby(limit):
    lobby = UseCaseLobby(people=0, rules=Rules(kiosk=KioskRules(person_daily_limit=limit)))
    lobby.issuing = Issuing(lobby.memory.offices, SerialIds(), persons=KeyedPersons("a secret of the server"))
    return lobby


def test_a_card_takes_only_so_many_numbers_a_day_and_staff_give_more():
    lobby = a_limiting_lobby(1)
    card = {"by_staff": False, "person": "012345678901"}
    assert lobby.issue(**card).number == "A001"

    refusals = [refused_code(lambda: lobby.issue(**card)), refused_code(lambda: lobby.issue(by_staff=False))]

    assert refusals == ["person_limit", "person_missing"]
    assert lobby.issue(by_staff=False, person="012345678902").number == "A002"
    assert lobby.issue().number == "A003"
    lobby.clock.advance(86400)
    assert lobby.issue(**card).number == "A001"


def test_nobody_but_staff_takes_a_number_of_the_appointments_class_without_one():
    lobby = UseCaseLobby(people=0)
    wish = {"priority_class": PriorityClass.APPOINTMENT}

    assert refused_code(lambda: lobby.issue(by_staff=False, **wish)) == "invalid"
    assert lobby.ticket(lobby.issue(**wish)).progress.priority_class is PriorityClass.APPOINTMENT


def test_without_a_limit_a_card_leaves_no_trace():
    lobby = a_limiting_lobby(0)

    lobby.issue(by_staff=False, person="012345678901")

    assert lobby.memory.offices.change(OFFICE, lambda tx: tx._state.persons).value == {}
