"""Measure how good estimates of waiting times are on simulated days: ``python -m tests.benchmarks.estimate_quality``

Days differ in load; services in length, share and counters; operators take breaks and hand counters over. An office
without experience learns for some days that don't count. For each ticket what it was told is compared with what it
waited:

* coverage: how many waited at most the lower bound (should be half), and the upper (should be 85 to 95 of 100)
* error: mean absolute error of the lower bound, against that of "people ahead x mean service time / counters": all who
  wait for the service, its mean time on earlier days, the counters that are open for it
"""

import argparse
import random
import statistics
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from queue_server.domain.office import Counter, DeskState, Office, Service
from queue_server.domain.ticket import Ticket
from queue_server.scratch import scratch_lobby
from queue_server.simulation.demand import Demand, made_up_day
from queue_server.simulation.plan import DayPlan
from queue_server.simulation.running import Lobby, live
from queue_server.usecases.issuing import Issued, Issuing

AIM_HIGH = (0.85, 0.95)
AIM_ERROR = 0.7
LEARN_DAYS = 5

MINUTES = {"civil": 5.0, "land": 11.0, "business": 9.0, "result": 2.5}
SHARES = {"civil": 3.0, "land": 1.2, "business": 1.0, "result": 2.0}
COUNTERS = (("civil", "result"), ("land", "civil"), ("business", "land"), ("result", "civil", "business"), ("civil",))


@dataclass
class Told:
    """What a ticket was told, and what the usual rule would have said."""

    low_s: float
    high_s: float
    usual_s: float


@dataclass
class Figures:
    """Seconds."""

    waits: list[float] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    without: int = 0
    """Tickets that were told nothing."""

    @property
    def below_low(self) -> float:
        return statistics.fmean(wait <= one.low_s for wait, one in zip(self.waits, self.told, strict=True))

    @property
    def below_high(self) -> float:
        return statistics.fmean(wait <= one.high_s for wait, one in zip(self.waits, self.told, strict=True))

    @property
    def error_s(self) -> float:
        return statistics.fmean(abs(wait - one.low_s) for wait, one in zip(self.waits, self.told, strict=True))

    @property
    def usual_error_s(self) -> float:
        return statistics.fmean(abs(wait - one.usual_s) for wait, one in zip(self.waits, self.told, strict=True))

    @property
    def are_good(self) -> bool:
        return AIM_HIGH[0] <= self.below_high <= AIM_HIGH[1] and self.error_s <= AIM_ERROR * self.usual_error_s


def an_office() -> Office:
    """Four services of different length, five counters that share them."""
    return Office(
        code="bench",
        name="Bench",
        time_zone="Asia/Ho_Chi_Minh",
        services=tuple(
            Service(code=code, name={"vi": code, "en": code}, prefix=prefix)
            for code, prefix in zip(MINUTES, "ABCE", strict=True)
        ),
        counters=tuple(
            Counter(id=f"c{index}", code=str(index), name=f"Quầy {index}", services=services)
            for index, services in enumerate(COUNTERS, 1)
        ),
    )


class Listener:
    """Notes what tickets are told when they are issued, and works out what the usual rule would say."""

    def __init__(self, lobby: Lobby) -> None:
        self._reader = lobby.reader
        self.issued: dict[str, tuple[Issued, float]] = {}
        self._served: dict[str, list[float]] = {}

    def note(self, issued: Issued) -> None:
        """Take in a ticket that has just been issued."""
        snapshot = self._reader.snapshot("bench")
        open_desks = {one.counter for one in snapshot.desks if one.state is DeskState.OPEN}
        counters = sum(issued.service in one.services for one in snapshot.office.counters if one.code in open_desks)
        taken = self._served.get(issued.service, [])
        mean_s = statistics.fmean(taken) if taken else 0.0
        people = sum(one.size for one in snapshot.waiting if one.service == issued.service) - 1
        self.issued[issued.id] = (issued, people * mean_s / max(1, counters))

    def learn(self, tickets: list[Ticket]) -> None:
        """Give the usual rule its mean service times, up to the evening before."""
        for leg in [leg for one in tickets for leg in one.progress.legs]:
            if leg.called_at and leg.ended_at and leg.outcome in ("finished", "transferred"):
                self._served.setdefault(leg.service, []).append((leg.ended_at - leg.called_at).total_seconds())


def measure(days: int, seed: int) -> Figures:
    """Return what tickets were told on some days, after the office has learnt."""
    chance, office, figures = random.Random(seed), an_office(), Figures()
    first = date(2026, 3, 2)
    zone = ZoneInfo(office.time_zone)
    with scratch_lobby(office, datetime.combine(first, datetime.min.time(), zone)) as lobby:
        listener = Listener(lobby)
        for index in range(LEARN_DAYS + days):
            load = chance.uniform(22, 36)
            demand = Demand(arrivals_per_hour=load, service_minutes=MINUTES, shares=SHARES, hand_over=0.3)
            plan = made_up_day(office, first + timedelta(days=index), demand, chance)
            tickets = live_and_listen(plan, lobby, listener)
            if index >= LEARN_DAYS:
                compare(tickets, listener, figures)
            listener.learn(tickets)
            listener.issued.clear()
    return figures


def live_and_listen(plan: DayPlan, lobby: Lobby, listener: Listener) -> list[Ticket]:
    """Live a day; every ticket is noted when it is issued."""
    issue = Issuing.issue

    def issue_and_note(self, *arguments, **named):  # type: ignore[no-untyped-def]
        done = issue(self, *arguments, **named)
        listener.note(done.value)
        return done

    Issuing.issue = issue_and_note  # type: ignore[method-assign]
    try:
        live(plan, lobby)
    finally:
        Issuing.issue = issue  # type: ignore[method-assign]
    return list(lobby.reader.tickets(lobby.office, (), None, 100_000))


def compare(tickets: list[Ticket], listener: Listener, figures: Figures) -> None:
    """Add the tickets whose first leg was called."""
    for one in tickets:
        leg = one.progress.legs[0]
        if leg.called_at is None:
            continue
        issued, usual_s = listener.issued[one.id]
        if issued.wait is None:
            figures.without += 1
            continue
        figures.waits.append((leg.called_at - leg.entered_at).total_seconds())
        figures.told.append(Told(issued.wait.low_s, issued.wait.high_s, usual_s))


def main() -> int:
    """Print the figures; return 1 if an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=2)
    options = parser.parse_args()
    missed = False
    for seed in range(1, options.seeds + 1):
        figures = measure(options.days, seed)
        print(
            f"seed {seed}: {len(figures.waits)} tickets, mean wait {statistics.fmean(figures.waits) / 60:.1f} min, "
            f"{figures.without} told nothing; below low {figures.below_low:.3f}, below high {figures.below_high:.3f}, "
            f"between {figures.below_high - figures.below_low:.3f}; "
            f"mean error {figures.error_s / 60:.2f} min, usual rule {figures.usual_error_s / 60:.2f} min, "
            f"ratio {figures.error_s / figures.usual_error_s:.2f}"
        )
        missed = missed or not figures.are_good
    print(f"aims: below high {AIM_HIGH[0]} to {AIM_HIGH[1]}, ratio at most {AIM_ERROR}")
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
