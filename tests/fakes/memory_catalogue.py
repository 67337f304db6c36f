"""In-memory twin of the procedure catalogue."""

from collections import Counter

from queue_server.domain.procedure import ListedProcedure, fold
from queue_server.usecases.ports.catalogue import NEW, Imported


class MemoryCatalogue:
    """See ``Catalogue``.

    Args:
        taken: returns the procedures of all tickets, each with the instant it was taken at.
    """

    def __init__(self, taken=lambda: ()):
        self._taken = taken
        self._procedures = {}
        self._synonyms = {}
        self._changes = 0
        self._sample = False
        self._off = set()
        self.audit = []

    def tag(self):
        return str(self._changes) if self._changes else NEW

    def is_sample(self):
        return self._sample

    def listed(self, since=None):
        taken = Counter(procedure for procedure, at in self._taken() if since is None or at >= since)
        return [
            ListedProcedure(
                code=one.code,
                name=one.name,
                field=one.field,
                level=one.level,
                service=one.service,
                keywords=one.keywords,
                popularity=taken[one.code],
            )
            for one in sorted(self._procedures.values(), key=lambda one: (fold(one.name), one.code))
        ]

    def procedure(self, code):
        return self._procedures.get(code)

    def page(self, after, limit, skip=0):
        codes = sorted(code for code in self._procedures if code > (after or ""))
        return [self._procedures[code] for code in codes[skip : skip + limit]]

    def count(self):
        return len(self._procedures)

    def load(self, batches, *, keep_others, sample=False):
        given = {one.code: one for batch in batches for one in batch}
        known = self._procedures
        kept = {code: one for code, one in known.items() if code not in given and keep_others and not self._sample}
        self._procedures, self._sample = given | kept, sample
        self._changes += 1
        changed = len(given.keys() & known.keys())
        removed = len(known) - changed - len(kept)
        return Imported(added=len(given) - changed, changed=changed, kept=len(kept), removed=removed)

    def save(self, procedure, *, off=False, audit=None):
        self._procedures[procedure.code] = procedure
        self._off = self._off | {procedure.code} if off else self._off - {procedure.code}
        self._changes += 1
        self.audit += [audit] if audit else []

    def switched_off(self):
        return frozenset(self._off)

    def note(self, audit):
        self.audit.append(audit)

    def remove(self, code, audit=None):
        self._off.discard(code)
        self.audit += [audit] if audit else []
        found = self._procedures.pop(code, None) is not None
        self._changes += found
        return found

    def synonyms(self):
        return dict(sorted(self._synonyms.items()))

    def save_synonym(self, said, meant, audit=None):
        self.audit += [audit] if audit else []
        self._synonyms.pop(said, None)
        if meant:
            self._synonyms[said] = tuple(meant)
        self._changes += 1
