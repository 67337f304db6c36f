"""Ratings of legs."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db import office_store, ticket_store
from queue_server.adapters.db.batch import Writer, Written
from queue_server.adapters.db.event_codec import decode_codes, encode
from queue_server.adapters.db.instants import from_micros, to_micros
from queue_server.adapters.db.rating_tables import rating
from queue_server.adapters.db.readers import Readers
from queue_server.adapters.db.sql import Row, Sql, Value
from queue_server.domain.rated import TicketRated
from queue_server.domain.rating import RatedBy, Rating
from queue_server.domain.ticket import Ticket

_NAMES = (
    "ticket",
    "leg",
    "number",
    "service",
    "counter",
    "operator",
    "procedure",
    "service_day",
    "score",
    "reasons",
    "comment",
    "rated_by",
    "at",
)
_RATINGS = sa.select(*(rating.c[name] for name in _NAMES))
_OF_LEG = (rating.c.ticket == bindparam("of_ticket"), rating.c.leg == bindparam("of_leg"))
_ONE = _RATINGS.where(*_OF_LEG)
_SAVE = (
    sa.update(rating)
    .where(*_OF_LEG)
    .values({name: bindparam(name) for name in ("revision", "score", "reasons", "comment", "rated_by", "at")})
)
_ADD = sa.insert(rating)
_SINCE = _RATINGS.where(rating.c.office == bindparam("of_office"), rating.c.at >= bindparam("since")).order_by(
    rating.c.at, rating.c.ticket, rating.c.leg
)
_OF_DAYS = _RATINGS.where(
    rating.c.office == bindparam("of_office"),
    rating.c.service_day >= bindparam("first"),
    rating.c.service_day <= bindparam("last"),
)
_FORGET_AFTER = sa.delete(rating).where(
    rating.c.office == bindparam("of_office"), rating.c.revision > bindparam("after")
)
_FORGET_COMMENTS = (
    sa.update(rating)
    .where(rating.c.office == bindparam("of_office"), rating.c.at < bindparam("before"), rating.c.comment.is_not(None))
    .values(comment=sa.null())
)


class SqlRatingRecords:
    """See ``RatingRecords``."""

    def __init__(self, sql: Sql, code: str, day: date | None, revision: int) -> None:
        self._sql = sql
        self._code = code
        self._day = day
        self._revision = revision

    def get(self, ticket: str, leg: int) -> Rating | None:
        return _one(self._sql, ticket, leg)

    def save(self, rating: Rating) -> None:
        save(self._sql, self._code, self._revision, rating)

    def served_lately(self, limit: int) -> Sequence[Ticket]:
        return _lately(self._sql, self._code, self._day, limit)


class SqlRatings:
    """See ``RatingReader`` and ``RatingUpkeep``."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    def rating(self, ticket: str, leg: int) -> Rating | None:
        with self._readers.question() as sql:
            return _one(sql, ticket, leg)

    def served_lately(self, office: str, limit: int) -> Sequence[Ticket]:
        with self._readers.question() as sql:
            return _lately(sql, office, office_store.office_state(sql, office).service_day, limit)

    def since(self, office: str, at: datetime) -> Sequence[Rating]:
        with self._readers.question() as sql:
            return [rating_of_row(row) for row in sql.all(_SINCE, of_office=office, since=to_micros(at))]

    def forget_comments(self, office: str, before: datetime) -> int:
        def work(sql: Sql) -> Written[int]:
            gone = sql.run(_FORGET_COMMENTS, of_office=office, before=to_micros(before))
            return Written(value=gone, keep=gone > 0)

        return self._writer.write(work)


def save(sql: Sql, office: str, revision: int, one: Rating) -> None:
    """Store a rating, new or changed."""
    changing: dict[str, Value] = {
        "revision": revision,
        "score": one.score,
        "reasons": encode(one.reasons),
        "comment": one.comment,
        "rated_by": one.by.value,
        "at": to_micros(one.at),
    }
    if sql.run(_SAVE, of_ticket=one.ticket, of_leg=one.leg, **changing):
        return
    sql.run(
        _ADD,
        ticket=one.ticket,
        leg=one.leg,
        office=office,
        service_day=one.service_day.isoformat(),
        number=one.number,
        service=one.service,
        counter=one.counter,
        operator=one.operator,
        procedure=one.procedure,
        **changing,
    )


def take_forwarded(sql: Sql, office: str, revision: int, event: TicketRated, at: datetime) -> None:
    """Store a rating that a forwarded log tells of."""
    known = _one(sql, event.ticket, event.leg)
    told = Rating(
        ticket=event.ticket,
        leg=event.leg,
        number=event.number,
        service=event.service,
        counter=event.counter,
        operator=event.operator,
        procedure=event.procedure,
        service_day=event.service_day,
        score=event.score,
        reasons=event.reasons,
        comment=None if known is None else known.comment,
        by=RatedBy(event.by),
        at=at if known is None else known.at,
    )
    save(sql, office, revision, told)


def rows_of_days(sql: Sql, office: str, first: date, last: date) -> Sequence[Row]:
    """Return the rows of an office's service days; ``rating_of_row`` makes them ratings."""
    return sql.all(_OF_DAYS, of_office=office, first=first.isoformat(), last=last.isoformat())


def forget_after(sql: Sql, office: str, revision: int) -> None:
    """Remove the ratings that were stored after a revision."""
    sql.run(_FORGET_AFTER, of_office=office, after=revision)


def rating_of_row(row: Row) -> Rating:
    """Return a rating."""
    return Rating(
        ticket=row[0],
        leg=row[1],
        number=row[2],
        service=row[3],
        counter=row[4],
        operator=row[5],
        procedure=row[6],
        service_day=date.fromisoformat(row[7]),
        score=row[8],
        reasons=decode_codes(row[9]),
        comment=row[10],
        by=RatedBy(row[11]),
        at=from_micros(row[12]),
    )


def _one(sql: Sql, ticket: str, leg: int) -> Rating | None:
    row = sql.one(_ONE, of_ticket=ticket, of_leg=leg)
    return None if row is None else rating_of_row(row)


def _lately(sql: Sql, office: str, day: date | None, limit: int) -> Sequence[Ticket]:
    return [] if day is None else ticket_store.moved_lately(sql, office, day, limit)
