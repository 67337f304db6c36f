"""Papers that wait to be printed, what offices chose for them, and how printers are."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from queue_server.domain.paper import JobState, PaperLayout, PrinterAbout, PrinterStatus, PrintJob, TicketPaper
from queue_server.usecases.ports.audit import AuditEntry


class PrintQueue(Protocol):
    """Jobs, each of which is begun by one program only."""

    def add(self, job: PrintJob) -> bool:
        """Store a job; return False, changing nothing, if the ticket has one with this copy number."""

    def next(self, printer: str) -> PrintJob | None:
        """Return the oldest queued job of a printer."""

    def begin(self, job_id: str) -> bool:
        """Take a queued job in hand; return False if it is queued no more."""

    def end(self, job_id: str, state: JobState, error: str | None, at: datetime) -> None:
        """Store how a job in hand ended, or that it is queued again; an attempt is counted."""

    def interrupted(self, printer: str) -> Sequence[PrintJob]:
        """Return jobs that were in hand when the program ended."""

    def jobs_of(self, ticket: str) -> Sequence[PrintJob]:
        """Return the jobs of a ticket by copy number."""

    def open_jobs(self, office: str) -> Sequence[PrintJob]:
        """Return jobs that are queued, in hand or unsure, the oldest first."""

    def newest_jobs(self, office: str, limit: int) -> Sequence[PrintJob]:
        """Return jobs in any state, the newest first."""


class PaperLayouts(Protocol):
    """What offices chose for their paper."""

    def layout(self, office: str) -> PaperLayout:
        """Return an office's layout, the default if it chose none."""

    def save_layout(self, office: str, before: PaperLayout, after: PaperLayout, audit: AuditEntry) -> None:
        """Store an office's layout and what is to be noted of the change.

        Raises:
            Refusal: changed_meanwhile, if what is stored is not ``before``.
        """


class PaperPictures(Protocol):
    """Shows what printers make of a paper."""

    def png(self, paper: TicketPaper, layout: PaperLayout, width_mm: int) -> bytes:
        """Return the picture that a printer's bytes of a paper leave on it, as PNG."""

    def fault_of(self, logo: str) -> str | None:
        """Return why a logo can't be printed, None for one that can."""


class PrinterStates(Protocol):
    """How printers were when last looked at, known to all workers of a database."""

    def save(self, printer: str, status: PrinterStatus, at: datetime) -> None:
        """Store how a printer is."""

    def since(self, at: datetime) -> Mapping[str, PrinterStatus]:
        """Return how printers are that were looked at since an instant."""


class Printers(Protocol):
    """The printers of this installation."""

    def about(self, office: str) -> Sequence[PrinterAbout]:
        """Return how the printers that an office may use are set up."""

    def of_office(self, office: str) -> Sequence[str]:
        """Return the names of the printers that an office may use."""

    def for_device(self, office: str, device: str) -> str | None:
        """Return the printer of a kiosk by the kiosk's name."""

    def for_unit(self, office: str, unit: str) -> str | None:
        """Return the printer at a unit with keys that issue tickets, by ``line/address``."""

    def statuses(self) -> Mapping[str, PrinterStatus]:
        """Return how printers are; one that nobody has looked at for minutes is left out."""

    def wake(self, printer: str) -> None:
        """Tell that there is something to print."""
