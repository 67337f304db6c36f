"""What every action on tickets shares: moving one by an event, and preparing the office before an action."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from queue_server.domain.errors import Refusal
from queue_server.domain.events import Restored, TicketCalled, TicketEvent, TicketReturned, TicketTransferred
from queue_server.domain.events import TicketFinished as Finished
from queue_server.domain.history import evolve
from queue_server.domain.ticket import Placement, Ticket, TicketState
from queue_server.usecases.day_end import turn_day
from queue_server.usecases.learning import learn
from queue_server.usecases.notices import notify_of_call
from queue_server.usecases.ports.changing import Done, Offices, OfficeTransaction, Once, Step

T = TypeVar("T")


class Parting(StrEnum):
    """What becomes of a ticket whose counter is left."""

    RETURN = "return"
    """It waits again, for anybody, with the time it has waited."""
    FINISH = "finish"
    ALONG = "along"
    """It goes with the member of staff to the next counter."""


def act(offices: Offices, office: str, work: Callable[[OfficeTransaction], T], once: Once[T] | None = None) -> Done[T]:
    """Run an action in one transaction, after day end and due holds.

    Raises:
        Refusal: whatever the action or the office refuses.
    """

    def whole(tx: OfficeTransaction) -> T:
        prepare(tx)
        return work(tx)

    return offices.change(office, whole, once)


def prepare(tx: OfficeTransaction) -> None:
    """Bring the office up to its instant: end the day if a new one began, return holds that are due."""
    turn_day(tx)
    for ticket in tx.held_due():
        returned = TicketReturned(ticket=ticket.id, number=ticket.number, placement=Placement.BY_TIME, by="due")
        move(tx, ticket, returned)


def move(tx: OfficeTransaction, ticket: Ticket, event: TicketEvent) -> Ticket:
    """Store a ticket's next progress and the event that led there.

    Raises:
        Refusal: illegal_transition.
    """
    moved = replace(ticket, progress=evolve(ticket.progress, event, tx.at), revision=tx.revision)
    tx.save_ticket(moved)
    tx.record(event)
    learn(tx, ticket, event)
    if isinstance(event, TicketCalled):
        notify_of_call(tx, moved, event)
    return moved


def finish(tx: OfficeTransaction, ticket: Ticket, by: str, served: tuple[str, ...] = ()) -> Ticket:
    """End a ticket's leg well: back to the counter that asked for it, on to its next service, or finished."""
    leg = ticket.leg
    if leg.come_back_to is not None:
        earlier = reversed(ticket.progress.legs[:-1])
        sender = next((one.service for one in earlier if one.counter == leg.come_back_to), leg.service)
        return move(tx, ticket, _onward(ticket, sender, ticket.progress.then, by, leg.come_back_to, served))
    if ticket.progress.then:
        following, *rest = ticket.progress.then
        return move(tx, ticket, _onward(ticket, following, tuple(rest), by, None, served))
    event = Finished(ticket=ticket.id, number=ticket.number, counter=leg.counter, closed_by=by, done=served)
    return move(tx, ticket, event)


def send_back(tx: OfficeTransaction, ticket: Ticket, by: str, counter: str | None = None) -> Ticket:
    """Let a ticket at a counter wait again: for anybody, or for one counter, where it is the next.

    Who was called only waits on in the same leg; a service that had begun, or a wait for somebody in particular, ends.
    """
    leg = ticket.leg
    placement = Placement.BY_TIME if counter is None else Placement.FIRST
    bound = leg.bound_counter or leg.bound_operator
    if ticket.state is TicketState.CALLED and not bound and counter is None:
        return move(tx, ticket, TicketReturned(ticket=ticket.id, number=ticket.number, placement=placement, by=by))
    event = TicketTransferred(
        ticket=ticket.id,
        number=ticket.number,
        service=leg.service,
        bound_counter=counter,
        bound_operator=None,
        come_back_to=leg.come_back_to,
        placement=placement,
        then=ticket.progress.then,
        closed_by=by,
    )
    return move(tx, ticket, event)


def part(tx: OfficeTransaction, ticket: Ticket, how: Parting, by: str) -> None:
    """Free a counter of its ticket without its staff; see ``Parting``."""
    if how is Parting.FINISH:
        finish(tx, ticket, by)
    else:
        send_back(tx, ticket, by)


def known_ticket(tx: OfficeTransaction, ticket_id: str) -> Ticket:
    """Return a ticket of this office.

    Raises:
        Refusal: ticket_unknown.
    """
    ticket = tx.ticket(ticket_id)
    if ticket is None or ticket.office != tx.office.code:
        raise Refusal("ticket_unknown", f"office {tx.office.code} has no ticket {ticket_id!r}", "ticket")
    return ticket


def ticket_at(tx: OfficeTransaction, counter: str) -> Ticket:
    """Return the ticket at a counter.

    Raises:
        Refusal: no_ticket.
    """
    ticket = tx.ticket_at(counter)
    if ticket is None:
        raise Refusal("no_ticket", f"counter {counter} has no ticket")
    return ticket


def remember_step(tx: OfficeTransaction, counter: str, before: Iterable[Ticket], calls: tuple[str, ...] = ()) -> None:
    """Store what the counter's action changed, so that it can be undone once."""
    restored = tuple(Restored(ticket=ticket.id, number=ticket.number, progress=ticket.progress) for ticket in before)
    tx.save_step(counter, Step(revision=tx.revision, at=tx.at, before=restored, calls=calls))


def refuse_given_again(tx: OfficeTransaction, ticket: Ticket, code: str) -> None:
    """Refuse to reopen an ended ticket whose day is over or whose number is in use again.

    Raises:
        Refusal: with the given code.
    """
    if ticket.service_day != tx.service_day:
        raise Refusal(code, f"{ticket.number}: its service day {ticket.service_day} is over")
    open_again = {TicketState.FINISHED, TicketState.NO_SHOW}
    if ticket.state in open_again and ticket.number in tx.open_numbers(ticket.prefix):
        raise Refusal(code, f"{ticket.number}: the number was given to somebody else")


def _onward(
    ticket: Ticket,
    service: str,
    then: tuple[str, ...],
    by: str,
    bound_counter: str | None,
    served: tuple[str, ...],
) -> TicketTransferred:
    return TicketTransferred(
        ticket=ticket.id,
        number=ticket.number,
        service=service,
        bound_counter=bound_counter,
        bound_operator=None,
        come_back_to=None,
        placement=Placement.BY_TIME,
        then=then,
        closed_by=by,
        done=served,
    )
