"""Calling people to a counter: the next one, a given one, or the present one again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from queue_server.domain.announcement import Call, CallKind, announce_at
from queue_server.domain.errors import Refusal
from queue_server.domain.events import TicketCalled, TicketRecalled
from queue_server.domain.office import Counter
from queue_server.domain.reason import CHOSEN
from queue_server.domain.selection import NO_CALLS, Place, choose
from queue_server.domain.ticket import AT_COUNTER, Ticket, TicketState
from queue_server.usecases.counter_access import Actor, own_counter, refuse_unless_open, services_of
from queue_server.usecases.moving import act, finish, known_ticket, move, refuse_given_again, remember_step, ticket_at
from queue_server.usecases.ports.changing import Done, Offices, OfficeTransaction, Once
from queue_server.usecases.ports.environment import Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketBrief:
    """A ticket as the answer of a counter action shows it."""

    id: str
    number: str
    state: TicketState
    service: str
    counter: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDone:
    """Answer of every counter action."""

    ticket: TicketBrief | None
    """The ticket acted on; after an undo, the one that is at the counter again."""
    reason: str | None
    """Why this ticket was called."""
    revision: int


class Calling:
    """Calls tickets to counters."""

    def __init__(self, offices: Offices, ids: Ids) -> None:
        self._offices = offices
        self._ids = ids

    def call_next(
        self,
        office: str,
        counter: str,
        actor: Actor,
        service: str | None = None,
        once: Once[ActionDone] | None = None,
        services: Sequence[str] = (),
    ) -> Done[ActionDone]:
        """Finish the counter's ticket, if any, and call the next one by the office's policy.

        Args:
            office: its code.
            counter: its code.
            actor: who calls.
            service: the one service to call from.
            once: makes it idempotent.
            services: some of the counter's services, in the order in which they are served this time.

        Raises:
            Refusal: counter_unknown, counter_taken, counter_closed, counter_paused, service_unknown, nothing_to_serve,
                queue_empty.
        """
        call_id = self._ids.new_id()

        def work(tx: OfficeTransaction) -> ActionDone:
            own_counter(tx, counter, actor)
            refuse_unless_open(tx.desk(counter))
            chosen = services if service is None else (service,)
            return call_next_in(tx, counter, actor.name, call_id, chosen)

        return act(self._offices, office, work, once)

    def call(
        self,
        office: str,
        counter: str,
        actor: Actor,
        ticket_id: str,
        reason: str,
        once: Once[ActionDone] | None = None,
    ) -> Done[ActionDone]:
        """Call a given waiting, held or absent ticket, for a reason that is kept.

        Raises:
            Refusal: as ``call_next``; ticket_unknown, ticket_taken, illegal_transition; return_too_late, when an
                absent one's number was given to somebody else.
        """
        call_id = self._ids.new_id()

        def work(tx: OfficeTransaction) -> ActionDone:
            desk_counter = own_counter(tx, counter, actor)
            refuse_unless_open(tx.desk(counter))
            ticket = known_ticket(tx, ticket_id)
            if ticket.state in AT_COUNTER and ticket.counter != counter:
                raise Refusal("ticket_taken", f"{ticket.number} is at counter {ticket.counter}", "ticket")
            if ticket.state in AT_COUNTER:
                raise Refusal("illegal_transition", f"{ticket.number}: {ticket.state} -> called", "ticket")
            if ticket.service_day != tx.service_day:
                raise Refusal("ticket_unknown", f"{ticket.number} is of {ticket.service_day}", "ticket")
            refuse_given_again(tx, ticket, "return_too_late")
            return call_in(tx, desk_counter, ticket, f"{CHOSEN}{reason}", actor.name, call_id)

        return act(self._offices, office, work, once)

    def recall(self, office: str, counter: str, actor: Actor, once: Once[ActionDone] | None = None) -> Done[ActionDone]:
        """Call the counter's called ticket again.

        Raises:
            Refusal: counter_unknown, counter_taken, no_ticket, illegal_transition (when it is being served).
        """
        call_id = self._ids.new_id()

        def work(tx: OfficeTransaction) -> ActionDone:
            own_counter(tx, counter, actor)
            return recall_in(tx, counter, call_id)

        return act(self._offices, office, work, once)


def call_next_in(
    tx: OfficeTransaction, counter_code: str, by: str, call_id: str, chosen: Sequence[str] = ()
) -> ActionDone:
    """Call the next ticket within a transaction; see ``Calling.call_next``."""
    counter = tx.office.counter(counter_code)
    for service in chosen:
        if tx.office.service(service).code not in counter.services:
            raise Refusal("service_unknown", f"counter {counter_code} does not serve {service}", "service")
    operator_id = tx.desk(counter_code).operator
    given = services_of(tx, counter, operator_id)
    services = tuple(one for one in chosen if one in given) if chosen else given
    if chosen and not services:
        raise Refusal("nothing_to_serve", f"the operator gives none of {', '.join(chosen)}", "service")
    policy = tx.office.rules.selection
    place = Place(counter=counter_code, operator=operator_id, services=services)
    recent = tx.recent_calls() if policy.name == "ratio" else NO_CALLS
    choice = choose(tx.line(), place, policy, tx.at, recent)
    if choice is None:
        raise Refusal("queue_empty", f"nobody is waiting for counter {counter_code}")
    ticket = known_ticket(tx, choice.ticket)
    reason = replace(choice.reason, group=ticket.progress.group)
    return call_in(tx, counter, ticket, reason.text(), by, call_id)


def call_in(tx: OfficeTransaction, counter: Counter, ticket: Ticket, reason: str, by: str, call_id: str) -> ActionDone:
    """Finish the counter's ticket, then call another; the ticket that leaves is stored first."""
    before = [ticket]
    current = tx.ticket_at(counter.code)
    if current is not None:
        before.append(current)
        finish(tx, current, by)
    spoken_from = announce_at(ticket.issued_at, tx.at, tx.office.rules.issue_to_call_pause_s)
    event = TicketCalled(
        ticket=ticket.id,
        number=ticket.number,
        counter=counter.code,
        operator=tx.desk(counter.code).operator,
        call_id=call_id,
        reason=reason,
        announce_at=spoken_from,
    )
    moved = move(tx, ticket, event)
    _put_on_board(tx, moved, counter.code, call_id, CallKind.CALL)
    remember_step(tx, counter.code, before, (call_id,))
    return done(tx, moved, reason)


