"""Brings a database to the schema of this program, and refuses one of a newer program."""

import logging
import secrets
from pathlib import Path

import sqlalchemy as sa

from queue_server.adapters.db.engine import Engine
from queue_server.adapters.db.tables import installation
from queue_server.usecases.ports.failures import StorageError

HEAD = "0023"
"""Newest migration; here as well, so that a start with a current database need not load Alembic."""

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> bool:
    """Create or upgrade the tables; return whether anything had to be done.

    Any number of programs may do this at once: the first does the work, the others wait for it.

    Raises:
        StorageError: the database is of a newer program, or not one of ours.
        Refusal: busy.
    """
    engine.prepare()
    with engine.migrating() as connection:
        before = version(connection, engine.name)
        if before == HEAD:
            return False
        upgrade(connection)
        engine.finish_tables(connection)
        if before is None:
            connection.execute(sa.insert(installation).values(id=1, epoch=new_epoch()))
        return True


def new_epoch() -> str:
    """Return a random name for a database."""
    return secrets.token_hex(8)


def version(connection: sa.Connection, name: str) -> str | None:
    """Return the migration a database is at, None for an empty one.

    Raises:
        StorageError: the database is of a newer program, or not one of ours.
    """
    tables = set(sa.inspect(connection).get_table_names())
    if not tables:
        return None
    if "alembic_version" not in tables or installation.name not in tables:
        raise StorageError(f"{name}: is not a database of this program")
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()
    if found > HEAD:
        raise StorageError(f"{name}: has schema {found}, but this program knows only {HEAD}; update the program")
    return str(found)


def upgrade(connection: sa.Connection) -> None:
    """Bring the tables to this program's schema, within the caller's transaction."""
    # Loading Alembic takes longer than all else at a start.
    # It tells of each of its own parts.
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
