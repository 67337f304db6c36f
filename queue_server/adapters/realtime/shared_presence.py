"""Devices of all workers: what this one knows goes where the others read it, and the other way round."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from queue_server.adapters.realtime.presence import Presence
from queue_server.usecases.ports.connected import BridgeSeen, DisplaySeen
from queue_server.usecases.ports.device_states import DeviceState, DeviceStates, Seen
from queue_server.usecases.ports.leases import Leases

SAVE_EVERY_S = 2.0
FIGURES_EVERY = 5
"""Savings after which mere figures are saved too; that a device came or went is saved by the next one."""

ALIVE_S = 15.0
"""So long after its last saving a worker's devices count as connected."""


_NEVER = datetime.min.replace(tzinfo=UTC)

S = TypeVar("S", DisplaySeen, BridgeSeen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What workers share devices by."""

    states: DeviceStates
    leases: Leases
    worker: str
    """Id of this worker."""
    new_id: Callable[[], str]


class SharedPresence:
    """The ``ConnectedDevices`` of all workers. Of a device that several know, the one it came to last counts."""

    def __init__(self, own: Presence, shared: Shared) -> None:
        self._own = own
        self._shared = shared
        self._saved: dict[str, tuple[str, Seen]] = {}
        self._came: dict[str, datetime] = {}
        self._savings = 0

    def save(self) -> None:
        """Tell the others what changed here; done every ``SAVE_EVERY_S``.

        Raises:
            Refusal, StorageError: the next time tells it too.
        """
        self._shared.leases.take(_lease(self._shared.worker), self._shared.worker, ALIVE_S)
        now = {key: (office, seen) for key, office, seen in self._known()}
        with_figures = self._savings % FIGURES_EVERY == 0
        changed = {
            key: one
            for key, one in now.items()
            if self._saved.get(key) != one and (with_figures or _is_urgent(self._saved.get(key), one))
        }
        gone = [key for key in self._saved if key not in now]
        states = [self._state(key, office, seen) for key, (office, seen) in changed.items()]
        self._shared.states.save(states, gone)
        self._savings += 1
        self._saved |= changed
        for key in gone:
            del self._saved[key]
            self._came.pop(key, None)

    def leave(self) -> None:
        """Let this worker's devices count as gone at once.

        Raises:
            Refusal, StorageError: they do soon.
        """
        self._shared.leases.release(_lease(self._shared.worker), self._shared.worker)

    def displays(self, office: str) -> Sequence[DisplaySeen]:
        return self._merged(self._own.displays(office), office, DisplaySeen)

    def bridges(self, office: str) -> Sequence[BridgeSeen]:
        return self._merged(self._own.bridges(office), office, BridgeSeen)

    def connections(self) -> dict[str, int]:
        """Return those of this worker; figures add up all workers'."""
        return self._own.connections()

    def _known(self) -> Iterable[tuple[str, str, Seen]]:
        yield from self._own.states()

    def _state(self, key: str, office: str, seen: Seen) -> DeviceState:
        if seen.since is not None and (seen.online or key not in self._came):
            self._came[key] = seen.since
        since = self._came[key]
        return DeviceState(key=key, office=office, worker=self._shared.worker, since=since, seen=seen)

    def _of_others(self, office: str) -> list[DeviceState]:
        return [one for one in self._shared.states.of_office(office) if one.worker != self._shared.worker]

    def _merged(self, own: Sequence[S], office: str, kind: type[S]) -> list[S]:
        found: dict[str, S] = {}
        nameless: list[S] = []
        for mine in own:
            if mine.device is None:
                nameless.append(mine)
            else:
                found[mine.device] = mine
        living: dict[str, bool] = {}
        for state in self._of_others(office):
            if not isinstance(state.seen, kind):
                continue
            if state.worker not in living:
                living[state.worker] = self._shared.leases.holder(_lease(state.worker)) is not None
            theirs = state.seen if living[state.worker] else _away(state.seen)
            if theirs.device is None:
                nameless += [theirs] if theirs.online else []
            elif theirs.device not in found or state.since > self._came_here(found[theirs.device]):
                found[theirs.device] = theirs
        nameless.extend(found.values())
        return sorted(nameless, key=lambda one: one.name)

    def _came_here(self, seen: DisplaySeen | BridgeSeen) -> datetime:
        came = self._came.get(seen.device or "", _NEVER)
        return seen.since if seen.online and seen.since is not None else came


def _lease(worker: str) -> str:
    return f"worker:{worker}"


def _is_urgent(before: tuple[str, Seen] | None, now: tuple[str, Seen]) -> bool:
    return before is None or _who_is_there(before[1]) != _who_is_there(now[1])


def _who_is_there(seen: Seen) -> object:
    """Return what everybody wants to know soon, without figures."""
    if isinstance(seen, BridgeSeen):
        return seen.online, seen.since, seen.lines, seen.problems, [(one.unit, one.online) for one in seen.units]
    return seen.online, seen.since, seen.is_behind


def _away(seen: S) -> S:
    """Return a device whose worker has gone; it comes to another one soon."""
    if not seen.online:
        return seen
    if isinstance(seen, BridgeSeen):
        return replace(seen, online=False, units=tuple(replace(one, online=False) for one in seen.units))
    return replace(seen, online=False)
