"""What time alone brings to an office: a new service day, and held tickets that fall due."""

from collections.abc import Mapping
from datetime import datetime

from queue_server.domain.numbering import service_day
from queue_server.domain.office import Office
from queue_server.usecases.moving import prepare
from queue_server.usecases.ports.changing import Offices
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.reading import OfficeReader, Pending


class Upkeep:
    """Keeps offices up to date while nobody acts in them."""

    def __init__(self, reader: OfficeReader, offices: Offices, clock: Clock) -> None:
        self._reader = reader
        self._offices = offices
        self._clock = clock

    def pending(self) -> Mapping[str, Pending]:
        """Return what waits for time alone in all offices, by code."""
        return self._reader.all_pending()

    def tick(self, office: Office, pending: Pending) -> int:
        """Do what is due and return the office's revision; called every second, it writes only when something is.

        Any number of workers may do this at once: the first does it, the others find nothing to do.

        Raises:
            Refusal: office_unknown, busy.
        """
        if not _is_due(office, pending, self._clock.now()):
            return pending.revision
        self._offices.change(office.code, prepare)
        return self._reader.revision(office.code)


def _is_due(office: Office, pending: Pending, now: datetime) -> bool:
    """Return whether ``prepare`` would change anything; an office without a first day waits for its first action."""
    last = pending.service_day
    if last is None:
        return False
    if service_day(now, office.time_zone, office.day_start, last) != last:
        return True
    return pending.next_return is not None and pending.next_return <= now
