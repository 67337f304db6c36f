"""The row that says which generation of the procedure catalogue counts."""

import secrets

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.batch import Written
from queue_server.adapters.db.catalogue_tables import catalogue, procedure
from queue_server.adapters.db.sql import Sql
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.catalogue import NEW

_STATE = sa.select(catalogue.c.generation, catalogue.c.tag, catalogue.c.sample)
_STATE_ADD = sa.insert(catalogue)
_STATE_SAVE = sa.update(catalogue).values(
    generation=bindparam("to_generation"), tag=bindparam("to_tag"), sample=bindparam("to_sample")
)
_TAG_SAVE = sa.update(catalogue).values(tag=bindparam("to_tag"))
_COUNT = sa.select(sa.func.count()).select_from(procedure).where(procedure.c.generation == bindparam("of_generation"))


def state_of(sql: Sql) -> tuple[str, str, bool]:
    """Return the generation that counts, the catalogue's tag, and whether it is the sample."""
    row = sql.one(_STATE)
    return (NEW, NEW, False) if row is None else (row[0], row[1], bool(row[2]))


def state_for_change(sql: Sql) -> str:
    """Return the generation that counts, after noting that it changes."""
    generation, _, _ = state_of(sql)
    tag = secrets.token_hex(8)
    if not sql.run(_TAG_SAVE, to_tag=tag):
        sql.run(_STATE_ADD, id=1, generation=generation, tag=tag, sample=False)
    return generation


def switch(sql: Sql, new: str, size: int, sample: bool) -> Written[int]:
    """Let a generation of this size count; return how many procedures the one before had.

    Raises:
        Refusal: busy, when another import ended meanwhile and took this one's rows for left-overs.
    """
    if size_of(sql, new) != size:
        raise Refusal("busy", "another import of procedures ended meanwhile; import again")
    before = size_of(sql, state_of(sql)[0])
    tag = secrets.token_hex(8)
    if not sql.run(_STATE_SAVE, to_generation=new, to_tag=tag, to_sample=sample):
        sql.run(_STATE_ADD, id=1, generation=new, tag=tag, sample=sample)
    return Written(value=before)


def size_of(sql: Sql, generation: str) -> int:
    """Return how many procedures a generation has."""
    row = sql.one(_COUNT, of_generation=generation)
    return 0 if row is None else int(row[0])
