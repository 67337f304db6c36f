"""Whether a number is given: hours, quota and closing time of its services, locks of kiosks, and numbers per person."""

from collections.abc import Sequence

from queue_server.domain.availability import NONE_ISSUED, IssuedToday, NotNow, Shut, availability, following, has_quota
from queue_server.domain.errors import Refusal
from queue_server.domain.kiosk import lock_of
from queue_server.domain.office import Service
from queue_server.domain.opening_hours import Holidays
from queue_server.domain.wait_estimate import WaitEstimate
from queue_server.usecases.ports.changing import OfficeTransaction
from queue_server.usecases.ports.persons import Persons


def refuse_shut(
    tx: OfficeTransaction,
    service: Service,
    then: Sequence[str],
    wait: WaitEstimate | None,
    holidays: Holidays,
    *,
    override: bool,
) -> None:
    """Refuse a service that gives no numbers now, and further ones that nobody would get to today.

    A number for several services counts in the quota of each.

    Raises:
        NotNow: service_closed, quota_reached, closing_soon; when overridden, only for what is switched off.
    """
    office = tx.office
    found = availability(office, service, tx.at, holidays, _issued(tx, service), wait)
    if not found.open and not (override and found.reason is not Shut.SWITCHED_OFF):
        raise NotNow(service.code, found, office.time_zone)
    for code in then:
        later = office.service(code)
        coming = following(office, later, tx.at, holidays, _issued(tx, later))
        if not coming.open and not (override and coming.reason is not Shut.SWITCHED_OFF):
            raise NotNow(code, coming, office.time_zone, "then")


def refuse_locked(tx: OfficeTransaction, kiosk: str | None) -> None:
    """Refuse a kiosk, or a unit whose keys give numbers, that staff have locked.

    Raises:
        Refusal: kiosk_locked.
    """
    if kiosk is not None and lock_of(tx.office.rules.kiosk_locks, kiosk) is not None:
        raise Refusal("kiosk_locked", f"staff have locked kiosk {kiosk}")


def person_of(tx: OfficeTransaction, identity: str | None, persons: Persons | None) -> str | None:
    """Return the name for today of somebody who may take one more number; None where nobody is told apart.

    Raises:
        Refusal: person_missing, person_limit.
    """
    limit, day = tx.office.rules.kiosk.person_daily_limit, tx.service_day
    if not limit or persons is None or day is None:
        return None
    if identity is None:
        raise Refusal(
            "person_missing", f"office {tx.office.code} gives numbers to scanned identity cards only", "person"
        )
    name = persons.name(tx.office.code, day, identity)
    if tx.persons.tickets(name) >= limit:
        raise Refusal("person_limit", f"this card has taken {limit} numbers today, which is the most", "person")
    return name


def _issued(tx: OfficeTransaction, service: Service) -> IssuedToday:
    return tx.issued_today(service.code) if has_quota(service) else NONE_ISSUED
