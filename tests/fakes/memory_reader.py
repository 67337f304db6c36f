"""In-memory twin of the questions about offices."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from queue_server.domain.announced import CallSound
from queue_server.domain.announcement import Call
from queue_server.domain.availability import has_quota
from queue_server.domain.display import DisplaySetup
from queue_server.domain.errors import Refusal
from queue_server.domain.events import Recorded
from queue_server.domain.history import CounterEvent
from queue_server.domain.layout import Layout
from queue_server.domain.office import Office
from queue_server.domain.ticket import Ticket, TicketState
from queue_server.usecases.ports.changing import UnitRecord
from queue_server.usecases.ports.reading import Line, Pending, Snapshot
from tests.fakes import memory_announcements
from tests.fakes.memory_offices import MemoryDatabase
from tests.fakes.memory_state import State


class MemoryReader:
    """See ``OfficeReader``."""

    def __init__(self, database: MemoryDatabase, epoch: str = "epoch-1") -> None:
        self._database = database
        self._epoch = epoch

    @property
    def _state(self) -> State:
        # A commit replaces the state, so one reference is one moment.
        return self._database.state

    def epoch(self) -> str:
        return self._epoch

    def offices(self) -> Sequence[Office]:
        return sorted(self._state.offices.values(), key=lambda one: one.code)

    def office(self, code: str) -> Office:
        return _office(self._state, code)

    def counter_by_id(self, counter_id: str) -> tuple[str, str] | None:
        for office in self._state.offices.values():
            for counter in office.counters:
                if counter.id == counter_id:
                    return office.code, counter.code
        return None

    def revision(self, office: str) -> int:
        state = self._state
        return state.revisions[_office(state, office).code]

    def snapshot(self, office: str) -> Snapshot:
        state = self._state
        return Snapshot(
            office=_office(state, office),
            epoch=self._epoch,
            revision=state.revisions[office],
            service_day=state.service_days.get(office),
            desks=tuple(state.desks_of(office)),
            at_counters=tuple(state.at_counters(office)),
            waiting=state.waiting_groups(office),
            calls=tuple(state.shown_calls(office)),
            times=state.times_of(office),
            skills=state.skills_at_desks(office),
            issued={
                one.code: state.issued_today(office, one.code)
                for one in _office(state, office).services
                if has_quota(one)
            },
        )

    def line(self, office: str) -> Line:
        state = self._state
        return Line(
            office=_office(state, office),
            revision=state.revisions[office],
            waiting=tuple(state.waiting(office)),
            recent=state.recent_calls(office) if _office(state, office).rules.policy == "ratio" else {},
        )

    def pending(self, office: str) -> Pending:
        state = self._state
        returns = [one.leg.held_until for one in state.open_tickets(office) if one.state is TicketState.HELD]
        return Pending(
            revision=self.revision(office),
            service_day=state.service_days.get(office),
            next_return=min((one for one in returns if one is not None), default=None),
        )

    def all_pending(self) -> Mapping[str, Pending]:
        return {code: self.pending(code) for code in sorted(self._state.offices)}

    def ticket_by_token(self, token: str) -> Ticket | None:
        return next((one for one in self._state.tickets.values() if one.token == token), None)

    def ticket(self, ticket_id: str) -> Ticket | None:
        return self._state.tickets.get(ticket_id)

    def tickets(self, office: str, states: Sequence[TicketState], service: str | None, limit: int) -> Sequence[Ticket]:
        state = self._state
        day = state.service_days.get(_office(state, office).code)
        return [
            one
            for one in state.tickets_of(office)
            if one.service_day == day
            and (not states or one.state in states)
            and (service is None or one.leg.service == service)
        ][:limit]

    def tickets_of_day(self, office: str, day: date) -> Sequence[Ticket]:
        return [one for one in self._state.tickets_of(office) if one.service_day == day]

    def counter_events(self, office: str, begin: datetime, end: datetime) -> Sequence[Recorded]:
        return [
            one
            for one in self._state.events_of(office)
            if isinstance(one.event, CounterEvent) and begin <= one.at < end
        ]

    def last_steps(self, office: str) -> Mapping[str, datetime]:
        return {counter: one.at for (code, counter), one in self._state.steps.items() if code == office}

    def events(self, office: str, after_revision: int, limit: int) -> Sequence[Recorded]:
        newer = [one for one in self._state.events_of(office) if one.revision > after_revision]
        if len(newer) <= limit:
            return newer
        cut = newer[limit].revision
        return [one for one in newer if one.revision < cut] or [one for one in newer if one.revision == cut]

    def ended(self, office: str, zone: str, limit: int) -> Sequence[str]:
        return memory_announcements.ended(self._state, office, zone, limit)

    def sounds(self, office: str, counter: str | None, limit: int) -> Sequence[CallSound]:
        return memory_announcements.sounds(self._state, office, counter, limit)

    def call(self, call_id: str) -> tuple[str, Call] | None:
        return None if call_id in self._state.withdrawn else self._state.calls.get(call_id)

    def units(self, office: str) -> Sequence[UnitRecord]:
        known = self._state.units
        return [record for _, (of, record) in sorted(known.items(), key=lambda item: item[0]) if of == office]

    def layouts(self, office: str) -> Sequence[Layout]:
        state = self._state
        code = _office(state, office).code
        return [one for (of, _), one in sorted(state.layouts.items(), key=lambda item: item[0]) if of == code]

    def setups(self, office: str) -> Sequence[DisplaySetup]:
        return [one for _, (of, one) in sorted(self._state.setups.items(), key=lambda item: item[0]) if of == office]


def _office(state: State, code: str) -> Office:
    if code not in state.offices:
        raise Refusal("office_unknown", f"there is no office {code!r}", "office")
    return state.offices[code]
