"""The procedure catalogue: generations of it, of which one counts."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.audit_store import add_entry
from queue_server.adapters.db.batch import Writer, Written
from queue_server.adapters.db.catalogue_state import size_of, state_for_change, state_of, switch
from queue_server.adapters.db.catalogue_tables import procedure, procedure_off, synonym
from queue_server.adapters.db.event_codec import decode, decode_codes, encode
from queue_server.adapters.db.instants import to_micros
from queue_server.adapters.db.readers import Readers
from queue_server.adapters.db.sql import Sql, Value
from queue_server.adapters.db.tables import ticket
from queue_server.domain.procedure import ListedProcedure, Procedure, fold
from queue_server.usecases.ports.audit import AuditEntry
from queue_server.usecases.ports.catalogue import Imported

SLICE = 200
"""Rows written or removed in one go, so that nobody who takes a number meanwhile waits for all of them."""

_IN = procedure.c.generation == bindparam("of_generation")
_CODE = procedure.c.code == bindparam("of_code")
_LISTED = (
    sa.select(
        procedure.c.code,
        procedure.c.name,
        procedure.c.field,
        procedure.c.level,
        procedure.c.service,
        procedure.c.keywords,
    )
    .where(_IN)
    .order_by(procedure.c.sort_key, procedure.c.code)
)
_TAKEN = (
    sa.select(ticket.c.procedure, sa.func.count())
    .where(ticket.c.procedure.is_not(None), ticket.c.issued_at >= bindparam("since"))
    .group_by(ticket.c.procedure)
)
_ONE = sa.select(procedure.c.whole).where(_IN, _CODE)
_PAGE = (
    sa.select(procedure.c.whole)
    .where(_IN, procedure.c.code > bindparam("after_code"))
    .order_by(procedure.c.code)
    .limit(bindparam("at_most"))
    .offset(bindparam("skipped"))
)
_CODES_PAGE = (
    sa.select(procedure.c.code)
    .where(_IN, procedure.c.code > bindparam("after_code"))
    .order_by(procedure.c.code)
    .limit(bindparam("at_most"))
)
_ADD = sa.insert(procedure)
_SAVE = (
    sa.update(procedure)
    .where(_IN, _CODE)
    .values(
        {
            name: bindparam(f"to_{name}")
            for name in ("name", "field", "level", "service", "keywords", "sort_key", "whole")
        }
    )
)
_REMOVE = sa.delete(procedure).where(_IN, _CODE)
_OFF = sa.select(procedure_off.c.code)
_SWITCH_OFF = sa.insert(procedure_off)
_SWITCH_ON = sa.delete(procedure_off).where(procedure_off.c.code == bindparam("of_code"))
_OTHERS = sa.select(procedure.c.generation).where(procedure.c.generation != bindparam("of_generation")).limit(1)
_SYNONYMS = sa.select(synonym.c.said, synonym.c.meant).order_by(synonym.c.said)
_SYNONYM_ADD = sa.insert(synonym)
_SYNONYM_REMOVE = sa.delete(synonym).where(synonym.c.said == bindparam("of_said"))


class SqlCatalogue:
    """See ``Catalogue``."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    def tag(self) -> str:
        with self._readers.question() as sql:
            return state_of(sql)[1]

    def is_sample(self) -> bool:
        with self._readers.question() as sql:
            return state_of(sql)[2]

    def listed(self, since: datetime | None = None) -> Sequence[ListedProcedure]:
        begin = 0 if since is None else to_micros(since)
        with self._readers.question() as sql:
            taken: dict[str, int] = dict(tuple(row) for row in sql.all(_TAKEN, since=begin))
            return [
                ListedProcedure(
                    code=row[0],
                    name=row[1],
                    field=row[2],
                    level=row[3],
                    service=row[4],
                    keywords=decode_codes(row[5]),
                    popularity=taken.get(row[0], 0),
                )
                for row in sql.all(_LISTED, of_generation=state_of(sql)[0])
            ]

    def procedure(self, code: str) -> Procedure | None:
        with self._readers.question() as sql:
            row = sql.one(_ONE, of_generation=state_of(sql)[0], of_code=code)
        return None if row is None else decode(row[0], Procedure)

    def page(self, after: str | None, limit: int, skip: int = 0) -> Sequence[Procedure]:
        with self._readers.question() as sql:
            rows = sql.all(_PAGE, of_generation=state_of(sql)[0], after_code=after or "", at_most=limit, skipped=skip)
        return [decode(row[0], Procedure) for row in rows]

    def count(self) -> int:
        with self._readers.question() as sql:
            return size_of(sql, state_of(sql)[0])

    def load(self, batches: Iterable[Sequence[Procedure]], *, keep_others: bool, sample: bool = False) -> Imported:
        new = secrets.token_hex(8)
        known, known_is_sample = self._known()
        given = changed = 0
        try:
            for batch in batches:
                for start in range(0, len(batch), SLICE):
                    part = batch[start : start + SLICE]
                    changed += self._writer.write(partial(_stage, new=new, batch=part, known=known))
                    given += len(part)
            kept = self._keep(known, new) if keep_others and not known_is_sample else 0
            before = self._writer.write(lambda sql: switch(sql, new, given + kept, sample))
        except BaseException:
            self._forget(new)
            raise
        self._forget_all_but(new)
        return Imported(added=given - changed, changed=changed, kept=kept, removed=before - changed - kept)

    def save(self, procedure: Procedure, *, off: bool = False, audit: AuditEntry | None = None) -> None:
        def work(sql: Sql) -> Written[None]:
            generation = state_for_change(sql)
            row = _row(procedure)
            values = {f"to_{name}": value for name, value in row.items() if name != "code"}
            if not sql.run(_SAVE, of_generation=generation, of_code=procedure.code, **values):
                sql.run(_ADD, generation=generation, **row)
            _switch_to(sql, procedure.code, off)
            add_entry(sql, audit)
            return Written(value=None)

        self._writer.write(work)

    def remove(self, code: str, audit: AuditEntry | None = None) -> bool:
        def work(sql: Sql) -> Written[bool]:
            removed = sql.run(_REMOVE, of_generation=state_for_change(sql), of_code=code) > 0
            _switch_to(sql, code, off=False)
            add_entry(sql, audit)
            return Written(value=removed, keep=removed)

        return self._writer.write(work)

    def switched_off(self) -> frozenset[str]:
        with self._readers.question() as sql:
            return frozenset(row[0] for row in sql.all(_OFF))

    def note(self, audit: AuditEntry) -> None:
        def work(sql: Sql) -> Written[None]:
            add_entry(sql, audit)
            return Written(value=None)

        self._writer.write(work)

    def synonyms(self) -> Mapping[str, tuple[str, ...]]:
        with self._readers.question() as sql:
            return {row[0]: decode_codes(row[1]) for row in sql.all(_SYNONYMS)}

    def save_synonym(self, said: str, meant: Sequence[str], audit: AuditEntry | None = None) -> None:
        def work(sql: Sql) -> Written[None]:
            state_for_change(sql)
            sql.run(_SYNONYM_REMOVE, of_said=said)
            if meant:
                sql.run(_SYNONYM_ADD, said=said, meant=encode(list(meant)))
            add_entry(sql, audit)
            return Written(value=None)

        self._writer.write(work)

    def _known(self) -> tuple[str, bool]:
        with self._readers.question() as sql:
            state = state_of(sql)
        return state[0], state[2]

    def _keep(self, known: str, new: str) -> int:
        """Copy the procedures that were not given again; return how many."""
        kept, after = 0, ""
        while True:
            copied, after = self._writer.write(partial(_copy_slice, known=known, new=new, after=after))
            kept += copied
            if not after:
                return kept

    def _forget(self, generation: str) -> None:
        while self._writer.write(lambda sql: _remove_slice(sql, generation)):
            pass

    def _forget_all_but(self, generation: str) -> None:
        """Remove every other generation: the one before, and what an import that was killed left behind."""
        while True:
            with self._readers.question() as sql:
                row = sql.one(_OTHERS, of_generation=generation)
            if row is None:
                return
            self._forget(row[0])


