"""Displays over the API: letting new ones in, loudness, notices, and trying a layout before it is stored."""

import logging
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from queue_server.adapters.web.access import PUBLIC, Access, Place
from queue_server.adapters.web.admin.admin_api import by_whom
from queue_server.adapters.web.asked import asked
from queue_server.adapters.web.auth import admitted
from queue_server.adapters.web.bodies import LINES, PLAIN, Code, OfficePath
from queue_server.adapters.web.callers import NOBODY
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.adapters.web.parsing import Body, OptionalBody, Path
from queue_server.adapters.web.rate_limit import RateLimit
from queue_server.adapters.wire import rfc3339
from queue_server.contract.fields import FromServer
from queue_server.domain.device import Device
from queue_server.domain.display import LONGEST_NOTICE, LONGEST_SHOWN_MINUTES
from queue_server.domain.operator import Right
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.displays import Displays
from queue_server.usecases.pairing import CODE_LENGTH, PairingDesk
from queue_server.usecases.ports.reading import OfficeReader

logger = logging.getLogger(__name__)

SUPERVISES = Access(right=Right.SUPERVISE, place=Place.OFFICE)
READS = Access(right=Right.READ, place=Place.OFFICE)
ADMINISTERS = Access(right=Right.ADMINISTER)

Short = Annotated[str, StringConstraints(max_length=64, pattern=PLAIN)]


class AskBody(OptionalBody):
    """What the display is."""

    screen: Literal["tv", "led-matrix", "terminal", "speaker"] = "tv"
    name: Short = Field(default="", description="What it calls itself, such as its computer's name.")


class SecretPath(Path):
    """Names a display that asked."""

    secret: Annotated[str, StringConstraints(min_length=20, max_length=200, pattern=PLAIN)]


class CodePath(Path):
    """The code that a display shows."""

    code: Annotated[str, StringConstraints(min_length=CODE_LENGTH, max_length=CODE_LENGTH, pattern=PLAIN)]


class AcceptBody(Body):
    """Where the display stands."""

    office: Code
    name: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=PLAIN)]


class NoticePath(OfficePath):
    """Names a notice."""

    notice: Code


class NoticeBody(Body):
    """A line for all displays."""

    text: dict[
        Literal["vi", "en"], Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NOTICE, pattern=LINES)]
    ] = Field(min_length=1)
    minutes: float | None = Field(
        default=None, gt=0, le=LONGEST_SHOWN_MINUTES, description="How long; until taken off, by default."
    )


class AskedPairing(FromServer, frozen=True, kw_only=True):
    """A display may show this code now; the secret becomes its token when it is accepted."""

    code: str
    secret: str
    expires_at: str
    poll_s: float = 3.0
    """Seconds between two questions whether it was accepted."""


class PairingState(FromServer, frozen=True, kw_only=True):
    """What became of a display that asked."""

    state: str
    """``waiting``, ``accepted``: the secret is its token now, or ``over``: ask anew."""
    office: str | None = None
    name: str | None = None


class PairingItem(FromServer, frozen=True, kw_only=True):
    """A display that waits to be let in."""

    code: str
    screen: str
    name: str
    address: str
    asked_at: str
    expires_at: str


class PairingList(FromServer, frozen=True, kw_only=True):
    """Displays that wait, the newest first."""

    pairings: list[PairingItem]


class AcceptedDisplay(FromServer, frozen=True, kw_only=True):
    """The new display."""

    device: str
    name: str
    office: str


class NoticeItem(FromServer, frozen=True, kw_only=True):
    """A line on all displays."""

    id: str
    text: dict[str, str]
    until: str | None


class NoticeList(FromServer, frozen=True, kw_only=True):
    """The lines now, in the order in which they were added."""

    notices: list[NoticeItem]


