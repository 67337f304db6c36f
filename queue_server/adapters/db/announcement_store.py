"""What became of calls in the loudspeakers."""

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db import counter_store
from queue_server.adapters.db.announcement_tables import announcement
from queue_server.adapters.db.instants import from_micros, to_micros
from queue_server.adapters.db.sql import Row, Sql
from queue_server.adapters.db.tables import call
from queue_server.domain.announced import Announcement, CallSound, Outcome

_HAS_CALL = sa.select(sa.literal(1)).where(
    call.c.office == bindparam("of_office"), call.c.call_id == bindparam("of_call")
)
_COLUMNS = (
    announcement.c.call_id,
    announcement.c.zone,
    announcement.c.speaker,
    announcement.c.display,
    announcement.c.begun_at,
    announcement.c.outcome,
    announcement.c.error,
    announcement.c.ended_at,
)
_OF_ONE = (announcement.c.call_id == bindparam("of_call"), announcement.c.zone == bindparam("of_zone"))
_ONE = sa.select(*_COLUMNS).where(*_OF_ONE)
_CHANGING = ("begun_at", "outcome", "error", "ended_at")
_SAVE = sa.update(announcement).where(*_OF_ONE).values({name: bindparam(name) for name in _CHANGING})
_ADD = sa.insert(announcement)
_NEWEST_CALLS = (
    sa.select(call.c.call_id, call.c.office, call.c.revision, call.c.position)
    .where(call.c.office == bindparam("of_office"))
    .order_by(call.c.revision.desc(), call.c.position.desc())
    .limit(bindparam("at_most", type_=sa.Integer))
    .subquery()
)
_ENDED = (
    sa.select(announcement.c.call_id)
    .join(_NEWEST_CALLS, _NEWEST_CALLS.c.call_id == announcement.c.call_id)
    .where(announcement.c.zone == bindparam("of_zone"))
)
_OF_CALL = sa.select(*_COLUMNS).where(announcement.c.call_id == bindparam("of_call")).order_by(announcement.c.zone)


class SqlAnnouncementRecords:
    """See ``AnnouncementRecords``."""

    def __init__(self, sql: Sql, code: str) -> None:
        self._sql = sql
        self._code = code

    def has_call(self, call_id: str) -> bool:
        return self._sql.one(_HAS_CALL, of_office=self._code, of_call=call_id) is not None

    def get(self, call_id: str, zone: str) -> Announcement | None:
        row = self._sql.one(_ONE, of_call=call_id, of_zone=zone)
        return None if row is None else _announcement(row)

    def save(self, announcement: Announcement) -> None:
        one = announcement
        values: dict[str, str | int | None] = {
            "begun_at": None if one.begun_at is None else to_micros(one.begun_at),
            "outcome": None if one.outcome is None else one.outcome.value,
            "error": one.error,
            "ended_at": None if one.ended_at is None else to_micros(one.ended_at),
        }
        if self._sql.run(_SAVE, of_call=one.call_id, of_zone=one.zone, **values):
            return
        self._sql.run(
            _ADD,
            call_id=one.call_id,
            zone=one.zone,
            office=self._code,
            speaker=one.speaker,
            display=one.display,
            **values,
        )


def ended(sql: Sql, office: str, zone: str, limit: int) -> list[str]:
    """Return the ids of the newest calls that were begun or ended in a zone."""
    return [row[0] for row in sql.all(_ENDED, of_office=office, of_zone=zone, at_most=limit)]


def sounds(sql: Sql, office: str, counter: str | None, limit: int) -> list[CallSound]:
    """Return the newest calls with what became of them, newest first."""
    return [
        CallSound(
            call=one,
            withdrawn=withdrawn,
            announcements=tuple(_announcement(row) for row in sql.all(_OF_CALL, of_call=one.call_id)),
        )
        for one, withdrawn in counter_store.calls_of(sql, office, counter, limit)
    ]


def _announcement(row: Row) -> Announcement:
    return Announcement(
        call_id=row[0],
        zone=row[1],
        speaker=row[2],
        display=row[3],
        begun_at=None if row[4] is None else from_micros(row[4]),
        outcome=None if row[5] is None else Outcome(row[5]),
        error=row[6],
        ended_at=None if row[7] is None else from_micros(row[7]),
    )
