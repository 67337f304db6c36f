"""What staff do with tickets that are not at their counter: return, cancel, change priority, send elsewhere."""

from queue_server.domain.errors import Refusal
from queue_server.domain.events import PriorityChanged, TicketCancelled, TicketReassigned, TicketReturned
from queue_server.domain.history import evolve
from queue_server.domain.ticket import Placement, PriorityClass, Ticket, TicketState
from queue_server.usecases.calling import ActionDone, done
from queue_server.usecases.issuing import known_group
from queue_server.usecases.moving import act, known_ticket, move, refuse_given_again
from queue_server.usecases.ports.changing import Done, Offices, OfficeTransaction, Once
from queue_server.usecases.serving import TransferRequest, target_of


class Receiving:
    """The reception's hand in the line."""

    def __init__(self, offices: Offices) -> None:
        self._offices = offices

    def return_(
        self,
        office: str,
        ticket_id: str,
        by: str,
        position: Placement = Placement.BY_TIME,
        once: Once[ActionDone] | None = None,
    ) -> Done[ActionDone]:
        """Let a held, called or absent ticket wait again; an absent one only within the grace time.

        Raises:
            Refusal: ticket_unknown, illegal_transition, return_too_late.
        """

        def work(tx: OfficeTransaction) -> ActionDone:
            ticket = known_ticket(tx, ticket_id)
            if ticket.state is TicketState.SERVING:
                # The table lets a served ticket wait only by a transfer.
                raise Refusal("illegal_transition", f"{ticket.number}: serving -> waiting")
            if ticket.state is TicketState.NO_SHOW:
                _refuse_after_grace(tx, ticket)
            event = TicketReturned(ticket=ticket.id, number=ticket.number, placement=position, by=by)
            return done(tx, move(tx, ticket, event))

        return act(self._offices, office, work, once)

    def cancel(self, office: str, ticket_id: str, by: str, once: Once[ActionDone] | None = None) -> Done[ActionDone]:
        """Give a number up for somebody.

        Raises:
            Refusal: ticket_unknown, illegal_transition.
        """

        def work(tx: OfficeTransaction) -> ActionDone:
            ticket = known_ticket(tx, ticket_id)
            return done(tx, move(tx, ticket, TicketCancelled(ticket=ticket.id, number=ticket.number, by=by)))

        return act(self._offices, office, work, once)

    def set_priority(
        self,
        office: str,
        ticket_id: str,
        by: str,
        priority_class: PriorityClass,
        group: str | None = None,
        once: Once[ActionDone] | None = None,
    ) -> Done[ActionDone]:
        """Change the priority class of a ticket that has not been called.

        Raises:
            Refusal: ticket_unknown, illegal_transition; invalid, for a group the office doesn't know.
        """

        def work(tx: OfficeTransaction) -> ActionDone:
            ticket = known_ticket(tx, ticket_id)
            if ticket.state not in (TicketState.WAITING, TicketState.HELD):
                raise Refusal("illegal_transition", f"{ticket.number}: priority change while {ticket.state}")
            known_group(tx.office.rules, group)
            event = PriorityChanged(
                ticket=ticket.id, number=ticket.number, priority_class=priority_class, by=by, group=group
            )
            return done(tx, move(tx, ticket, event))

        return act(self._offices, office, work, once)

    def reassign(
        self,
        office: str,
        ticket_id: str,
        by: str,
        target: TransferRequest,
        reason: str,
        once: Once[ActionDone] | None = None,
    ) -> Done[ActionDone]:
        """Send somebody who waits or is on hold to another service, counter or member of staff, for a kept reason.

        The leg goes on with all its waiting time: nobody has dealt with it yet. Of the target only where and position
        count.

        Raises:
            Refusal: ticket_unknown, illegal_transition, service_unknown, counter_unknown, operator_unknown, invalid.
        """

        def work(tx: OfficeTransaction) -> ActionDone:
            ticket = known_ticket(tx, ticket_id)
            if ticket.state not in (TicketState.WAITING, TicketState.HELD):
                raise Refusal("illegal_transition", f"{ticket.number}: sent elsewhere while {ticket.state}")
            service, bound_counter, bound_operator = target_of(tx, ticket, target)
            event = TicketReassigned(
                ticket=ticket.id,
                number=ticket.number,
                service=service,
                bound_counter=bound_counter,
                bound_operator=bound_operator,
                placement=target.position,
                reason=reason,
                by=by,
            )
            if evolve(ticket.progress, event, tx.at) == ticket.progress:
                return done(tx, ticket)
            return done(tx, move(tx, ticket, event))

        return act(self._offices, office, work, once)


def _refuse_after_grace(tx: OfficeTransaction, ticket: Ticket) -> None:
    grace_s = tx.office.rules.no_show_grace_s
    absent_at = ticket.leg.ended_at
    if absent_at is None or (tx.at - absent_at).total_seconds() > grace_s:
        raise Refusal("return_too_late", f"{ticket.number} has been absent for more than {grace_s:.0f} s")
    refuse_given_again(tx, ticket, "return_too_late")
