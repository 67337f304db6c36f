"""What time alone brings to an office: a new service day, and held tickets that fall due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_server.domain.availability import next_change
from queue_server.domain.errors import Refusal
from queue_server.domain.numbering import service_day
from queue_server.domain.office import Office
from queue_server.domain.office_events import HoursTurned
from queue_server.domain.opening_hours import Holidays, no_holidays
from queue_server.usecases.moving import prepare
from queue_server.usecases.ports.changing import Offices, OfficeTransaction
from queue_server.usecases.ports.reading import OfficeReader, Pending

LOOK_BACK = timedelta(seconds=30)
"""A worker that has just come on duty makes up for what may have been missed before."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """When the hours of an office pass a mark next."""

    office: Office
    """As it was configured when this was worked out."""
    made_at: datetime
    at: datetime | None


class Upkeep:
    """Keeps offices up to date while nobody acts in them."""

    def __init__(self, reader: OfficeReader, offices: Offices, holidays: Holidays = no_holidays) -> None:
        self._reader = reader
        self._offices = offices
        self._holidays = holidays
        self._turns: dict[str, _Turn] = {}

    def pending(self) -> Mapping[str, Pending]:
        """Return what waits for time alone in all offices, by code."""
        return self._reader.all_pending()

    def tick(self, office: Office, pending: Pending) -> int:
        """Do what is due and return the office's revision; called every second, it writes only when something is.

        Any number of workers may do this at once: the first does it, the others find nothing to do.

        Raises:
            Refusal: office_unknown, busy.
        """
        now = self._offices.time_in(office.code)
        turned = self._has_turned(office, now)
        if not turned and not _is_due(office, pending, now):
            return pending.revision
        try:
            self._offices.change(office.code, _turn_hours if turned else prepare)
        except Refusal as refusal:
            if refusal.code != "office_on_box":
                raise
        if turned:
            self._look(office, now, now)
        return self._reader.revision(office.code)

    def _has_turned(self, office: Office, now: datetime) -> bool:
        """Return whether the office's hours passed a mark; worked out anew only after one, or after a change."""
        turn = self._turns.get(office.code)
        if turn is None or turn.office is not office or now < turn.made_at:
            turn = self._look(office, now - LOOK_BACK, now)
        return turn.at is not None and turn.at <= now

    def _look(self, office: Office, since: datetime, now: datetime) -> _Turn:
        turn = self._turns[office.code] = _Turn(office, now, next_change(office, since, self._holidays))
        return turn


def _turn_hours(tx: OfficeTransaction) -> None:
    """Give the office a revision, so that everybody is sent what is open now."""
    prepare(tx)
    tx.record(HoursTurned())


def _is_due(office: Office, pending: Pending, now: datetime) -> bool:
    """Return whether ``prepare`` would change anything; an office without a first day waits for its first action."""
    last = pending.service_day
    if last is None:
        return False
    if service_day(now, office.time_zone, office.day_start, last) != last:
        return True
    return pending.next_return is not None and pending.next_return <= now