class PairingOperations:
    """Lets displays in."""

    def __init__(self, desk: PairingDesk, limit: RateLimit) -> None:
        self._desk = desk
        self._limit = limit

    @Operation(
        method="POST",
        rule="/pairings",
        access=PUBLIC,
        answer=AskedPairing,
        status=201,
        refusals=["rate_limited", "busy"],
    )
    def ask(self, body: AskBody) -> Reply:
        """Ask to be let in as a display, and get a code to show."""
        self._limit.count(NOBODY)
        pairing = self._desk.ask(body.screen, body.name, asked().remote_addr or "")
        return Reply(
            AskedPairing(code=pairing.pairing.code, secret=pairing.secret, expires_at=_utc(pairing.pairing.expires_at))
        )

    @Operation(method="GET", rule="/pairings/<secret>", access=PUBLIC, path=SecretPath, answer=PairingState)
    def state(self, path: SecretPath) -> Reply:
        """Say what became of a display that asked."""
        found = self._desk.state(path.secret)
        if isinstance(found, Device):
            return Reply(PairingState(state="accepted", office=found.office, name=found.name))
        return Reply(PairingState(state="over" if found is None else "waiting"))

    @Operation(method="GET", rule="/admin/pairings", access=ADMINISTERS, answer=PairingList)
    def waiting(self) -> Reply:
        """List the displays that wait to be let in."""
        items = [
            PairingItem(
                code=one.code,
                screen=one.screen,
                name=one.name,
                address=one.address,
                asked_at=_utc(one.asked_at),
                expires_at=_utc(one.expires_at),
            )
            for one in self._desk.waiting()
        ]
        return Reply(PairingList(pairings=items))

    @Operation(
        method="POST",
        rule="/admin/pairings/<code>/accept",
        access=ADMINISTERS,
        path=CodePath,
        answer=AcceptedDisplay,
        status=201,
        refusals=["not_found", "invalid", "office_unknown", "forbidden"],
    )
    def accept(self, path: CodePath, body: AcceptBody) -> Reply:
        """Let the display that shows a code in; it has its token from then on."""
        by = by_whom()
        refuse_unless_administrator(by, body.office)
        device = self._desk.accept(path.code, body.name, body.office, by.id)
        logger.info("display %s of office %s was let in", device.name, device.office)
        return Reply(AcceptedDisplay(device=device.id, name=device.name, office=device.office))


class NoticeOperations:
    """Puts lines on all displays of an office."""

    def __init__(self, displays: Displays, reader: OfficeReader) -> None:
        self._displays = displays
        self._reader = reader

    @Operation(
        method="GET",
        rule="/offices/<office>/notices",
        access=READS,
        path=OfficePath,
        answer=NoticeList,
        refusals=["office_unknown"],
    )
    def list_notices(self, path: OfficePath) -> Reply:
        """List the lines that staff put on all displays."""
        office = self._reader.office(path.office)
        items = [
            NoticeItem(id=one.id, text=one.text, until=rfc3339(one.until, office.time_zone) if one.until else None)
            for one in office.notices
        ]
        return Reply(NoticeList(notices=items))

    @Operation(
        method="POST",
        rule="/offices/<office>/notices",
        access=SUPERVISES,
        path=OfficePath,
        answer=NoticeItem,
        status=201,
        refusals=["office_unknown", "invalid"],
    )
    def add_notice(self, path: OfficePath, body: NoticeBody) -> Reply:
        """Put a line on all displays of the office, at once."""
        text: dict[str, str] = dict(body.text.items())
        notice = self._displays.add_notice(path.office, text, body.minutes, _by())
        zone = self._reader.office(path.office).time_zone
        until = rfc3339(notice.until, zone) if notice.until else None
        return Reply(NoticeItem(id=notice.id, text=notice.text, until=until))

    @Operation(
        method="DELETE",
        rule="/offices/<office>/notices/<notice>",
        access=SUPERVISES,
        path=NoticePath,
        status=204,
        refusals=["office_unknown"],
    )
    def remove_notice(self, path: NoticePath) -> Reply:
        """Take a line off all displays; one that is gone already is no error."""
        self._displays.remove_notice(path.office, path.notice, _by())
        return Reply(None)


def _by() -> str:
    operator = admitted().caller.operator
    return operator.id if operator else ""


def _utc(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
