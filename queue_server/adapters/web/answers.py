"""What the API answers, beside the messages it shares with Socket.IO."""

from typing import Literal

from queue_server.contract.board_extras import BoardService, WaitRange
from queue_server.contract.fields import ByLanguage, FromServer
from queue_server.contract.messages import BoardCounter


class OfficeBrief(FromServer, frozen=True, kw_only=True):
    """An office in the list of offices."""

    office: str
    name: str
    time_zone: str
    phone_tickets: bool
    """Whether anybody may take a number without credentials."""


class OfficeList(FromServer, frozen=True, kw_only=True):
    """All offices, by code."""

    offices: list[OfficeBrief]


class OfficeService(BoardService, frozen=True, kw_only=True):
    """A service and how long its line is."""

    prefix: str


class OfficeCounter(BoardCounter, frozen=True, kw_only=True):
    """A counter and what it does now."""

    id: str
    services: list[str]
    """In order of preference."""


class OfficeStatus(OfficeBrief, frozen=True, kw_only=True):
    """An office now."""

    revision: int
    service_day: str
    services: list[OfficeService]
    counters: list[OfficeCounter]


class IssuedTicket(FromServer, frozen=True, kw_only=True):
    """A new ticket; only this answer ever tells its token."""

    id: str
    token: str
    """Secret of its holder; the end of ``url``."""
    number: str
    service: str
    state: str
    ahead: int
    """Tickets that would be called before this one if nobody else came."""
    expected_wait_s: WaitRange | None
    issued_at: str
    url: str
    """The phone page."""
    revision: int
    printer: str | None = None
    """Printer that prints it, if one does."""


class TicketItem(FromServer, frozen=True, kw_only=True):
    """A ticket as staff see it."""

    id: str
    number: str
    state: str
    service: str
    counter: str | None
    """Counter of the present or last leg."""
    priority_class: str
    group: str | None
    """Declared group."""
    then: list[str]
    issued_at: str
    entered_at: str
    """When the present or last leg began."""
    called_at: str | None
    started_at: str | None
    ended_at: str | None
    held_until: str | None
    calls: int
    reason: str | None
    """Why it was called, when it was."""
    note: str | None
    dossier: str | None
    procedure: str | None
    """Code of the administrative procedure the citizen came for."""


class TicketLeg(FromServer, frozen=True, kw_only=True):
    """One stay in one service."""

    service: str
    counter: str | None
    operator: str | None
    """Id of the operator of the last call."""
    entered_at: str
    called_at: str | None
    started_at: str | None
    ended_at: str | None
    calls: int
    outcome: str | None
    """finished, transferred, no_show, cancelled or expired; null while the leg lasts."""


class TicketHistory(FromServer, frozen=True, kw_only=True):
    """A ticket with all its legs, oldest first."""

    ticket: TicketItem
    legs: list[TicketLeg]


class TicketList(FromServer, frozen=True, kw_only=True):
    """Tickets of the present service day, in order of issue."""

    tickets: list[TicketItem]


class ActionTicket(FromServer, frozen=True, kw_only=True):
    """The ticket an action was about."""

    id: str
    number: str
    state: str
    service: str
    counter: str | None


class ActionAnswer(FromServer, frozen=True, kw_only=True):
    """What an action did."""

    ticket: ActionTicket | None
    """After an undo, the ticket that is at the counter again, if any."""
    reason: str | None
    """Why this ticket was called."""
    revision: int


class CounterAnswer(FromServer, frozen=True, kw_only=True):
    """A counter after it was opened, closed, paused or resumed."""

    office: str
    counter: str
    state: str
    operator: str | None
    """Id of the operator who has it open."""
    reason: str | None
    number: str | None
    """Number of its ticket."""
    revision: int


class DeskItem(FromServer, frozen=True, kw_only=True):
    """Who works at a counter."""

    counter: str
    state: str
    """closed, open or paused."""
    operator: str | None
    """Id of the operator who has it open; null when closed, or opened by a call box alone."""
    name: str | None
    """Of that operator."""
    reason: str | None
    """Why it is paused or was closed."""
    back_at: str | None = None
    """When whoever paused it means to be back, if they said."""


class DeskList(FromServer, frozen=True, kw_only=True):
    """All counters of an office in their order."""

    desks: list[DeskItem]


class ServiceAnswer(FromServer, frozen=True, kw_only=True):
    """A service after it was opened or closed."""

    office: str
    service: str
    open: bool
    closed_reason: ByLanguage | None
    revision: int


class OperatorItem(FromServer, frozen=True, kw_only=True):
    """A member of staff."""

    id: str
    username: str
    name: str
    role: str
    office: str | None
    """None for all offices."""


class SessionAnswer(FromServer, frozen=True, kw_only=True):
    """A new session; only this answer ever tells its token."""

    token: str
    operator: OperatorItem


class Health(FromServer, frozen=True, kw_only=True):
    """The process answers."""

    status: str


class Readiness(FromServer, frozen=True, kw_only=True):
    """The server can do its work."""

    ready: bool
    checks: list[str]
    """The parts that were tried."""
    impaired: list[str]
    """Parts that don't work now, but without which the server goes on."""


class BuzzerPicture(FromServer, frozen=True, kw_only=True):
    """What a simulated buzzer does."""

    on: bool
    pattern: int | str
    count: int
    """Patterns begun since the start."""


class UnitPicture(FromServer, frozen=True, kw_only=True):
    """What a simulated unit shows."""

    digits: str
    """As written: ``A007``."""
    lamp: int | str
    buzzer: BuzzerPicture
    waiting: str = ""
    """The two small digits of a call box."""
    power: bool = True


class WorkbenchUnit(FromServer, frozen=True, kw_only=True):
    """A simulated unit as its bridge announced it."""

    unit: str
    """``<line name>/<address>``."""
    line: str
    address: int
    counter: str | None
    keys: dict[str, str]
    """Key number to action."""
    shows: UnitPicture | None
    """None while the simulator doesn't answer."""


class WorkbenchLine(FromServer, frozen=True, kw_only=True):
    """A simulated line."""

    line: str
    machine: Literal["firmware", "software"] | None
    """What its units are: the machine code of real ones, or a model; None while the simulator doesn't answer."""


class WorkbenchLines(FromServer, frozen=True, kw_only=True):
    """All simulated lines."""

    lines: list[WorkbenchLine]


class WorkbenchUnits(FromServer, frozen=True, kw_only=True):
    """All simulated units."""

    units: list[WorkbenchUnit]
