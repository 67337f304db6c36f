"""The office as a supervisor sees it: counters with their staff, lines, alarms; and taking note of an alarm."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_server.domain.alarm import (
    Alarm,
    CounterNow,
    LowRating,
    WaitingNow,
    alarms,
    message_alarms,
    printer_alarms,
    warning_alarms,
)
from queue_server.domain.office import Desk, Office
from queue_server.domain.opening_hours import Holidays, no_holidays
from queue_server.domain.operator import Operator, Right, services_among
from queue_server.domain.rating import low_ratings
from queue_server.domain.ticket import Ticket, TicketState
from queue_server.usecases.board import BoardView, CounterView, make_board
from queue_server.usecases.device_overview import DeviceOverview
from queue_server.usecases.ports.accounts import Accounts
from queue_server.usecases.ports.audit import AuditAction, AuditEntry, AuditLog
from queue_server.usecases.ports.changing import Offices, OfficeTransaction
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.notifying import Outbox
from queue_server.usecases.ports.ratings import RatingReader
from queue_server.usecases.ports.reading import OfficeReader, Snapshot
from queue_server.usecases.printing import Printing

ACKNOWLEDGED_FOR = timedelta(minutes=30)
"""A trouble that lasts longer is told again."""

MOST_ACKNOWLEDGED = 500
MOST_WAITING = 1000
KIND = "alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisedCounter:
    """A counter, who is there, and its ticket."""

    view: CounterView
    services: tuple[str, ...]
    operator: str | None
    """Name of who has it open."""
    username: str | None
    back_at: datetime | None
    """When whoever paused it means to be back."""
    reason: str | None
    """Why it is paused or was closed."""
    since: datetime | None
    """When its ticket was called, or serving began; without one, since when the counter is as it is."""
    why: str | None
    """Why its ticket was called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffNow:
    """A member of staff who may serve, and the counters they have open."""

    username: str
    name: str
    counters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAlarm:
    """An alarm, and who has taken note of it."""

    alarm: Alarm
    acknowledged_by: str | None
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisedOffice:
    """All of one office at one moment."""

    board: BoardView
    counters: tuple[SupervisedCounter, ...]
    longest_wait_s: dict[str, float]
    """By service, of those with anybody waiting."""
    alarms: tuple[ToldAlarm, ...]
    staff: tuple[StaffNow, ...]
    """By name."""


