"""Tickets on paper: each queued once, reprinted by staff, never lost because the paper is out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from queue_server.domain.errors import Refusal
from queue_server.domain.kiosk import PaperPlace, paper_place
from queue_server.domain.paper import JobState, PrinterAbout, PrinterStatus, PrinterTrouble, PrintJob, TicketPaper
from queue_server.domain.ticket import PriorityClass, Ticket
from queue_server.domain.wait_estimate import OverBreak, WaitEstimate
from queue_server.usecases.ports.environment import Clock, Ids
from queue_server.usecases.ports.printing import Printers, PrintQueue
from queue_server.usecases.ports.reading import OfficeReader

NEWEST = 200
"""Papers that are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a number was in the line when it was taken, and its phone page."""

    ahead: int
    wait_s: tuple[float, float] | None
    url: str
    after_closing: bool = False
    over_break: OverBreak | None = None

    @classmethod
    def of(cls, ahead: int, wait: WaitEstimate | None, url: str) -> "Place":
        """Return the place of somebody with so many ahead, with what is told about the wait."""
        if wait is None:
            return cls(ahead=ahead, wait_s=None, url=url)
        told = (wait.low_s, wait.high_s)
        return cls(ahead=ahead, wait_s=told, url=url, after_closing=wait.after_closing, over_break=wait.over_break)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterView:
    """A printer with what waits for it."""

    about: PrinterAbout
    status: PrinterStatus | None
    """None while nobody has looked at it."""
    waiting: int
    unsure: tuple[str, ...]
    """Numbers of which nobody knows whether they came out."""
    last: PrintJob | None
    """The newest paper in any state."""


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
            return None if device is None else self._printer_at(office, device, self._printers.for_device)
        if wanted not in self._printers.of_office(office):
            raise Refusal("printer_unknown", f"office {office} has no printer {wanted!r}", "printer")
        return wanted

    def print_once(self, ticket_id: str, printer: str, place: Place) -> None:
        """Queue the first paper of a ticket; asking again does nothing."""
        ticket = self._known(ticket_id)
        self._add(ticket, printer, place, copy=0)

    def print_from_unit(self, ticket_id: str, unit: str, place: Place) -> None:
        """Queue the first paper of a ticket that a key issued, if a printer stands at the unit."""
        ticket = self._known(ticket_id)
        printer = self._printer_at(ticket.office, unit, self._printers.for_unit)
        if printer is not None:
            self._add(ticket, printer, place, copy=0)

    def reprint(self, ticket_id: str, printer: str | None, url: str, ahead: int | None) -> PrintJob:
        """Queue another paper of a ticket, marked as a copy; what nobody knew of the earlier ones is no matter then.

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
        for one in earlier:
            if one.state is JobState.UNSURE:
                self._queue.end(one.id, JobState.GIVEN_UP, "it was printed again", self._clock.now())
        return self._add(ticket, chosen, Place(ahead=ahead or 0, wait_s=None, url=url), copy)

    def printers(self, office: str) -> Sequence[PrinterView]:
        """Return the printers of an office."""
        jobs, statuses = self._queue.open_jobs(office), self._printers.statuses()
        abouts = self._printers.about(office)
        places = self._set_here(office, [one.name for one in abouts])
        newest = self._queue.newest_jobs(office, NEWEST)
        return [
            PrinterView(
                about=_serving(one, places),
                status=statuses.get(one.name),
                waiting=sum(job.printer == one.name and job.state is not JobState.UNSURE for job in jobs),
                unsure=tuple(
                    job.paper.number for job in jobs if job.printer == one.name and job.state is JobState.UNSURE
                ),
                last=next((job for job in newest if job.printer == one.name), None),
            )
            for one in abouts
        ]

    def troubles(self, office: str) -> dict[str, PrinterTrouble]:
        """Return what is the matter with an office's printers, by name; without those that only run low."""
        statuses = self._printers.statuses()
        found = {name: statuses[name].trouble for name in self._printers.of_office(office) if name in statuses}
        return {
            name: trouble
            for name, trouble in found.items()
            if trouble is not None and trouble is not PrinterTrouble.PAPER_LOW
        }

    def jobs(self, office: str, limit: int = NEWEST) -> Sequence[PrintJob]:
        """Return an office's newest papers, whatever became of them."""
        return self._queue.newest_jobs(office, limit)

    def came_out(self, office: str, job_id: str) -> PrintJob:
        """Note that somebody found the paper of which nobody knew; noting it again changes nothing.

        Raises:
            Refusal: not_found.
        """
        for job in self._queue.open_jobs(office):
            if job.id == job_id and job.state is JobState.UNSURE:
                self._queue.end(job.id, JobState.PRINTED, None, self._clock.now())
        found = next((one for one in self._queue.newest_jobs(office, NEWEST) if one.id == job_id), None)
        if found is None:
            raise Refusal("not_found", f"office {office} has no paper {job_id!r}")
        return found

    def _printer_at(self, office: str, place: str, by_file: Callable[[str, str], str | None]) -> str | None:
        """Return where a kiosk or a unit prints: as the back office set it, else as the file says."""
        own = paper_place(self._set_here(office, self._printers.of_office(office)), place)
        return by_file(office, place) if own is None else own.printer

    def _set_here(self, office: str, printers: Sequence[str]) -> Sequence[PaperPlace]:
        """Return what the back office set; a printer that isn't there any more counts for nothing."""
        places = self._reader.office(office).rules.paper_places
        return [one for one in places if one.printer is None or one.printer in printers]

    def _known(self, ticket_id: str) -> Ticket:
        ticket = self._reader.ticket(ticket_id)
        if ticket is None:
            raise Refusal("ticket_unknown", f"there is no ticket {ticket_id!r}", "ticket")
        return ticket

    def paper(self, ticket: Ticket, place: Place, copy: int = 0) -> TicketPaper:
        """Return what is printed on a ticket."""
        office = self._reader.office(ticket.office)
        service = office.service(ticket.leg.service)
        names = service.name
        language = ticket.language.split("-")[0]
        return TicketPaper(
            number=ticket.number,
            office_name=office.name,
            service_name=names.get(language) or names.get("vi", ""),
            language=language,
            issued_at=_local(ticket.issued_at, office.time_zone),
            url=place.url,
            ahead=max(0, place.ahead),
            wait_s=place.wait_s,
            after_closing=place.after_closing,
            over_break=place.over_break,
            priority=ticket.progress.priority_class is PriorityClass.PRIORITY,
            service_names=names,
            service_notes=service.rules.paper_note,
            copy=copy,
        )

    def _add(self, ticket: Ticket, printer: str, place: Place, copy: int) -> PrintJob:
        job = PrintJob(
            id=self._ids.new_id(),
            office=ticket.office,
            ticket=ticket.id,
            printer=printer,
            queued_at=self._clock.now(),
            paper=self.paper(ticket, place, copy),
        )
        if self._queue.add(job):
            self._printers.wake(printer)
        return job


def _serving(about: PrinterAbout, places: Sequence[PaperPlace]) -> PrinterAbout:
    """Return a printer with the kiosks and units that print on it now."""
    elsewhere = {one.place for one in places}
    mine = tuple(one.place for one in places if one.printer == about.name)
    kiosks = (*(one for one in about.kiosks if one not in elsewhere), *mine)
    return replace(about, kiosks=kiosks, units=tuple(one for one in about.units if one not in elsewhere))


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))
