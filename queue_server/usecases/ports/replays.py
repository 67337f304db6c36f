"""Past days under other policies, worked out beside the server."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypedDict


class WaitsJson(TypedDict):
    """See ``simulation.figures.Waits``."""

    called: int
    mean_s: float
    p90_s: float
    max_s: float
    within_target: float | None


class FiguresJson(TypedDict):
    """See ``simulation.figures.DayFigures``."""

    tickets: int
    all: WaitsJson
    by_class: dict[str, WaitsJson]
    overtaken_mean: float
    overtaken_max: int
    no_shows: int
    unserved: int


class PolicyFigures(TypedDict):
    """A policy, as ``describe_policy`` writes it, with the figures of the day under it."""

    policy: dict[str, str | float | int | None]
    figures: FiguresJson


class Replayed(TypedDict):
    """A day as it was, and under policies."""

    office: str
    day: str
    was: FiguresJson
    policies: list[PolicyFigures]


class Replays(Protocol):
    """Lives past days again."""

    def replay(self, office: str, day: date, policies: Sequence[str]) -> Replayed:
        """Return what ``queue-server policy replay --json`` prints; takes seconds, other requests go on meanwhile.

        Args:
            office: its code.
            day: service day.
            policies: as ``--policy`` takes them, such as ``ratio:ratio_priority=3``.

        Raises:
            Refusal: invalid, for a day without tickets; busy, while another replay runs or when it takes too long.
        """
