"""What happens to a ticket at its counter: start, finish, no-show, hold, transfer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from queue_server.domain.errors import Refusal
from queue_server.domain.events import TicketHeld, TicketNoShow, TicketStarted, TicketTransferred
from queue_server.domain.operator import Operator, Right
from queue_server.domain.ticket import Placement, Ticket, TicketState
from queue_server.usecases.calling import ActionDone, done
from queue_server.usecases.counter_access import Actor, own_counter
from queue_server.usecases.moving import act, finish, move, remember_step, ticket_at
from queue_server.usecases.ports.changing import Done, Offices, OfficeTransaction, Once


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRequest:
    """Where a ticket goes; exactly one of service, counter and operator (a user name) is given."""

    service: str | None = None
    counter: str | None = None
    operator: str | None = None
    position: Placement = Placement.BY_TIME
    come_back: bool = False
    note: str | None = None


class Serving:
    """Moves the ticket at a counter on."""

    def __init__(self, offices: Offices) -> None:
        self._offices = offices

    def start(self, office: str, counter: str, actor: Actor, once: Once[ActionDone] | None = None) -> Done[ActionDone]:
        """Note that the citizen is at the counter.

        Raises:
            Refusal: counter_unknown, counter_taken, no_ticket, illegal_transition.
        """

        def work(tx: OfficeTransaction) -> ActionDone:
            own_counter(tx, counter, actor)
            return start_in(tx, counter)

        return act(self._offices, office, work, once)

    def finish(
        self,
        office: str,
        counter: str,
        actor: Actor,
        note: str | None = None,
        dossier: str | None = None,
        served: Sequence[str] = (),
        once: Once[ActionDone] | None = None,
    ) -> Done[ActionDone]:
        """End the leg well; the ticket goes on to its next service, back to its sender, or is finished.

        Raises:
            Refusal: counter_unknown, counter_taken, no_ticket, service_unknown.
        """

        def work(tx: OfficeTransaction) -> ActionDone:
            own_counter(tx, counter, actor)
            return finish_in(tx, counter, actor.name, note, dossier, served)

        return act(self._offices, office, work, once)

    def no_show(
        self, office: str, counter: str, actor: Actor, once: Once[ActionDone] | None = None
    ) -> Done[ActionDone]:
        """Give up on a citizen who was called often and long enough.

        Raises:
            Refusal: counter_unknown, counter_taken, no_ticket, no_show_too_soon, illegal_transition.
        """

        def work(tx: OfficeTransaction) -> ActionDone:
            own_counter(tx, counter, actor)
            return no_show_in(tx, counter)

        return act(self._offices, office, work, once)

    def hold(
        self,
        office: str,
        counter: str,
        actor: Actor,
        minutes: float | None = None,
        reason: str | None = None,
        once: Once[ActionDone] | None = None,
    ) -> Done[ActionDone]:
        """Put the ticket aside; it waits again when the time is over.

        Raises:
            Refusal: counter_unknown, counter_taken, no_ticket.
        """

        def work(tx: OfficeTransaction) -> ActionDone:
            own_counter(tx, counter, actor)
            return hold_in(tx, counter, actor.name, minutes, reason)

        return act(self._offices, office, work, once)

    def transfer(
        self,
        office: str,
        counter: str,
        actor: Actor,
        request: TransferRequest,
        once: Once[ActionDone] | None = None,
    ) -> Done[ActionDone]:
        """End the leg and let the next one wait for a service, a counter or an operator.

        Raises:
            Refusal: counter_unknown, counter_taken, no_ticket, service_unknown, operator_unknown, invalid.
        """

        def work(tx: OfficeTransaction) -> ActionDone:
            own_counter(tx, counter, actor)
            return transfer_in(tx, counter, actor.name, request)

        return act(self._offices, office, work, once)


def start_in(tx: OfficeTransaction, counter: str) -> ActionDone:
    """Within a transaction; see ``Serving.start``."""
    ticket = ticket_at(tx, counter)
    moved = move(tx, ticket, TicketStarted(ticket=ticket.id, number=ticket.number, counter=counter))
    return _kept(tx, counter, ticket, moved)


def finish_in(
    tx: OfficeTransaction,
    counter: str,
    by: str,
    note: str | None = None,
    dossier: str | None = None,
    served: Sequence[str] = (),
) -> ActionDone:
    """Within a transaction; see ``Serving.finish``."""
    ticket = ticket_at(tx, counter)
    known = tuple(tx.office.service(code).code for code in served)
    annotated = replace(ticket, note=note or ticket.note, dossier=dossier or ticket.dossier)
    return _kept(tx, counter, ticket, finish(tx, annotated, by, known))


def no_show_in(tx: OfficeTransaction, counter: str) -> ActionDone:
    """Within a transaction; see ``Serving.no_show``."""
    ticket, rules = ticket_at(tx, counter), tx.office.rules
    called_at = ticket.leg.called_at
    waited_s = (tx.at - called_at).total_seconds() if called_at else 0.0
    if ticket.state is TicketState.CALLED and (
        ticket.leg.calls < rules.no_show_calls or waited_s < rules.no_show_after_s
    ):
        raise Refusal(
            "no_show_too_soon",
            f"{ticket.number} was called {ticket.leg.calls} times for {waited_s:.0f} s; "
            f"{rules.no_show_calls} times and {rules.no_show_after_s:.0f} s are needed",
        )
    event = TicketNoShow(ticket=ticket.id, number=ticket.number, counter=counter)
    return _kept(tx, counter, ticket, move(tx, ticket, event))


def hold_in(
    tx: OfficeTransaction, counter: str, by: str, minutes: float | None = None, reason: str | None = None
) -> ActionDone:
    """Within a transaction; see ``Serving.hold``."""
    ticket = ticket_at(tx, counter)
    seconds = tx.office.rules.hold_default_s if minutes is None else minutes * 60
    until = tx.at + timedelta(seconds=seconds)
    event = TicketHeld(ticket=ticket.id, number=ticket.number, until=until, reason=reason, by=by)
    return _kept(tx, counter, ticket, move(tx, ticket, event))


def transfer_in(tx: OfficeTransaction, counter: str, by: str, request: TransferRequest) -> ActionDone:
    """Within a transaction; see ``Serving.transfer``."""
    ticket = ticket_at(tx, counter)
    service, bound_counter, bound_operator = target_of(tx, ticket, request)
    event = TicketTransferred(
        ticket=ticket.id,
        number=ticket.number,
        service=service,
        bound_counter=bound_counter,
        bound_operator=bound_operator,
        come_back_to=counter if request.come_back else None,
        placement=request.position,
        then=ticket.progress.then,
        closed_by=by,
    )
    annotated = replace(ticket, note=request.note or ticket.note)
    return _kept(tx, counter, ticket, move(tx, annotated, event))


def target_of(tx: OfficeTransaction, ticket: Ticket, request: TransferRequest) -> tuple[str, str | None, str | None]:
    """Return (service, bound counter, bound operator id) of where a ticket is sent.

    Raises:
        Refusal: service_unknown, counter_unknown, operator_unknown; invalid, unless exactly one target is given.
    """
    given = [name for name in (request.service, request.counter, request.operator) if name is not None]
    if len(given) != 1:
        raise Refusal("invalid", "give exactly one of service, counter and operator", "service")
    if request.service is not None:
        return tx.office.service(request.service).code, None, None
    if request.counter is not None:
        return ticket.leg.service, tx.office.counter(request.counter).code, None
    return ticket.leg.service, None, known_operator(tx, request.operator or "").id


def known_operator(tx: OfficeTransaction, username: str) -> Operator:
    """Return a member of staff who may work at a counter of this office.

    Raises:
        Refusal: operator_unknown; also for those who serve nobody, since what is sent to them would wait for ever.
    """
    operator = tx.operator_named(username)
    if operator is None or not operator.may(Right.SERVE, tx.office.code):
        raise Refusal("operator_unknown", f"nobody named {username!r} serves in office {tx.office.code}", "operator")
    return operator


def _kept(tx: OfficeTransaction, counter: str, before: Ticket, after: Ticket) -> ActionDone:
    remember_step(tx, counter, [before])
    return done(tx, after)
