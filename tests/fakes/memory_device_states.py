"""In-memory twin of the states of devices that workers share."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from threading import Lock

from queue_server.usecases.ports.device_states import DeviceOrder, DeviceState
from queue_server.usecases.ports.environment import Clock


class MemoryDeviceStates:
    """See ``DeviceStates``."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._states: dict[str, DeviceState] = {}
        self._orders: list[tuple[datetime, DeviceOrder]] = []

    def save(self, states: Sequence[DeviceState], gone: Collection[str] = ()) -> None:
        with self._lock:
            for state in states:
                known = self._states.get(state.key)
                if known is None or known.worker == state.worker or known.since <= state.since:
                    self._states[state.key] = state
            for key in gone:
                self._states.pop(key, None)

    def of_office(self, office: str) -> Sequence[DeviceState]:
        return [state for _, state in sorted(self._states.items()) if state.office == office]

    def order(self, order: DeviceOrder, ttl_s: float) -> None:
        with self._lock:
            self._orders.append((self._clock.now() + timedelta(seconds=ttl_s), order))

    def take_orders(self, devices: Collection[str]) -> Sequence[DeviceOrder]:
        with self._lock:
            now = self._clock.now()
            taken = [one for until, one in self._orders if until > now and one.device in devices]
            self._orders = [pair for pair in self._orders if pair[1] not in taken]
            return taken
