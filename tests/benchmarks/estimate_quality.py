"""Measure how good estimates of waiting times are on simulated days: ``python -m tests.benchmarks.estimate_quality``

Days differ in load; services in length, share and counters; operators take breaks and hand counters over. One office
has its lunch by turns, another closes from 11:30 to 13:30. An office without experience learns for some days that don't
count. For each ticket what it was told is compared with what it waited:

* coverage: how many waited at most the lower bound (should be half), and the upper (should be 85 to 95 of 100)
* error: mean absolute error of the lower bound, against that of "people ahead x mean service time / counters": all who
  wait for the service, its mean time on earlier days, the counters that are open for it; where there is a break, also
  against the same rule by somebody who adds the break in mind
* closing: of those who were told that they would be called after closing time, how many weren't called
"""

import argparse
import random
import statistics
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from queue_server.domain.availability import calendar_of
from queue_server.domain.office import Counter, DeskState, Office, Rules, Service
from queue_server.domain.opening_hours import Calendar, OpeningHours, Period, after_work
from queue_server.domain.ticket import Ticket, TicketState
from queue_server.scratch import scratch_lobby
from queue_server.simulation.demand import Demand, made_up_day
from queue_server.simulation.plan import DayPlan
from queue_server.simulation.running import Lobby, live
from queue_server.usecases.issuing import Issued, Issuing

AIM_HIGH = (0.85, 0.95)
AIM_ERROR = 0.7
LEARN_DAYS = 5

HOURS = {
    "by turns": OpeningHours(),
    "closed at noon": OpeningHours(week=((Period(begin=450, end=690), Period(begin=810, end=1020)),) * 7),
}

MINUTES = {"civil": 5.0, "land": 11.0, "business": 9.0, "result": 2.5}
SHARES = {"civil": 3.0, "land": 1.2, "business": 1.0, "result": 2.0}
COUNTERS = (("civil", "result"), ("land", "civil"), ("business", "land"), ("result", "civil", "business"), ("civil",))


@dataclass
class Told:
    """What a ticket was told, and what the usual rule would have said."""

    low_s: float
    high_s: float
    usual_s: float
    minding_s: float
    """By the usual rule with the break added in mind."""
    over_break: bool
    """Whether the wait went over the break."""


@dataclass
class Figures:
    """Seconds."""

    waits: list[float] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    without: int = 0
    """Tickets that were told nothing."""
    too_late: list[bool] = field(default_factory=list)
    """Of those who were told "after closing time", whether they were not called."""
    left: int = 0
    """Tickets that were not called, of those who stayed."""

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
    def minding_error_s(self) -> float:
        return statistics.fmean(abs(wait - one.minding_s) for wait, one in zip(self.waits, self.told, strict=True))

    def over_break(self) -> "Figures":
        """Return those whose wait went over the break."""
        chosen = [(wait, one) for wait, one in zip(self.waits, self.told, strict=True) if one.over_break]
        return Figures(waits=[wait for wait, _ in chosen], told=[one for _, one in chosen])

    @property
    def are_good(self) -> bool:
        return AIM_HIGH[0] <= self.below_high <= AIM_HIGH[1] and self.error_s <= AIM_ERROR * self.usual_error_s


