"""Tickets: taking one, what its holder may do with it, and what staff may."""

from queue_server.adapters.web.access import PUBLIC, Access, Anonymous, Place
from queue_server.adapters.web.answers import ActionAnswer, IssuedTicket, TicketHistory, TicketList
from queue_server.adapters.web.auth import admitted
from queue_server.adapters.web.bodies import (
    IssueBody,
    OfficePath,
    PriorityBody,
    ReturnBody,
    TicketPath,
    TicketsQuery,
    TokenPath,
)
from queue_server.adapters.web.callers import NOBODY
from queue_server.adapters.web.entrance import Entrance
from queue_server.adapters.web.guesses import Guesses
from queue_server.adapters.web.handing_out import issued_ticket
from queue_server.adapters.web.idempotency import RequestKey
from queue_server.adapters.web.issuing_by_appointment import REFUSALS as BY_APPOINTMENT
from queue_server.adapters.web.issuing_by_appointment import IssuingByAppointment
from queue_server.adapters.web.operation import Keyed, Operation, Reply
from queue_server.adapters.web.rate_limit import RateLimit
from queue_server.adapters.web.staff_answers import action_answer, ticket_history, ticket_item
from queue_server.adapters.web.ticket_urls import TicketUrls
from queue_server.adapters.wire import ticket_message
from queue_server.contract.messages import TicketStatus
from queue_server.domain.device import DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Right
from queue_server.domain.ticket import Ticket
from queue_server.usecases.board import Boards
from queue_server.usecases.calling import ActionDone
from queue_server.usecases.issuing import Issued, IssueRequest, Issuing
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.printing import Place as LinePlace
from queue_server.usecases.printing import Printing
from queue_server.usecases.procedures import Procedures
from queue_server.usecases.receiving import Receiving

MAY_ISSUE = Access(
    right=Right.RECEIVE,
    devices=frozenset({DeviceKind.KIOSK}),
    anonymous=Anonymous.PHONE,
    place=Place.OFFICE,
)
MAY_READ = Access(right=Right.READ, place=Place.OFFICE)
MAY_SEE = Access(right=Right.READ, place=Place.TICKET)
MAY_RECEIVE = Access(right=Right.RECEIVE, place=Place.TICKET)


class IssueOperations:
    """Gives out numbers."""

    def __init__(
        self,
        issuing: Issuing,
        procedures: Procedures,
        printing: Printing,
        urls: TicketUrls,
        limit: RateLimit,
        entrance: Entrance,
        by_appointment: IssuingByAppointment,
    ) -> None:
        self._issuing = issuing
        self._by_appointment = by_appointment
        self._procedures = procedures
        self._printing = printing
        self._urls = urls
        self._limit = limit
        self._entrance = entrance

    @Operation(
        method="POST",
        rule="/offices/<office>/tickets",
        access=MAY_ISSUE,
        path=OfficePath,
        answer=IssuedTicket,
        status=201,
        refusals=[
            "service_unknown",
            "service_closed",
            "quota_reached",
            "closing_soon",
            "kiosk_locked",
            "person_missing",
            "person_limit",
            "numbers_exhausted",
            "printer_unknown",
            "rate_limited",
            "phone_code_wrong",
            "phone_has_ticket",
            *BY_APPOINTMENT,
        ],
        keyed=Keyed.REQUIRED,
        quick=True,
    )
    def issue_ticket(self, path: OfficePath, body: IssueBody, key: RequestKey) -> Reply:
        """Take a number.

        Kiosks and receptionists may, and anybody where the office gives tickets to phones. Outside the hours, beyond
        the quota and when the day would not be long enough it is refused; `opening` says until when. Staff may
        `override` that. With an `appointment` it is the same as checking it in.
        """
        caller = admitted().caller
        if body.override and caller.operator is None:
            raise Refusal("forbidden", "only staff may override hours and quota", "override")
        self._limit.count(caller)
        if caller == NOBODY:
            self._entrance.check(path.office, body.code, body.phone)
        if body.procedure is not None:
            self._procedures.check(body.procedure)
        kiosk = caller.device.name if caller.device else None
        # Paper is for those who stand beside the printer.
        printer = self._printing.printer_for(path.office, kiosk, None if caller == NOBODY else body.printer)
        if body.appointment is not None:
            arrived = self._by_appointment.check_in(path.office, body, caller, key)
            if arrived.value.issued is None:
                return Reply(self._by_appointment.again(arrived.value, printer), arrived.replayed)
            return Reply(self._issued(arrived.value.issued, printer), arrived.replayed)
        request = IssueRequest(
            service=body.service,
            procedure=body.procedure,
            then=tuple(body.then),
            priority_class=body.priority_class,
            group=body.group,
            language=body.language,
            override=body.override,
            kiosk=kiosk,
            person=body.person,
            by_staff=caller.operator is not None,
            phone=None if body.phone is None else self._entrance.hash_of(body.phone),
        )
        done = self._issuing.issue(path.office, request, key.once(Issued))
        return Reply(self._issued(done.value, printer), done.replayed)

    def _issued(self, issued: Issued, printer: str | None) -> IssuedTicket:
        """Return a new ticket as it is answered, and have it printed once."""
        url = self._urls.of(issued.token)
        if printer is not None:
            self._printing.print_once(issued.id, printer, LinePlace.of(issued.ahead, issued.wait, url))
        return issued_ticket(issued, url, printer)


