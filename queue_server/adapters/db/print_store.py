"""Print jobs and paper layouts."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.batch import Writer, Written
from queue_server.adapters.db.event_codec import decode, encode
from queue_server.adapters.db.instants import from_micros, to_micros
from queue_server.adapters.db.print_tables import paper_layout, print_job
from queue_server.adapters.db.readers import Readers
from queue_server.adapters.db.sql import Row, Sql
from queue_server.adapters.db.tables import is_one_of
from queue_server.domain.paper import JobState, PaperLayout, PrintJob, TicketPaper

OPEN = (JobState.QUEUED, JobState.SENDING, JobState.UNSURE)
"""States in which somebody waits for a paper."""

_JOB = sa.select(
    print_job.c.id,
    print_job.c.office,
    print_job.c.ticket,
    print_job.c.printer,
    print_job.c.paper,
    print_job.c.queued_at,
    print_job.c.state,
    print_job.c.attempts,
    print_job.c.error,
)
_IN_STATE = print_job.c.state == bindparam("of_state")
_OF_PRINTER = _JOB.where(print_job.c.printer == bindparam("of_printer"), _IN_STATE).order_by(
    print_job.c.queued_at, print_job.c.id
)
_NEXT = _OF_PRINTER.limit(1)
_OF_TICKET = _JOB.where(print_job.c.ticket == bindparam("of_ticket")).order_by(print_job.c.copy)
_OPEN = _JOB.where(print_job.c.office == bindparam("of_office"), is_one_of("state", OPEN)).order_by(
    print_job.c.queued_at, print_job.c.id
)
_KNOWN = sa.select(print_job.c.id).where(
    print_job.c.ticket == bindparam("of_ticket"), print_job.c.copy == bindparam("of_copy")
)
_ADD = sa.insert(print_job)
_BEGIN = (
    sa.update(print_job)
    .where(print_job.c.id == bindparam("of_job"), _IN_STATE)
    .values(state=JobState.SENDING.value, attempts=print_job.c.attempts + 1)
)
_END = (
    sa.update(print_job)
    .where(print_job.c.id == bindparam("of_job"))
    .values(state=bindparam("to_state"), error=bindparam("to_error"), ended_at=bindparam("to_ended_at"))
)

_OFFICE = paper_layout.c.office == bindparam("of_office")
_LAYOUT = sa.select(paper_layout.c.whole).where(_OFFICE)
_LAYOUT_ADD = sa.insert(paper_layout)
_LAYOUT_SAVE = sa.update(paper_layout).where(_OFFICE).values(whole=bindparam("to_whole"))


class SqlPrintQueue:
    """See ``PrintQueue``."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    def add(self, job: PrintJob) -> bool:
        def work(sql: Sql) -> Written[bool]:
            if sql.one(_KNOWN, of_ticket=job.ticket, of_copy=job.paper.copy) is not None:
                return Written(value=False, keep=False)
            sql.run(
                _ADD,
                id=job.id,
                office=job.office,
                ticket=job.ticket,
                printer=job.printer,
                copy=job.paper.copy,
                state=job.state.value,
                attempts=job.attempts,
                error=job.error,
                paper=encode(job.paper),
                queued_at=to_micros(job.queued_at),
                ended_at=None,
            )
            return Written(value=True)

        return self._writer.write(work)

    def next(self, printer: str) -> PrintJob | None:
        with self._readers.question() as sql:
            row = sql.one(_NEXT, of_printer=printer, of_state=JobState.QUEUED.value)
        return None if row is None else _job(row)

    def begin(self, job_id: str) -> bool:
        def work(sql: Sql) -> Written[bool]:
            begun = sql.run(_BEGIN, of_job=job_id, of_state=JobState.QUEUED.value) > 0
            return Written(value=begun, keep=begun)

        return self._writer.write(work)

    def end(self, job_id: str, state: JobState, error: str | None, at: datetime) -> None:
        def work(sql: Sql) -> Written[None]:
            sql.run(_END, of_job=job_id, to_state=state.value, to_error=error, to_ended_at=to_micros(at))
            return Written(value=None)

        self._writer.write(work)

    def interrupted(self, printer: str) -> Sequence[PrintJob]:
        with self._readers.question() as sql:
            return [_job(row) for row in sql.all(_OF_PRINTER, of_printer=printer, of_state=JobState.SENDING.value)]

    def jobs_of(self, ticket: str) -> Sequence[PrintJob]:
        with self._readers.question() as sql:
            return [_job(row) for row in sql.all(_OF_TICKET, of_ticket=ticket)]

    def open_jobs(self, office: str) -> Sequence[PrintJob]:
        with self._readers.question() as sql:
            return [_job(row) for row in sql.all(_OPEN, of_office=office)]


class SqlPaperLayouts:
    """See ``PaperLayouts``."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    def layout(self, office: str) -> PaperLayout:
        with self._readers.question() as sql:
            row = sql.one(_LAYOUT, of_office=office)
        return PaperLayout() if row is None else decode(row[0], PaperLayout)

    def save_layout(self, office: str, layout: PaperLayout) -> None:
        def work(sql: Sql) -> Written[None]:
            whole = encode(layout)
            if not sql.run(_LAYOUT_SAVE, of_office=office, to_whole=whole):
                sql.run(_LAYOUT_ADD, office=office, whole=whole)
            return Written(value=None)

        self._writer.write(work)


def _job(row: Row) -> PrintJob:
    return PrintJob(
        id=row[0],
        office=row[1],
        ticket=row[2],
        printer=row[3],
        paper=decode(row[4], TicketPaper),
        queued_at=from_micros(row[5]),
        state=JobState(row[6]),
        attempts=row[7],
        error=row[8],
    )
