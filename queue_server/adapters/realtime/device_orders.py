"""Orders for devices that may be connected to another worker: kept in the database until that one takes them."""

import logging
from collections.abc import Callable

import msgspec

from queue_server.adapters.realtime.news import News, Wakeups
from queue_server.adapters.realtime.presence import Presence
from queue_server.adapters.realtime.publisher import Publisher
from queue_server.adapters.realtime.shared_presence import Shared
from queue_server.contract.messages import DisplayCommand, UnitCommand
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.device_states import DeviceOrder, OrderKind
from queue_server.usecases.ports.failures import StorageError

logger = logging.getLogger(__name__)

ORDERED_FOR_S = 20.0
"""An order that reached nobody by then is void."""

LOOK_EVERY_S = 1.0
NO_OFFICE = "-"
"""Orders are told of without an office: whoever has the device may be anywhere."""


class DeviceOrders:
    """Sends orders to devices, wherever they are connected; each at most once."""

    def __init__(
        self, publisher: Publisher, presence: Presence, shared: Shared | None, wakeups: Callable[[], Wakeups | None]
    ) -> None:
        self._publisher = publisher
        self._presence = presence
        self._shared = shared
        self._wakeups = wakeups

    def display(self, device_id: str, command: DisplayCommand) -> None:
        """Order a display.

        Raises:
            Refusal, StorageError: it could not be kept for another worker.
        """
        if self._shared is None or device_id in self._presence.connected():
            self._publisher.command_display(device_id, command)
        else:
            self._keep(self._shared, device_id, OrderKind.DISPLAY, command)

    def unit(self, device_id: str, command: UnitCommand) -> None:
        """Order a unit of a bridge.

        Raises:
            Refusal, StorageError: it could not be kept for another worker.
        """
        if self._shared is None or device_id in self._presence.connected():
            self._publisher.command_unit(device_id, command)
        else:
            self._keep(self._shared, device_id, OrderKind.UNIT, command)

    def look(self) -> None:
        """Send the orders for devices that are connected here; done every ``LOOK_EVERY_S`` and when told of one."""
        devices = self._presence.connected()
        if self._shared is None or not devices:
            return
        try:
            taken = self._shared.states.take_orders(devices)
        except (Refusal, StorageError) as error:
            logger.warning("orders for devices were not taken, they are tried again: %s", error)
            return
        for order in taken:
            if order.kind is OrderKind.DISPLAY:
                self._publisher.command_display(order.device, msgspec.json.decode(order.content, type=DisplayCommand))
            else:
                self._publisher.command_unit(order.device, msgspec.json.decode(order.content, type=UnitCommand))

    def _keep(self, shared: Shared, device_id: str, kind: OrderKind, command: msgspec.Struct) -> None:
        content = msgspec.json.encode(command).decode()
        order = DeviceOrder(id=shared.new_id(), device=device_id, kind=kind, content=content)
        shared.states.order(order, ORDERED_FOR_S)
        wakeups = self._wakeups()
        if wakeups is not None:
            wakeups.tell(News(office=NO_OFFICE, revision=0, urgent=True, ordered=True))
