"""What the pages need from the rest of the server, handed in when they are registered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from queue_server.adapters.web.tv_showing import TvShowing
from queue_server.contract.messages import TicketStatus
from queue_server.domain.device import Device
from queue_server.domain.office import Office
from queue_server.domain.operator import Operator


class TicketMove(StrEnum):
    """What a citizen may do with the own ticket on its page."""

    CANCEL = "cancel"
    LATE = "late"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingShown:
    """What a page shows of a rating, in its language."""

    service: str
    score: int | None
    """What was said already."""
    given: Sequence[str]
    """Codes of the reasons that were named."""
    comment: str
    changeable: bool
    reasons: Sequence[tuple[str, str]]
    """Code and text of all that may be named."""
    longest_comment: int
    """0 where no text is taken."""
    kept_days: int
    """How long a text is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyShown:
    """What a page offers of messages."""

    channels: Sequence[tuple[str, str | None]]
    """Each channel with what its owner needs to know the address again; None where none was given."""
    kept_days: int
    push_key: str | None
    """What the browser subscribes with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPage:
    """A ticket as its page shows it."""

    status: TicketStatus
    office: str
    """Code of its office."""
    language: str
    """Language the ticket was taken in; the page starts in it."""
    rating: RatingShown | None = None
    """None while there is nothing to rate."""
    notify: NotifyShown | None = None
    """None where no messages are sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSources:
    """Answers and actions behind the pages; tests hand in fakes."""

    offices: Callable[[], Sequence[Office]]
    office: Callable[[str], Office]
    """Raises Refusal office_unknown."""
    ticket: Callable[[str], TicketPage | None]
    """The ticket of a token, None if there is no such ticket."""
    move_ticket: Callable[[str, TicketMove], None]
    """Acts on the ticket of a token for its holder; raises Refusal."""
    ticket_url: Callable[[str], str]
    """The absolute address of a ticket's page, for its QR code; never from an unchecked Host header."""
    credential: Callable[[], Operator | Device | None]
    """Who sends the present request, by its cookie."""
    staff: Callable[[str], Sequence[Operator]]
    """Who may get a ticket transferred in an office."""
    sign_in: Callable[[str, str], None]
    """Begins a session for user name and password and sets its cookie; raises Refusal."""
    sign_out: Callable[[], None]
    """Ends the session of the present request."""
    showing: Callable[[str, str | None], TvShowing]
    """What a TV of an office shows: the layout of this code, or else that of the display that asks; raises Refusal
    invalid for a layout that isn't there."""
    csrf_token: Callable[[], str]
    csrf_valid: Callable[[str], bool]
    version: str = ""
    """Of the server, as displays report it."""
    back_office: bool = False
    """Whether the pages of the back office are there."""
    replay: bool = False
    """Whether the page that lives past days again exists."""
    procedures: bool = False
    """Whether the pages of the procedure catalogue are there."""
    workbench: bool = False
    """Whether the page with the simulated units exists (demo only)."""
