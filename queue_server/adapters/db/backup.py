"""Copies of the database: made while it is in use, checked, and put back in its place."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from glob import escape
from pathlib import Path

import sqlalchemy as sa

from queue_server.adapters.db import postgres_backup
from queue_server.adapters.db.draft import BESIDE, draft_beside, put_in_place
from queue_server.adapters.db.engine import is_postgres
from queue_server.adapters.db.schema import new_epoch, version
from queue_server.adapters.db.sqlite_engine import SqliteEngine, sqlite_path
from queue_server.adapters.db.tables import installation
from queue_server.usecases.ports.failures import StorageError

DAYS_KEPT = 7


@contextmanager
def server_lock(url: str) -> Iterator[None]:
    """Hold the lock that says: a server runs on this file. It is lost with the process, however that ends.

    On PostgreSQL any number of servers may run on one database, so nothing is locked.

    Raises:
        StorageError: another process holds it, or it can't be made.
    """
    if is_postgres(url):
        yield
        return
    path = sqlite_path(url).resolve()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(f"{path.name}.lock").open("a")
    except OSError as error:
        raise StorageError(f"{path}: its lock file can't be opened ({error.strerror})") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StorageError(f"{path}: a server is running on this database") from None
        yield


def back_up(url: str, target: Path) -> None:
    """Write a checked copy of one moment to a file, replacing it; servers and commands may go on working.

    Raises:
        StorageError: the database can't be read, the copy is damaged, or the file can't be written.
    """
    if is_postgres(url):
        postgres_backup.back_up(url, target)
        return
    path = sqlite_path(url).resolve()
    target = target.resolve()
    if target in {path, *(path.with_name(path.name + suffix) for suffix in (*BESIDE, ".lock"))}:
        raise StorageError(f"{target}: is the database itself")
    with draft_beside(target) as draft:
        _copy(path, draft)
        _check(draft, path)
        put_in_place(draft, target)


def back_up_daily(url: str, folder: Path, day: date) -> Path:
    """Write the day's copy into a folder, remove all but the newest seven, and return the file.

    Raises:
        StorageError: as ``back_up``.
    """
    stem, suffix = (postgres_backup.stem(url), "dump") if is_postgres(url) else (sqlite_path(url).stem, "db")
    target = folder / f"{stem}-{day.isoformat()}.{suffix}"
    back_up(url, target)
    for old in sorted(folder.glob(f"{escape(stem)}-????-??-??.{suffix}"))[:-DAYS_KEPT]:
        old.unlink(missing_ok=True)
    return target


def restore(url: str, source: Path) -> None:
    """Put a copy in the database's place, with a new epoch; the present one is left as ``….before-restore``.

    On PostgreSQL nothing of the present one is left. A crash leaves either the old database or the new one.

    Raises:
        StorageError: a server or command uses the database; the file is damaged, not ours, or of a newer program.
    """
    if is_postgres(url):
        postgres_backup.restore(url, source)
        return
    path = sqlite_path(url).resolve()
    source = source.resolve()
    if source == path:
        raise StorageError(f"{source}: is the database itself")
    with server_lock(url), draft_beside(path) as draft:
        _copy(source, draft)
        _check(draft, source)
        _renew_epoch(draft, source)
        _set_aside(path)
        put_in_place(draft, path)


def _copy(source: Path, draft: Path) -> None:
    if not source.is_file():
        raise StorageError(f"{source}: there is no such file")
    try:
        with closing(sqlite3.connect(source)) as of, closing(sqlite3.connect(draft)) as to:
            # In one step: a copy in several is begun anew each time somebody writes.
            of.backup(to)
            to.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise StorageError(f"{source}: can't be copied ({error})") from error


def _check(draft: Path, source: Path) -> None:
    try:
        with closing(sqlite3.connect(draft)) as copy:
            found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        found = str(error)
    if found != "ok":
        raise StorageError(f"{source}: is damaged ({found})")
    with _engine(draft).migrating() as connection:
        if version(connection, str(source)) is None:
            raise StorageError(f"{source}: is not a database of this program")


def _renew_epoch(draft: Path, source: Path) -> None:
    with _engine(draft).migrating() as connection:
        connection.execute(sa.update(installation).values(epoch=new_epoch()))


def _engine(path: Path) -> SqliteEngine:
    return SqliteEngine(sa.URL.create("sqlite", database=str(path)).render_as_string())


def _set_aside(path: Path) -> None:
    """Leave the present database complete in its main file, so that nothing beside it meets the new one."""
    kept = path.with_name(f"{path.name}.before-restore")
    if path.exists():
        _fold_log(path)
    # What is still there belongs to a damaged or lost database; SQLite would apply it to the new one.
    for suffix in BESIDE:
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).replace(kept.with_name(kept.name + suffix))
    kept.unlink(missing_ok=True)
    # A second name for the same file; file systems without such links go without the safety copy.
    with suppress(OSError):
        kept.hardlink_to(path)


def _fold_log(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path, timeout=1)) as old:
            old.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise StorageError(f"{path}: is in use by another program") from error
        # Else it is damaged: perhaps that is why it is restored.
