"""The procedure catalogue in the hands of administrators of all offices: checked, compared, audited."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator
from queue_server.domain.procedure import Procedure, fold
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.comparing import differences, refuse_if_changed
from queue_server.usecases.ports.audit import AuditAction, AuditEntry
from queue_server.usecases.ports.catalogue import Catalogue, Imported
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.procedures import every_procedure

Find = Callable[[str], Sequence[str]]
"""Returns the codes of the procedures that fit what somebody typed, the likeliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A procedure, and whether people are shown it."""

    procedure: Procedure
    off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some of the procedures in a row."""

    procedures: tuple[Kept, ...]
    total: int
    """Of all that were asked for."""
    more: bool
    """Whether others follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonym:
    """What people say, and what the catalogue says."""

    said: str
    meant: tuple[str, ...]


class CatalogueAdministration:
    """What administrators do with procedures and synonyms, which belong to no office."""

    def __init__(self, catalogue: Catalogue, find: Find, clock: Clock) -> None:
        self._catalogue = catalogue
        self._find = find
        self._clock = clock

    def part(self, by: Operator, query: str, limit: int, after: str = "", skip: int = 0) -> Part:
        """Return procedures by code, or those that fit what was typed, the likeliest first.

        Args:
            by: who asks.
            query: what was typed; empty for all.
            limit: how many at most.
            after: code of the one before the first; empty to begin with the first.
            skip: how many to leave out at the beginning, instead of ``after``.

        Raises:
            Refusal: forbidden.
        """
        refuse_unless_administrator(by, None)
        off = self._catalogue.switched_off()
        if not query:
            found = list(self._catalogue.page(after or None, limit + 1, skip))
            total = self._catalogue.count()
        else:
            codes = self._find(query)
            begin = skip if not after else codes.index(after) + 1 if after in codes else len(codes)
            part = (self._catalogue.procedure(code) for code in codes[begin : begin + limit + 1])
            found = [one for one in part if one is not None]
            total = len(codes)
        kept = tuple(Kept(procedure=one, off=one.code in off) for one in found[:limit])
        return Part(procedures=kept, total=total, more=len(found) > limit)

    def procedure(self, by: Operator, code: str) -> Kept:
        """Return one procedure.

        Raises:
            Refusal: forbidden, not_found.
        """
        refuse_unless_administrator(by, None)
        found = self._catalogue.procedure(code)
        if found is None:
            raise Refusal("not_found", f"the catalogue has no procedure {code!r}")
        return Kept(procedure=found, off=code in self._catalogue.switched_off())

    def add(self, by: Operator, wanted: Kept) -> Kept:
        """Add a procedure.

        Raises:
            Refusal: forbidden, taken.
        """
        refuse_unless_administrator(by, None)
        code = wanted.procedure.code
        if self._catalogue.procedure(code) is not None:
            raise Refusal("taken", f"the catalogue has a procedure {code!r} already", "code")
        self._store(by, None, wanted)
        return wanted

    def change(self, by: Operator, code: str, change: Callable[[Kept], Kept], tag: str | None) -> Kept:
        """Change a procedure, or switch it off: then nobody is shown it, and no number is taken for it.

        Raises:
            Refusal: forbidden, not_found, changed_meanwhile.
        """
        before = self.procedure(by, code)
        changed = change(before)
        after = replace(changed, procedure=replace(changed.procedure, code=code))
        refuse_if_changed(before, after, tag)
        if after != before:
            self._store(by, before, after)
        return after

    def remove(self, by: Operator, code: str, tag: str | None) -> None:
        """Remove a procedure.

        Raises:
            Refusal: forbidden, not_found, changed_meanwhile.
        """
        before = self.procedure(by, code)
        refuse_if_changed(before, None, tag)
        self._catalogue.remove(code, self._entry(by, "procedure", code, AuditAction.REMOVED, before, None))

    def synonyms(self, by: Operator) -> Sequence[Synonym]:
        """Return all synonyms.

        Raises:
            Refusal: forbidden.
        """
        refuse_unless_administrator(by, None)
        return [Synonym(said=said, meant=meant) for said, meant in self._catalogue.synonyms().items()]

    def synonym(self, by: Operator, said: str) -> Synonym:
        """Return one synonym.

        Raises:
            Refusal: forbidden, not_found.
        """
        for one in self.synonyms(by):
            if one.said == said:
                return one
        raise Refusal("not_found", f"there is no synonym {said!r}")

    def add_synonym(self, by: Operator, wanted: Synonym) -> Synonym:
        """Add a synonym.

        Raises:
            Refusal: forbidden, invalid, taken.
        """
        refuse_unless_administrator(by, None)
        if any(fold(one.said) == fold(wanted.said) for one in self.synonyms(by)):
            raise Refusal("taken", f"there is a synonym {wanted.said!r} already", "said")
        return self._save_synonym(by, None, wanted)

    def change_synonym(self, by: Operator, said: str, meant: tuple[str, ...], tag: str | None) -> Synonym:
        """Change what a synonym means.

        Raises:
            Refusal: forbidden, not_found, invalid, changed_meanwhile.
        """
        before, after = self.synonym(by, said), Synonym(said=said, meant=meant)
        refuse_if_changed(before, after, tag)
        return after if after == before else self._save_synonym(by, before, after)

    def remove_synonym(self, by: Operator, said: str, tag: str | None) -> None:
        """Remove a synonym.

        Raises:
            Refusal: forbidden, not_found, changed_meanwhile.
        """
        before = self.synonym(by, said)
        refuse_if_changed(before, None, tag)
        self._catalogue.save_synonym(said, (), self._entry(by, "synonym", said, AuditAction.REMOVED, before, None))

    def off(self, by: Operator) -> frozenset[str]:
        """Return the codes of procedures that are switched off.

        Raises:
            Refusal: forbidden.
        """
        refuse_unless_administrator(by, None)
        return self._catalogue.switched_off()

    def every(self, by: Operator) -> Iterator[Procedure]:
        """Yield every procedure by code; memory holds one page.

        Raises:
            Refusal: forbidden.
        """
        refuse_unless_administrator(by, None)
        return every_procedure(self._catalogue)

    def load(self, by: Operator, batches: Iterable[Sequence[Procedure]], *, keep_others: bool) -> Imported:
        """Take procedures in, all of them at once or none; see ``Catalogue.load``.

        Raises:
            Refusal: forbidden, busy.
        """
        refuse_unless_administrator(by, None)
        done = self._catalogue.load(batches, keep_others=keep_others)
        counts: Mapping[str, list[str | None]] = {
            name: [None, str(getattr(done, name))] for name in ("added", "changed", "kept", "removed")
        }
        self._catalogue.note(
            AuditEntry(
                at=self._clock.now(),
                by=by.id,
                office=None,
                kind="catalogue",
                target="import",
                action=AuditAction.CHANGED,
                changes=dict(counts),
            )
        )
        return done

    def _store(self, by: Operator, before: Kept | None, after: Kept) -> None:
        action = AuditAction.ADDED if before is None else AuditAction.CHANGED
        code = after.procedure.code
        entry = self._entry(by, "procedure", code, action, before, after)
        self._catalogue.save(after.procedure, off=after.off, audit=entry)

    def _save_synonym(self, by: Operator, before: Synonym | None, after: Synonym) -> Synonym:
        if not fold(after.said):
            raise Refusal("invalid", "a synonym has letters or digits", "said")
        action = AuditAction.ADDED if before is None else AuditAction.CHANGED
        entry = self._entry(by, "synonym", after.said, action, before, after)
        self._catalogue.save_synonym(after.said, after.meant, entry)
        return after

    def _entry(
        self,
        by: Operator,
        kind: str,
        target: str,
        action: AuditAction,
        before: Kept | Synonym | None,
        after: Kept | Synonym | None,
    ) -> AuditEntry:
        return AuditEntry(
            at=self._clock.now(),
            by=by.id,
            office=None,
            kind=kind,
            target=target,
            action=action,
            changes=_changes(before, after),
        )


def _changes(before: Kept | Synonym | None, after: Kept | Synonym | None) -> dict[str, list[str | None]]:
    """Return what differs, field by field of the procedure or synonym itself."""
    old = before.procedure if isinstance(before, Kept) else before
    new = after.procedure if isinstance(after, Kept) else after
    changes = differences(old, new)
    if isinstance(before, Kept) and isinstance(after, Kept) and before.off != after.off:
        changes["off"] = [str(before.off).lower(), str(after.off).lower()]
    return changes
