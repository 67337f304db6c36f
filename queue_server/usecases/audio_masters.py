"""Who speaks in a zone: one display at a time, by a lease that another takes over when it is not renewed."""

from dataclasses import dataclass

from queue_server.domain.device import Device
from queue_server.domain.display import LOUDEST, DisplaySetup
from queue_server.usecases.ports.announcements import AnnouncementReader
from queue_server.usecases.ports.displays import DisplayReader
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.leases import Leases

LEASE_S = 8.0
"""Displays ask every 3 s, so another one speaks at most 11 s after the last word of one that died."""
FORGOTTEN_S = 12.0
"""A display that has not asked for so long would not take over."""
ENDED_TOLD = 250
"""Calls; a board lists 200."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """One page or program that could speak."""

    office: str
    device: Device | None
    """None for a browser nobody registered; it speaks only while no registered display of its zone can."""
    speaker: str
    """Random name of the page or program."""
    name: str

    @property
    def key(self) -> str:
        """Return what tells it from all others."""
        return f"{self.device.id if self.device else 'guest'}/{self.speaker}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a display is told that asks whether it speaks."""

    master: bool
    zone: str
    volume: int
    rivals: int
    ended: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    at_s: float
    office: str
    zone: str
    registered: bool


class AudioMasters:
    """Gives out the right to speak."""

    def __init__(
        self, leases: Leases, displays: DisplayReader, announcements: AnnouncementReader, clock: Clock
    ) -> None:
        self._leases = leases
        self._displays = displays
        self._announcements = announcements
        self._clock = clock
        self._ready: dict[str, _Asked] = {}

    def ask(self, listener: Listener, *, ready: bool) -> Turn:
        """Return whether a display speaks for its zone from now on, and what of it is already said.

        Raises:
            Refusal: busy.
            StorageError: nobody knows then who speaks.
        """
        setup = self._setup(listener)
        office, zone, key = listener.office, setup.zone, listener.key
        can_speak = ready and setup.speaks
        others = self._note(listener, zone, can_speak)
        if can_speak and listener.device is None and any(one.registered for one in others):
            can_speak = False
        master = self._take(office, zone, key) if can_speak else self._give_back(office, zone, key)
        ended = tuple(self._announcements.ended(office, zone, ENDED_TOLD)) if master else ()
        rivals = max(len(others), self._speaking_setups(listener, zone))
        return Turn(master=master, zone=zone, volume=setup.volume, rivals=rivals, ended=ended)

    def zone_of(self, listener: Listener) -> str:
        """Return the zone a display is in."""
        return self._setup(listener).zone

    def may_report(self, listener: Listener) -> bool:
        """Return whether to believe what a display says of announcements: anybody may connect to a board.

        Raises:
            StorageError: see ``ask``.
        """
        return listener.device is not None or self._leases.holder(_name(listener.office, "")) == listener.key

    def _take(self, office: str, zone: str, key: str) -> bool:
        holder = self._leases.holder(_name(office, zone))
        return holder in (None, key) and self._leases.take(_name(office, zone), key, LEASE_S)

    def _give_back(self, office: str, zone: str, key: str) -> bool:
        if self._leases.holder(_name(office, zone)) == key:
            self._leases.release(_name(office, zone), key)
        return False

    def _note(self, listener: Listener, zone: str, can_speak: bool) -> list[_Asked]:
        """Keep who could speak; return the others of the zone that asked lately."""
        now, office = self._clock.monotonic(), listener.office
        asked = [(key, one) for key, one in self._ready.items() if now - one.at_s < FORGOTTEN_S]
        asked = [(key, one) for key, one in asked if key != listener.key]
        others = [one for _, one in asked if (one.office, one.zone) == (office, zone)]
        if can_speak:
            asked.append((listener.key, _Asked(now, office, zone, listener.device is not None)))
        # Replaced as a whole, so that no other thread sees it half made.
        self._ready = dict(asked)
        return others

    def _setup(self, listener: Listener) -> DisplaySetup:
        device = listener.device.id if listener.device else ""
        known = (one for one in self._displays.setups(listener.office) if one.device == device)
        return next(known, DisplaySetup(device=device, volume=LOUDEST))

    def _speaking_setups(self, listener: Listener, zone: str) -> int:
        """Return how many other registered displays are set up to speak in a zone; some may ask another worker."""
        device = listener.device.id if listener.device else ""
        setups = self._displays.setups(listener.office)
        return sum(one.speaks and one.zone == zone and one.device != device for one in setups)


def _name(office: str, zone: str) -> str:
    return f"audio:{office}:{zone}"