def _switch_to(sql: Sql, code: str, off: bool) -> None:
    sql.run(_SWITCH_ON, of_code=code)
    if off:
        sql.run(_SWITCH_OFF, code=code)


def _row(one: Procedure) -> dict[str, Value]:
    return {
        "code": one.code,
        "name": one.name,
        "field": one.field,
        "level": one.level,
        "service": one.service,
        "keywords": encode(list(one.keywords)),
        "sort_key": fold(one.name),
        "whole": encode(one),
    }


def _stage(sql: Sql, new: str, batch: Sequence[Procedure], known: str) -> Written[int]:
    """Write procedures of a new generation; return how many of them the known one has."""
    changed = 0
    for one in batch:
        changed += sql.one(_ONE, of_generation=known, of_code=one.code) is not None
        sql.run(_ADD, generation=new, **_row(one))
    return Written(value=changed)


def _copy_slice(sql: Sql, known: str, new: str, after: str) -> Written[tuple[int, str]]:
    """Copy a slice; return how many were copied, and the last code looked at or "" at the end."""
    codes = [row[0] for row in sql.all(_CODES_PAGE, of_generation=known, after_code=after, at_most=SLICE)]
    copied = 0
    for code in codes:
        if sql.one(_ONE, of_generation=new, of_code=code) is None:
            row = sql.one(_ONE, of_generation=known, of_code=code)
            assert row is not None
            sql.run(_ADD, generation=new, **_row(decode(row[0], Procedure)))
            copied += 1
    return Written(value=(copied, codes[-1] if len(codes) == SLICE else ""))


def _remove_slice(sql: Sql, generation: str) -> Written[bool]:
    """Remove some of a generation; return whether there may be more."""
    codes = [row[0] for row in sql.all(_CODES_PAGE, of_generation=generation, after_code="", at_most=SLICE)]
    for code in codes:
        sql.run(_REMOVE, of_generation=generation, of_code=code)
    return Written(value=len(codes) == SLICE)