def recall_in(tx: OfficeTransaction, counter: str, call_id: str) -> ActionDone:
    """Call the present ticket again within a transaction; see ``Calling.recall``."""
    ticket = ticket_at(tx, counter)
    if ticket.state is not TicketState.CALLED:
        raise Refusal("illegal_transition", f"{ticket.number}: recall while {ticket.state}")
    event = TicketRecalled(
        ticket=ticket.id, number=ticket.number, counter=counter, call_id=call_id, times=ticket.leg.calls + 1
    )
    moved = move(tx, ticket, event)
    _put_on_board(tx, moved, counter, call_id, CallKind.RECALL)
    remember_step(tx, counter, [ticket], (call_id,))
    return done(tx, moved)


def done(tx: OfficeTransaction, ticket: Ticket | None, reason: str | None = None) -> ActionDone:
    """Return the answer of an action on a ticket."""
    return ActionDone(ticket=brief(ticket) if ticket else None, reason=reason, revision=tx.resulting_revision)


def brief(ticket: Ticket) -> TicketBrief:
    """Return a ticket as answers show it."""
    return TicketBrief(
        id=ticket.id,
        number=ticket.number,
        state=ticket.state,
        service=ticket.leg.service,
        counter=ticket.counter,
    )


def _put_on_board(tx: OfficeTransaction, ticket: Ticket, counter: str, call_id: str, kind: CallKind) -> None:
    pause_s = tx.office.rules.issue_to_call_pause_s
    tx.add_call(
        Call(
            call_id=call_id,
            ticket=ticket.id,
            number=ticket.number,
            service=ticket.leg.service,
            counter=counter,
            kind=kind,
            times=ticket.leg.calls,
            called_at=tx.at,
            announce_at=announce_at(ticket.issued_at, tx.at, pause_s),
        )
    )
