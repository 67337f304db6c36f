"""Puts a database's parts together: what the composition root and the commands open."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from queue_server.adapters.db.account_store import SqlAccounts
from queue_server.adapters.db.audit_log import SqlAuditLog
from queue_server.adapters.db.backup import back_up_daily
from queue_server.adapters.db.batch import InlineWriter, Writer
from queue_server.adapters.db.catalogue_store import SqlCatalogue
from queue_server.adapters.db.engine import Engine
from queue_server.adapters.db.instants import to_micros
from queue_server.adapters.db.lease_store import SqlLeases
from queue_server.adapters.db.office_store import OfficeConfigs, SqlOfficeSetup, office_codes
from queue_server.adapters.db.pairing_store import SqlPairings
from queue_server.adapters.db.purge import purge
from queue_server.adapters.db.readers import Readers, SqlOfficeReader
from queue_server.adapters.db.schema import migrate
from queue_server.adapters.db.transaction import SqlOffices
from queue_server.usecases.ports.accounts import Accounts, OfficeSetup
from queue_server.usecases.ports.announcements import AnnouncementReader
from queue_server.usecases.ports.audit import AuditLog
from queue_server.usecases.ports.catalogue import Catalogue
from queue_server.usecases.ports.changing import Committed, Offices
from queue_server.usecases.ports.displays import DisplayReader, Pairings
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.leases import Leases
from queue_server.usecases.ports.reading import OfficeReader

OnCommit = Callable[[Committed], None]
Aside = Callable[[Callable[[], Path]], Path]
"""Runs long work where it keeps nobody waiting."""


class Database:
    """An open, migrated database; all but ``check`` to ``close`` implement the ports of their names."""

    def __init__(self, url: str, clock: Clock, open_writer: Callable[[Engine], Writer], aside: Aside) -> None:
        engine = Engine(url)
        migrate(engine)
        writer = open_writer(engine)
        configs = OfficeConfigs()
        self._url = url
        self._aside = aside
        self._writer = writer
        self._readers = Readers(engine)
        self.offices: Offices = SqlOffices(writer, configs, clock)
        reader = SqlOfficeReader(self._readers, configs)
        self.reader: OfficeReader = reader
        self.displays: DisplayReader = reader
        self.announcements: AnnouncementReader = reader
        self.pairings: Pairings = SqlPairings(writer, self._readers)
        self.accounts: Accounts = SqlAccounts(writer, self._readers)
        self.setup: OfficeSetup = SqlOfficeSetup(writer, clock)
        self.catalogue: Catalogue = SqlCatalogue(writer, self._readers)
        self.audit: AuditLog = SqlAuditLog(self._readers)
        # A file is used by one computer alone, so its clock is the database's.
        self.leases: Leases = SqlLeases(writer, self._readers, lambda _: to_micros(clock.now()))

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
        """Remove stored answers after 48 h, sessions and leases that are over; return how many rows went."""
        return purge(self._writer, now)

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


def open_database(url: str, clock: Clock, on_commit: OnCommit) -> Database:
    """Open a database for a command, a test or a program with threads, after migrating it.

    Args:
        url: ``sqlite:///`` and an absolute path.
        clock: gives each change its instant.
        on_commit: called after each commit that has something to publish, in the order of the commits.

    Raises:
        StorageError: it can't be opened, isn't ours, or is of a newer program.
        Refusal: busy.
    """
    return Database(url, clock, lambda engine: InlineWriter(engine, on_commit), lambda work: work())


def open_for_gevent(url: str, clock: Clock, on_commit: OnCommit) -> Database:
    """Open a database for a server on gevent; see ``open_database``.

    All of it is used from the hub's thread; ``on_commit`` is called in the hub itself and must not wait.
    """
    from queue_server.adapters.db.writer import GeventWriter, in_thread

    return Database(url, clock, lambda engine: GeventWriter(engine, on_commit), in_thread)
