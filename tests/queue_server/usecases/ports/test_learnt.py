"""Contract of what is learnt of services, of skills at counters, and of past days."""

from dataclasses import replace
from datetime import date, timedelta

from queue_server.domain.counter_events import CounterClosed, CounterOpened
from queue_server.domain.office import Desk, DeskState
from queue_server.domain.operator import Operator, Role, Skill
from queue_server.domain.service_times import ServiceTimes
from queue_server.domain.ticket import PriorityClass
from tests.ticket_builders import MORNING, TODAY, a_ticket, add

OPENED = CounterOpened(counter="1", operator="lan")


def test_what_is_known_of_a_service_comes_back(ports):
    """Nothing is known of a service at first."""
    learnt = ServiceTimes()
    for seconds in (300.5, 20.0, 1000.0, 60.0):
        learnt = (
            learnt.after_service(seconds, TODAY, 9)
            .after_call(TODAY, 8, ahead=True)
            .after_wait(600.0, 90.0, ahead=False)
        )

    assert ports.change(lambda tx: tx.service_times("land")).value == ServiceTimes()
    for times in (learnt.after_service(5.0, TODAY, 9), learnt):
        ports.change(lambda tx, times=times: (tx.save_service_times("land", times), tx.record(OPENED)))

    assert ports.change(lambda tx: tx.service_times("land")).value == learnt
    assert ports.reader.snapshot("songcong").times == {"land": learnt}


def test_skills_of_those_at_counters_are_known(ports):
    skills = (Skill(service="land", weight=2.0), Skill(service="tax"))
    for name, own in (("lan", skills), ("minh", ()), ("hoa", skills)):
        ports.accounts.add_operator(Operator(id=name, username=name, name=name, role=Role.OPERATOR, skills=own), "hash")
    for counter, name in (("1", "lan"), ("2", "minh")):
        desk = Desk(counter=counter, state=DeskState.OPEN, operator=name)
        ports.change(lambda tx, desk=desk: (tx.save_desk(desk), tx.record(OPENED)))

    assert ports.reader.snapshot("songcong").skills == {"lan": skills}
    assert ports.change(lambda tx: tx.operator("lan").skills).value == skills


def test_a_declared_group_comes_back(ports):
    ticket = a_ticket(1)
    progress = replace(ticket.progress, priority_class=PriorityClass.PRIORITY, group="elderly")

    ports.change(lambda tx: add(tx, replace(ticket, progress=progress)))

    assert ports.reader.ticket(ticket.id).progress.group == "elderly"


def test_a_past_day_has_its_tickets_and_what_counters_did(ports):
    ports.change(lambda tx: (add(tx, a_ticket(1)), tx.record(OPENED)))
    ports.clock.advance(3600)
    ports.change(lambda tx: tx.record(CounterClosed(counter="1", reason=None)))
    ports.clock.advance(86400)
    ports.change(lambda tx: tx.record(OPENED))

    log = ports.reader.counter_events("songcong", MORNING, MORNING + timedelta(hours=2))

    assert [one.event.type for one in log] == ["counter_opened", "counter_closed"]
    assert [one.number for one in ports.reader.tickets_of_day("songcong", TODAY)] == ["A001"]
    assert ports.reader.tickets_of_day("songcong", date(2020, 1, 1)) == []


def test_recent_calls_are_those_of_the_day_by_service(ports):
    """What is not of today, or was taken back, has no say in whose turn it is."""
    assert dict(ports.change(lambda tx: tx.recent_calls()).value) == {}
