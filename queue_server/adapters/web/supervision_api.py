"""The supervisor's view of an office, and alarms taken note of."""

from typing import Annotated

from pydantic import StringConstraints

from queue_server.adapters.web.access import Access, Place
from queue_server.adapters.web.auth import admitted
from queue_server.adapters.web.bodies import PLAIN, OfficePath
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.adapters.wire import rfc3339
from queue_server.contract.fields import ByLanguage, FromServer
from queue_server.domain.operator import Right
from queue_server.usecases.supervision import SupervisedOffice, Supervision

SUPERVISES = Access(right=Right.SUPERVISE, place=Place.OFFICE)


class AlarmPath(OfficePath):
    """Names an alarm of an office."""

    alarm: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PLAIN)]


class CounterNowItem(FromServer, frozen=True, kw_only=True):
    """A counter, who is there, and its ticket."""

    counter: str
    name: str
    state: str
    operator: str | None
    """Name."""
    username: str | None
    services: list[str]
    """In order of preference."""
    reason: str | None
    """Why it is paused or was closed."""
    number: str | None
    since: str | None
    """When its ticket was called, or serving began; without one, since when the counter is as it is."""
    why: str | None
    """Why its ticket was called."""
    waiting: int
    back_at: str | None = None
    """When whoever paused it means to be back, if they said."""


class ServiceNowItem(FromServer, frozen=True, kw_only=True):
    """A line."""

    service: str
    name: ByLanguage
    open: bool
    closed_reason: ByLanguage | None
    waiting: int
    longest_wait_s: float | None


class StaffNowItem(FromServer, frozen=True, kw_only=True):
    """A member of staff who may serve here."""

    username: str
    name: str
    counters: list[str]
    """Those they have open."""


class AlarmItem(FromServer, frozen=True, kw_only=True):
    """Something to look at."""

    id: str
    kind: str
    """``longest_wait``, ``queue_length``, ``idle_counter``, ``long_service``, ``device_silent``, ``device_warning``,
    ``printer``, ``low_rating`` or ``messages``."""
    subject: str
    """Code of the service or counter, name of the device or printer, or channel of messages: ``webhook push mail``."""
    number: str | None
    value: float
    """Seconds, people, a score, or messages."""
    acknowledged_by: str | None
    acknowledged_at: str | None


class NoticeShown(FromServer, frozen=True, kw_only=True):
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
    notices: list[NoticeShown]
    staff: list[StaffNowItem]
    """By name."""


class SupervisionOperations:
    """Shows an office to its supervisor."""

    def __init__(self, supervision: Supervision) -> None:
        self._supervision = supervision

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
                username=one.username,
                services=list(one.services),
                reason=one.reason,
                number=one.view.number,
                since=None if one.since is None else rfc3339(one.since, zone),
                why=one.why,
                waiting=one.view.waiting,
                back_at=None if one.back_at is None else rfc3339(one.back_at, zone),
            )
            for one in seen.counters
        ],
        services=[
            ServiceNowItem(
                service=one.service,
                name=one.name,
                open=one.open,
                closed_reason=one.closed_reason,
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
            NoticeShown(id=one.id, text=one.text, until=None if one.until is None else rfc3339(one.until, zone))
            for one in board.notices
        ],
        staff=[StaffNowItem(username=one.username, name=one.name, counters=list(one.counters)) for one in seen.staff],
    )
