"""In-memory twins of the questions about many offices or days, and of the audit trail."""

from datetime import date

from queue_server.domain.office import DeskState
from queue_server.domain.reporting import PastTicket
from queue_server.domain.ticket import TicketState
from queue_server.usecases.ports.audit_trail import ACTIONS
from queue_server.usecases.ports.reporting import OfficeFigures, OfficeTickets


class MemoryProvince:
    """See ``ProvinceReader``; offices that work here."""

    def __init__(self, database):
        self._database = database

    def compute(self, work):
        return work()

    def figures(self):
        state = self._database.state
        return [self._office(state, code) for code in sorted(state.offices)]

    def collect(self, office: str, first: date, last: date, take):
        take(
            PastTicket(
                office=office,
                service_day=one.service_day,
                issued_at=one.issued_at,
                state=one.state,
                priority_class=one.progress.priority_class,
                legs=one.progress.legs,
            )
            for one in self._database.state.tickets_of(office)
            if first <= one.service_day <= last
        )

    def collect_ratings(self, office: str, first: date, last: date, take):
        ratings = [one for of, one in self._database.state.ratings.values() if of == office]
        take(one for one in ratings if first <= one.service_day <= last)

    @staticmethod
    def _office(state, code):
        office, day = state.offices[code], state.service_days.get(code)
        today = [one for one in state.tickets_of(code) if one.service_day == day]
        waiting = [one.leg.entered_at for one in today if one.state is TicketState.WAITING]
        return OfficeFigures(
            office=code,
            name=office.name,
            time_zone=office.time_zone,
            service_day=day,
            tickets=OfficeTickets(
                waiting=len(waiting),
                waiting_since=min(waiting, default=None),
                issued=len(today),
                served=sum(one.state is TicketState.FINISHED for one in today),
                no_show=sum(one.state is TicketState.NO_SHOW for one in today),
            ),
            open_counters=sum(one.state is DeskState.OPEN for one in state.desks_of(code)),
            counters=len(office.counters),
            complete_at=None,
        )


class MemoryTrail:
    """See ``AuditTrail``."""

    def __init__(self, database, audit):
        self._database = database
        self._audit = audit

    def changes(self, office, before, most):
        found = list(self._audit.entries(office, 10**6))
        numbered = [(len(found) - place, one) for place, one in enumerate(found)]
        return [one for one in numbered if before is None or one[0] < before][:most]

    def actions(self, office, before, most):
        found = [one for one in reversed(self._database.state.events_of(office)) if one.event.type in ACTIONS]
        return [one for one in found if before is None or one.revision < before][:most]
