"""When and how long counters usually rest, learnt from each pause that has ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from queue_server.domain.means import Mean
from queue_server.domain.opening_hours import Opening

UNKNOWN_S = 600.0
"""A pause is expected to last so long before there is experience."""

UNKNOWN_COUNT = 2
"""What is assumed counts as so many pauses."""

MEMORY = 20
"""Newest pauses of an hour that count."""

LEAST_LEFT = 0.2
"""A pause that lasts longer than usual is expected to take this part of the usual time more."""

MOST_LOST = 0.6
"""No hour is taken to cost more of a counter's time than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pauses:
    """Pauses of the counters of one service."""

    lengths: dict[str, Mean] = field(default_factory=dict)
    """By local hour in which they began."""
    today: dict[str, float] = field(default_factory=dict)
    """By local hour, seconds of the pauses that have ended today, of all counters together."""
    usual: dict[str, float] = field(default_factory=dict)
    """The same on a usual day."""

    def left_s(self, hour: int, passed_s: float) -> float:
        """Return how much longer a pause is likely to last that began in an hour and has lasted so long."""
        known = self.lengths.get(_key(hour), Mean())
        usual = (known.count * known.seconds + UNKNOWN_COUNT * UNKNOWN_S) / (known.count + UNKNOWN_COUNT)
        return max(usual - passed_s, LEAST_LEFT * usual)

    def lost(self, hour: int, counters: int) -> float:
        """Return which part of their time so many counters usually rest in an hour, 0 to ``MOST_LOST``."""
        return min(MOST_LOST, self.usual.get(_key(hour), 0.0) / (3600 * max(1, counters)))

    def after(self, began: datetime, ended: datetime, hours: Sequence[Opening] | None = None) -> "Pauses":
        """Return what is known after one more pause.

        Breaks of the opening hours are known without it: only what lies within the hours is lost, and a pause that
        goes over a break tells nothing about how long others last.

        Args:
            began: local time, as all others of the same day.
            ended: see began.
            hours: the day's; None: always open.
        """
        parts = [(began, ended)] if hours is None else list(_within(began, ended, hours))
        lengths, today = self.lengths, dict(self.today)
        if parts == [(began, ended)]:
            key, seconds = _key(began.hour), (ended - began).total_seconds()
            lengths = {**lengths, key: lengths.get(key, Mean()).after(seconds, MEMORY)}
        for begin, end in parts:
            for hour, seconds in _by_hour(begin, end):
                today[hour] = today.get(hour, 0.0) + seconds
        return replace(self, lengths=lengths, today=today)

    def turned(self, step: float) -> "Pauses":
        """Return what is known when a day begins: the one before moves the usual one a part of the way."""
        hours = {**dict.fromkeys(self.usual, 0.0), **self.today}
        usual = {hour: self.usual.get(hour, 0.0) * (1 - step) + seconds * step for hour, seconds in hours.items()}
        return replace(self, today={}, usual=usual)


def _within(began: datetime, ended: datetime, hours: Sequence[Opening]) -> Iterator[tuple[datetime, datetime]]:
    for one in hours:
        begin, end = max(began, one.begin), min(ended, one.end)
        if begin < end:
            yield begin, end


def _by_hour(begin: datetime, end: datetime) -> Iterator[tuple[str, float]]:
    while begin < end:
        next_hour = begin.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        yield _key(begin.hour), (min(next_hour, end) - begin).total_seconds()
        begin = next_hour


def _key(hour: int) -> str:
    return f"{hour:02d}"
