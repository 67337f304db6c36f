"""The paper of an office in the hands of its administrators: layout, preview, a test print."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.domain.operator import Operator
from queue_server.domain.paper import PaperLayout, PrintJob, TicketPaper, check_paper_layout
from queue_server.domain.shipped_papers import SHIPPED_PAPERS
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.comparing import differences, refuse_if_changed
from queue_server.usecases.ports.audit import AuditAction, AuditEntry
from queue_server.usecases.ports.environment import Clock, Ids
from queue_server.usecases.ports.printing import PaperLayouts, PaperPictures, Printers, PrintQueue
from queue_server.usecases.ports.reading import OfficeReader

WIDTHS_MM = (80, 58)
SAMPLE_NUMBER = "007"
SAMPLE_ADDRESS = "https://so.example.vn/t/Wf3iNAsTOu1rMYry-ng1Ro9i"
"""As long as real ones are."""


class Papers:
    """What administrators do with an office's paper."""

    def __init__(
        self,
        layouts: PaperLayouts,
        pictures: PaperPictures,
        queue: PrintQueue,
        printers: Printers,
        reader: OfficeReader,
        ids: Ids,
        clock: Clock,
    ) -> None:
        self._layouts = layouts
        self._pictures = pictures
        self._queue = queue
        self._printers = printers
        self._reader = reader
        self._ids = ids
        self._clock = clock

    def layout(self, by: Operator, office: str) -> PaperLayout:
        """Return an office's layout.

        Raises:
            Refusal: forbidden, office_unknown.
        """
        refuse_unless_administrator(by, office)
        return self._layouts.layout(self._reader.office(office).code)

    def change(
        self, by: Operator, office: str, change: Callable[[PaperLayout], PaperLayout], tag: str | None
    ) -> PaperLayout:
        """Change an office's layout; the next ticket is printed with it.

        Raises:
            Refusal: forbidden, office_unknown, invalid, paper_without_number, logo_unusable, changed_meanwhile.
        """
        before = self.layout(by, office)
        after = change(before)
        refuse_if_changed(before, after, tag)
        self._check(after)
        if after != before:
            entry = AuditEntry(
                at=self._clock.now(),
                by=by.id,
                office=office,
                kind="paper",
                target=office,
                action=AuditAction.CHANGED,
                changes=differences(_told(before), _told(after)),
            )
            self._layouts.save_layout(office, before, after, entry)
        return after

    def begin_with(self, by: Operator, office: str, name: str) -> PaperLayout:
        """Take lines and languages of a layout that comes with the program; logo and texts stay.

        Raises:
            Refusal: forbidden, office_unknown, not_found.
        """
        shipped = SHIPPED_PAPERS.get(name)
        if shipped is None:
            raise Refusal("not_found", f"{name!r} is none of {', '.join(SHIPPED_PAPERS)}")
        return self.change(
            by, office, lambda layout: replace(layout, lines=shipped.lines, languages=shipped.languages), None
        )

    def preview(self, by: Operator, office: str, layout: PaperLayout, width_mm: int, language: str) -> bytes:
        """Return a ticket in this layout as a printer prints it: a PNG of the printer's own bytes.

        Raises:
            Refusal: forbidden, office_unknown, invalid, paper_without_number, logo_unusable.
        """
        refuse_unless_administrator(by, office)
        if width_mm not in WIDTHS_MM:
            raise Refusal("invalid", f"{width_mm} is no width of paper: 80 or 58", "width")
        self._check(layout)
        return self._pictures.png(self._sample(self._reader.office(office), language), layout, width_mm)

    def printers(self, by: Operator, office: str) -> Sequence[str]:
        """Return the names of an office's printers.

        Raises:
            Refusal: forbidden.
        """
        refuse_unless_administrator(by, office)
        return self._printers.of_office(office)

    def print_test(self, by: Operator, office: str, printer: str, language: str) -> PrintJob:
        """Queue a paper that looks like a ticket and is none, in the stored layout.

        Raises:
            Refusal: forbidden, office_unknown, printer_unknown.
        """
        refuse_unless_administrator(by, office)
        if printer not in self._printers.of_office(office):
            raise Refusal("printer_unknown", f"office {office} has no printer {printer!r}", "printer")
        job_id = self._ids.new_id()
        job = PrintJob(
            id=job_id,
            office=office,
            ticket=f"test:{job_id}",
            printer=printer,
            queued_at=self._clock.now(),
            paper=self._sample(self._reader.office(office), language),
        )
        self._queue.add(job)
        self._printers.wake(printer)
        return job

    def printed(self, office: str, paper: TicketPaper, width_mm: int) -> bytes:
        """Return a ticket as a printer of this width would print it, as PNG."""
        return self._pictures.png(paper, self._layouts.layout(office), width_mm)

    def _check(self, layout: PaperLayout) -> None:
        check_paper_layout(layout)
        fault = self._pictures.fault_of(layout.logo) if layout.logo else None
        if fault is not None:
            raise Refusal("logo_unusable", f"the logo {fault}", "logo")

    def _sample(self, office: Office, language: str) -> TicketPaper:
        service = office.services[0] if office.services else None
        names = service.name if service is not None else {"vi": office.name}
        return TicketPaper(
            number=f"{service.prefix if service is not None else 'A'}{SAMPLE_NUMBER}",
            office_name=office.name,
            service_name=names.get(language) or names.get("vi", ""),
            language=language,
            issued_at=_local(self._clock.now(), office.time_zone),
            url=SAMPLE_ADDRESS,
            ahead=3,
            wait_s=(480.0, 900.0),
            service_names=names,
            service_notes=service.rules.paper_note if service is not None else {},
        )


def _told(layout: PaperLayout) -> PaperLayout:
    """Return a layout as the audit log tells it: of a logo only how large it is."""
    return replace(layout, logo=f"{len(layout.logo)} characters" if layout.logo else "")


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))
