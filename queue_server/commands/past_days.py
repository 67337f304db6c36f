"""Past days of an office, as commands live them again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from queue_server.adapters.db.database import Database
from queue_server.commands.failure import Failure
from queue_server.domain.office import Office
from queue_server.domain.ticket import Ticket
from queue_server.simulation.past_day import plan_of
from queue_server.simulation.plan import DayPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDay:
    """A day as it was, and what it needs to be lived again."""

    tickets: Sequence[Ticket]
    plan: DayPlan


def past_day(database: Database, office: Office, day: date) -> PastDay:
    """Return a service day of an office.

    Raises:
        Failure: nobody came, or no counter was open.
    """
    begins = datetime.combine(day, office.day_start, ZoneInfo(office.time_zone))
    tickets = database.reader.tickets_of_day(office.code, day)
    log = database.reader.counter_events(office.code, begins, begins + timedelta(days=1))
    if not tickets:
        raise Failure(f"office {office.code} has no tickets of {day}")
    plan = plan_of(day, tickets, log)
    if not plan.shifts:
        raise Failure(f"no counter of office {office.code} was open on {day}")
    return PastDay(tickets=tickets, plan=plan)
