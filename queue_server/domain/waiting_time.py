"""How long people are likely to wait, from who waits, which counters are open for what, and how long services take."""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from queue_server.domain.coming import Coming, coming_for
from queue_server.domain.opening_hours import Opening, after_work
from queue_server.domain.pauses import Pauses
from queue_server.domain.service_times import KnownTimes, ServiceTimes
from queue_server.domain.ticket import PriorityClass
from queue_server.domain.turns import USUAL_PACE_S
from queue_server.domain.wait_estimate import OverBreak, WaitEstimate, early_s, told_s

NORMAL = PriorityClass.NORMAL

LOOK_AHEAD = 300
"""Calls that are worked out one by one; beyond, the line goes on at the pace it then has."""

IDLE_S = 60.0
"""An idle counter looks for somebody again after so long."""

LEAST_LEFT = 0.5
"""A service is expected to take at least this part of the usual time more.

However long it has lasted: services that vary by half their mean (log-normal) have about half of it left on average,
from the middle of the usual time on.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BusyDesk:
    """A counter that takes people, now or after its pause."""

    services: Sequence[str]
    """In order of preference."""
    paused: bool = False
    paused_for_s: float = 0.0
    """Seconds since it paused."""
    back_in_s: float | None = None
    """Seconds of open time until whoever paused it means to be back; None: not said, or they are late."""
    busy_with: str | None = None
    """Service of its ticket."""
    busy_for_s: float = 0.0
    """Seconds since that ticket was called."""
    sent_here: int = 0
    """Waiting tickets that are sent to this counter or its operator."""
    names: tuple[str, ...] = ()
    """Code of the counter, and id of who is there: what tickets are sent to."""


@dataclass(frozen=True, slots=True)
class OwnLine:
    """Those who are sent to one counter."""

    free_s: float
    """Seconds until the counter can take the first of them."""
    each_s: float
    """Seconds that each takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """An office's near future if nobody else comes."""

    times: KnownTimes = field(default_factory=dict)
    starts_s: Mapping[str, Sequence[float]] = field(default_factory=dict)
    """By service, seconds until each of those who wait is called, and one who comes now."""
    pace_s: Mapping[str, float] = field(default_factory=dict)
    """By service, seconds between two calls."""
    rest: Mapping[str, tuple[Opening, ...]] = field(default_factory=dict)
    """By service with opening hours, what is left of them today."""
    closes: Mapping[str, datetime] = field(default_factory=dict)
    """By service that has hours today, when the last of them end; may be past."""
    at: datetime | None = None
    """When it was made, where there are opening hours."""
    own_lines: Mapping[str, OwnLine] = field(default_factory=dict)
    """By code of each counter that is open or paused, and by id of who is there."""

    def within(self, hours: Mapping[str, Sequence[Opening]], at: datetime) -> "Outlook":
        """Return this outlook with the hours of the day: breaks are waited for, and closing time is known.

        Nobody's wait becomes shorter by a break. Who is still there at closing time is served after it.

        Args:
            hours: by service, the intervals of the whole day in order; a service that is missing is always open.
            at: now, as the outlook was made.
        """
        rest = {
            service: tuple(Opening(begin=max(at, one.begin), end=one.end) for one in openings if one.end > at)
            for service, openings in hours.items()
        }
        closes = {service: openings[-1].end for service, openings in hours.items() if openings}
        return replace(self, rest=rest, closes=closes, at=at)

    def expected_s(self, service: str, ahead: int) -> float | None:
        """Return the seconds until somebody is called who has so many ahead, before experience corrects it.

        None while no counter is open for the service, or its times are not known.
        """
        starts = self.starts_s.get(service)
        if not starts:
            return None
        beyond = max(0, ahead - (len(starts) - 1))
        return starts[min(ahead, len(starts) - 1)] + beyond * self.pace_s.get(service, USUAL_PACE_S)

    def wait(
        self, service: str, ahead: int, priority_class: PriorityClass = NORMAL, sent: tuple[str, int] | None = None
    ) -> WaitEstimate | None:
        """Return the likely wait of somebody of a class who has so many ahead; None as ``expected_s``.

        Args:
            service: what they wait for.
            ahead: how many are called for it before.
            priority_class: theirs.
            sent: the counter or operator they are sent to, and how many of those sent there are before them: they wait
                for both lines, and nobody knows how long for a counter where nobody is.
        """
        expected_s = self.expected_s(service, ahead)
        if expected_s is not None and sent is not None:
            own = self.own_lines.get(sent[0])
            expected_s = None if own is None else max(expected_s, own.free_s + sent[1] * own.each_s)
        if expected_s is None:
            return None
        low, high = self.times[service].likely_s(expected_s, priority_class is not NORMAL)
        low_s, high_s = told_s(self._with_breaks(service, low), self._with_breaks(service, high))
        return WaitEstimate(
            low_s=low_s,
            high_s=high_s,
            after_closing=self._ends_before(service, low_s),
            over_break=self._over_break(service, low, high),
        )

    def learnable_s(self, service: str, ahead: int) -> float | None:
        """Return ``expected_s`` where the wait teaches something about it: not across a break."""
        expected_s = self.expected_s(service, ahead)
        return expected_s if expected_s is None or self._with_breaks(service, expected_s) == expected_s else None

    def _ends_before(self, service: str, wait_s: float) -> bool:
        closes_at = self.closes.get(service)
        return closes_at is not None and self.at is not None and self.at + timedelta(seconds=wait_s) > closes_at

    def _over_break(self, service: str, low: float, high: float) -> OverBreak | None:
        if len(self.rest.get(service, ())) < 2:
            return None
        early_in, low_in, high_in = (
            round(self._with_breaks(service, one) - one) for one in (early_s(low, high), low, high)
        )
        if low_in < high_in:
            return "perhaps_after"
        return "perhaps_before" if early_in < low_in else None

    def _with_breaks(self, service: str, work_s: float) -> float:
        rest = self.rest.get(service)
        return work_s if rest is None or self.at is None else after_work(rest, self.at, work_s)


