"""Tickets on paper: each queued once, reprinted by staff, never lost because the paper is out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from queue_server.domain.errors import Refusal
from queue_server.domain.paper import JobState, PrinterStatus, PrintJob, TicketPaper
from queue_server.domain.ticket import PriorityClass, Ticket
from queue_server.usecases.ports.environment import Clock, Ids
from queue_server.usecases.ports.printing import Printers, PrintQueue
from queue_server.usecases.ports.reading import OfficeReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a number was in the line when it was taken, and its phone page."""

    ahead: int
    wait_s: tuple[float, float] | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterView:
    """A printer with what waits for it."""

    name: str
    status: PrinterStatus | None
    """None before it was looked at."""
    waiting: int
    unsure: tuple[str, ...]
    """Numbers of which nobody knows whether they came out."""


class Printing:
    """Queues papers and tells how printers are."""

    def __init__(self, queue: PrintQueue, printers: Printers, reader: OfficeReader, ids: Ids, clock: Clock) -> None:
        self._queue = queue
        self._printers = printers
        self._reader = reader
        self._ids = ids
        self._clock = clock

    def printer_for(self, office: str, device: str | None, wanted: str | None) -> str | None:
        """Return the printer to use: the one that was asked for, or else the kiosk's own.

        Raises:
            Refusal: printer_unknown.
        """
        if wanted is None:
            return None if device is None else self._printers.for_device(office, device)
        if wanted not in self._printers.of_office(office):
            raise Refusal("printer_unknown", f"office {office} has no printer {wanted!r}", "printer")
        return wanted

    def print_once(self, ticket_id: str, printer: str, place: Place) -> None:
        """Queue the first paper of a ticket; asking again does nothing."""
        ticket = self._known(ticket_id)
        self._add(ticket, printer, place, copy=0)

    def print_from_unit(self, ticket_id: str, unit: str, url: str) -> None:
        """Queue the first paper of a ticket that a key issued, if a printer stands at the unit."""
        ticket = self._known(ticket_id)
        printer = self._printers.for_unit(ticket.office, unit)
        if printer is not None:
            ahead = self._reader.line(ticket.office).waiting
            place = Place(ahead=sum(one.service == ticket.leg.service for one in ahead) - 1, wait_s=None, url=url)
            self._add(ticket, printer, place, copy=0)

    def reprint(self, ticket_id: str, printer: str | None, url: str, ahead: int | None) -> PrintJob:
        """Queue another paper of a ticket, marked as a copy.

        Raises:
            Refusal: ticket_unknown, printer_unknown, no_printer.
        """
        ticket = self._known(ticket_id)
        earlier = self._queue.jobs_of(ticket_id)
        chosen = self.printer_for(ticket.office, None, printer)
        chosen = chosen or (
            earlier[-1].printer if earlier else next(iter(self._printers.of_office(ticket.office)), None)
        )
        if chosen is None:
            raise Refusal("no_printer", f"office {ticket.office} has no printer")
        copy = 1 + (earlier[-1].paper.copy if earlier else 0)
        return self._add(ticket, chosen, Place(ahead=ahead or 0, wait_s=None, url=url), copy)

    def printers(self, office: str) -> Sequence[PrinterView]:
        """Return the printers of an office."""
        jobs, statuses = self._queue.open_jobs(office), self._printers.statuses()
        return [
            PrinterView(
                name=name,
                status=statuses.get(name),
                waiting=sum(job.printer == name and job.state is not JobState.UNSURE for job in jobs),
                unsure=tuple(job.paper.number for job in jobs if job.printer == name and job.state is JobState.UNSURE),
            )
            for name in self._printers.of_office(office)
        ]

    def _known(self, ticket_id: str) -> Ticket:
        ticket = self._reader.ticket(ticket_id)
        if ticket is None:
            raise Refusal("ticket_unknown", f"there is no ticket {ticket_id!r}", "ticket")
        return ticket

    def _add(self, ticket: Ticket, printer: str, place: Place, copy: int) -> PrintJob:
        office = self._reader.office(ticket.office)
        names = office.service(ticket.leg.service).name
        language = ticket.language.split("-")[0]
        job = PrintJob(
            id=self._ids.new_id(),
            office=office.code,
            ticket=ticket.id,
            printer=printer,
            queued_at=self._clock.now(),
            paper=TicketPaper(
                number=ticket.number,
                office_name=office.name,
                service_name=names.get(language) or names.get("vi", ""),
                language=language,
                issued_at=_local(ticket.issued_at, office.time_zone),
                url=place.url,
                ahead=max(0, place.ahead),
                wait_s=place.wait_s,
                priority=ticket.progress.priority_class is PriorityClass.PRIORITY,
                copy=copy,
            ),
        )
        if self._queue.add(job):
            self._printers.wake(printer)
        return job


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))
