"""The supervisor's view of an office, alarms taken note of, and notices on all its displays."""

from typing import Annotated

from pydantic import Field, StringConstraints

from queue_server.adapters.web.access import Access, Place
from queue_server.adapters.web.auth import admitted
from queue_server.adapters.web.bodies import LINES, PLAIN, Code, OfficePath
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.adapters.web.parsing import Body
from queue_server.adapters.wire import rfc3339
from queue_server.contract.fields import ByLanguage, FromServer
from queue_server.domain.operator import Right
from queue_server.usecases.displays import Displays
from queue_server.usecases.supervision import SupervisedOffice, Supervision

SUPERVISES = Access(right=Right.SUPERVISE, place=Place.OFFICE)


class AlarmPath(OfficePath):
    """Names an alarm of an office."""

    alarm: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PLAIN)]


class NoticePath(OfficePath):
    """Names a notice of an office."""

    notice: Code


class NoticeBody(Body):
    """A line for all displays."""

    text: dict[str, Annotated[str, StringConstraints(max_length=300, pattern=LINES)]] = Field(
        description="By language code, such as `vi`."
    )
    minutes: float | None = Field(default=None, gt=0, le=24 * 60, description="Until it is taken off, by default.")


class CounterNowItem(FromServer, frozen=True, kw_only=True):
    """A counter, who is there, and its ticket."""

    counter: str
    name: str
    state: str
    operator: str | None
    """Name."""
    reason: str | None
    """Why it is paused or was closed."""
    number: str | None
    since: str | None
    """When its ticket was called, or serving began."""
    why: str | None
    """Why its ticket was called."""
    waiting: int


class ServiceNowItem(FromServer, frozen=True, kw_only=True):
    """A line."""

    service: str
    name: ByLanguage
    open: bool
    waiting: int
    longest_wait_s: float | None


class AlarmItem(FromServer, frozen=True, kw_only=True):
    """Something to look at."""

    id: str
    kind: str
    """``longest_wait``, ``queue_length``, ``idle_counter``, ``long_service`` or ``device_silent``."""
    subject: str
    """Code of the service or counter, or name of the device."""
    number: str | None
    value: float
    """Seconds, or people."""
    acknowledged_by: str | None
    acknowledged_at: str | None


class NoticeItem(FromServer, frozen=True, kw_only=True):
    """A line on all displays."""

    id: str
    text: ByLanguage
    until: str | None


class SupervisionAnswer(FromServer, frozen=True, kw_only=True):
    """An office as its supervisor sees it."""

    office: str
    name: str
    revision: int
    at: str
    counters: list[CounterNowItem]
    services: list[ServiceNowItem]
    alarms: list[AlarmItem]
    notices: list[NoticeItem]


class SupervisionOperations:
    """Shows an office to its supervisor."""

    def __init__(self, supervision: Supervision, displays: Displays) -> None:
        self._supervision = supervision
        self._displays = displays

    @Operation(
        method="GET",
        rule="/offices/<office>/supervision",
        access=SUPERVISES,
        path=OfficePath,
        answer=SupervisionAnswer,
        refusals=["office_unknown"],
    )
    def supervise(self, path: OfficePath) -> Reply:
        """Show counters with their staff, lines, alarms and notices."""
        return Reply(_answer(self._supervision.of(path.office)))

    @Operation(
        method="POST",
        rule="/offices/<office>/alarms/<alarm>/acknowledge",
        access=SUPERVISES,
        path=AlarmPath,
        status=204,
        refusals=["office_unknown"],
    )
    def acknowledge_alarm(self, path: AlarmPath) -> Reply:
        """Take note of an alarm.

        It is shown as known for half an hour; who took note is kept.
        """
        self._supervision.acknowledge(path.office, path.alarm, _by())
        return Reply(None)

    @Operation(
        method="POST",
        rule="/offices/<office>/notices",
        access=SUPERVISES,
        path=OfficePath,
        answer=NoticeItem,
        status=201,
        refusals=["office_unknown"],
    )
    def add_notice(self, path: OfficePath, body: NoticeBody) -> Reply:
        """Put a line on all displays of the office."""
        notice = self._displays.add_notice(path.office, dict(body.text), body.minutes, _by())
        until = None if notice.until is None else notice.until.isoformat()
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
        """Take a line off all displays; one that is gone already is fine."""
        self._displays.remove_notice(path.office, path.notice, _by())
        return Reply(None)


def _by() -> str:
    operator = admitted().caller.operator
    assert operator is not None
    return operator.id


def _answer(seen: SupervisedOffice) -> SupervisionAnswer:
    board = seen.board
    zone = board.time_zone
    return SupervisionAnswer(
        office=board.office,
        name=board.office_name,
        revision=board.revision,
        at=rfc3339(board.at, zone),
        counters=[
            CounterNowItem(
                counter=one.view.counter,
                name=one.view.name,
                state=str(one.view.state),
                operator=one.operator,
                reason=one.reason,
                number=one.view.number,
                since=None if one.since is None else rfc3339(one.since, zone),
                why=one.why,
                waiting=one.view.waiting,
            )
            for one in seen.counters
        ],
        services=[
            ServiceNowItem(
                service=one.service,
                name=one.name,
                open=one.open,
                waiting=one.waiting,
                longest_wait_s=seen.longest_wait_s.get(one.service),
            )
            for one in board.services
        ],
        alarms=[
            AlarmItem(
                id=told.alarm.id,
                kind=told.alarm.kind.value,
                subject=told.alarm.subject,
                number=told.alarm.number,
                value=told.alarm.value,
                acknowledged_by=told.acknowledged_by,
                acknowledged_at=None if told.acknowledged_at is None else rfc3339(told.acknowledged_at, zone),
            )
            for told in seen.alarms
        ],
        notices=[
            NoticeItem(id=one.id, text=one.text, until=None if one.until is None else rfc3339(one.until, zone))
            for one in board.notices
        ],
    )
