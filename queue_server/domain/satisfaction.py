"""What many ratings tell together, without telling what anybody said: groups with few ratings stay hidden."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from queue_server.domain.rating import SCORES, Rating
from queue_server.domain.reporting import OPINIONS, Grouping, ReportRow, in_order

SATISFIED = 4
"""Scores from this one on count as satisfied."""

DISSATISFIED = 2
"""Scores up to this one count as dissatisfied."""

_SINGLE: dict[Grouping, Callable[[Rating], str]] = {
    Grouping.SERVICE: lambda one: one.service,
    Grouping.OPERATOR: lambda one: one.operator or "",
    Grouping.DAY: lambda one: one.service_day.isoformat(),
    Grouping.PROCEDURE: lambda one: one.procedure or "",
}


@dataclass(slots=True)
class _Group:
    scores: "Counter[int]" = field(default_factory=Counter)

    @property
    def count(self) -> int:
        return self.scores.total()


class Satisfaction:
    """Takes ratings and tells their figures.

    Args:
        grouping: by what they are told apart.
        least: a group that has fewer ratings is listed without figures. Where exactly one would be hidden, the next
            smallest is hidden as well, since the difference to the total would tell.
    """

    def __init__(self, grouping: Grouping, least: int) -> None:
        self.grouping = grouping
        self._least = max(1, least)
        self._groups: dict[str, _Group] = {}
        self._whole = _Group()

    def take(self, office: str, ratings: Iterable[Rating]) -> None:
        """Add ratings of an office."""
        for one in ratings:
            self._whole.scores[one.score] += 1
            for key in self._keys(office, one):
                self._groups.setdefault(key, _Group()).scores[one.score] += 1

    def rows(self) -> list[ReportRow]:
        """Return the groups in their order: procedures by how many ratings they have, the hidden ones last."""
        hidden = self._hidden()
        names = sorted(self._groups, key=in_order)
        if self.grouping is Grouping.PROCEDURE:
            names.sort(key=lambda name: 0 if name in hidden else -self._groups[name].count)
        return [
            ReportRow(group=name, figures=NOTHING if name in hidden else _figures(self._groups[name])) for name in names
        ]

    def total(self) -> ReportRow:
        """Return all groups as one."""
        return ReportRow(group="", figures=NOTHING if self._whole.count < self._least else _figures(self._whole))

    def _keys(self, office: str, one: Rating) -> Iterable[str]:
        match self.grouping:
            case Grouping.REASON:
                return one.reasons
            case Grouping.OFFICE:
                return (office,)
            case Grouping.COUNTER:
                return (f"{office}:{one.counter}",)
            case grouping:
                return (_SINGLE[grouping](one),)

    def _hidden(self) -> frozenset[str]:
        by_size = sorted(self._groups, key=lambda name: (self._groups[name].count, name))
        few = [name for name in by_size if self._groups[name].count < self._least]
        return frozenset(by_size[:2] if len(few) == 1 else few)


NOTHING: dict[str, float | None] = dict.fromkeys(OPINIONS)


def _figures(group: _Group) -> dict[str, float | None]:
    count, scores = group.count, group.scores
    satisfied = sum(scores[one] for one in SCORES if one >= SATISFIED)
    dissatisfied = sum(scores[one] for one in SCORES if one <= DISSATISFIED)
    return {
        "ratings": count,
        "score_mean": round(sum(one * scores[one] for one in SCORES) / count, 2),
        "satisfied_percent": round(100 * satisfied / count, 1),
        "dissatisfied_percent": round(100 * dissatisfied / count, 1),
        **{f"score_{one}": scores[one] for one in SCORES},
    }
