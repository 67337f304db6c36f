"""The ticket of somebody who checked in or came to collect, as it is answered, printed where a printer is at hand."""

from queue_server.adapters.web.answers import IssuedTicket
from queue_server.adapters.web.appointment_answers import CheckedInTicket
from queue_server.adapters.web.callers import Caller
from queue_server.adapters.web.ticket_urls import TicketUrls
from queue_server.adapters.wire import rfc3339, wait_range
from queue_server.domain.appointment import Standing
from queue_server.domain.errors import Refusal
from queue_server.usecases.board import Boards
from queue_server.usecases.issuing import Issued
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.printing import Place, Printing


class HandingOut:
    """Answers with a ticket that may be an older one: who asks twice gets the same one with its present place."""

    def __init__(self, reader: OfficeReader, boards: Boards, printing: Printing, urls: TicketUrls) -> None:
        self._reader = reader
        self._boards = boards
        self._printing = printing
        self._urls = urls

    def printer_of(self, office: str, caller: Caller, wanted: str | None) -> str | None:
        """Return the printer to use, if any; only machines and staff of the office may name one.

        Raises:
            Refusal: printer_unknown.
        """
        device = caller.device if caller.device is not None and caller.device.office == office else None
        operator = caller.operator if caller.operator is not None and caller.operator.office in (None, office) else None
        if device is None and operator is None:
            return None
        return self._printing.printer_for(office, device.name if device else None, wanted)

    def hand_out(self, ticket_id: str, standing: Standing, printer: str | None) -> CheckedInTicket:
        """Return a ticket as it is answered; its first paper is printed once.

        Raises:
            Refusal: ticket_unknown, when its day is long over.
        """
        ticket = self._reader.ticket(ticket_id)
        if ticket is None:
            raise Refusal("ticket_unknown", f"there is no ticket {ticket_id!r} any more")
        view = self._boards.ticket(ticket)
        url = self._urls.of(ticket.token)
        if printer is not None:
            self._printing.print_once(ticket.id, printer, Place(ahead=view.ahead or 0, wait_s=None, url=url))
        return CheckedInTicket(
            id=ticket.id,
            token=ticket.token,
            number=ticket.number,
            service=ticket.leg.service,
            state=ticket.state.value,
            ahead=view.ahead or 0,
            expected_wait_s=wait_range(view.wait),
            issued_at=rfc3339(ticket.issued_at, view.time_zone),
            url=url,
            revision=view.revision,
            printer=printer,
            standing=standing.value,
        )


def issued_ticket(issued: Issued, url: str, printer: str | None) -> IssuedTicket:
    """Return a new ticket as it is answered."""
    return IssuedTicket(
        id=issued.id,
        token=issued.token,
        number=issued.number,
        service=issued.service,
        state=issued.state.value,
        ahead=issued.ahead,
        expected_wait_s=wait_range(issued.wait),
        issued_at=rfc3339(issued.issued_at, issued.time_zone),
        url=url,
        revision=issued.revision,
        printer=printer,
    )
