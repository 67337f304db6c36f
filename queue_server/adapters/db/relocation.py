"""Moves all data of a SQLite file to an empty PostgreSQL database: compared row by row, all or nothing."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from queue_server.adapters.db.backup import server_lock
from queue_server.adapters.db.engine import is_postgres, open_engine
from queue_server.adapters.db.schema import HEAD, migrate, upgrade, version
from queue_server.adapters.db.sqlite_engine import sqlite_path
from queue_server.adapters.db.tables import event, installation, metadata, office
from queue_server.usecases.ports.failures import StorageError

CHUNK = 2000
"""Rows on their way at once."""

_IDENTITIES = """
    SELECT c.table_name, c.column_name, pg_get_serial_sequence(quote_ident(c.table_name), c.column_name)
    FROM information_schema.columns c
    WHERE c.table_schema = current_schema()
      AND pg_get_serial_sequence(quote_ident(c.table_name), c.column_name) IS NOT NULL
"""

Progress = Callable[[str, int, int], None]
"""Told a table, the number of rows done, and of all its rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relocated:
    """What was moved."""

    target: str
    """URL of the database that has the data now, for messages."""
    tables: int
    rows: int
    revisions: dict[str, int]
    """Revision of each office, alike on both sides."""
    events: int


def relocate(source_url: str, target_url: str, progress: Progress) -> Relocated:
    """Copy everything to the target and compare it there, within one transaction; the source stays as it is.

    The epoch goes along: what displays and provinces know stays right.

    Raises:
        StorageError: a server runs on the source; the target isn't an empty PostgreSQL database, is in use, or can't
            be written; or the copy isn't equal to its source.
        Refusal: busy.
    """
    if is_postgres(source_url):
        raise StorageError("--to moves a SQLite file; this database is on PostgreSQL already (pg_dump moves that)")
    if not is_postgres(target_url):
        raise StorageError("--to: is not a URL such as postgresql+psycopg://moiso@host/moiso")
    if not sqlite_path(source_url).is_file():
        raise StorageError(f"{sqlite_path(source_url)}: there is no such file to move")
    source, target = open_engine(source_url), open_engine(target_url)
    target.prepare()
    with server_lock(source_url):
        migrate(source)
        with source.migrating() as of, target.migrating() as to:
            _refuse_unless_empty(to, target.name)
            if version(to, target.name) is None:
                upgrade(to)
                target.finish_tables(to)
            to.execute(sa.delete(installation))
            tables = [table for table in metadata.sorted_tables if table.name in sa.inspect(of).get_table_names()]
            rows = sum(_copy(of, to, table, progress) for table in tables)
            _set_sequences(to)
            for table in tables:
                _compare(of, to, table)
            # Without figures about the new tables the first plans would be poor.
            to.exec_driver_sql("ANALYZE")
            return Relocated(
                target=target.name,
                tables=len(tables),
                rows=rows,
                revisions={row.code: row.revision for row in to.execute(sa.select(office.c.code, office.c.revision))},
                events=_count(to, event),
            )


def _refuse_unless_empty(to: sa.Connection, name: str) -> None:
    found = version(to, name)
    if found is None:
        return
    if found != HEAD:
        raise StorageError(f"{name}: is not empty: it has the tables of another version of this program")
    for table in metadata.sorted_tables:
        if table is not installation and _count(to, table):
            raise StorageError(f"{name}: is not empty: its table {table.name} has rows")
    from queue_server.adapters.db.postgres_engine import OTHERS

    if to.exec_driver_sql(OTHERS).scalar_one():
        raise StorageError(f"{name}: a server or a command is connected to it")


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def _copy(of: sa.Connection, to: sa.Connection, table: sa.Table, progress: Progress) -> int:
    """Copy a table and return its number of rows."""
    total, done = _count(of, table), 0
    quote = to.dialect.identifier_preparer.quote
    columns = ", ".join(quote(column.name) for column in table.columns)
    driver = to.connection.driver_connection
    assert driver is not None
    with driver.cursor().copy(f"COPY {quote(table.name)} ({columns}) FROM STDIN") as copy:
        for row in _rows(of, table):
            copy.write_row(row)
            done += 1
            if done % CHUNK == 0:
                progress(table.name, done, total)
    progress(table.name, done, total)
    return done


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[Sequence[Any]]:
    """Return the rows in the order of their primary key, which both databases compare by code point."""
    question = sa.select(table).order_by(*table.primary_key.columns)
    with connection.execute(question, execution_options={"yield_per": CHUNK}) as rows:
        yield from rows


def _set_sequences(to: sa.Connection) -> None:
    """Let numbers that the database gives go on after those that came along."""
    quote = to.dialect.identifier_preparer.quote
    for table, column, sequence in to.exec_driver_sql(_IDENTITIES).all():
        newest = f"SELECT max({quote(column)}) FROM {quote(table)}"
        to.exec_driver_sql(f"SELECT setval(%s, coalesce(({newest}), 1), ({newest}) IS NOT NULL)", (sequence,))


def _compare(of: sa.Connection, to: sa.Connection, table: sa.Table) -> None:
    there, here = (_digest(connection, table) for connection in (of, to))
    if there != here:
        raise StorageError(f"table {table.name}: the copy isn't equal: {there[0]} rows there, {here[0]} here")


def _digest(connection: sa.Connection, table: sa.Table) -> tuple[int, str]:
    """Return the number of rows, and a hash of all they hold."""
    count, digest = 0, hashlib.sha256()
    for row in _rows(connection, table):
        digest.update(repr(tuple(row)).encode())
        count += 1
    return count, digest.hexdigest()
