"""Print jobs, how printers are, and paper layouts."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.audit_store import add_entry
from queue_server.adapters.db.batch import Writer, Written
from queue_server.adapters.db.event_codec import decode, encode
from queue_server.adapters.db.instants import from_micros, to_micros
from queue_server.adapters.db.print_tables import paper_layout, print_job, printer_state
from queue_server.adapters.db.readers import Readers
from queue_server.adapters.db.sql import Row, Sql
from queue_server.adapters.db.tables import is_one_of
from queue_server.domain.errors import Refusal
from queue_server.domain.paper import JobState, PaperLayout, PrinterStatus, PrintJob, TicketPaper
from queue_server.usecases.ports.audit import AuditEntry

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
    print_job.c.ended_at,
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
_NEWEST = (
    _JOB.where(print_job.c.office == bindparam("of_office"))
    .order_by(print_job.c.queued_at.desc(), print_job.c.id)
    .limit(bindparam("at_most"))
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

_STATES = sa.select(printer_state.c.printer, printer_state.c.status).where(
    printer_state.c.looked_at >= bindparam("since")
)
_STATE_ADD = sa.insert(printer_state)
_STATE_SAVE = (
    sa.update(printer_state)
    .where(printer_state.c.printer == bindparam("of_printer"))
    .values(status=bindparam("to_status"), looked_at=bindparam("to_looked_at"))
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

    def newest_jobs(self, office: str, limit: int) -> Sequence[PrintJob]:
        with self._readers.question() as sql:
            return [_job(row) for row in sql.all(_NEWEST, of_office=office, at_most=limit)]


class SqlPrinterStates:
    """See ``PrinterStates``."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    def save(self, printer: str, status: PrinterStatus, at: datetime) -> None:
        def work(sql: Sql) -> Written[None]:
            whole, looked_at = encode(status), to_micros(at)
            if not sql.run(_STATE_SAVE, of_printer=printer, to_status=whole, to_looked_at=looked_at):
                sql.run(_STATE_ADD, printer=printer, status=whole, looked_at=looked_at)
            return Written(value=None)

        self._writer.write(work)

    def since(self, at: datetime) -> Mapping[str, PrinterStatus]:
        with self._readers.question() as sql:
            return {row[0]: decode(row[1], PrinterStatus) for row in sql.all(_STATES, since=to_micros(at))}


class SqlPaperLayouts:
    """See ``PaperLayouts``."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    def layout(self, office: str) -> PaperLayout:
        with self._readers.question() as sql:
            return _layout(sql, office)

    def save_layout(self, office: str, before: PaperLayout, after: PaperLayout, audit: AuditEntry) -> None:
        def work(sql: Sql) -> Written[None]:
            if _layout(sql, office) != before:
                raise Refusal("changed_meanwhile", f"the paper of office {office} has been changed")
            whole = encode(after)
            if not sql.run(_LAYOUT_SAVE, of_office=office, to_whole=whole):
                sql.run(_LAYOUT_ADD, office=office, whole=whole)
            add_entry(sql, audit)
            return Written(value=None)

        self._writer.write(work)


def _layout(sql: Sql, office: str) -> PaperLayout:
    row = sql.one(_LAYOUT, of_office=office)
    return PaperLayout() if row is None else decode(row[0], PaperLayout)


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
        ended_at=None if row[9] is None else from_micros(row[9]),
    )