def an_office(hours: OpeningHours) -> Office:
    """Four services of different length, five counters that share them."""
    return Office(
        code="bench",
        name="Bench",
        time_zone="Asia/Ho_Chi_Minh",
        rules=Rules(hours=hours),
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
        self.issued: dict[str, tuple[Issued, float, float]] = {}
        self._served: dict[str, list[float]] = {}

    def note(self, issued: Issued) -> None:
        """Take in a ticket that has just been issued."""
        snapshot = self._reader.snapshot("bench")
        open_desks = {one.counter for one in snapshot.desks if one.state is DeskState.OPEN}
        counters = sum(issued.service in one.services for one in snapshot.office.counters if one.code in open_desks)
        taken = self._served.get(issued.service, [])
        mean_s = statistics.fmean(taken) if taken else 0.0
        people = sum(one.size for one in snapshot.waiting if one.service == issued.service) - 1
        usual_s = people * mean_s / max(1, counters)
        calendar = calendar_of(snapshot.office)
        rest = () if calendar is None else calendar.rest_of_day(issued.issued_at)
        self.issued[issued.id] = (issued, usual_s, after_work(rest, issued.issued_at, usual_s))

    def learn(self, tickets: list[Ticket]) -> None:
        """Give the usual rule its mean service times, up to the evening before."""
        for leg in [leg for one in tickets for leg in one.progress.legs]:
            if leg.called_at and leg.ended_at and leg.outcome in ("finished", "transferred"):
                self._served.setdefault(leg.service, []).append((leg.ended_at - leg.called_at).total_seconds())


def measure(days: int, seed: int, hours: OpeningHours) -> Figures:
    """Return what tickets were told on some days, after the office has learnt."""
    chance, office, figures = random.Random(seed), an_office(hours), Figures()
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
                compare(tickets, listener, figures, calendar_of(office))
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


def compare(tickets: list[Ticket], listener: Listener, figures: Figures, calendar: Calendar | None) -> None:
    """Add the tickets whose first leg was called, and what became of those who were told "after closing time"."""
    for one in tickets:
        leg = one.progress.legs[0]
        issued, usual_s, minding_s = listener.issued[one.id]
        if issued.wait is not None and issued.wait.after_closing and one.state is not TicketState.CANCELLED:
            figures.too_late.append(leg.called_at is None)
        if leg.called_at is None:
            figures.left += one.state is TicketState.WAITING
            continue
        if issued.wait is None:
            figures.without += 1
            continue
        figures.waits.append((leg.called_at - leg.entered_at).total_seconds())
        told = Told(issued.wait.low_s, issued.wait.high_s, usual_s, minding_s, over_break=False)
        if calendar is not None:
            present = calendar.opening_at(leg.entered_at)
            told.over_break = present is None or leg.called_at > present.end
        figures.told.append(told)


def main() -> int:
    """Print the figures; return 1 if an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--hours", choices=list(HOURS), action="append", help="which offices (default: both)")
    options = parser.parse_args()
    missed = False
    for name in options.hours or HOURS:
        for seed in range(1, options.seeds + 1):
            figures = measure(options.days, seed, HOURS[name])
            print(f"{name}, seed {seed}: {described(figures)}", flush=True)
            missed = missed or not figures.are_good
    print(f"aims: below high {AIM_HIGH[0]} to {AIM_HIGH[1]}, ratio at most {AIM_ERROR}")
    return int(missed)


def described(figures: Figures) -> str:
    """Return the figures in words."""
    words = [
        f"{len(figures.waits)} tickets, mean wait {statistics.fmean(figures.waits) / 60:.1f} min, {figures.without}"
        f" told nothing; below low {figures.below_low:.3f}, high {figures.below_high:.3f}, between "
        f"{figures.below_high - figures.below_low:.3f}; mean error {figures.error_s / 60:.2f} min, usual rule "
        f"{figures.usual_error_s / 60:.2f} min, ratio {figures.error_s / figures.usual_error_s:.3f}"
    ]
    over = figures.over_break()
    if over.waits:
        words.append(
            f"with the break in mind {figures.error_s / figures.minding_error_s:.3f}; over the break {len(over.waits)}"
            f": below low {over.below_low:.3f}, below high {over.below_high:.3f}, mean error {over.error_s / 60:.2f}"
            f" min, with the break in mind {over.minding_error_s / 60:.2f} min"
        )
    if figures.too_late:
        words.append(
            f"{len(figures.too_late)} told after closing, of these not called {statistics.fmean(figures.too_late):.3f}"
            f"; {figures.left} not called"
        )
    return "; ".join(words)


if __name__ == "__main__":
    raise SystemExit(main())
