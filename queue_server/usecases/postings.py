"""Who works at which counter: a supervisor sends a member of staff to another one."""

from dataclasses import dataclass

from queue_server.domain.counter_events import CounterClosed, CounterOpened
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Desk, DeskState
from queue_server.domain.operator import Operator
from queue_server.domain.reason import CHOSEN
from queue_server.domain.ticket import Ticket
from queue_server.usecases.calling import call_in
from queue_server.usecases.counter_access import refuse_without_services
from queue_server.usecases.counter_session import DeskDone, change_desk, desk_done
from queue_server.usecases.moving import Parting, act, part, send_back
from queue_server.usecases.ports.audit import AuditAction, AuditEntry
from queue_server.usecases.ports.changing import Offices, OfficeTransaction
from queue_server.usecases.ports.environment import Ids
from queue_server.usecases.serving import known_operator

KIND = "posting"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRequest:
    """Where somebody goes."""

    to: str
    """Code of the counter."""
    reason: str
    leaves: str | None = None
    """Code of the counter that is left; the only one they have open, by default."""
    ticket: Parting = Parting.ALONG
    """What becomes of the ticket at the counter that is left."""
    take_over: bool = False
    """Take the place of whoever works there; that ticket and its notes stay at its counter."""


class Postings:
    """Moves staff between counters."""

    def __init__(self, offices: Offices, ids: Ids) -> None:
        self._offices = offices
        self._ids = ids

    def move(self, office: str, username: str, by: str, request: MoveRequest) -> DeskDone:
        """Close the counter that somebody leaves and open another one for them, in one step; again it changes nothing.

        Raises:
            Refusal: operator_unknown, counter_unknown, counter_taken, nothing_to_serve; ticket_open, when both counters
                have a ticket and one shall come along; invalid, when it isn't clear which counter is left.
        """
        call_id = self._ids.new_id()

        def work(tx: OfficeTransaction) -> DeskDone:
            operator = known_operator(tx, username)
            there = tx.desk(tx.office.counter(request.to).code)
            if there.operator == operator.id and request.leaves in (None, there.counter):
                return desk_done(tx, there)
            left = _left(tx, operator, request)
            _check(tx, operator, left, there, request)
            return _move(tx, operator, left, there, request, by, call_id)

        return act(self._offices, office, work).value


def _left(tx: OfficeTransaction, operator: Operator, request: MoveRequest) -> Desk | None:
    """Return the counter that is left, None for somebody who has none open."""
    own = [one for one in tx.desks() if one.operator == operator.id and one.counter != request.to]
    if request.leaves is not None:
        own = [one for one in own if one.counter == tx.office.counter(request.leaves).code]
        if not own:
            raise Refusal("invalid", f"leaves: {operator.username} does not work at {request.leaves}", "leaves")
    if len(own) > 1:
        several = ", ".join(one.counter for one in own)
        raise Refusal(
            "invalid", f"leaves: {operator.username} has several counters open; name one of {several}", "leaves"
        )
    return own[0] if own else None


def _check(tx: OfficeTransaction, operator: Operator, left: Desk | None, there: Desk, request: MoveRequest) -> None:
    if there.operator not in (None, operator.id) and not request.take_over:
        raise Refusal("counter_taken", f"counter {there.counter} is open with another operator", "to")
    refuse_without_services(tx, tx.office.counter(there.counter), operator.id)
    if left is None or request.ticket is not Parting.ALONG:
        return
    ticket, other = tx.ticket_at(left.counter), tx.ticket_at(there.counter)
    if ticket is not None and other is not None:
        raise Refusal(
            "ticket_open", f"counter {there.counter} has {other.number}, so {ticket.number} can't come along", "ticket"
        )


def _move(
    tx: OfficeTransaction,
    operator: Operator,
    left: Desk | None,
    there: Desk,
    request: MoveRequest,
    by: str,
    call_id: str,
) -> DeskDone:
    before = there.operator
    along = None
    if left is not None:
        along = _leave(tx, left, request, by)
        change_desk(tx, left, CounterClosed(counter=left.counter, reason=request.reason, by=by))
    if there.operator != operator.id or there.state is not DeskState.OPEN:
        there = change_desk(tx, there, CounterOpened(counter=there.counter, operator=operator.id, by=by))
    if along is not None:
        call_in(tx, tx.office.counter(there.counter), along, f"{CHOSEN}{request.reason}", by, call_id)
    tx.audit(
        AuditEntry(
            at=tx.at,
            by=by,
            office=tx.office.code,
            kind=KIND,
            target=operator.id,
            action=AuditAction.CHANGED,
            changes={
                "counter": [None if left is None else left.counter, there.counter],
                "operator": [_username(tx, before), operator.username],
                "reason": [None, request.reason],
            },
        )
    )
    return desk_done(tx, there)


def _username(tx: OfficeTransaction, operator_id: str | None) -> str | None:
    operator = None if operator_id is None else tx.operator(operator_id)
    return None if operator is None else operator.username


def _leave(tx: OfficeTransaction, left: Desk, request: MoveRequest, by: str) -> Ticket | None:
    """Free the counter that is left of its ticket; return it if it comes along."""
    ticket = tx.ticket_at(left.counter)
    if ticket is None:
        return None
    if request.ticket is Parting.ALONG:
        return send_back(tx, ticket, by, request.to)
    part(tx, ticket, request.ticket, by)
    return None
