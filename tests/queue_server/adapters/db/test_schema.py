"""A database gets the tables of this program once, whoever starts first, and is never taken back to older ones."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from queue_server.adapters.db import forwarding_tables
from queue_server.adapters.db.engine import Engine
from queue_server.adapters.db.schema import HEAD, MIGRATIONS, migrate
from queue_server.adapters.db.tables import metadata
from queue_server.usecases.ports.failures import StorageError

ROOT = Path(__file__).parents[4]


def shape(engine):
    """Everything the tables promise, in a form that doesn't depend on how they were made."""
    inspector = sa.inspect(engine)
    with engine.connect() as connection:
        conditions = dict(
            connection.exec_driver_sql(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            ).all()
        )
    return {
        table: {
            "columns": [
                (column["name"], str(column["type"]), column["nullable"], column["default"], column["primary_key"])
                for column in inspector.get_columns(table)
            ],
            "keys": sorted(map(str, inspector.get_foreign_keys(table))),
            "checks": sorted(map(str, inspector.get_check_constraints(table))),
            "unique": sorted(map(str, inspector.get_unique_constraints(table))),
            "indexes": sorted(conditions[index["name"]] for index in inspector.get_indexes(table)),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def test_migrations_lead_to_the_tables_the_code_uses(site):
    """A column that only one of them knows fails on the first customer's upgrade."""
    engine = Engine(site.url)
    migrate(engine)
    fresh = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    metadata.create_all(fresh)

    assert shape(engine.engine) == shape(fresh)
    assert set(shape(fresh)) == set(metadata.tables)
    assert forwarding_tables.outbox.name in metadata.tables
    with engine.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_newest_migration_is_the_one_the_program_asks_for():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_migrations_are_packages_so_that_a_wheel_has_them():
    assert {path.parent.name for path in MIGRATIONS.rglob("__init__.py")} == {"migrations", "versions"}


def test_migrating_again_does_nothing(site):
    engine = Engine(site.url)

    assert (migrate(engine), migrate(engine)) == (True, False)


def test_a_start_with_a_current_database_does_not_load_alembic(site):
    """It would take a third of the time a start may take."""
    migrate(Engine(site.url))
    program = (
        "import sys\n"
        "from queue_server.adapters.db.engine import Engine\n"
        "from queue_server.adapters.db.schema import migrate\n"
        f"migrate(Engine({site.url!r}))\n"
        "print('alembic' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


def test_programs_that_start_at_once_on_a_new_file_all_work(site):
    """Server, bridge token and operator are often set up by one script."""
    program = (
        "import sys\n"
        "from queue_server.adapters.db.database import open_database\n"
        "from tests.faults.writing_program import Clock\n"
        "sys.stdin.readline()\n"
        f"print(open_database({site.url!r}, Clock(), print).reader.epoch())"
    )
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]

    said = [one.communicate("go\n", timeout=60) for one in programs]

    assert [err for _, err in said] == [""] * 6
    assert len({out for out, _ in said}) == 1
    assert site.open().reader.epoch() == said[0][0].strip()


def test_a_database_of_a_newer_program_is_refused(site):
    """An older program would damage what it doesn't know."""
    migrate(Engine(site.url))
    with sqlite3.connect(site.path) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StorageError, match=rf"moiso\.db: has schema 9999, but this program knows only {HEAD}"):
        migrate(Engine(site.url))


def test_somebody_else_s_database_is_refused_and_left_alone(site):
    with sqlite3.connect(site.path) as file:
        file.execute("CREATE TABLE song (title TEXT)")

    with pytest.raises(StorageError, match="not a database of this program"):
        migrate(Engine(site.url))

    with sqlite3.connect(site.path) as file:
        assert file.execute("SELECT name FROM sqlite_master").fetchall() == [("song",)]


def test_a_file_that_is_no_database_is_refused_in_one_sentence(site):
    site.path.write_text("Số thứ tự\n" * 1000)

    with pytest.raises(StorageError, match=r"moiso\.db: file is not a database"):
        migrate(Engine(site.url))


def test_a_migration_that_fails_leaves_nothing(site, monkeypatch):
    """The next start finds an empty file, not half the tables."""

    def fail(connection):
        connection.execute(sa.text("CREATE TABLE half (a TEXT)"))
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr("queue_server.adapters.db.schema._upgrade", fail)
        with pytest.raises(ZeroDivisionError):
            migrate(Engine(site.url))

    assert migrate(Engine(site.url)) is True
    assert "half" not in shape(Engine(site.url).engine)


def test_every_database_has_its_own_epoch(tmp_path, site):
    other = type(site)(tmp_path / "other")

    assert site.open().reader.epoch() != other.open().reader.epoch()
    other.close()
