"""What keeps opening hours and Vietnam's holidays: giving numbers, booking appointments, supervising."""

from collections.abc import Callable

from queue_server.adapters.db.database import Database
from queue_server.adapters.environment import RandomIds, SystemClock
from queue_server.adapters.persons import KeyedPersons
from queue_server.adapters.public_holidays import holiday_of_vietnam
from queue_server.domain.appointment import Periods
from queue_server.domain.booking_hours import periods_of
from queue_server.domain.office import Office, Service
from queue_server.usecases.appointments import Appointments
from queue_server.usecases.counter_key import CounterKey
from queue_server.usecases.device_overview import DeviceOverview
from queue_server.usecases.dispenser import Dispenser
from queue_server.usecases.issuing import Issuing
from queue_server.usecases.outlooks import Outlooks
from queue_server.usecases.printing import Printing
from queue_server.usecases.result_slips import ResultSlips
from queue_server.usecases.supervision import Supervision


def issuing_of(database: Database, secret: str, clock: SystemClock, ids: RandomIds) -> Issuing:
    """Return what gives numbers, with likely waits, holidays and people told apart for a day."""
    outlooks = Outlooks(database.reader, clock, holiday_of_vietnam)
    return Issuing(database.offices, ids, outlooks, holiday_of_vietnam, KeyedPersons(secret))


def slips_of(database: Database, clock: SystemClock, ids: RandomIds) -> ResultSlips:
    """Return what gives numbers to who collects a result."""
    outlooks = Outlooks(database.reader, clock, holiday_of_vietnam)
    return ResultSlips(database.offices, database.appointments, ids, holiday_of_vietnam, outlooks)


def dispenser_of(
    database: Database, printing: Printing, clock: SystemClock, ids: RandomIds, url_of: Callable[[str], str]
) -> Dispenser:
    """Return what acts on keys, and prints the numbers that they give.

    Args:
        url_of: the address of a ticket's page by its secret.
    """
    keys = CounterKey(database.offices, ids, clock, holiday_of_vietnam)
    return Dispenser(keys, printing, database.reader, url_of, Outlooks(database.reader, clock, holiday_of_vietnam))


def appointments_of(database: Database, clock: SystemClock, ids: RandomIds) -> Appointments:
    """Return what books times and checks in: within the hours, or within usual ones where none are set."""

    def hours(office: Office, service: Service) -> Periods:
        return periods_of(office, service, holiday_of_vietnam)

    return Appointments(database.offices, database.appointments, database.reader, hours, ids, clock, holiday_of_vietnam)


def supervision_of(database: Database, overview: DeviceOverview, printing: Printing, clock: SystemClock) -> Supervision:
    """Return what puts together what supervisors look at."""
    return Supervision(
        database.reader,
        database.offices,
        database.accounts,
        overview,
        printing,
        database.audit,
        clock,
        database.ratings,
        database.outbox,
        holiday_of_vietnam,
    )
