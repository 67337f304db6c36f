"""Puts a database's parts together: what the composition root and the commands open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import BoundedSemaphore
from typing import TypeVar

from queue_server.adapters.db.account_store import SqlAccounts
from queue_server.adapters.db.appointment_store import SqlAppointmentReader, forget
from queue_server.adapters.db.audit_log import SqlAuditLog
from queue_server.adapters.db.audit_queries import SqlAuditTrail
from queue_server.adapters.db.backup import back_up_daily
from queue_server.adapters.db.batch import InlineWriter, Outage, Writer
from queue_server.adapters.db.catalogue_store import SqlCatalogue
from queue_server.adapters.db.copy_store import SqlCopies
from queue_server.adapters.db.device_state_store import SqlDeviceStates
from queue_server.adapters.db.engine import Engine, is_postgres, open_engine
from queue_server.adapters.db.instants import to_micros
from queue_server.adapters.db.lease_store import Now, SqlLeases, server_now
from queue_server.adapters.db.log_reading import SqlOfficeLog
from queue_server.adapters.db.notify_store import SqlOutbox
from queue_server.adapters.db.office_changes import SqlOffices
from queue_server.adapters.db.office_setup import SqlOfficeSetup
from queue_server.adapters.db.office_store import OfficeConfigs, office_codes
from queue_server.adapters.db.pairing_store import SqlPairings
from queue_server.adapters.db.phone_store import SqlPhones
from queue_server.adapters.db.print_store import SqlPaperLayouts, SqlPrinterStates, SqlPrintQueue
from queue_server.adapters.db.purge import purge
from queue_server.adapters.db.rating_store import SqlRatings
from queue_server.adapters.db.readers import Readers, SqlOfficeReader
from queue_server.adapters.db.report_queries import Aside, SqlProvinceReader
from queue_server.adapters.db.schema import migrate
from queue_server.usecases.ports.accounts import Accounts, OfficeSetup
from queue_server.usecases.ports.announcements import AnnouncementReader
from queue_server.usecases.ports.appointments import AppointmentReader
from queue_server.usecases.ports.audit import AuditLog
from queue_server.usecases.ports.audit_trail import AuditTrail
from queue_server.usecases.ports.catalogue import Catalogue
from queue_server.usecases.ports.changing import Committed, Offices
from queue_server.usecases.ports.device_states import DeviceStates
from queue_server.usecases.ports.displays import DisplayReader, Pairings
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.forwarding import Copies, OfficeLog
from queue_server.usecases.ports.leases import Leases
from queue_server.usecases.ports.printing import PaperLayouts, PrinterStates, PrintQueue
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.ports.reporting import ProvinceReader

OnCommit = Callable[[Committed], None]


T = TypeVar("T")

READERS = 8
"""Questions that a server answers side by side for one process; more of them wait for their turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a kind of database needs in a kind of program."""

    engine: Engine
    open_writer: Callable[[], Writer]
    readers: Readers
    aside: Aside
    """Runs long questions."""
    compute: Aside
    """Runs long work that asks nothing."""
    lease_clock: Now


class Database:
    """An open, migrated database; all but ``check`` to ``close`` implement the ports of their names."""

    def __init__(self, url: str, clock: Clock, means: Means) -> None:
        migrate(means.engine)
        writer = means.open_writer()
        configs = OfficeConfigs()
        self.name = means.engine.name
        """Path or URL, for messages."""
        self._url = url
        self._aside = means.aside
        self._writer = writer
        self._readers = means.readers
        self.offices: Offices = SqlOffices(writer, configs, clock)
        reader = SqlOfficeReader(self._readers, configs)
        self.reader: OfficeReader = reader
        self.displays: DisplayReader = reader
        self.announcements: AnnouncementReader = reader
        self.pairings: Pairings = SqlPairings(writer, self._readers)
        self.accounts: Accounts = SqlAccounts(writer, self._readers)
        self.setup: OfficeSetup = SqlOfficeSetup(writer, clock)
        self.log: OfficeLog = SqlOfficeLog(writer, self._readers, self.reader)
        self.copies: Copies = SqlCopies(writer, self._readers, clock)
        self.province: ProvinceReader = SqlProvinceReader(self._readers, means.aside, means.compute)
        self.trail: AuditTrail = SqlAuditTrail(self._readers)
        self.leases: Leases = SqlLeases(writer, self._readers, means.lease_clock)
        self.catalogue: Catalogue = SqlCatalogue(writer, self._readers)
        self.print_queue: PrintQueue = SqlPrintQueue(writer, self._readers)
        self.printer_states: PrinterStates = SqlPrinterStates(writer, self._readers)
        self.paper_layouts: PaperLayouts = SqlPaperLayouts(writer, self._readers)
        self.audit: AuditLog = SqlAuditLog(self._readers)
        self.ratings, self.phones = SqlRatings(writer, self._readers), SqlPhones(self._readers)
        self.outbox = SqlOutbox(writer, self._readers)
        self.device_states: DeviceStates = SqlDeviceStates(writer, self._readers, means.lease_clock)

    @property
    def appointments(self) -> AppointmentReader:
        """Questions about appointments and result slips."""
        return SqlAppointmentReader(self._readers)

    def check(self) -> None:
        """Ask the database something now.

        Raises:
            StorageError: it doesn't answer.
        """
        with self._readers.question() as sql:
            office_codes(sql)

    def backlog(self) -> int:
        """Return how many changes wait to be written."""
        return self._writer.waiting

    def purge(self, now: datetime) -> int:
        """Remove stored answers and print jobs after 48 h, sessions and leases that are over, and texts of ratings
        after the days that their office chose; return how many rows went."""
        removed = purge(self._writer, now)
        for office in self.reader.offices():
            kept = timedelta(days=office.rules.rating.comments_kept_days)
            removed += self.ratings.forget_comments(office.code, now - kept)
        return removed

    def forget(self, now: datetime, days: int, slips_days: int) -> int:
        """Remove appointments and collected result slips so many days after their time; return how many rows went."""
        return forget(self._writer, now, days, slips_days)

    def back_up_daily(self, folder: Path, day: date) -> Path:
        """Write the day's copy into a folder, keep the newest seven, and return the file.

        Raises:
            StorageError: the copy can't be made or is damaged.
        """
        return self._aside(lambda: back_up_daily(self._url, folder, day))

    def close(self) -> None:
        """Finish accepted work and close all connections."""
        self._writer.close()
        self._readers.close()


def open_database(url: str, clock: Clock, on_commit: OnCommit, lease_clock: Now | None = None) -> Database:
    """Open a database for a command, a test or a program with threads, after migrating it.

    Args:
        url: as ``open_engine`` takes it.
        clock: gives each change its instant.
        on_commit: called after each commit that has something to publish, in the order of the commits.
        lease_clock: by which leases end; by default the one clock that all who share the database have.

    Raises:
        StorageError: it can't be opened, isn't ours, or is of a newer program.
        Refusal: busy.
    """
    engine = open_engine(url)
    turn = BoundedSemaphore(READERS) if is_postgres(url) else None
    means = Means(
        engine=engine,
        open_writer=lambda: InlineWriter(engine, on_commit),
        readers=Readers(engine, turn=turn),
        aside=_at_once,
        compute=_at_once,
        lease_clock=lease_clock or _clock_of(url, clock),
    )
    return Database(url, clock, means)


def open_for_gevent(url: str, clock: Clock, on_commit: OnCommit, lease_clock: Now | None = None) -> Database:
    """Open a database for a server on gevent; see ``open_database``.

    All of it is used from the hub's thread; ``on_commit`` is called in the hub itself and must not wait.
    """
    engine = open_engine(url, cooperative=True)
    lease_clock = lease_clock or _clock_of(url, clock)
    if is_postgres(url):
        from gevent import sleep
        from gevent.lock import BoundedSemaphore as Turns

        from queue_server.adapters.db.office_writer import OfficeWriter
        from queue_server.adapters.db.writer import in_thread

        means = Means(
            engine=engine,
            open_writer=lambda: OfficeWriter(engine, on_commit),
            readers=Readers(engine, Outage(engine.patience_s, sleep), Turns(READERS)),
            aside=_at_once,
            compute=in_thread,
            lease_clock=lease_clock,
        )
    else:
        from queue_server.adapters.db.writer import GeventWriter, in_thread

        means = Means(
            engine=engine,
            open_writer=lambda: GeventWriter(engine, on_commit),
            readers=Readers(engine),
            aside=in_thread,
            compute=in_thread,
            lease_clock=lease_clock,
        )
    return Database(url, clock, means)


def _clock_of(url: str, clock: Clock) -> Now:
    """Return what tells the present instant to all who share a database."""
    if is_postgres(url):
        return server_now
    # A file is used by one computer alone, so its clock is the database's.
    return lambda _: to_micros(clock.now())


def _at_once(work: Callable[[], T]) -> T:
    return work()
