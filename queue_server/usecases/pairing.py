"""Letting new displays in: one shows a code, an administrator types or clicks it, and it has its token."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.display import Pairing
from queue_server.domain.errors import Refusal
from queue_server.usecases.comparing import differences
from queue_server.usecases.devices import device_name
from queue_server.usecases.ports.accounts import Accounts
from queue_server.usecases.ports.audit import AuditAction, AuditEntry
from queue_server.usecases.ports.displays import Pairings
from queue_server.usecases.ports.environment import Clock, Ids
from queue_server.usecases.sign_in import hash_token

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What can't be taken for something else on a screen seen from afar; 32 of them, so that bytes map evenly."""

CODE_LENGTH = 6
WAITS = timedelta(minutes=15)
MOST_WAITING = 100
TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a display that asks to be let in is told; the secret becomes its token."""

    pairing: Pairing
    secret: str


class PairingDesk:
    """Takes displays in; the secret that only the display knows becomes its token when it is accepted."""

    def __init__(self, pairings: Pairings, accounts: Accounts, ids: Ids, clock: Clock) -> None:
        self._pairings = pairings
        self._accounts = accounts
        self._ids = ids
        self._clock = clock

    def ask(self, screen: str, name: str, address: str) -> Asked:
        """Begin to wait under a new code.

        Raises:
            Refusal: busy, when too many wait.
        """
        at = self._clock.now()
        for _ in range(TRIES):
            secret = self._ids.new_token()
            pairing = Pairing(
                code=_code(self._ids.new_token()),
                screen=screen,
                name=name,
                address=address,
                asked_at=at,
                expires_at=at + WAITS,
            )
            if self._pairings.add(pairing, hash_token(secret), MOST_WAITING):
                return Asked(pairing=pairing, secret=secret)
        raise Refusal("busy", f"{MOST_WAITING} displays wait to be let in already; try again later")

    def waiting(self) -> Sequence[Pairing]:
        """Return the displays that wait, the newest first."""
        return self._pairings.waiting(self._clock.now())

    def state(self, secret: str) -> Pairing | Device | None:
        """Return what became of a display that asked: it waits, it is a device now, or its time is over (None)."""
        secret_hash = hash_token(secret)
        return self._accounts.device_of_token(secret_hash) or self._pairings.of_secret(secret_hash, self._clock.now())

    def accept(self, code: str, name: str, office: str, by: str) -> Device:
        """Let the display that shows a code in, by an operator's id.

        Raises:
            Refusal: not_found, when none shows it (any more); invalid, for a bad or taken name; office_unknown.
        """
        device = Device(id=self._ids.new_id(), name=device_name(name), kind=DeviceKind.DISPLAY, office=office)
        at = self._clock.now()
        entry = AuditEntry(
            at=at,
            by=by,
            office=office,
            kind="device",
            target=device.id,
            action=AuditAction.ADDED,
            changes=differences(None, device),
        )
        self._pairings.accept(code.strip().upper(), device, at, entry)
        return device


def _code(random: str) -> str:
    """Return a code made from a random text."""
    digest = hash_token(random)
    return "".join(LETTERS[int(digest[2 * at : 2 * at + 2], 16) % len(LETTERS)] for at in range(CODE_LENGTH))
