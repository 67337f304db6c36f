"""The newest number of each series on each day."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.sql import Sql
from queue_server.adapters.db.tables import series

_OF_SERIES = (
    series.c.office == bindparam("of_office"),
    series.c.service_day == bindparam("of_day"),
    series.c.prefix == bindparam("of_prefix"),
)
_SERIES_LAST = sa.select(series.c.last_sequence).where(*_OF_SERIES)
_SERIES_SAVE = sa.update(series).where(*_OF_SERIES).values(last_sequence=bindparam("sequence"))
_SERIES_ADD = sa.insert(series)


def series_last(sql: Sql, office: str, day: date, prefix: str) -> int:
    """Return the newest sequence of a prefix on a day, 0 before the first."""
    row = sql.one(_SERIES_LAST, of_office=office, of_day=day.isoformat(), of_prefix=prefix)
    return 0 if row is None else int(row[0])


def take_sequence(sql: Sql, office: str, day: date, prefix: str, sequence: int) -> None:
    """Store the newest sequence of a prefix on a day."""
    of_day = day.isoformat()
    if sql.run(_SERIES_SAVE, of_office=office, of_day=of_day, of_prefix=prefix, sequence=sequence) == 0:
        sql.run(_SERIES_ADD, office=office, service_day=of_day, prefix=prefix, last_sequence=sequence)
