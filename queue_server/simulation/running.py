"""Lives a planned day: citizens and operators act through the real use cases, on a clock that only jumps."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import simpy

from queue_server.domain.errors import Refusal
from queue_server.domain.office import Rules
from queue_server.domain.ticket import TicketState
from queue_server.simulation.plan import Break, Citizen, DayPlan, Shift
from queue_server.usecases.calling import ActionDone, Calling
from queue_server.usecases.counter_access import Actor
from queue_server.usecases.counter_session import CounterSession
from queue_server.usecases.issuing import IssueRequest, Issuing
from queue_server.usecases.outlooks import Outlooks
from queue_server.usecases.ports.changing import Offices
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.serving import Serving

Steps = Generator[simpy.Event, None, None]

PATIENCE_S = 20.0
"""Between two calls of somebody who doesn't come."""

HAND_S = 5.0
"""From the end of a service to the next call."""


class SimulatedClock:
    """The time of the simulated day."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)
        self._seconds = 0.0

    def now(self) -> datetime:
        """See ``Clock``."""
        return self._now

    def monotonic(self) -> float:
        """See ``Clock``."""
        return self._seconds

    def move_to(self, at: datetime) -> None:
        """Jump to an instant; never back."""
        passed = max(0.0, (at - self._now).total_seconds())
        self._seconds += passed
        self._now += timedelta(seconds=passed)


class CountedIds:
    """Ids that count, so that a day can be lived again exactly."""

    def __init__(self) -> None:
        self._count = 0

    def new_id(self) -> str:
        """See ``Ids``."""
        self._count += 1
        return f"sim{self._count:08d}"

    def new_token(self) -> str:
        """See ``Ids``."""
        self._count += 1
        return f"simulated-{self._count:022d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lobby:
    """An office to live days in; its clock is the simulated one."""

    office: str
    offices: Offices
    reader: OfficeReader
    clock: SimulatedClock
    ids: CountedIds


def live(plan: DayPlan, lobby: Lobby) -> None:
    """Live a day from the first shift to the last citizen; what is open afterwards ends with the day."""
    if plan.citizens or plan.shifts:
        _Day(plan, lobby).run()


class _Day:
    def __init__(self, plan: DayPlan, lobby: Lobby) -> None:
        self._plan = plan
        self._office = lobby.office
        self._clock = lobby.clock
        outlooks = Outlooks(lobby.reader, lobby.clock)
        self._issuing = Issuing(lobby.offices, lobby.ids, outlooks)
        self._calling = Calling(lobby.offices, lobby.ids)
        self._serving = Serving(lobby.offices)
        self._session = CounterSession(lobby.offices)
        self._reader = lobby.reader
        self._rules = lobby.reader.office(lobby.office).rules
        self._citizens: dict[str, Citizen] = {}
        self._gone: set[str] = set()
        starts = [one.opens_at for one in plan.shifts] + [one.at for one in plan.citizens[:1]]
        self._zero = min(starts)
        self._simulation = simpy.Environment()
        self._news = self._simulation.event()

    def run(self) -> None:
        start = self._simulation.process
        start(self._arrivals())
        for shift in self._plan.shifts:
            start(_Desk(self, shift).work())
        self._simulation.run()

    # --- time ---

    def until(self, at: datetime) -> simpy.Event:
        """Return the event of an instant; at once if it is past."""
        return self.later((at - self._zero).total_seconds() - self._simulation.now)

    def later(self, seconds: float) -> simpy.Event:
        return self._simulation.timeout(max(0.0, seconds))

    def at(self) -> datetime:
        """Set the clock to the simulated instant and return it."""
        at = self._zero + timedelta(seconds=self._simulation.now)
        self._clock.move_to(at)
        return at

    def news(self) -> simpy.Event:
        """Return what happens when somebody begins to wait."""
        return self._news

    def tell(self) -> None:
        old, self._news = self._news, self._simulation.event()
        old.succeed()

    def start(self, steps: Steps) -> None:
        self._simulation.process(steps)

    def either(self, *events: simpy.Event) -> simpy.Event:
        return self._simulation.any_of(events)

    # --- citizens ---

    def _arrivals(self) -> Steps:
        for citizen in self._plan.citizens:
            yield self.until(citizen.at)
            self.at()
            first, *rest = [one.service for one in citizen.visits]
            request = IssueRequest(
                service=first, then=tuple(rest), priority_class=citizen.priority_class, group=citizen.group
            )
            try:
                issued = self._issuing.issue(self._office, request).value
            except Refusal:
                continue  # a closed service: this citizen goes home
            self._citizens[issued.id] = citizen
            self.tell()
            if citizen.leaves_after_s is not None:
                self.start(self._leave(issued.id, citizen.leaves_after_s, citizen.cancels))

    def _leave(self, ticket: str, after_s: float, cancels: bool) -> Steps:
        yield self.later(after_s)
        self.at()
        found = self._reader.ticket(ticket)
        if found is None or found.state is not TicketState.WAITING:
            return
        self._gone.add(ticket)
        if cancels:
            self._issuing.cancel(self._office, ticket)

    def citizen(self, ticket: str) -> Citizen | None:
        """Return who holds a ticket; None if they have gone."""
        return None if ticket in self._gone else self._citizens.get(ticket)

    def visit_s(self, ticket: str, service: str) -> float:
        """Return how long the holder's service takes."""
        visits = {one.service: one.service_s for one in self._citizens[ticket].visits}
        return visits.get(service, next(iter(visits.values())))

    # --- counters ---

    def call_next(self, counter: str, actor: Actor) -> ActionDone | None:
        """Call the next one; None if nobody waits."""
        self.at()
        try:
            return self._calling.call_next(self._office, counter, actor).value
        except Refusal as refusal:
            if refusal.code != "queue_empty":
                raise
            return None

    @property
    def office(self) -> str:
        return self._office

    @property
    def rules(self) -> Rules:
        return self._rules

    @property
    def calling(self) -> Calling:
        return self._calling

    @property
    def serving(self) -> Serving:
        return self._serving

    @property
    def session(self) -> CounterSession:
        return self._session


