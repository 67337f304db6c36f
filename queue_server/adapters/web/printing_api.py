"""Printers: how they are, and printing a ticket again."""

from queue_server.adapters.web.access import Access, Place
from queue_server.adapters.web.auth import admitted
from queue_server.adapters.web.bodies import OfficePath, ReprintBody, TicketPath
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.adapters.web.ticket_urls import TicketUrls
from queue_server.contract.fields import FromServer
from queue_server.domain.device import DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Right
from queue_server.usecases.board import Boards
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.printing import PrinterView, Printing

MAY_LOOK = Access(right=Right.READ, devices=frozenset({DeviceKind.KIOSK}), place=Place.OFFICE)
MAY_REPRINT = Access(right=Right.RECEIVE, place=Place.TICKET)


class PrinterItem(FromServer, frozen=True, kw_only=True):
    """A printer of an office."""

    printer: str
    ready: bool | None
    """None before it was looked at."""
    paper: str | None
    """enough, low, out, or unknown where the printer can't tell."""
    cover_open: bool
    error: str | None
    waiting: int
    """Papers that wait to be printed."""
    unsure: list[str]
    """Numbers of which nobody knows whether they came out; print them again if they didn't."""


class PrinterList(FromServer, frozen=True, kw_only=True):
    """The printers of an office."""

    printers: list[PrinterItem]


class Reprinted(FromServer, frozen=True, kw_only=True):
    """A paper that was queued."""

    number: str
    printer: str
    copy: int
    """Printed on it, so that nobody takes it for another ticket."""


class PrintingOperations:
    """Answers about printers and prints again."""

    def __init__(self, printing: Printing, reader: OfficeReader, boards: Boards, urls: TicketUrls) -> None:
        self._printing = printing
        self._reader = reader
        self._boards = boards
        self._urls = urls

    @Operation(method="GET", rule="/offices/<office>/printers", access=MAY_LOOK, path=OfficePath, answer=PrinterList)
    def list_printers(self, path: OfficePath) -> Reply:
        """List the printers with their paper and what waits for them."""
        return Reply(PrinterList(printers=[_item(one) for one in self._printing.printers(path.office)]))

    @Operation(
        method="POST",
        rule="/tickets/<ticket>/reprint",
        access=MAY_REPRINT,
        path=TicketPath,
        answer=Reprinted,
        status=202,
        refusals=["printer_unknown", "no_printer"],
    )
    def reprint(self, body: ReprintBody) -> Reply:
        """Print a ticket again, marked as a copy."""
        ticket = self._reader.ticket(admitted().spot.ticket or "")
        if ticket is None:
            raise Refusal("ticket_unknown", "there is no such ticket")
        ahead = self._boards.ticket(ticket).ahead
        job = self._printing.reprint(ticket.id, body.printer, self._urls.of(ticket.token), ahead)
        return Reply(Reprinted(number=job.paper.number, printer=job.printer, copy=job.paper.copy))


def _item(one: PrinterView) -> PrinterItem:
    status = one.status
    return PrinterItem(
        printer=one.name,
        ready=None if status is None else status.ready,
        paper=None if status is None else status.paper.value,
        cover_open=status is not None and status.cover_open,
        error=None if status is None else status.error,
        waiting=one.waiting,
        unsure=list(one.unsure),
    )
