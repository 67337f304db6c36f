"""Kiosks, displays and bridges: adding, recognising and revoking them."""

from collections.abc import Sequence

from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.accounts import Accounts
from queue_server.usecases.ports.environment import Ids
from queue_server.usecases.sign_in import hash_token

NAME_LENGTH = (1, 64)


def device_name(wish: str) -> str:
    """Return a name without blanks around it.

    Raises:
        Refusal: invalid.
    """
    shortest, longest = NAME_LENGTH
    if not shortest <= len(wish.strip()) <= longest:
        raise Refusal("invalid", f"a device's name has {shortest} to {longest} characters", "name")
    return wish.strip()


class Devices:
    """Manages machines that sign in with a token."""

    def __init__(self, accounts: Accounts, ids: Ids) -> None:
        self._accounts = accounts
        self._ids = ids

    def add(self, name: str, kind: DeviceKind, office: str) -> tuple[Device, str]:
        """Create a device and return it with its token, which is shown this once.

        Raises:
            Refusal: office_unknown; invalid, for a bad or taken name.
        """
        device = Device(id=self._ids.new_id(), name=device_name(name), kind=kind, office=office)
        token = self._ids.new_token()
        self._accounts.add_device(device, hash_token(token))
        return device, token

    def all(self) -> Sequence[Device]:
        """Return all devices by name, revoked ones too."""
        return self._accounts.devices()

    def of_token(self, token: str) -> Device | None:
        """Return the device a token belongs to, None if nobody (any more)."""
        return self._accounts.device_of_token(hash_token(token))

    def revoke(self, name: str) -> Device:
        """Make a device's token worthless.

        Raises:
            Refusal: not_found.
        """
        for device in self._accounts.devices():
            if device.name == name and not device.revoked:
                self._accounts.revoke_device(device.id)
                return device
        raise Refusal("not_found", f"there is no device {name!r}", "name")
