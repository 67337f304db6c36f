"""Locking kiosks, and letting people take numbers there again."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from queue_server.domain.kiosk import KioskLock, locked, unlocked
from queue_server.domain.office_events import KiosksLocked
from queue_server.usecases.moving import act
from queue_server.usecases.ports.changing import Offices, OfficeTransaction

ALL = "*"
"""Stands in events for all kiosks."""

Change = Callable[[OfficeTransaction], tuple[KioskLock, ...]]


class KioskDesk:
    """What staff do with the kiosks of their office; doing it again changes nothing."""

    def __init__(self, offices: Offices) -> None:
        self._offices = offices

    def lock(self, office: str, by: str, lock: KioskLock) -> Sequence[KioskLock]:
        """Lock a kiosk, or all; return all locks of the office.

        Raises:
            Refusal: office_unknown, office_on_box, busy.
        """
        return self._change(office, by, lambda tx: locked(tx.office.rules.kiosk_locks, lock))

    def unlock(self, office: str, by: str, kiosk: str | None) -> Sequence[KioskLock]:
        """Unlock a kiosk, or all; return the locks that are left. A lock of all kiosks isn't lifted for a single one.

        Raises:
            Refusal: office_unknown, office_on_box, busy.
        """
        return self._change(office, by, lambda tx: unlocked(tx.office.rules.kiosk_locks, kiosk))

    def _change(self, office: str, by: str, wanted: Change) -> Sequence[KioskLock]:
        def work(tx: OfficeTransaction) -> tuple[KioskLock, ...]:
            locks = wanted(tx)
            if locks != tx.office.rules.kiosk_locks:
                tx.save_office(replace(tx.office, rules=replace(tx.office.rules, kiosk_locks=locks)))
                tx.record(KiosksLocked(by=by, kiosks=tuple(one.kiosk or ALL for one in locks)))
            return locks

        return act(self._offices, office, work).value
