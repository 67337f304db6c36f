"""A copy is complete, checked, and comes back as a database with another epoch."""

import os
import sqlite3
import stat
import threading
from datetime import date, timedelta

import pytest

from queue_server.adapters.db.backup import back_up, back_up_daily, restore, server_lock
from queue_server.adapters.db.database import open_database
from queue_server.domain.counter_events import CounterOpened
from queue_server.usecases.ports.failures import StorageError
from tests.ticket_builders import a_ticket, add


@pytest.fixture
def storage():
    """Files."""
    return "sqlite"


OPENED = CounterOpened(counter="1", operator=None)


def one_more(database):
    database.offices.change("songcong", lambda tx: tx.record(OPENED))


@pytest.fixture
def copy(site, database, tmp_path):
    """A copy with one ticket, made while the database was open."""
    database.offices.change("songcong", lambda tx: add(tx, a_ticket(1)))
    back_up(site.url, tmp_path / "copy.db")
    return tmp_path / "copy.db"


def folder_of(path):
    return sorted(one.name for one in path.parent.iterdir())


def test_a_copy_has_everything_that_was_committed_and_is_one_file(site, database, copy):
    with sqlite3.connect(copy) as file:
        assert file.execute("PRAGMA journal_mode").fetchall() == [("delete",)]
        assert file.execute("SELECT number FROM ticket").fetchall() == [("A001",)]
    assert [name for name in folder_of(copy) if "copy" in name] == ["copy.db"]


def test_a_copy_is_for_its_owner_s_eyes(copy):
    """It has the hashes of passwords."""
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_copy_made_while_others_write_is_of_one_moment(site, database, tmp_path):
    stop = threading.Event()

    def write():
        while not stop.is_set():
            one_more(database)

    writer = threading.Thread(target=write)
    writer.start()
    for _ in range(5):
        back_up(site.url, tmp_path / "copy.db")
    stop.set()
    writer.join()

    with sqlite3.connect(tmp_path / "copy.db") as file:
        revision, events = file.execute("SELECT revision, (SELECT count(*) FROM event) FROM office").fetchone()
    assert revision == events > 1


def test_a_restored_database_is_as_it_was_but_for_the_epoch(site, database, copy):
    """Displays that have seen newer revisions have to start anew."""
    epoch = database.reader.epoch()
    one_more(database)
    site.close()

    restore(site.url, copy)

    restored = site.open()
    assert restored.reader.revision("songcong") == 2
    assert restored.reader.ticket("tA1") == a_ticket(1)
    assert restored.reader.epoch() != epoch
    one_more(restored)
    assert restored.reader.revision("songcong") == 3


def test_what_was_replaced_is_kept(site, database, copy, tmp_path):
    """A restore of the wrong file can be undone."""
    one_more(database)
    site.close()
    restore(site.url, copy)
    restore(site.url, tmp_path / "moiso.db.before-restore")

    assert site.open().reader.revision("songcong") == 3
    assert not [name for name in folder_of(site.path) if "draft" in name]


def test_a_restore_into_an_empty_folder_makes_the_database(copy, tmp_path):
    url = f"sqlite:///{tmp_path}/new/moiso.db"

    restore(url, copy)

    opened = open_database(url, None, print)
    assert opened.reader.revision("songcong") == 2
    opened.close()


def test_restoring_the_same_copy_twice_gives_two_epochs(site, database, copy):
    site.close()
    epochs = set()
    for _ in range(2):
        restore(site.url, copy)
        epochs.add(site.open().reader.epoch())
        site.close()

    assert len(epochs) == 2


def test_a_running_server_keeps_its_database(site, database, copy):
    with server_lock(site.url), pytest.raises(StorageError, match="a server is running"):
        restore(site.url, copy)

    assert database.reader.revision("songcong") == 2


def test_a_second_server_on_one_file_is_refused_until_the_first_has_ended(site):
    """Two servers would publish to half of the displays each."""
    with server_lock(site.url), pytest.raises(StorageError, match="a server is running"), server_lock(site.url):
        pass
    with server_lock(site.url):
        pass


def test_a_command_that_uses_the_database_keeps_it(site, database, copy):
    before = site.path.read_bytes()

    with pytest.raises(StorageError, match="in use"):
        restore(site.url, copy)

    assert site.path.read_bytes() == before
    one_more(database)


