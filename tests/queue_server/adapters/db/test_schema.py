"""A database gets the tables of this program once, whoever starts first, and is never taken back to older ones."""

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
from queue_server.adapters.db.engine import open_engine
from queue_server.adapters.db.schema import HEAD, MIGRATIONS, migrate
from queue_server.adapters.db.tables import metadata
from queue_server.usecases.ports.failures import StorageError

ROOT = Path(__file__).parents[4]
NAME = r"(moiso\.db|postgresql\+psycopg://moiso@/test_.*)"


INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()",
}


def shape(engine):
    """Everything the tables promise, in a form that doesn't depend on how they were made."""
    inspector = sa.inspect(engine)
    with engine.connect() as connection:
        conditions = dict(connection.exec_driver_sql(INDEXES[engine.dialect.name]).all())
    return {
        table: {
            "columns": [
                (column["name"], str(column["type"]), column["nullable"], column["default"])
                for column in inspector.get_columns(table)
            ],
            "key": inspector.get_pk_constraint(table),
            "foreign": sorted(map(str, inspector.get_foreign_keys(table))),
            "checks": sorted(map(str, inspector.get_check_constraints(table))),
            "unique": sorted(map(str, inspector.get_unique_constraints(table))),
            "indexes": sorted(conditions[index["name"]] for index in inspector.get_indexes(table)),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def test_migrations_lead_to_the_tables_the_code_uses(make_site):
    """A column that only one of them knows fails on the first customer's upgrade."""
    engine, fresh = (open_engine(make_site().url) for _ in range(2))
    migrate(engine)
    with fresh.migrating() as connection:
        metadata.create_all(connection)
        fresh.finish_tables(connection)

    assert shape(engine.engine) == shape(fresh.engine)
    assert set(shape(fresh.engine)) == set(metadata.tables)
    assert forwarding_tables.outbox.name in metadata.tables
    with engine.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_newest_migration_is_the_one_the_program_asks_for():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_migrations_are_packages_so_that_a_wheel_has_them():
    assert {path.parent.name for path in MIGRATIONS.rglob("__init__.py")} == {"migrations", "versions"}


def test_migrating_again_does_nothing(new_site):
    engine = open_engine(new_site.url)

    assert (migrate(engine), migrate(engine)) == (True, False)


def test_a_start_with_a_current_database_does_not_load_alembic(new_site):
    """It would take a third of the time a start may take."""
    migrate(open_engine(new_site.url))
    program = (
        "import sys\n"
        "from queue_server.adapters.db.engine import open_engine\n"
        "from queue_server.adapters.db.schema import migrate\n"
        f"migrate(open_engine({new_site.url!r}))\n"
        "print('alembic' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


def test_programs_that_start_at_once_on_a_new_file_all_work(new_site):
    """Server, bridge token and operator are often set up by one script."""
    program = (
        "import sys\n"
        "from queue_server.adapters.db.database import open_database\n"
        "from tests.faults.writing_program import Clock\n"
        "sys.stdin.readline()\n"
        f"print(open_database({new_site.url!r}, Clock(), print).reader.epoch())"
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

    said = [one.communicate("go\n", timeout=240) for one in programs]

    assert [err for _, err in said] == [""] * 6
    assert len({out for out, _ in said}) == 1
    assert new_site.open().reader.epoch() == said[0][0].strip()


def test_a_database_of_a_newer_program_is_refused(new_site):
    """An older program would damage what it doesn't know."""
    migrate(open_engine(new_site.url))
    new_site.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StorageError, match=rf"{NAME}: has schema 9999, but this program knows only {HEAD}"):
        migrate(open_engine(new_site.url))


def test_somebody_else_s_database_is_refused_and_left_alone(new_site):
    new_site.execute("CREATE TABLE song (title TEXT)")

    with pytest.raises(StorageError, match="not a database of this program"):
        migrate(open_engine(new_site.url))

    assert sa.inspect(open_engine(new_site.url).engine).get_table_names() == ["song"]


@pytest.mark.parametrize("storage", ["sqlite"], indirect=True)
def test_a_file_that_is_no_database_is_refused_in_one_sentence(new_site):
    new_site.path.write_text("Số thứ tự\n" * 1000)

    with pytest.raises(StorageError, match=r"moiso\.db: file is not a database"):
        migrate(open_engine(new_site.url))


def test_a_migration_that_fails_leaves_nothing(new_site, monkeypatch):
    """The next start finds an empty file, not half the tables."""

    def fail(connection):
        connection.execute(sa.text("CREATE TABLE half (a TEXT)"))
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr("queue_server.adapters.db.schema.upgrade", fail)
        with pytest.raises(ZeroDivisionError):
            migrate(open_engine(new_site.url))

    assert migrate(open_engine(new_site.url)) is True
    assert "half" not in shape(open_engine(new_site.url).engine)


def test_every_database_has_its_own_epoch(make_site):
    assert make_site().open().reader.epoch() != make_site().open().reader.epoch()
