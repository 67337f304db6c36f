"""Copies of a PostgreSQL database by its own programs: pg_dump makes them, pg_restore and psql bring them back."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from queue_server.adapters.db.draft import draft_beside, put_in_place
from queue_server.adapters.db.engine import open_engine
from queue_server.adapters.db.schema import HEAD, new_epoch, version
from queue_server.usecases.ports.failures import StorageError

if TYPE_CHECKING:
    from queue_server.adapters.db.postgres_engine import PostgresEngine

PACKAGE = "postgresql-client"
"""Debian's package of these programs."""

PROGRAMS = Path("/usr/lib/postgresql")
"""Where Debian keeps them, by version; the newest copies every older server."""


def stem(url: str) -> str:
    """Return the name that a day's copy begins with."""
    return str(sa.make_url(url).database)


def back_up(url: str, target: Path) -> None:
    """Write a copy of one moment to a file in pg_dump's own format; servers and commands may go on working.

    Raises:
        StorageError: pg_dump isn't installed or fails, or the file can't be written.
    """
    engine = _engine(url)
    with draft_beside(target.resolve()) as draft:
        words = ["--format=custom", "--no-owner", "--no-privileges", f"--file={draft}", f"--dbname={engine.conninfo()}"]
        _run(engine, "pg_dump", words)
        put_in_place(draft, target.resolve())


def restore(url: str, source: Path) -> None:
    """Replace all data by a copy's, with a new epoch, in one transaction.

    Raises:
        StorageError: a server or command uses the database; the file is damaged, not ours, or of a newer program.
    """
    engine = _engine(url)
    if not source.is_file():
        raise StorageError(f"{source}: there is no such file")
    with tempfile.TemporaryDirectory() as folder:
        before, copy, after = (Path(folder) / name for name in ("before.sql", "copy.sql", "after.sql"))
        _run(engine, "pg_restore", ["--no-owner", "--no-privileges", f"--file={copy}", str(source)], source)
        if "CREATE TABLE " not in (text := copy.read_text(encoding="utf-8")) or "alembic_version" not in text:
            raise StorageError(f"{source}: is not a copy of a database of this program")
        schema, tables = _present(engine)
        before.write_text(_before(tables), encoding="utf-8")
        after.write_text(_after(schema), encoding="utf-8")
        words = ["--no-psqlrc", "--quiet", "--output=/dev/null", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        words += [f"--file={one}" for one in (before, copy, after)]
        _run(engine, "psql", [*words, f"--dbname={engine.conninfo()}"], source)


def _engine(url: str) -> "PostgresEngine":
    from queue_server.adapters.db.postgres_engine import PostgresEngine

    engine = open_engine(url)
    assert isinstance(engine, PostgresEngine)
    return engine


def _present(engine: "PostgresEngine") -> tuple[str, list[str]]:
    """Return the schema that tables go to, and our tables in it, quoted."""
    from queue_server.adapters.db.postgres_engine import OTHERS

    with engine.migrating() as connection:
        version(connection, engine.name)
        if connection.exec_driver_sql(OTHERS).scalar_one():
            raise StorageError(f"{engine.name}: a server or a command is connected to it")
        quote = connection.dialect.identifier_preparer.quote
        schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
        tables = sa.inspect(connection).get_table_names()
        return quote(schema), [f"{quote(schema)}.{quote(table)}" for table in tables]


def _before(tables: Sequence[str]) -> str:
    from queue_server.adapters.db.postgres_sql import CATALOGUE_LOCK

    # A server that starts now waits for this lock, as for a migration.
    lines = [f"SELECT pg_advisory_xact_lock({CATALOGUE_LOCK});"]
    if tables:
        lines.append(f"DROP TABLE {', '.join(tables)} CASCADE;")
    return "\n".join(lines) + "\n"


def _after(schema: str) -> str:
    newer = f"has the schema of a newer program than this one ({HEAD})"
    return f"""
        SET search_path = {schema};
        DO $$ BEGIN
            IF (SELECT max(version_num) FROM alembic_version) > '{HEAD}' THEN RAISE EXCEPTION '{newer}'; END IF;
        END $$;
        UPDATE installation SET epoch = '{new_epoch()}';
    """


def _run(engine: "PostgresEngine", name: str, words: Sequence[str], source: Path | None = None) -> None:
    """Run a program of PostgreSQL.

    Raises:
        StorageError: it isn't installed, or it failed; names the database, or the copy that it read.
    """
    program = _program(name)
    if program is None:
        raise StorageError(f"{engine.name}: {name} is needed for this and not installed; install {PACKAGE}")
    environment = {**os.environ, **engine.environment(), "LC_ALL": "C.UTF-8"}
    done = subprocess.run([program, *words], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise StorageError(f"{source or engine.name}: {name} failed: {said[0]}")


def _program(name: str) -> str | None:
    found = [path for path in PROGRAMS.glob(f"*/bin/{name}") if path.parts[-3].isdecimal()]
    if found:
        return str(max(found, key=lambda path: int(path.parts[-3])))
    return shutil.which(name)