def a_newer(path):
    with sqlite3.connect(path) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")


def a_stranger(path):
    path.unlink()
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE song (title TEXT)")


def a_torn(path):
    """Pages in the middle are gone."""
    content = bytearray(path.read_bytes())
    content[8192:40960] = os.urandom(32768)
    path.write_bytes(content)


def a_short(path):
    path.write_bytes(path.read_bytes()[:20_000])


def a_text(path):
    path.write_text("không phải cơ sở dữ liệu\n" * 500)


@pytest.mark.parametrize("spoil", [a_newer, a_stranger, a_torn, a_short, a_text, os.truncate, os.unlink])
def test_a_wrong_file_is_refused_and_the_database_stays(site, database, copy, spoil):
    """Somebody restores in a hurry, from the wrong stick."""
    spoil(*((copy, 0) if spoil is os.truncate else (copy,)))
    site.close()

    with pytest.raises(StorageError, match=r"copy\.db"):
        restore(site.url, copy)

    assert not [name for name in folder_of(site.path) if "draft" in name or "before" in name]
    assert site.open().reader.ticket("tA1") == a_ticket(1)


@pytest.mark.parametrize("spoil", [a_torn, a_text])
def test_a_damaged_database_is_replaced_with_all_that_lies_beside_it(site, database, copy, spoil):
    """A log of the old database must not be applied to the new one."""
    site.close()
    spoil(site.path)
    stale = site.path.with_name("moiso.db-wal")
    stale.write_bytes(b"\0" * 4096)

    restore(site.url, copy)

    assert site.open().reader.ticket("tA1") == a_ticket(1)
    assert (site.path.with_name("moiso.db.before-restore")).exists()


def test_a_log_without_its_database_is_not_applied_to_the_new_one(site, database, copy, tmp_path):
    """Somebody deleted the file, but not what SQLite keeps beside it."""
    kept = tmp_path / "kept-wal"
    for _ in range(3):
        one_more(database)
    kept.write_bytes(site.path.with_name("moiso.db-wal").read_bytes())
    site.close()
    site.path.unlink()
    kept.replace(site.path.with_name("moiso.db-wal"))

    restore(site.url, copy)

    assert site.open().reader.revision("songcong") == 2


def test_a_damaged_database_is_not_copied_over_a_good_copy(site, database, copy):
    good = copy.read_bytes()
    site.close()
    a_torn(site.path)

    with pytest.raises(StorageError, match=r"moiso\.db"):
        back_up(site.url, copy)

    assert copy.read_bytes() == good


@pytest.mark.parametrize("name", ["moiso.db", "moiso.db-wal", "moiso.db.lock"])
def test_the_database_is_not_its_own_copy(site, database, name):
    with pytest.raises(StorageError, match="is the database itself"):
        back_up(site.url, site.path.with_name(name))


def test_the_database_is_not_restored_from_itself(site, database):
    with pytest.raises(StorageError, match="is the database itself"):
        restore(site.url, site.path)


def test_there_is_no_copy_of_no_database(site, tmp_path):
    """A wrong configuration must not look like a good backup."""
    with pytest.raises(StorageError, match="no such file"):
        back_up(site.url, tmp_path / "copy.db")

    assert not (tmp_path / "copy.db").exists()


def test_a_place_that_cannot_be_written_is_named(site, database, tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(StorageError, match="file"):
        back_up(site.url, tmp_path / "file" / "copy.db")


def test_daily_copies_are_kept_for_seven_days(site, database, tmp_path):
    """Whoever notices on Monday what went wrong on Thursday can go back."""
    folder = tmp_path / "copies"
    first = date(2026, 2, 25)
    for day in range(10):
        written = back_up_daily(site.url, folder, first + timedelta(days=day))
    (folder / "moiso-notes.db").touch()
    again = back_up_daily(site.url, folder, first + timedelta(days=9))

    assert written == again == folder / "moiso-2026-03-06.db"
    kept = [f"moiso-{first + timedelta(days=day)}.db" for day in range(3, 10)]
    assert sorted(one.name for one in folder.iterdir()) == [*kept, "moiso-notes.db"]
