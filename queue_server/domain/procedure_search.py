"""Finds procedures by what people type: without marks, with typing errors, in everyday words.

Titles are short and their syllables few (some 2,000 without marks), so an index of syllables in memory answers faster
and more kindly than a database's full-text search, and alike on every database.
"""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from queue_server.domain.procedure import ListedProcedure, fold, syllables

EXACT, PREFIX, ONE_OFF, TWO_OFF = 1.0, 0.8, 0.62, 0.4
"""How much a syllable counts that is as typed, begins as typed, or has one or two typing errors."""

LONG_FOR_ONE, LONG_FOR_TWO = 2, 7
"""Letters from which one and two typing errors are allowed for."""

CANDIDATES = 300
"""Procedures that are compared closely."""

ADJACENT, COVERED, MARKED, USUAL = 0.25, 0.2, 0.12, 0.04
"""How much order, share of the title, marks as typed, and popularity add to what matched."""

LITERAL = 0.75
"""Share that the words themselves count where they are a synonym of others."""

LEAST = 0.3
"""Score below which a procedure is no answer."""

Keep = Callable[[ListedProcedure], bool]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A procedure as it is compared."""

    procedure: ListedProcedure
    folded: tuple[str, ...]
    """Syllables of its name."""
    marked: frozenset[str]
    """The same with marks."""
    beside: frozenset[str]
    """Syllables of its keywords and field that are not in its name."""
    pairs: frozenset[tuple[str, str]]
    """Neighbours in its name and keywords."""


@dataclass(slots=True)
class _Term:
    """A syllable that was typed."""

    text: str
    marked: str
    matches: dict[str, float]
    """Syllables of the vocabulary that it may mean, with how much each counts."""
    exact: bool
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read what was typed."""

    terms: list[_Term] = field(default_factory=list)
    share: float = 1.0


