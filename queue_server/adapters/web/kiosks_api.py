"""Kiosks: locking them, and letting people take numbers there again."""

from typing import Annotated

from pydantic import Field, StringConstraints

from queue_server.adapters.web.access import Access, Place
from queue_server.adapters.web.auth import admitted
from queue_server.adapters.web.bodies import PLAIN, Code, OfficePath
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.adapters.web.parsing import OptionalBody
from queue_server.adapters.wire import kiosk_locks
from queue_server.contract.board_extras import BoardKioskLock
from queue_server.contract.fields import FromServer
from queue_server.domain.kiosk import KioskLock
from queue_server.domain.operator import Right
from queue_server.usecases.kiosk_desk import KioskDesk

MAY_LOCK = Access(right=Right.RECEIVE, place=Place.OFFICE)

WHICH = "Name of the device, or of a unit with keys that give numbers; all of both when nothing is said."


class LockBody(OptionalBody):
    """Which kiosk nobody may take numbers at."""

    kiosk: Code | None = Field(default=None, description=WHICH)
    note: Annotated[str, StringConstraints(max_length=200, pattern=PLAIN)] = Field(
        default="", description="What people read there."
    )


class UnlockBody(OptionalBody):
    """Which kiosk gives numbers again."""

    kiosk: Code | None = Field(default=None, description=WHICH)


class KioskLocks(FromServer, frozen=True, kw_only=True):
    """The locks of an office's kiosks."""

    locks: list[BoardKioskLock]


class KioskOperations:
    """What staff do with kiosks."""

    def __init__(self, desk: KioskDesk) -> None:
        self._desk = desk

    @Operation(
        method="POST",
        rule="/offices/<office>/kiosks/lock",
        access=MAY_LOCK,
        path=OfficePath,
        answer=KioskLocks,
        refusals=["office_unknown"],
    )
    def lock_kiosks(self, path: OfficePath, body: LockBody) -> Reply:
        """Let nobody take numbers at a kiosk, or at all of them; they say so at once and after a restart."""
        locks = self._desk.lock(path.office, _by(), KioskLock(kiosk=body.kiosk, note=body.note))
        return Reply(KioskLocks(locks=kiosk_locks(locks)))

    @Operation(
        method="POST",
        rule="/offices/<office>/kiosks/unlock",
        access=MAY_LOCK,
        path=OfficePath,
        answer=KioskLocks,
        refusals=["office_unknown"],
    )
    def unlock_kiosks(self, path: OfficePath, body: UnlockBody) -> Reply:
        """Let people take numbers at a kiosk again, or at all of them."""
        return Reply(KioskLocks(locks=kiosk_locks(self._desk.unlock(path.office, _by(), body.kiosk))))


def _by() -> str:
    operator = admitted().caller.operator
    assert operator is not None
    return operator.id