class _Desk:
    """A counter and whoever works there."""

    def __init__(self, day: _Day, shift: Shift) -> None:
        self._day = day
        self._shift = shift
        self._actor = Actor(name=shift.operator, operator=shift.operator)

    def work(self) -> Steps:
        day, shift = self._day, self._shift
        yield day.until(shift.opens_at)
        day.at()
        day.session.open(day.office, shift.counter, self._actor)
        for change in shift.hand_overs:
            day.start(self._hand_over(change.at, change.operator))
        breaks = list(shift.breaks)
        while (now := day.at()) < shift.closes_at:
            if breaks and breaks[0].at <= now:
                yield from self._pause(breaks.pop(0))
                continue
            called = day.call_next(shift.counter, self._actor)
            if called is None:
                next_at = min([shift.closes_at, *(one.at for one in breaks[:1])])
                yield day.either(day.news(), day.until(next_at))
                yield day.later(HAND_S)
                continue
            assert called.ticket is not None
            yield from self._serve(called.ticket.id, called.ticket.service)
            yield day.later(HAND_S)
        day.at()
        day.session.close(day.office, shift.counter, self._actor, "end of the day")

    def _hand_over(self, at: datetime, operator: str) -> Steps:
        day = self._day
        yield day.until(at)
        if day.at() >= self._shift.closes_at:
            return
        self._actor = Actor(name=operator, operator=operator, supervises=True)
        day.session.open(day.office, self._shift.counter, self._actor)

    def _pause(self, pause: Break) -> Steps:
        day, counter = self._day, self._shift.counter
        day.session.pause(day.office, counter, self._actor, pause.reason)
        yield day.until(pause.at + timedelta(seconds=pause.seconds)) if pause.fixed else day.later(pause.seconds)
        day.at()
        day.session.resume(day.office, counter, self._actor)

    def _serve(self, ticket: str, service: str) -> Steps:
        day, counter = self._day, self._shift.counter
        citizen = day.citizen(ticket)
        if citizen is None:
            yield from self._wait_in_vain()
            return
        yield day.later(citizen.walk_s)
        day.at()
        day.serving.start(day.office, counter, self._actor)
        yield day.later(day.visit_s(ticket, service))
        day.at()
        day.serving.finish(day.office, counter, self._actor)
        day.tell()

    def _wait_in_vain(self) -> Steps:
        day, counter = self._day, self._shift.counter
        for _ in range(day.rules.no_show_calls - 1):
            yield day.later(PATIENCE_S)
            day.at()
            day.calling.recall(day.office, counter, self._actor)
        yield day.later(max(PATIENCE_S, day.rules.no_show_after_s))
        day.at()
        day.serving.no_show(day.office, counter, self._actor)
