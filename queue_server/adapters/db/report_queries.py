"""Questions about many offices or many days, answered beside everything else."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db import rating_store
from queue_server.adapters.db.event_codec import decode, decode_legs
from queue_server.adapters.db.forwarding_tables import forwarded_office, forwarded_ticket
from queue_server.adapters.db.instants import from_micros, from_micros_or_none
from queue_server.adapters.db.readers import Readers
from queue_server.adapters.db.sql import Row, Sql
from queue_server.adapters.db.tables import WAITS, counter, desk, office, ticket
from queue_server.domain.office import Desk, DeskState, Office
from queue_server.domain.rating import Rating
from queue_server.domain.reporting import PastTicket
from queue_server.domain.ticket import PriorityClass, TicketState
from queue_server.usecases.ports.reporting import OfficeFigures, OfficeTickets

T = TypeVar("T")

SLICE_DAYS = 31
"""Days read in one go: about 10,000 tickets of an office."""

_OFFICES = sa.select(office.c.code, office.c.name, office.c.time_zone, office.c.service_day).order_by(office.c.code)
_COUNTERS = sa.select(counter.c.office, sa.func.count()).group_by(counter.c.office)
_OPEN_DESKS = (
    sa.select(desk.c.office, sa.func.count()).where(desk.c.state == DeskState.OPEN.value).group_by(desk.c.office)
)
_WAITING = (
    sa.select(ticket.c.office, sa.func.count(), sa.func.min(ticket.c.entered_at)).where(WAITS).group_by(ticket.c.office)
)
_TODAY = (
    sa.select(ticket.c.office, ticket.c.state, sa.func.count())
    .join(office, sa.and_(office.c.code == ticket.c.office, office.c.service_day == ticket.c.service_day))
    .group_by(ticket.c.office, ticket.c.state)
)
_COPIES = sa.select(
    forwarded_office.c.office,
    forwarded_office.c.configuration,
    forwarded_office.c.service_day,
    forwarded_office.c.desks,
    forwarded_office.c.next_revision,
    forwarded_office.c.newest,
    forwarded_office.c.complete_at,
    forwarded_office.c.seen_at,
)
_WAITING_THERE = (
    sa.select(forwarded_ticket.c.office, sa.func.count(), sa.func.min(forwarded_ticket.c.entered_at))
    .where(forwarded_ticket.c.state == TicketState.WAITING.value)
    .group_by(forwarded_ticket.c.office)
)
_TODAY_THERE = (
    sa.select(forwarded_ticket.c.office, forwarded_ticket.c.state, sa.func.count())
    .join(
        forwarded_office,
        sa.and_(
            forwarded_office.c.office == forwarded_ticket.c.office,
            forwarded_office.c.service_day == forwarded_ticket.c.service_day,
        ),
    )
    .group_by(forwarded_ticket.c.office, forwarded_ticket.c.state)
)


def _past(table: sa.Table) -> sa.Select[Row]:
    return sa.select(table.c.service_day, table.c.issued_at, table.c.state, table.c.priority_class, table.c.legs).where(
        table.c.office == bindparam("of_office"),
        table.c.service_day >= bindparam("first"),
        table.c.service_day <= bindparam("last"),
    )


_PAST = _past(ticket)
_PAST_THERE = _past(forwarded_ticket)


class Aside(Protocol):
    """Runs long work where it keeps nobody waiting."""

    def __call__(self, work: Callable[[], T], /) -> T:
        """Return the work's answer."""


