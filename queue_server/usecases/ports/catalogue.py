"""The procedure catalogue as it is stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from queue_server.domain.procedure import ListedProcedure, Procedure
from queue_server.usecases.ports.audit import AuditEntry

NEW = "new"
"""Tag of a catalogue that was never changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did."""

    added: int
    changed: int
    """Known procedures that were given again."""
    kept: int
    """Known procedures that were not in it and stay."""
    removed: int


class Catalogue(Protocol):
    """All procedures, their synonyms, and how they are replaced."""

    def tag(self) -> str:
        """Return a word that is another one after every change, ``NEW`` before the first."""

    def is_sample(self) -> bool:
        """Return whether the catalogue is the shipped sample."""

    def listed(self, since: datetime | None = None) -> Sequence[ListedProcedure]:
        """Return all procedures by name, with how often tickets were taken for them since an instant, or ever."""

    def procedure(self, code: str) -> Procedure | None:
        """Return one procedure."""

    def page(self, after: str | None, limit: int, skip: int = 0) -> Sequence[Procedure]:
        """Return procedures by code, those after a code, or the first ones; without so many at the beginning."""

    def count(self) -> int:
        """Return how many procedures there are, also switched off."""

    def load(self, batches: Iterable[Sequence[Procedure]], *, keep_others: bool, sample: bool = False) -> Imported:
        """Take procedures in, all of them at once when the last batch has come.

        Until then nobody sees any of them, and nobody waits. If the iterable raises, nothing has changed.

        Args:
            batches: procedures with different codes.
            keep_others: whether known procedures that are not given stay; those of a sample never do.
            sample: whether these are the shipped sample.

        Raises:
            Refusal: busy, when another import ended meanwhile.
        """

    def save(self, procedure: Procedure, *, off: bool = False, audit: AuditEntry | None = None) -> None:
        """Store one procedure, new or known, and whether it is switched off; imports leave that as it is."""

    def remove(self, code: str, audit: AuditEntry | None = None) -> bool:
        """Remove one procedure; return whether there was one."""

    def switched_off(self) -> frozenset[str]:
        """Return the codes of procedures that nobody is shown."""

    def note(self, audit: AuditEntry) -> None:
        """Keep who imported."""

    def synonyms(self) -> Mapping[str, tuple[str, ...]]:
        """Return what the catalogue says by what people say."""

    def save_synonym(self, said: str, meant: Sequence[str], audit: AuditEntry | None = None) -> None:
        """Store a synonym, new or known; without meanings it is removed."""
