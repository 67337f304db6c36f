"""What several workers know of devices, each of those connected to it, put where all find it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from queue_server.usecases.ports.connected import BridgeSeen, DisplaySeen

Seen = DisplaySeen | BridgeSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceState:
    """What a worker knows of a device."""

    key: str
    """Id of the registered device, else of what only this worker has."""
    office: str
    worker: str
    since: datetime
    """When the device came to this worker; the worker it came to last counts, also if it has gone from there."""
    seen: Seen


class OrderKind(StrEnum):
    """What an order is for."""

    DISPLAY = "display"
    UNIT = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceOrder:
    """An order for a device that is connected to another worker."""

    id: str
    device: str
    """Id of the registered display or bridge."""
    kind: OrderKind
    content: str
    """The message, as text."""


class DeviceStates(Protocol):
    """States of devices, and orders for them, that all workers of a database share."""

    def save(self, states: Sequence[DeviceState], gone: Collection[str] = ()) -> None:
        """Store what a worker knows now; what another worker knows of a later moment stays.

        Args:
            states: of one worker.
            gone: keys that this worker has no more.

        Raises:
            Refusal: busy.
            StorageError: nothing is stored.
        """

    def of_office(self, office: str) -> Sequence[DeviceState]:
        """Return the states of an office by key."""

    def order(self, order: DeviceOrder, ttl_s: float) -> None:
        """Keep an order until a worker takes it, at most for so long.

        Raises:
            Refusal: busy.
            StorageError: it is not kept.
        """

    def take_orders(self, devices: Collection[str]) -> Sequence[DeviceOrder]:
        """Take the orders for these devices, oldest first; nobody gets them again.

        Raises:
            Refusal: busy.
            StorageError: none is taken.
        """
