"""The procedure catalogue: what people look up before they take a number, and how it is kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice

from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.domain.procedure import ListedProcedure, Procedure
from queue_server.domain.procedure_search import Keep, ProcedureIndex, fields_of
from queue_server.usecases.ports.catalogue import NEW, Catalogue
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.reading import OfficeReader

POPULARITY_LASTS = timedelta(hours=6)
"""How long the index keeps what was taken most; changes of the catalogue count at once."""

POPULAR_OVER = timedelta(days=90)
"""Tickets older than this say nothing about what people come for now."""

PAGE = 500

MOST_FOUND = 300
"""Procedures found by name at most; nobody reads on after so many."""

Aside = Callable[[Callable[[], ProcedureIndex]], ProcedureIndex]
"""Runs long work where it keeps nobody waiting."""


class Procedures:
    """Answers about procedures and changes them.

    Args:
        catalogue: where they are stored.
        reader: the offices, whose services deal with them.
        clock: says when the index is old.
        aside: makes the index; with 50,000 procedures that takes seconds.
    """

    def __init__(self, catalogue: Catalogue, reader: OfficeReader, clock: Clock, aside: Aside) -> None:
        self._catalogue = catalogue
        self._reader = reader
        self._clock = clock
        self._aside = aside
        self._made: _Made | None = None
        self._making = False

    def search(self, query: str | None, office: str | None, limit: int) -> Sequence[ListedProcedure]:
        """Return procedures, the likeliest first, or by name if there is no query.

        With an office, only those it deals with, each with the service in whose line one waits for it.

        Raises:
            Refusal: office_unknown.
        """
        place = None if office is None else self._reader.office(office)
        made, dealt_with = self._index(), _dealt_with_at(place)
        if query is None:
            found = list(islice(filter(dealt_with, made.shown), limit))
        else:
            found = made.index.search(query, limit, lambda one: one.code not in made.off and dealt_with(one))
        return [_at(one, place) for one in found]

    def find(self, query: str) -> list[str]:
        """Return the codes of all procedures that fit, also of those nobody is shown: by part of the code, then by
        name, the likeliest first."""
        made, part = self._index(), query.strip().lower()
        by_code = [one.code for one in made.known if part in one.code.lower()] if part else []
        by_name = [one.code for one in made.index.search(query, MOST_FOUND)]
        return list(dict.fromkeys(sorted(by_code) + by_name))

    def fields(self, office: str | None) -> list[tuple[str, int]]:
        """Return the headings with their numbers of procedures.

        Raises:
            Refusal: office_unknown.
        """
        place = None if office is None else self._reader.office(office)
        return fields_of(list(filter(_dealt_with_at(place), self._index().shown)))

    def headings(self) -> list[str]:
        """Return the headings of the catalogue by name."""
        return [name for name, _ in self.fields(None)]

    def of_field(self, field: str, office: str | None) -> Sequence[ListedProcedure]:
        """Return the procedures of a heading, what people come for most first, else by name.

        Raises:
            Refusal: office_unknown.
        """
        place = None if office is None else self._reader.office(office)
        listed = filter(_dealt_with_at(place), self._index().shown)
        found = [_at(one, place) for one in listed if one.field == field]
        return sorted(found, key=lambda one: -one.popularity)

    def get(self, code: str) -> Procedure:
        """Return one procedure.

        Raises:
            Refusal: procedure_unknown.
        """
        found = self._catalogue.procedure(code)
        if found is None or code in self._catalogue.switched_off():
            raise Refusal("procedure_unknown", f"there is no procedure {code!r}", "procedure")
        return found

    def check(self, code: str) -> None:
        """Refuse a code that the catalogue doesn't have.

        Raises:
            Refusal: invalid.
        """
        if self._catalogue.procedure(code) is None or code in self._catalogue.switched_off():
            raise Refusal("invalid", f"the catalogue has no procedure {code!r}", "procedure")

    def is_sample(self) -> bool:
        """Return whether the catalogue is the shipped sample."""
        return self._catalogue.is_sample()

    def _index(self) -> "_Made":
        tag, now, made = self._catalogue.tag(), self._clock.monotonic(), self._made
        fresh = made is not None and made.tag == tag and now - made.at < POPULARITY_LASTS.total_seconds()
        if made is not None and (fresh or self._making):
            return made
        self._making = True
        try:
            off = self._catalogue.switched_off()
            known = self._catalogue.listed(self._clock.now() - POPULAR_OVER)
            synonyms = self._catalogue.synonyms()
            index = self._aside(lambda: ProcedureIndex(known, synonyms))
        finally:
            self._making = False
        shown = [one for one in known if one.code not in off]
        self._made = _Made(tag=tag, at=now, index=index, known=known, shown=shown, off=off)
        return self._made


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What was made of one state of the catalogue."""

    tag: str
    at: float
    index: ProcedureIndex
    """Of all procedures."""
    known: Sequence[ListedProcedure]
    """All of them by name."""
    shown: Sequence[ListedProcedure]
    """Those that are not switched off."""
    off: frozenset[str]


def every_procedure(catalogue: Catalogue) -> Iterator[Procedure]:
    """Yield every procedure by code; memory holds one page."""
    after: str | None = None
    while page := catalogue.page(after, PAGE):
        yield from page
        after = page[-1].code


def load_sample(catalogue: Catalogue, procedures: Iterable[Procedure], synonyms: Mapping[str, Sequence[str]]) -> bool:
    """Take the shipped sample in if the catalogue was never filled; return whether it was taken."""
    if catalogue.tag() == NEW:
        catalogue.load([list(procedures)], keep_others=False, sample=True)
        for said, meant in synonyms.items():
            catalogue.save_synonym(said, meant)
        return True
    return False


def service_at(office: Office, procedure: ListedProcedure | Procedure) -> str | None:
    """Return the service of an office in whose line one waits for a procedure, None if the office has none for it."""
    if any(one.code == procedure.service for one in office.services):
        return procedure.service
    return next((one.code for one in office.services if procedure.field in one.rules.fields), None)


def _dealt_with_at(office: Office | None) -> Keep:
    """Return what tells whether an office deals with a procedure; it is asked of thousands in one search."""
    if office is None:
        return lambda one: True
    services = frozenset(one.code for one in office.services)
    fields = frozenset(field for one in office.services for field in one.rules.fields)
    return lambda one: one.service in services or one.field in fields


def _at(one: ListedProcedure, office: Office | None) -> ListedProcedure:
    return one if office is None else replace(one, service=service_at(office, one))