class ProcedureIndex:
    """An index over one state of the catalogue; made anew when it changes.

    Args:
        procedures: all of them.
        synonyms: what people say to what the catalogue says: ``{"sổ đỏ": ["giấy chứng nhận quyền sử dụng đất"]}``.
    """

    def __init__(self, procedures: Sequence[ListedProcedure], synonyms: Mapping[str, Sequence[str]]) -> None:
        self._entries = [_entry(one) for one in procedures]
        self._by_code = {fold(one.code): one for one in procedures}
        postings: dict[str, list[int]] = defaultdict(list)
        for index, entry in enumerate(self._entries):
            for syllable in {*entry.folded, *entry.beside}:
                postings[syllable].append(index)
        self._postings = dict(postings)
        self._vocabulary = sorted(self._postings)
        size = max(1, len(self._entries))
        self._idf = {one: math.log(1 + size / len(found)) for one, found in self._postings.items()}
        self._rarest = math.log(1 + size)
        self._synonyms = [
            (tuple(fold(said).split()), [tuple(syllables(one)) for one in meant]) for said, meant in synonyms.items()
        ]
        self._top = max((one.popularity for one in procedures), default=0)

    def search(self, query: str, limit: int, keep: Keep = lambda one: True) -> list[ListedProcedure]:
        """Return the procedures that fit best, the best first.

        Args:
            query: as typed; empty finds nothing.
            limit: how many at most.
            keep: which procedures count.
        """
        by_code = self._by_code.get(fold(query))
        if by_code is not None and keep(by_code):
            return [by_code]
        best: dict[int, float] = {}
        for reading in self._readings(query):
            for index, score in self._scored(reading, keep):
                if score > best.get(index, 0.0):
                    best[index] = score
        found = [index for index, score in best.items() if score >= LEAST]
        found.sort(key=lambda index: (-best[index], self._entries[index].procedure.name))
        return [self._entries[index].procedure for index in found[:limit]]

    def _readings(self, query: str) -> list[_Reading]:
        """Return what was typed, and what it means by the synonyms in it."""
        typed = syllables(query)[:20]
        folded = [fold(one) for one in typed]
        meant: list[tuple[str, ...]] = []
        for said, meanings in self._synonyms:
            at = _place_of(said, folded)
            if at is not None:
                rest = (typed[:at], typed[at + len(said) :])
                meant += [(*rest[0], *one, *rest[1]) for one in meanings]
        readings = [self._reading(typed, LITERAL if meant else 1.0)]
        readings += [self._reading(one, 1.0) for one in meant[:4]]
        return [one for one in readings if one.terms]

    def _reading(self, typed: Sequence[str], share: float) -> _Reading:
        terms: list[_Term] = []
        for position, marked in enumerate(typed):
            last = position == len(typed) - 1
            terms += [self._term(one, last) for one in self._split(marked)]
        for term in terms:
            term.weight = max((self._idf[one] * count for one, count in term.matches.items()), default=self._rarest / 2)
        return _Reading(terms=terms, share=share)

    def _split(self, marked: str) -> list[str]:
        """Return a typed syllable, or the two it consists of where the space was forgotten."""
        text = fold(marked)
        if text in self._postings or len(text) < 4:
            return [marked]
        parts = [(marked[:cut], marked[cut:]) for cut in range(2, len(marked) - 1)]
        known = [
            (self._idf[fold(left)] + self._idf[fold(right)], left, right)
            for left, right in parts
            if fold(left) in self._postings and fold(right) in self._postings
        ]
        return list(min(known)[1:]) if known else [marked]

    def _term(self, marked: str, last: bool) -> _Term:
        text = fold(marked)
        matches: dict[str, float] = {}
        for allowed, count, long_enough in ((2, TWO_OFF, LONG_FOR_TWO), (1, ONE_OFF, LONG_FOR_ONE)):
            if len(text) >= long_enough and text.isalpha():
                near = process.extract(
                    text, self._vocabulary, scorer=OSA.distance, processor=None, score_cutoff=allowed, limit=None
                )
                matches |= {one: count for one, _, _ in near}
        if last and len(text) > 1:
            matches |= {one: PREFIX for one in self._vocabulary if one.startswith(text)}
        exact = text in self._postings
        if exact:
            matches[text] = EXACT
        return _Term(text=text, marked=marked, matches=matches, exact=exact)

    def _scored(self, reading: _Reading, keep: Keep) -> list[tuple[int, float]]:
        counted: dict[int, float] = defaultdict(float)
        for term in reading.terms:
            # A typing error that is a syllable too is found among those that the other syllables find.
            alone = len(reading.terms) < 3 or not term.exact
            for syllable, count in term.matches.items():
                if alone or count in (EXACT, PREFIX):
                    gain = self._idf[syllable] * count
                    for index in self._postings[syllable]:
                        counted[index] += gain

        def counts(index: int) -> bool:
            return keep(self._entries[index].procedure)

        likely = heapq.nlargest(CANDIDATES, counted, key=counted.__getitem__)
        kept = [index for index in likely if counts(index)]
        if len(kept) < len(likely) < len(counted):
            # Those that don't count took the places of others. Sorting costs less than asking of all.
            ranked = sorted(counted, key=counted.__getitem__, reverse=True)
            kept = list(islice(filter(counts, ranked), CANDIDATES))
        return [(index, reading.share * self._score(self._entries[index], reading.terms)) for index in kept]

    def _score(self, entry: _Entry, terms: Sequence[_Term]) -> float:
        total = sum(term.weight for term in terms)
        matched: list[str | None] = []
        gained = marks = 0.0
        for term in terms:
            syllable, count = _best(entry, term)
            matched.append(syllable)
            gained += term.weight * count
            marks += term.marked != term.text and term.marked in entry.marked
        neighbours = sum((one, two) in entry.pairs for one, two in pairwise(matched))
        length = sum(self._idf[one] for one in entry.folded) or 1.0
        covered = sum(self._idf[one] for one in {*entry.folded}.intersection(matched)) / length
        usual = entry.procedure.popularity / self._top if self._top else 0.0
        score = gained / total
        score *= 1 + ADJACENT * neighbours / max(1, len(terms) - 1) + COVERED * covered
        return score * (1 + MARKED * marks / len(terms)) + USUAL * usual * score


def _best(entry: _Entry, term: _Term) -> tuple[str | None, float]:
    """Return the syllable of a procedure that a typed one means most likely, and how much it counts."""
    best: tuple[str | None, float] = (None, 0.0)
    for syllable in entry.folded:
        count = term.matches.get(syllable, 0.0)
        if count > best[1]:
            best = (syllable, count)
    if best[1] < EXACT:
        for syllable in entry.beside:
            count = term.matches.get(syllable, 0.0) * 0.9
            if count > best[1]:
                best = (syllable, count)
    return best


def _entry(one: ListedProcedure) -> _Entry:
    folded = tuple(fold(one.name).split())
    others = [tuple(fold(text).split()) for text in (*one.keywords, one.field)]
    pairs = {pair for words in (folded, *others) for pair in pairwise(words)}
    return _Entry(
        procedure=one,
        folded=folded,
        marked=frozenset(syllables(one.name)),
        beside=frozenset(syllable for words in others for syllable in words) - frozenset(folded),
        pairs=frozenset(pairs),
    )


def _place_of(words: Sequence[str], within: Sequence[str]) -> int | None:
    """Return where a sequence of words begins within another, None if it isn't there."""
    for at in range(len(within) - len(words) + 1):
        if tuple(within[at : at + len(words)]) == tuple(words):
            return at
    return None


def fields_of(procedures: Sequence[ListedProcedure]) -> list[tuple[str, int]]:
    """Return the fields with their numbers of procedures, by name."""
    counts = Counter(one.field for one in procedures)
    return sorted(counts.items(), key=lambda one: fold(one[0]))
