"""A copy of a PostgreSQL database is complete, and comes back as a database with another epoch."""

import stat
from datetime import date, timedelta
from urllib.parse import quote

import pytest

from queue_server.adapters.db import postgres_backup
from queue_server.adapters.db.backup import back_up, back_up_daily, restore
from queue_server.adapters.db.database import open_for_gevent
from queue_server.domain.counter_events import CounterOpened
from queue_server.usecases.ports.failures import StorageError
from tests.builders import an_office
from tests.ticket_builders import a_ticket, add

OPENED = CounterOpened(counter="1", operator=None)


@pytest.fixture
def storage():
    """A server."""
    return "postgres"


@pytest.fixture
def database(new_site):
    """An open database with one office."""
    database = new_site.open()
    database.setup.add_office(an_office(("land", "civil"), ("1", "2")), by="setup")
    return database


@pytest.fixture
def copy(new_site, database, tmp_path):
    """A copy with one ticket, made while the database was open."""
    database.offices.change("songcong", lambda tx: add(tx, a_ticket(1)))
    back_up(new_site.url, tmp_path / "copy.dump")
    return tmp_path / "copy.dump"


def one_more(database):
    database.offices.change("songcong", lambda tx: tx.record(OPENED))


def test_a_restored_database_is_as_it_was_but_for_the_epoch(new_site, database, copy):
    """Displays that have seen newer revisions have to start anew."""
    epoch = database.reader.epoch()
    one_more(database)
    database.setup.add_office(an_office(code="later", counters=()), by="setup")
    new_site.close()

    restore(new_site.url, copy)

    restored = new_site.open()
    assert restored.reader.revision("songcong") == 2
    assert restored.reader.ticket("tA1") == a_ticket(1)
    assert [one.code for one in restored.reader.offices()] == ["songcong"]
    assert restored.reader.epoch() != epoch
    one_more(restored)
    assert restored.reader.revision("songcong") == 3


def test_a_restore_into_an_empty_database_makes_it(copy, make_site):
    other = make_site()

    restore(other.url, copy)

    assert other.open().reader.ticket("tA1") == a_ticket(1)


def test_a_copy_is_for_its_owner_s_eyes(copy):
    """It has the hashes of passwords."""
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_the_password_of_the_file_is_used(new_site, database, tmp_path):
    file = quote(str(new_site.server.password_file))

    back_up(f"{new_site.server.tcp_url(new_site.name)}?password_file={file}", tmp_path / "copy.dump")

    assert (tmp_path / "copy.dump").stat().st_size > 1000


def test_a_database_in_use_keeps_its_data(new_site, database, copy):
    """A server would go on with the old epoch and the old lines."""
    with pytest.raises(StorageError, match="is connected"):
        restore(new_site.url, copy)

    assert database.reader.revision("songcong") == 2


def a_newer(database, site, copy):
    site.execute("UPDATE alembic_version SET version_num = '9999'")
    back_up(site.url, copy)
    site.execute("UPDATE alembic_version SET version_num = (SELECT '0001')")


def a_torn(database, site, copy):
    content = bytearray(copy.read_bytes())
    content[len(content) // 2 :] = b"\0" * (len(content) - len(content) // 2)
    copy.write_bytes(content)


def a_text(database, site, copy):
    copy.write_text("không phải bản sao\n" * 100)


def a_missing(database, site, copy):
    copy.unlink()


@pytest.mark.parametrize("spoil", [a_newer, a_torn, a_text, a_missing])
def test_a_wrong_file_is_refused_and_the_database_stays(new_site, database, copy, spoil):
    """Somebody restores in a hurry, from the wrong stick."""
    head = new_site.execute("SELECT version_num FROM alembic_version")[0][0]
    spoil(database, new_site, copy)
    new_site.execute(f"UPDATE alembic_version SET version_num = '{head}'")
    new_site.close()

    with pytest.raises(StorageError, match=r"copy\.dump"):
        restore(new_site.url, copy)

    assert new_site.open().reader.ticket("tA1") == a_ticket(1)


def test_somebody_else_s_copy_is_refused(new_site, database, make_site, tmp_path):
    stranger = make_site()
    stranger.execute("CREATE TABLE song (title text)")
    back_up(stranger.url, tmp_path / "songs.dump")
    new_site.close()

    with pytest.raises(StorageError, match="is not a copy of a database of this program"):
        restore(new_site.url, tmp_path / "songs.dump")

    assert new_site.open().reader.revision("songcong") == 1


def test_without_pg_dump_the_package_that_helps_is_named(new_site, database, tmp_path, monkeypatch):
    """The day's end says in the log that there is no copy, and doctor does."""
    monkeypatch.setattr(postgres_backup, "PROGRAMS", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(StorageError, match=r"pg_dump is needed .* install postgresql-client"):
        back_up(new_site.url, tmp_path / "copy.dump")

    assert not (tmp_path / "copy.dump").exists()


def test_a_database_that_does_not_answer_leaves_the_good_copy(new_site, copy):
    good = copy.read_bytes()

    with pytest.raises(StorageError, match='"nowhere" does not exist'):
        back_up(new_site.server.url("nowhere"), copy)

    assert copy.read_bytes() == good


def test_daily_copies_are_kept_for_seven_days(new_site, database, tmp_path, monkeypatch):
    """Whoever notices on Monday what went wrong on Thursday can go back."""
    monkeypatch.setattr(postgres_backup, "back_up", lambda url, target: (tmp_path / target).touch())
    for day in range(9):
        written = back_up_daily(new_site.url, tmp_path, date(2026, 3, 1) + timedelta(days=day))

    assert written == tmp_path / f"{new_site.name}-2026-03-09.dump"
    kept = sorted(path.name for path in tmp_path.glob("*.dump"))
    assert kept == [f"{new_site.name}-2026-03-0{day}.dump" for day in range(3, 10)]


def test_a_server_on_gevent_makes_the_day_s_copy(new_site, database, tmp_path):
    server = new_site.open(open_for_gevent)

    assert server.back_up_daily(tmp_path, date(2026, 3, 2)).is_file()
