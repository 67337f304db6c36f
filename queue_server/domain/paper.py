"""A ticket on paper: what stands on it, and the job of printing it once."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from queue_server.domain.office import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLayout:
    """What an office chose for its paper."""

    logo: str = ""
    """A PNG picture in base64; empty for none."""
    header: Texts = field(default_factory=dict)
    """Printed below the office's name."""
    footer: Texts = field(default_factory=dict)
    show_qr: bool = True
    show_ahead: bool = True
    show_wait: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPaper:
    """Everything that is printed on one ticket, as it was when the number was taken."""

    number: str
    office_name: str
    service_name: str
    language: str
    issued_at: datetime
    """In the office's time zone."""
    url: str
    """The phone page."""
    ahead: int
    wait_s: tuple[float, float] | None = None
    priority: bool = False
    service_note: str = ""
    copy: int = 0
    """0 for the first, then counting reprints."""


class JobState(StrEnum):
    """Stored strings."""

    QUEUED = "queued"
    SENDING = "sending"
    PRINTED = "printed"
    UNSURE = "unsure"
    """The printer had everything, but nobody knows whether it came out; people decide."""
    GIVEN_UP = "given_up"
    """Too old to be of use when the printer came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """One paper to print."""

    id: str
    office: str
    ticket: str
    printer: str
    paper: TicketPaper
    queued_at: datetime
    state: JobState = JobState.QUEUED
    attempts: int = 0
    error: str | None = None


class Paper(StrEnum):
    """How much paper a printer has."""

    ENOUGH = "enough"
    LOW = "low"
    OUT = "out"
    UNKNOWN = "unknown"
    """The printer can't tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterStatus:
    """How a printer is."""

    online: bool
    """It answers, or took the last paper."""
    paper: Paper = Paper.UNKNOWN
    cover_open: bool = False
    error: str | None = None
    """What is wrong, in the system's words."""

    @property
    def ready(self) -> bool:
        """Whether it can print now."""
        return self.online and self.paper is not Paper.OUT and not self.cover_open and self.error is None
