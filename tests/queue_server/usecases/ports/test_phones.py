"""Which phone took a ticket is kept alike by every implementation, as long as the ticket is open."""

from dataclasses import replace

import pytest

from queue_server.domain.ticket import TicketState
from queue_server.usecases.ports.failures import RuleBroken
from tests.ticket_builders import a_ticket, add, its_issue

OFFICE = "songcong"


def take(ports, *takings):
    def work(tx):
        for phone, ticket in takings:
            add(tx, ticket)
            tx.phones.add(phone, ticket.id, ticket.leg.service)

    ports.change(work)


def number(ports, phone, service):
    return ports.change(lambda tx: tx.phones.open_number(phone, service)).value


def test_a_phone_s_open_tickets_are_found(ports):
    first, second, other = a_ticket(1), a_ticket(2, service="civil"), a_ticket(3)
    take(ports, ("mine", first), ("mine", second), ("yours", other))

    assert (number(ports, "mine", "land"), number(ports, "mine", "civil")) == ("A001", "A002")
    assert (number(ports, "yours", "land"), number(ports, "yours", "civil")) == ("A003", None)
    assert [one.number for one in ports.phones.tickets_of(OFFICE, "mine")] == ["A001", "A002"]
    assert list(ports.phones.tickets_of("other", "mine")) == []


def test_an_ended_ticket_is_nobody_s(ports):
    ticket = a_ticket()
    take(ports, ("mine", ticket))

    def cancel(tx):
        tx.save_ticket(replace(ticket, progress=replace(ticket.progress, state=TicketState.CANCELLED)))
        tx.record(its_issue(ticket))

    ports.change(cancel)

    assert number(ports, "mine", "land") is None
    assert list(ports.phones.tickets_of(OFFICE, "mine")) == []


def test_a_ticket_has_one_phone(ports):
    ticket = a_ticket()
    take(ports, ("mine", ticket))

    with pytest.raises(RuleBroken):
        ports.change(lambda tx: tx.phones.add("yours", ticket.id, "land"))
