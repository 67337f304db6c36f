"""Tokens of clients: whose they are when a client connects, and whether they still count."""

from queue_server.adapters.realtime.guests import Guest
from queue_server.domain.device import Device
from queue_server.domain.operator import Operator
from queue_server.usecases.devices import Devices
from queue_server.usecases.sign_in import SignIn


class Credentials:
    """Answers whose a token is."""

    def __init__(self, sign_in: SignIn, devices: Devices) -> None:
        self._sign_in = sign_in
        self._devices = devices

    def device(self, token: str | None) -> Device | None:
        """Return the device of a token, None if there is none (any more)."""
        return self._devices.of_token(token) if token else None

    def operator(self, token: str | None) -> Operator | None:
        """Return the operator of a session's token, None if there is none (any more)."""
        return self._sign_in.operator_of(token) if token else None

    def ended(self, guests: list[Guest]) -> list[Guest]:
        """Return those whose device has been revoked or whose session is over."""
        valid = {device.id for device in self._devices.all() if not device.revoked}
        sessions = {guest.session for guest in guests if guest.session is not None}
        over = {session for session in sessions if self._sign_in.operator_of(session) is None}
        return [
            guest
            for guest in guests
            if (guest.device is not None and guest.device.id not in valid) or guest.session in over
        ]
