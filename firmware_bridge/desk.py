"""Talking to single units from a workplace: who is there, and giving a unit another address."""

import contextlib
import dataclasses
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from firmware_bridge.link import PORT_ERRORS, Port, SerialPort, ask
from firmware_bridge.protocol import register_map as registers
from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.exchange import Outcome
from firmware_bridge.protocol.identity import Identity
from firmware_bridge.protocol.timing import Timing

HASTE_S: Final = 0.040
"""First wait for a unit beyond the time on the wire: 5 ms for it, 16 ms for the adapter, some for this computer; the
others are the protocol's own. Most addresses are empty, and each costs all of them."""
_STORED_S: Final = 0.15
"""A unit uses and stores new settings within 100 ms. PROTOCOL.md 4.8."""
_BUSY: Final = 6


class DeskError(RuntimeError):
    """The port or a unit does not do what is needed; one sentence."""


@contextlib.contextmanager
def opened(port: str, baud: int, character_format: str) -> Iterator[SerialPort]:
    """Give an open port; whatever fails on it becomes one sentence.

    Raises:
        DeskError: it can't be opened, or went away.
    """
    try:
        with contextlib.closing(SerialPort(port, baud, character_format)) as device:
            yield device
    except PORT_ERRORS as error:
        raise DeskError(f"{port}: {getattr(error, 'strerror', None) or error}") from None


@dataclass(frozen=True, slots=True)
class Desk:
    """An open port with nobody else on it."""

    port: Port
    timing: Timing
    tries: int = 2
    """Of each question; the first is hasty."""

    def identify(self, address: int) -> Identity | str | None:
        """Return who is at an address: one of our units, why it is none, or None if nothing answers."""
        outcome = self._ask(rtu.read(address, *registers.POLL_BLOCK))
        if outcome.found is None:
            return None
        outcome = self._ask(rtu.read(address, *registers.IDENTITY_BLOCK))
        if outcome.found is None or outcome.found.refusal is not None:
            return "it speaks Modbus, but is no unit of ours"
        identity = Identity.of(outcome.found.data)
        return identity.objection or identity

    def move(self, old: int, new: int) -> Identity:
        """Give the unit at one address another one; return who it is.

        Raises:
            DeskError: there is none of our units, the new address is taken, or the unit refused.
        """
        unit = self.identify(old)
        if not isinstance(unit, Identity):
            raise DeskError(f"unit {old}: {unit or 'nothing answers'}")
        if self.identify(new) is not None:
            raise DeskError(f"address {new} is taken; two units with one address disturb each other")
        request = rtu.write_one(old, registers.ADDRESS, new)
        outcome = self._ask(request)
        if outcome.found is not None and outcome.found.refusal == _BUSY:
            time.sleep(_STORED_S)
            outcome = self._ask(request)
        if outcome.found is not None and outcome.found.refusal is not None:
            raise DeskError(f"unit {old} refused address {new}: exception {outcome.found.refusal}")
        time.sleep(_STORED_S)
        moved = self.identify(new)
        if not isinstance(moved, Identity) or moved.serial != unit.serial:
            raise DeskError(f"unit {old} ({unit.serial}) did not come to address {new}")
        return moved

    def _ask(self, request: rtu.Request) -> Outcome:
        hasty = dataclasses.replace(self.timing, host_s=min(HASTE_S, self.timing.host_s))
        outcome = ask(self.port, hasty, request.exchange())
        for _ in range(self.tries - 1):
            if outcome.found is not None:
                break
            outcome = ask(self.port, self.timing, request.exchange())
        return outcome
