"""Measure how good estimates of waiting times are on simulated days: ``python -m tests.benchmarks.estimate_quality``

Days differ in load; services in length, share and counters; operators take breaks and hand counters over. One office
has its lunch by turns, another closes from 11:30 to 13:30. An office without experience learns for some days that don't
count. For each ticket what it was told is compared with what it waited; see ``estimate_figures`` for the figures.
"""

import argparse
import random
import statistics
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
from tests.benchmarks.estimate_figures import AIMS, Figures, Told, by_hour, described

LEARN_DAYS = 5

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

HOURS = {
    "by turns": OpeningHours(),
    "closed at noon": OpeningHours(week=((Period(begin=450, end=690), Period(begin=810, end=1020)),) * 7),
}

MINUTES = {"civil": 5.0, "land": 11.0, "business": 9.0, "result": 2.5}
SHARES = {"civil": 3.0, "land": 1.2, "business": 1.0, "result": 2.0}
COUNTERS = (("civil", "result"), ("land", "civil"), ("business", "land"), ("result", "civil", "business"), ("civil",))


def an_office(hours: OpeningHours) -> Office:
    """Four services of different length, five counters that share them."""
    return Office(
        code="bench",
        name="Bench",
        time_zone=ZONE.key,
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
    with scratch_lobby(office, datetime.combine(first, datetime.min.time(), ZONE)) as lobby:
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
        told = Told(
            hour=leg.entered_at.astimezone(ZONE).hour,
            wait_s=(leg.called_at - leg.entered_at).total_seconds(),
            low_s=issued.wait.low_s,
            high_s=issued.wait.high_s,
            usual_s=usual_s,
            minding_s=minding_s,
            perhaps=issued.wait.over_break,
        )
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
    parser.add_argument("--by-hour", action="store_true", help="also by the hour in which people came")
    options = parser.parse_args()
    missed = False
    for name in options.hours or HOURS:
        for seed in range(1, options.seeds + 1):
            figures = measure(options.days, seed, HOURS[name])
            print(f"{name}, seed {seed}: {described(figures)}", flush=True)
            if options.by_hour:
                print(*by_hour(figures), sep="\n", flush=True)
            missed = missed or not figures.are_good
    print(AIMS)
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