NO_OUTLOOK = Outlook()


def outlook(
    desks: Sequence[BusyDesk], waiting: Mapping[str, int], times: KnownTimes, day: date | None, at: datetime, zone: str
) -> Outlook:
    """Return what is likely to happen.

    Works through at most ``LOOK_AHEAD`` calls, some µs each, however many wait.

    Args:
        desks: open and paused counters.
        waiting: tickets by service that are not sent to a counter or operator.
        times: what is known of the services.
        day: present service day.
        at: now.
        zone: the office's time zone, for its hours.
    """
    local = at.astimezone(ZoneInfo(zone))
    hour = local.hour
    busy_s = {service: known.busy_s(day, hour) for service, known in times.items()}
    known_s = [seconds for seconds in busy_s.values() if seconds is not None]
    if not known_s:
        return Outlook(times=times)
    usual_s = sum(known_s) / len(known_s)
    spent_s = {service: busy_s.get(service) or usual_s for desk in desks for service in desk.services}
    coming = {service: coming_for(times[service], waiting.get(service, 0), day, local) for service in times}
    rests = _Rests(desks, times, local)
    own_lines = _own_lines(desks, spent_s, usual_s, rests)
    starts_s = _work_off(own_lines, waiting, spent_s, coming, rests)
    pace_s = {service: _pace(starts, desks, service, spent_s) for service, starts in starts_s.items()}
    honest = {service: starts for service, starts in starts_s.items() if busy_s.get(service) is not None}
    named = {name: own for desk, own in own_lines for name in desk.names}
    return Outlook(times=times, starts_s=honest, pace_s=pace_s, own_lines=named)


class _Rests:
    """When counters are likely to rest."""

    def __init__(self, desks: Sequence[BusyDesk], times: KnownTimes, local: datetime) -> None:
        self._local = local
        self._begun_s = local.hour * 3600 + local.minute * 60 + local.second
        self._pauses = [times_of(times, desk.services[0]).pauses if desk.services else Pauses() for desk in desks]
        self._counters = [
            sum(desk.services[0] in other.services for other in desks) if desk.services else 1 for desk in desks
        ]

    def left_s(self, index: int, desk: BusyDesk) -> float:
        """Return how much longer a counter is likely to pause."""
        if not desk.paused:
            return 0.0
        if desk.back_in_s is not None:
            return desk.back_in_s
        began = self._local - timedelta(seconds=desk.paused_for_s)
        return self._pauses[index].left_s(began.hour, desk.paused_for_s)

    def stretched(self, index: int, now_s: float, seconds: float) -> float:
        """Return how long a counter needs for something, with the part of its time that it usually rests then."""
        hour = int(self._begun_s + now_s) // 3600 % 24
        return seconds / (1 - self._pauses[index].lost(hour, self._counters[index]))


def _work_off(
    own_lines: Sequence[tuple[BusyDesk, OwnLine]],
    waiting: Mapping[str, int],
    spent_s: Mapping[str, float],
    coming: Mapping[str, Coming],
    rests: _Rests,
) -> dict[str, list[float]]:
    """Return when each of those who wait is called, then when one who comes now would be, by service."""
    left = dict(waiting)
    starts: dict[str, list[float]] = {service: [] for service in spent_s}
    to_come = set(spent_s)
    nobody = Coming()
    free = [(own.free_s + desk.sent_here * own.each_s, index) for index, (desk, own) in enumerate(own_lines)]
    heapq.heapify(free)
    for _ in range(LOOK_AHEAD + len(own_lines)):
        if not free or not to_come:
            break
        now_s, index = heapq.heappop(free)
        for service in own_lines[index][0].services:
            stream = coming.get(service) or nobody
            if stream.ahead_at(now_s):
                stream.ahead_served += 1
            elif left.get(service, 0) > 0:
                left[service] -= 1
                starts[service].append(now_s)
            else:
                if service in to_come:
                    to_come.remove(service)
                    starts[service].append(now_s)
                if not stream.behind_at(now_s):
                    continue
                stream.behind_served += 1
            heapq.heappush(free, (now_s + rests.stretched(index, now_s, spent_s[service]), index))
            break
        else:
            if to_come:
                heapq.heappush(free, (now_s + IDLE_S, index))
    return starts


def _own_lines(
    desks: Sequence[BusyDesk], spent_s: Mapping[str, float], usual_s: float, rests: _Rests
) -> list[tuple[BusyDesk, OwnLine]]:
    lines = []
    for index, desk in enumerate(desks):
        usual = spent_s.get(desk.busy_with, usual_s) if desk.busy_with else 0.0
        present_s = max(usual - desk.busy_for_s, LEAST_LEFT * usual)
        each_s = spent_s[desk.services[0]] if desk.services else usual_s
        lines.append((desk, OwnLine(present_s + rests.left_s(index, desk), each_s)))
    return lines


def _pace(starts: Sequence[float], desks: Sequence[BusyDesk], service: str, spent_s: Mapping[str, float]) -> float:
    newest = starts[-50:]
    if len(newest) >= 5 and newest[-1] > newest[0]:
        return (newest[-1] - newest[0]) / (len(newest) - 1)
    return spent_s[service] / max(1, sum(service in desk.services for desk in desks))


def times_of(times: KnownTimes, service: str) -> ServiceTimes:
    """Return what is known of a service."""
    return times.get(service) or ServiceTimes()
