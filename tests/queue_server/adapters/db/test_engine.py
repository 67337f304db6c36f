"""Connections are opened as the promises of the database need them."""

import subprocess
import sys

import pytest
import sqlalchemy as sa

from queue_server.adapters.db.engine import open_engine
from queue_server.adapters.db.sqlite_engine import sqlite_path
from queue_server.usecases.ports.failures import StorageError


@pytest.fixture
def storage():
    """Files."""
    return "sqlite"


@pytest.mark.parametrize(
    "url", ["", "moiso.db", "sqlite://", "sqlite:///:memory:", "sqlite:///moiso.db", "mysql://host/moiso"]
)
def test_only_a_file_with_an_absolute_path_will_do(url):
    """A relative path would mean another database in every folder one starts from."""
    with pytest.raises(StorageError, match="database url"):
        sqlite_path(url)


def test_a_password_in_a_wrong_url_is_not_repeated():
    with pytest.raises(StorageError) as refused:
        sqlite_path("mysql://moiso:geheim@host/moiso")

    assert "geheim" not in str(refused.value)


def test_the_folder_is_created(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path}/a/b/moiso.db")

    assert engine.path.parent.is_dir()


def test_a_folder_that_cannot_be_is_named(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(StorageError, match="file"):
        open_engine(f"sqlite:///{tmp_path}/file/moiso.db")


def test_a_file_that_cannot_be_opened_is_named(tmp_path):
    (tmp_path / "moiso.db").mkdir()

    with pytest.raises(StorageError, match=r"moiso\.db"):
        open_engine(f"sqlite:///{tmp_path}/moiso.db").writer()


@pytest.mark.parametrize("role", ["writer", "reader"])
@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)], ids=str
)
def test_every_connection_keeps_what_it_promises(database, site, role, pragma, value):
    """synchronous 2 is FULL: in WAL mode anything less loses the last commits in a power cut."""
    sql = getattr(open_engine(site.url), role)()

    assert sql.one(sa.text(f"PRAGMA {pragma}")) == (value,)
    sql.close()


def test_a_reader_cannot_write(database, site):
    sql = open_engine(site.url).reader()

    with pytest.raises(StorageError, match="readonly"):
        sql.command("UPDATE office SET revision = 0")
    sql.close()


LOCK_ALL_OUT = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)
"""
"""What SQLite does with the bytes that every connection holds a share of, before it deletes the log of changes as the
last one: https://www.sqlite.org/src/file/src/os.h."""


def test_another_engine_of_the_process_leaves_the_locks_of_the_first(database, site):
    """Closing any descriptor of a file ends all of a process's locks on it; another program would delete its log."""
    sql = open_engine(site.url).reader()
    sql.begin()
    sql.one(sa.text("SELECT count(*) FROM office"))
    path = open_engine(site.url).path

    other = subprocess.run([sys.executable, "-c", LOCK_ALL_OUT, str(path)], capture_output=True, text=True, check=False)

    assert "BlockingIOError" in other.stderr
    sql.close()
