"""A ticket on paper: what stands on it, and the job of printing it once."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from queue_server.domain.errors import Refusal
from queue_server.domain.office import Texts
from queue_server.domain.wait_estimate import OverBreak


class PaperPart(StrEnum):
    """What can stand on a ticket; stored strings."""

    LOGO = "logo"
    OFFICE = "office"
    HEADER = "header"
    NUMBER = "number"
    SERVICE = "service"
    PRIORITY = "priority"
    AHEAD = "ahead"
    WAIT = "wait"
    QR = "qr"
    NOTE = "note"
    FOOTER = "footer"
    TIME = "time"


class PaperSize(StrEnum):
    """How large a part is; stored strings."""

    SMALL = "small"
    USUAL = "usual"
    LARGE = "large"
    HUGE = "huge"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """A part at its place."""

    part: PaperPart
    size: PaperSize = PaperSize.USUAL


def paper_lines(*lines: tuple[PaperPart, PaperSize]) -> tuple[PaperLine, ...]:
    """Return lines from parts and sizes, the first on top."""
    return tuple(PaperLine(part=part, size=size) for part, size in lines)


USUAL_LINES = paper_lines(
    (PaperPart.LOGO, PaperSize.USUAL),
    (PaperPart.OFFICE, PaperSize.USUAL),
    (PaperPart.HEADER, PaperSize.SMALL),
    (PaperPart.NUMBER, PaperSize.LARGE),
    (PaperPart.SERVICE, PaperSize.USUAL),
    (PaperPart.PRIORITY, PaperSize.SMALL),
    (PaperPart.AHEAD, PaperSize.SMALL),
    (PaperPart.WAIT, PaperSize.SMALL),
    (PaperPart.QR, PaperSize.USUAL),
    (PaperPart.NOTE, PaperSize.SMALL),
    (PaperPart.FOOTER, PaperSize.SMALL),
    (PaperPart.TIME, PaperSize.SMALL),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLayout:
    """What an office chose for its paper; one layout serves both widths, which are the printers'."""

    lines: tuple[PaperLine, ...] = USUAL_LINES
    """What is printed, from the top."""
    languages: tuple[str, ...] = ()
    """In which languages each line is printed, one below the other; none means the language of its holder."""
    logo: str = ""
    """A PNG picture in base64; empty for none."""
    header: Texts = field(default_factory=dict)
    footer: Texts = field(default_factory=dict)


def check_paper_layout(layout: PaperLayout) -> None:
    """Refuse a layout that makes no ticket.

    Raises:
        Refusal: invalid, paper_without_number.
    """
    parts = [one.part for one in layout.lines]
    twice = next((one for one in parts if parts.count(one) > 1), None)
    if twice is not None:
        raise Refusal("invalid", f"{twice} is there twice; each part is printed once", "lines")
    if PaperPart.NUMBER not in parts:
        raise Refusal("paper_without_number", "the layout leaves the number out", "lines")


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
    after_closing: bool = False
    """Whether the likely wait ends only after closing time."""
    over_break: OverBreak | None = None
    priority: bool = False
    service_names: Texts = field(default_factory=dict)
    """In all languages, for paper that speaks several."""
    service_notes: Texts = field(default_factory=dict)
    """What the office wants holders in this line to know."""
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
    ended_at: datetime | None = None
    """When it was last known to be in this state."""


class Paper(StrEnum):
    """How much paper a printer has."""

    ENOUGH = "enough"
    LOW = "low"
    OUT = "out"
    UNKNOWN = "unknown"
    """The printer can't tell."""


class PrinterTrouble(StrEnum):
    """Why somebody should look after a printer, the worst first; stored strings."""

    OFFLINE = "offline"
    COVER_OPEN = "cover_open"
    PAPER_OUT = "paper_out"
    FAULT = "fault"
    PAPER_LOW = "paper_low"
    """It still prints."""


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

    @property
    def trouble(self) -> PrinterTrouble | None:
        """What somebody has to look after, None if nothing."""
        if not self.online:
            return PrinterTrouble.OFFLINE
        if self.cover_open:
            return PrinterTrouble.COVER_OPEN
        if self.paper is Paper.OUT:
            return PrinterTrouble.PAPER_OUT
        if self.error is not None:
            return PrinterTrouble.FAULT
        return PrinterTrouble.PAPER_LOW if self.paper is Paper.LOW else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterAbout:
    """A printer as it was set up."""

    name: str
    device: str
    """``tcp://192.168.1.60`` and the like."""
    width_mm: int
    kiosks: tuple[str, ...] = ()
    """Names of kiosks whose tickets it prints."""
    units: tuple[str, ...] = ()
    """Units with keys that issue tickets which it prints."""
