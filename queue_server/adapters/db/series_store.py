"""The newest number of each series on each day."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.sql import Sql
from queue_server.adapters.db.tables import series
from queue_server.adapters.db.upsert import upsert

_OF_SERIES = (
    series.c.office == bindparam("of_office"),
    series.c.service_day == bindparam("of_day"),
    series.c.prefix == bindparam("of_prefix"),
)
_SERIES_LAST = sa.select(series.c.last_sequence).where(*_OF_SERIES)
_SERIES_SAVE = upsert(series, "last_sequence")


def series_last(sql: Sql, office: str, day: date, prefix: str) -> int:
    """Return the newest sequence of a prefix on a day, 0 before the first."""
    row = sql.one(_SERIES_LAST, of_office=office, of_day=day.isoformat(), of_prefix=prefix)
    return 0 if row is None else int(row[0])


def take_sequence(sql: Sql, office: str, day: date, prefix: str, sequence: int) -> None:
    """Store the newest sequence of a prefix on a day."""
    sql.do(_SERIES_SAVE, office=office, service_day=day.isoformat(), prefix=prefix, last_sequence=sequence)
