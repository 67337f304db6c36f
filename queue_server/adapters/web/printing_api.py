"""Printers: how they are, and printing a ticket again."""

from queue_server.adapters.web.access import Access, Place
from queue_server.adapters.web.auth import admitted
from queue_server.adapters.web.bodies import OfficePath, PrintJobPath, ReprintBody, TicketPath
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.adapters.web.ticket_urls import TicketUrls
from queue_server.adapters.wire import rfc3339
from queue_server.contract.fields import FromServer
from queue_server.domain.device import DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Right
from queue_server.domain.paper import PrintJob
from queue_server.usecases.board import Boards
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.printing import PrinterView, Printing

MAY_LOOK = Access(right=Right.READ, devices=frozenset({DeviceKind.KIOSK}), place=Place.OFFICE)
MAY_READ = Access(right=Right.READ, place=Place.OFFICE)
MAY_HANDLE = Access(right=Right.RECEIVE, place=Place.OFFICE)
MAY_REPRINT = Access(right=Right.RECEIVE, place=Place.TICKET)


class PrinterItem(FromServer, frozen=True, kw_only=True):
    """A printer of an office."""

    printer: str
    ready: bool | None
    """None while nobody has looked at it."""
    paper: str | None
    """enough, low, out, or unknown where the printer can't tell."""
    cover_open: bool
    error: str | None
    trouble: str | None
    """What somebody has to look after: offline, cover_open, paper_out, fault; or paper_low, when it still prints."""
    mine: bool
    """Whether it prints the tickets of the kiosk that asks."""
    width_mm: int
    waiting: int
    """Papers that wait to be printed."""
    unsure: list[str]
    """Numbers of which nobody knows whether they came out; print them again if they didn't."""


class PrinterList(FromServer, frozen=True, kw_only=True):
    """The printers of an office."""

    printers: list[PrinterItem]


class PrintJobItem(FromServer, frozen=True, kw_only=True):
    """A paper and what became of it."""

    id: str
    number: str
    ticket: str
    """Id of the ticket, by which it can be printed again."""
    printer: str
    copy: int
    """0 for the first, then counting reprints."""
    state: str
    """queued, sending, printed, unsure, or given_up when it would have come too late."""
    attempts: int
    error: str | None
    queued_at: str
    ended_at: str | None


class PrintJobList(FromServer, frozen=True, kw_only=True):
    """Papers, the newest first."""

    jobs: list[PrintJobItem]


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
        device = admitted().caller.device
        own = None if device is None else self._printing.printer_for(path.office, device.name, None)
        return Reply(PrinterList(printers=[_item(one, own) for one in self._printing.printers(path.office)]))

    @Operation(
        method="GET",
        rule="/offices/<office>/print-jobs",
        access=MAY_READ,
        path=OfficePath,
        answer=PrintJobList,
        refusals=["office_unknown"],
    )
    def list_print_jobs(self, path: OfficePath) -> Reply:
        """List the papers of the last two days that were printed, or should be."""
        zone = self._reader.office(path.office).time_zone
        return Reply(PrintJobList(jobs=[_job_item(one, zone) for one in self._printing.jobs(path.office)]))

    @Operation(
        method="POST",
        rule="/offices/<office>/print-jobs/<job>/came-out",
        access=MAY_HANDLE,
        path=PrintJobPath,
        answer=PrintJobItem,
        refusals=["not_found"],
    )
    def paper_came_out(self, path: PrintJobPath) -> Reply:
        """Note that a paper of which the server was unsure did come out."""
        job = self._printing.came_out(path.office, path.job)
        return Reply(_job_item(job, self._reader.office(path.office).time_zone))

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


def _item(one: PrinterView, own: str | None) -> PrinterItem:
    status = one.status
    trouble = None if status is None else status.trouble
    return PrinterItem(
        printer=one.about.name,
        trouble=None if trouble is None else trouble.value,
        mine=one.about.name == own,
        width_mm=one.about.width_mm,
        ready=None if status is None else status.ready,
        paper=None if status is None else status.paper.value,
        cover_open=status is not None and status.cover_open,
        error=None if status is None else status.error,
        waiting=one.waiting,
        unsure=list(one.unsure),
    )


def _job_item(one: PrintJob, zone: str) -> PrintJobItem:
    return PrintJobItem(
        id=one.id,
        number=one.paper.number,
        ticket=one.ticket,
        printer=one.printer,
        copy=one.paper.copy,
        state=one.state.value,
        attempts=one.attempts,
        error=one.error,
        queued_at=rfc3339(one.queued_at, zone),
        ended_at=None if one.ended_at is None else rfc3339(one.ended_at, zone),
    )