class Supervision:
    """Puts together what a supervisor looks at."""

    def __init__(
        self,
        reader: OfficeReader,
        offices: Offices,
        accounts: Accounts,
        overview: DeviceOverview,
        printing: Printing,
        audit: AuditLog,
        clock: Clock,
        ratings: RatingReader,
        outbox: Outbox,
        holidays: Holidays = no_holidays,
    ) -> None:
        self._reader = reader
        self._offices = offices
        self._accounts = accounts
        self._overview = overview
        self._printing = printing
        self._audit = audit
        self._clock = clock
        self._holidays = holidays
        self._ratings = ratings
        self._outbox = outbox

    def of(self, office: str) -> SupervisedOffice:
        """Return an office as it is now.

        Raises:
            Refusal: office_unknown.
        """
        at = self._clock.now()
        snapshot = self._reader.snapshot(office)
        board = make_board(snapshot, at, self._holidays)
        tickets = {one.counter: one for one in snapshot.at_counters}
        desks = {one.counter: one for one in snapshot.desks}
        operators = {one.id: one for one in self._accounts.operators()}
        names = {one.id: one.name for one in operators.values()}
        counters = tuple(
            _counter(view, snapshot.office, desks[view.counter], tickets.get(view.counter), operators)
            for view in board.counters
        )
        waiting = [
            WaitingNow(
                number=one.number,
                service=one.leg.service,
                since=_since(one),
                bound_counter=one.leg.bound_counter,
                bound_operator=one.leg.bound_operator,
            )
            for one in self._reader.tickets(office, [TicketState.WAITING], None, MOST_WAITING)
        ]
        longest: dict[str, float] = {}
        for one in waiting:
            longest[one.service] = max(longest.get(one.service, 0.0), (at - one.since).total_seconds())
        silent, troubled = self._devices(office)
        steps = self._reader.last_steps(office)
        found = alarms(
            waiting,
            [_now(one, snapshot, tickets, steps) for one in counters],
            silent,
            snapshot.office.rules.alarms,
            at,
            self._low(snapshot.office, at),
        )
        found += warning_alarms(troubled)
        found += printer_alarms(self._printing.troubles(office))
        given_up = self._outbox.given_up(office, at - ACKNOWLEDGED_FOR)
        found += message_alarms({channel.value: count for channel, count in given_up.items()})
        return SupervisedOffice(
            board=board,
            counters=counters,
            longest_wait_s=longest,
            alarms=self._told(office, found, names, at),
            staff=_staff(operators.values(), snapshot.desks, office),
        )

    def acknowledge(self, office: str, alarm: str, by: str) -> None:
        """Take note of an alarm: it is shown as known for half an hour.

        Raises:
            Refusal: office_unknown.
        """

        def work(tx: OfficeTransaction) -> None:
            tx.audit(AuditEntry(at=tx.at, by=by, office=office, kind=KIND, target=alarm, action=AuditAction.CHANGED))

        self._offices.change(office, work)

    def _devices(self, office: str) -> tuple[list[str], list[str]]:
        """Return the names of devices that are silent, and of units that answer but need a look."""
        devices = self._overview.of(office)
        units = [unit for one in devices.bridges for unit in one.units]
        names = [one.seen.name for one in devices.bridges if not one.seen.online]
        names += [one.seen.name for one in devices.displays if one.is_silent]
        names += [unit.seen.unit for unit in units if not unit.seen.online]
        return names, [unit.seen.unit for unit in units if unit.seen.online and unit.warnings]

    def _low(self, office: Office, at: datetime) -> list[LowRating]:
        """Return who was dissatisfied while an acknowledgement lasts, so that nobody is told of it twice."""
        ratings = self._ratings.since(office.code, at - ACKNOWLEDGED_FOR)
        return [
            LowRating(counter=one.counter, number=one.number, score=one.score)
            for one in low_ratings(ratings, office.rules.rating)
        ]

    def _told(self, office: str, found: list[Alarm], names: dict[str, str], at: datetime) -> tuple[ToldAlarm, ...]:
        known: dict[str, AuditEntry] = {}
        for entry in self._audit.entries(office, MOST_ACKNOWLEDGED, KIND):
            if at - entry.at < ACKNOWLEDGED_FOR:
                known.setdefault(entry.target, entry)
        told = []
        for one in found:
            entry_of = known.get(one.id)
            told.append(
                ToldAlarm(
                    alarm=one,
                    acknowledged_by=names.get(entry_of.by, entry_of.by) if entry_of else None,
                    acknowledged_at=entry_of.at if entry_of else None,
                )
            )
        return tuple(told)


def _since(ticket: Ticket) -> datetime:
    since = ticket.leg.entered_at - timedelta(seconds=ticket.leg.waited_before_s)
    return since if ticket.leg.due_at is None else max(since, ticket.leg.due_at)


def _counter(
    view: CounterView, office: Office, desk: Desk, ticket: Ticket | None, operators: dict[str, Operator]
) -> SupervisedCounter:
    leg = ticket.leg if ticket is not None else None
    operator = None if desk.operator is None else operators.get(desk.operator)
    return SupervisedCounter(
        view=view,
        services=office.counter(view.counter).services,
        operator=desk.operator if operator is None else operator.name,
        username=None if operator is None else operator.username,
        reason=desk.reason,
        back_at=desk.back_at,
        since=desk.since if leg is None else leg.started_at or leg.called_at,
        why=None if leg is None else leg.reason,
    )


def _staff(operators: Iterable[Operator], desks: Iterable[Desk], office: str) -> tuple[StaffNow, ...]:
    able = [one for one in operators if one.may(Right.SERVE, office)]
    return tuple(
        StaffNow(
            username=one.username,
            name=one.name,
            counters=tuple(desk.counter for desk in desks if desk.operator == one.id),
        )
        for one in sorted(able, key=lambda one: (one.name, one.username))
    )


def _now(
    one: SupervisedCounter, snapshot: Snapshot, tickets: dict[str | None, Ticket], steps: Mapping[str, datetime]
) -> CounterNow:
    code, ticket = one.view.counter, tickets.get(one.view.counter)
    desk = next(each for each in snapshot.desks if each.counter == code)
    since = [each for each in (desk.since, steps.get(code)) if each is not None]
    return CounterNow(
        counter=code,
        services=services_among(one.services, snapshot.skills.get(desk.operator or "", ())),
        operator=desk.operator,
        free_since=max(since, default=None) if one.view.state == "open" else None,
        number=one.view.number,
        serving_since=None if ticket is None else ticket.leg.started_at or ticket.leg.called_at,
    )
