"""The procedure catalogue: what people look up before they take a number, and how it is kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.domain.procedure import ListedProcedure, Procedure
from queue_server.domain.procedure_search import ProcedureIndex, fields_of
from queue_server.usecases.ports.catalogue import NEW, Catalogue
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.reading import OfficeReader

POPULARITY_LASTS = timedelta(hours=6)
"""How long the index keeps what was taken most; changes of the catalogue count at once."""

POPULAR_OVER = timedelta(days=90)
"""Tickets older than this say nothing about what people come for now."""

PAGE = 500

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
        self._made: tuple[str, float, ProcedureIndex, Sequence[ListedProcedure]] | None = None
        self._making = False

    def search(self, query: str | None, office: str | None, limit: int) -> Sequence[ListedProcedure]:
        """Return procedures, the likeliest first, or by name if there is no query.

        With an office, only those it deals with, each with the service in whose line one waits for it.

        Raises:
            Refusal: office_unknown.
        """
        place = None if office is None else self._reader.office(office)
        index, listed = self._index()
        if query is None:
            found = [one for one in listed if _dealt_with(one, place)][:limit]
        else:
            found = index.search(query, limit, lambda one: _dealt_with(one, place))
        return [_at(one, place) for one in found]

    def fields(self, office: str | None) -> list[tuple[str, int]]:
        """Return the headings with their numbers of procedures.

        Raises:
            Refusal: office_unknown.
        """
        place = None if office is None else self._reader.office(office)
        return fields_of([one for one in self._index()[1] if _dealt_with(one, place)])

    def headings(self) -> list[str]:
        """Return the headings of the catalogue by name."""
        return [name for name, _ in self.fields(None)]

    def of_field(self, field: str, office: str | None) -> Sequence[ListedProcedure]:
        """Return the procedures of a heading, what people come for most first, else by name.

        Raises:
            Refusal: office_unknown.
        """
        place = None if office is None else self._reader.office(office)
        listed = self._index()[1]
        found = [_at(one, place) for one in listed if one.field == field and _dealt_with(one, place)]
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

    def _index(self) -> tuple[ProcedureIndex, Sequence[ListedProcedure]]:
        tag, now, made = self._catalogue.tag(), self._clock.monotonic(), self._made
        fresh = made is not None and made[0] == tag and now - made[1] < POPULARITY_LASTS.total_seconds()
        if made is not None and (fresh or self._making):
            return made[2], made[3]
        self._making = True
        try:
            off = self._catalogue.switched_off()
            known = self._catalogue.listed(self._clock.now() - POPULAR_OVER)
            listed = [one for one in known if one.code not in off]
            synonyms = self._catalogue.synonyms()
            index = self._aside(lambda: ProcedureIndex(listed, synonyms))
        finally:
            self._making = False
        self._made = (tag, now, index, listed)
        return index, listed


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


def _dealt_with(one: ListedProcedure, office: Office | None) -> bool:
    return office is None or service_at(office, one) is not None


def _at(one: ListedProcedure, office: Office | None) -> ListedProcedure:
    return one if office is None else replace(one, service=service_at(office, one))
