"""Papers that wait to be printed, what offices chose for them, and how printers are."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from queue_server.domain.paper import JobState, PaperLayout, PrinterStatus, PrintJob


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


class PaperLayouts(Protocol):
    """What offices chose for their paper."""

    def layout(self, office: str) -> PaperLayout:
        """Return an office's layout, the default if it chose none."""

    def save_layout(self, office: str, layout: PaperLayout) -> None:
        """Store an office's layout."""


class Printers(Protocol):
    """The printers of this installation."""

    def of_office(self, office: str) -> Sequence[str]:
        """Return the names of the printers that an office may use."""

    def for_device(self, office: str, device: str) -> str | None:
        """Return the printer of a kiosk by the kiosk's name."""

    def for_unit(self, office: str, unit: str) -> str | None:
        """Return the printer at a unit with keys that issue tickets, by ``line/address``."""

    def statuses(self) -> Mapping[str, PrinterStatus]:
        """Return how printers were when last looked at, as far as this program knows."""

    def wake(self, printer: str) -> None:
        """Tell that there is something to print."""