class SqlProvinceReader:
    """See ``ProvinceReader``."""

    def __init__(self, readers: Readers, ask: Aside, compute: Aside) -> None:
        """Take where questions are asked, and where long work without questions is done, so that nobody waits."""
        self._readers = readers
        self._ask = ask
        self._compute = compute

    def compute(self, work: Callable[[], T]) -> T:
        return self._compute(work)

    def figures(self) -> Sequence[OfficeFigures]:
        return self._ask(self._figures)

    def collect(self, office: str, first: date, last: date, take: Callable[[Iterable[PastTicket]], None]) -> None:
        for begin, end in _slices(first, last):
            rows = self._ask(partial(self._past_rows, office, begin, end))
            self._compute(partial(_hand_over, office, rows, take))

    def collect_ratings(self, office: str, first: date, last: date, take: Callable[[Iterable[Rating]], None]) -> None:
        for begin, end in _slices(first, last):
            rows = self._ask(partial(self._rating_rows, office, begin, end))
            self._compute(partial(_hand_over_ratings, rows, take))

    def _past_rows(self, office: str, first: date, last: date) -> list[Row]:
        days = {"first": first.isoformat(), "last": last.isoformat()}
        with self._readers.question() as sql:
            return [*sql.all(_PAST, of_office=office, **days), *sql.all(_PAST_THERE, of_office=office, **days)]

    def _rating_rows(self, office: str, first: date, last: date) -> Sequence[Row]:
        with self._readers.question() as sql:
            return rating_store.rows_of_days(sql, office, first, last)

    def _figures(self) -> Sequence[OfficeFigures]:
        with self._readers.question() as sql:
            offices = sql.all(_OFFICES)
            counters: dict[str, int] = {row[0]: row[1] for row in sql.all(_COUNTERS)}
            open_desks: dict[str, int] = {row[0]: row[1] for row in sql.all(_OPEN_DESKS)}
            here = _Counts(sql, _WAITING, _TODAY)
            copies = sql.all(_COPIES)
            there = _Counts(sql, _WAITING_THERE, _TODAY_THERE)
        found = {
            row[0]: OfficeFigures(
                office=row[0],
                name=row[1],
                time_zone=row[2],
                service_day=None if row[3] is None else date.fromisoformat(row[3]),
                open_counters=open_desks.get(row[0], 0),
                counters=counters.get(row[0], 0),
                complete_at=None,
                tickets=here.of(row[0]),
            )
            for row in offices
        }
        found |= {one.office: one for one in _forwarded(copies, there)}
        return [found[code] for code in sorted(found)]


class _Counts:
    """Who waits, and what became of the day's tickets, by office."""

    def __init__(self, sql: Sql, waiting: sa.Select[Row], today: sa.Select[Row]) -> None:
        self._waiting = {row[0]: (row[1], row[2]) for row in sql.all(waiting)}
        self._today: dict[str, dict[str, int]] = {}
        for code, state, count in sql.all(today):
            self._today.setdefault(code, {})[state] = count

    def of(self, code: str) -> OfficeTickets:
        """Return the figures of an office that come from its tickets."""
        waiting, since = self._waiting.get(code, (0, None))
        today = self._today.get(code, {})
        return OfficeTickets(
            waiting=waiting,
            waiting_since=from_micros_or_none(since),
            issued=sum(today.values()),
            served=today.get(TicketState.FINISHED, 0),
            no_show=today.get(TicketState.NO_SHOW, 0),
        )


def _forwarded(copies: Iterable[Row], counts: _Counts) -> Iterator[OfficeFigures]:
    for row in copies:
        if row[1] is None:
            continue  # nothing but its first word has come so far
        configured, desks = decode(row[1], Office), decode(row[3], tuple[Desk, ...])
        yield OfficeFigures(
            office=row[0],
            name=configured.name,
            time_zone=configured.time_zone,
            service_day=None if row[2] is None else date.fromisoformat(row[2]),
            open_counters=sum(one.state is DeskState.OPEN for one in desks),
            counters=len(configured.counters),
            complete_at=from_micros(row[7] if row[6] is None else row[6]),
            behind=max(0, row[5] - row[4] + 1),
            is_forwarded=True,
            tickets=counts.of(row[0]),
        )


def _slices(first: date, last: date) -> Iterator[tuple[date, date]]:
    begin = first
    while begin <= last:
        end = min(last, begin + timedelta(days=SLICE_DAYS - 1))
        yield begin, end
        begin = end + timedelta(days=1)


def _hand_over_ratings(rows: Iterable[Row], take: Callable[[Iterable[Rating]], None]) -> None:
    take(rating_store.rating_of_row(row) for row in rows)


def _hand_over(office: str, rows: Iterable[Row], take: Callable[[Iterable[PastTicket]], None]) -> None:
    take(_past_ticket(office, row) for row in rows)


def _past_ticket(office: str, row: Row) -> PastTicket:
    return PastTicket(
        office=office,
        service_day=date.fromisoformat(row[0]),
        issued_at=from_micros(row[1]),
        state=TicketState(row[2]),
        priority_class=PriorityClass(row[3]),
        legs=decode_legs(row[4]),
    )