class HolderOperations:
    """What the holder of a ticket's secret may do."""

    def __init__(self, guesses: Guesses, boards: Boards, issuing: Issuing) -> None:
        self._guesses = guesses
        self._boards = boards
        self._issuing = issuing

    @Operation(
        method="GET",
        rule="/tickets/<token>",
        access=PUBLIC,
        path=TokenPath,
        answer=TicketStatus,
        refusals=["ticket_unknown", "rate_limited"],
    )
    def get_ticket(self, path: TokenPath) -> Reply:
        """Show a ticket to its holder."""
        return self._status(self._known(path))

    @Operation(
        method="DELETE",
        rule="/tickets/<token>",
        access=PUBLIC,
        path=TokenPath,
        answer=TicketStatus,
        refusals=["ticket_unknown", "illegal_transition", "rate_limited"],
    )
    def cancel_ticket(self, path: TokenPath) -> Reply:
        """Give a number up; one that is given up already stays so."""
        ticket = self._known(path)
        return self._status(self._issuing.cancel(ticket.office, ticket.id))

    @Operation(
        method="POST",
        rule="/tickets/<token>/late",
        access=PUBLIC,
        path=TokenPath,
        answer=TicketStatus,
        refusals=["ticket_unknown", "illegal_transition", "rate_limited"],
    )
    def late(self, path: TokenPath) -> Reply:
        """Step out of the line until `back`."""
        ticket = self._known(path)
        return self._status(self._issuing.late(ticket.office, ticket.id))

    @Operation(
        method="POST",
        rule="/tickets/<token>/back",
        access=PUBLIC,
        path=TokenPath,
        answer=TicketStatus,
        refusals=["ticket_unknown", "illegal_transition", "rate_limited"],
    )
    def back(self, path: TokenPath) -> Reply:
        """Step into the line again, where the whole waiting time puts the ticket."""
        ticket = self._known(path)
        return self._status(self._issuing.back(ticket.office, ticket.id))

    def _known(self, path: TokenPath) -> Ticket:
        return self._guesses.known(path.token)

    def _status(self, ticket: Ticket) -> Reply:
        return Reply(ticket_message(self._boards.ticket(ticket)))


class StaffTicketOperations:
    """What staff may do with tickets that are not at their counter."""

    def __init__(self, reader: OfficeReader, receiving: Receiving) -> None:
        self._reader = reader
        self._receiving = receiving

    @Operation(
        method="GET",
        rule="/offices/<office>/tickets",
        access=MAY_READ,
        path=OfficePath,
        answer=TicketList,
    )
    def list_tickets(self, path: OfficePath, query: TicketsQuery) -> Reply:
        """List tickets of the present service day in order of issue, whatever their state unless one is given."""
        zone = self._reader.office(path.office).time_zone
        tickets = self._reader.tickets(path.office, query.state, query.service, query.limit)
        return Reply(TicketList(tickets=[ticket_item(ticket, zone) for ticket in tickets]))

    @Operation(
        method="GET",
        rule="/tickets/<ticket>/history",
        access=MAY_SEE,
        path=TicketPath,
        answer=TicketHistory,
    )
    def ticket_history(self, path: TicketPath) -> Reply:
        """Show a ticket with all its legs."""
        ticket = self._reader.ticket(path.ticket)
        if ticket is None:
            raise Refusal("ticket_unknown", f"there is no ticket {path.ticket!r}", "ticket")
        return Reply(ticket_history(ticket, self._reader.office(ticket.office).time_zone))

    @Operation(
        method="POST",
        rule="/tickets/<ticket>/return",
        access=MAY_RECEIVE,
        path=TicketPath,
        answer=ActionAnswer,
        refusals=["illegal_transition", "return_too_late"],
        keyed=Keyed.OPTIONAL,
    )
    def return_ticket(self, body: ReturnBody, key: RequestKey) -> Reply:
        """Let a held, called or absent ticket wait again; an absent one only within the grace time."""
        office, ticket, by = _target()
        return action_answer(self._receiving.return_(office, ticket, by, body.position, once=key.once(ActionDone)))

    @Operation(
        method="POST",
        rule="/tickets/<ticket>/cancel",
        access=MAY_RECEIVE,
        path=TicketPath,
        answer=ActionAnswer,
        refusals=["illegal_transition"],
        keyed=Keyed.OPTIONAL,
    )
    def cancel_for_holder(self, key: RequestKey) -> Reply:
        """Give a number up for somebody."""
        office, ticket, by = _target()
        return action_answer(self._receiving.cancel(office, ticket, by, once=key.once(ActionDone)))

    @Operation(
        method="POST",
        rule="/tickets/<ticket>/priority",
        access=MAY_RECEIVE,
        path=TicketPath,
        answer=ActionAnswer,
        refusals=["illegal_transition"],
        keyed=Keyed.OPTIONAL,
    )
    def set_priority(self, body: PriorityBody, key: RequestKey) -> Reply:
        """Change the priority class of a ticket that has not been called."""
        office, ticket, by = _target()
        done = self._receiving.set_priority(
            office, ticket, by, body.priority_class, body.group, once=key.once(ActionDone)
        )
        return action_answer(done)


def _target() -> tuple[str, str, str]:
    """Return office, ticket and the acting operator's id of the present request."""
    here = admitted()
    assert here.spot.office is not None
    assert here.spot.ticket is not None
    assert here.caller.operator is not None
    return here.spot.office, here.spot.ticket, here.caller.operator.id
