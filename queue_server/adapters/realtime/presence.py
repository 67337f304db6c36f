"""What displays, bridges and units have said of themselves since the server started."""

from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

from queue_server.adapters.realtime.guests import Guest, Guests
from queue_server.contract import rooms
from queue_server.contract.messages import BridgeHello, DisplayStatus, HelloUnit, UnitStatus
from queue_server.domain.errors import Refusal
from queue_server.domain.line_errors import ErrorWindow
from queue_server.usecases.bridge_greeting import Greeting
from queue_server.usecases.ports.connected import BridgeSeen, DisplaySeen, UnitSeen
from queue_server.usecases.ports.environment import Clock


class Presence:
    """Displays, bridges and their units; see ``usecases.ports.connected.ConnectedDevices``.

    A registered device is kept when it goes, a display without a token is forgotten then. Of a device that
    is connected twice, as after a cut that the server has not noticed yet, the newest connection counts.
    """

    def __init__(self, guests: Guests, clock: Clock) -> None:
        self._guests = guests
        self._clock = clock
        self._lock = Lock()
        self._sids: dict[str, str] = {}
        self._displays: dict[str, DisplaySeen] = {}
        self._bridges: dict[str, BridgeSeen] = {}
        self._expected: dict[str, int] = {}
        """Revision that was the newest when a display last reported; by its next report it should have it."""
        self._units: dict[str, dict[str, UnitSeen]] = {}
        self._windows: dict[str, dict[str, ErrorWindow]] = {}
        self._greeted: set[str] = set()

    def display_came(self, guest: Guest) -> None:
        """Take in that a client of a board is connected; one without token and name may be any passer-by's phone."""
        if guest.device is None and not guest.display:
            return
        with self._lock:
            self._sids[_key(guest)] = guest.sid
            self._expected.pop(_key(guest), None)
            self._displays[_key(guest)] = self._display(guest)

    def display_went(self, guest: Guest) -> None:
        """Take in that it is gone."""
        key = _key(guest)
        with self._lock:
            if self._sids.get(key) != guest.sid:
                return
            del self._sids[key]
            self._expected.pop(key, None)
            if guest.device is None:
                del self._displays[key]
            else:
                self._displays[key] = replace(self._displays[key], online=False, since=self._clock.now())

    def display_status(self, guest: Guest, status: DisplayStatus, newest: int) -> None:
        """Keep what a display tells about itself, at a time when ``newest`` is its office's newest revision."""
        key = _key(guest)
        with self._lock:
            if self._sids.setdefault(key, guest.sid) != guest.sid:
                return
            self._displays[key] = replace(
                self._displays.get(key) or self._display(guest),
                last_seen=self._clock.now(),
                version=status.version,
                resolution=status.resolution,
                screen=status.screen,
                audio=status.audio,
                revision=status.revision,
                is_behind=status.revision < self._expected.get(key, 0),
                note=status.note,
            )
            self._expected[key] = newest

    def bridge_came(self, guest: Guest) -> None:
        """Take in that a bridge is connected."""
        assert guest.device is not None
        device = guest.device
        with self._lock:
            self._sids[device.id] = guest.sid
            self._bridges[device.id] = BridgeSeen(
                device=device.id, name=device.name, office=device.office, online=True, since=self._clock.now()
            )
            self._units[device.id] = {}
            self._windows[device.id] = {}

    def bridge_went(self, guest: Guest) -> None:
        """Take in that it is gone."""
        assert guest.device is not None
        device = guest.device.id
        with self._lock:
            self._greeted.discard(guest.sid)
            if self._sids.get(device) == guest.sid:
                del self._sids[device]
                self._bridges[device] = replace(self._bridges[device], online=False, since=self._clock.now())

    def bridge_greeted(self, guest: Guest, hello: BridgeHello, greeting: Greeting) -> None:
        """Keep what a bridge has announced; a new unit is offline until the bridge reports it."""
        assert guest.device is not None
        device = guest.device.id
        with self._lock:
            self._greeted.add(guest.sid)
            if self._sids.get(device) != guest.sid:
                return
            self._bridges[device] = replace(self._bridges[device], lines=tuple(hello.lines), problems=greeting.problems)
            known = self._units[device]
            self._units[device] = {
                one.unit: self._met(known.get(one.unit), one, greeting.units[one.unit].unit.place)
                for one in hello.units
            }

    def has_greeted(self, guest: Guest) -> bool:
        """Return whether this connection of a bridge has said hello."""
        return guest.sid in self._greeted

    def unit_status(self, guest: Guest, status: UnitStatus) -> tuple[UnitSeen, UnitSeen]:
        """Keep what a bridge tells about a unit; return what was known before, and what is now.

        Raises:
            Refusal: unit_unknown.
        """
        assert guest.device is not None
        with self._lock:
            units = self._units.get(guest.device.id, {})
            known = units.get(status.unit)
            if known is None:
                raise Refusal("unit_unknown", f"bridge {guest.device.name} has not announced unit {status.unit}")
            window = self._windows[guest.device.id].setdefault(status.unit, ErrorWindow())
            units[status.unit] = now = self._told(known, status, window)
            return known, now

    def _met(self, known: UnitSeen | None, unit: HelloUnit, counter: str | None) -> UnitSeen:
        seen = known or UnitSeen(unit=unit.unit, counter=None, online=False, since=self._clock.now())
        if unit.boot is None or unit.serial is None:
            return replace(seen, counter=counter)
        return replace(seen, counter=counter, serial=str(unit.serial), boot=unit.boot)

    def _told(self, known: UnitSeen, status: UnitStatus, window: ErrorWindow) -> UnitSeen:
        now, stats = self._clock.now(), status.stats
        take_in = window.add if status.online else window.begin
        take_in(self._clock.monotonic(), stats.polls, stats.timeouts + stats.crc_errors)
        return replace(
            known,
            online=status.online,
            since=now if known.online != status.online else known.since,
            last_seen=now if status.online else known.last_seen,
            polls=stats.polls,
            timeouts=stats.timeouts,
            crc_errors=stats.crc_errors,
            ring_overruns=stats.ring_overruns,
            overrun_at=now if stats.ring_overruns > known.ring_overruns else known.overrun_at,
            scan_ms=stats.scan_ms,
            error_ratio=window.ratio,
            has_many_errors=window.is_high,
        )

    def _display(self, guest: Guest) -> DisplaySeen:
        return DisplaySeen(
            device=guest.device.id if guest.device else None,
            name=guest.device.name if guest.device else guest.display,
            office=guest.office or "",
            online=True,
            since=self._clock.now(),
            last_seen=self._clock.now(),
        )

    def displays(self, office: str) -> Sequence[DisplaySeen]:
        with self._lock:
            return sorted((one for one in self._displays.values() if one.office == office), key=lambda one: one.name)

    def bridges(self, office: str) -> Sequence[BridgeSeen]:
        with self._lock:
            found = [
                replace(one, units=tuple(_seen(unit, one) for unit in self._units[one.device].values()))
                for one in self._bridges.values()
                if one.office == office
            ]
        return sorted(found, key=lambda one: one.name)

    def states(self) -> list[tuple[str, str, DisplaySeen | BridgeSeen]]:
        """Return every display and bridge with its key and office."""
        with self._lock:
            displays = list(self._displays.items())
            offices = {one.office for one in self._bridges.values()}
        bridges = [bridge for office in offices for bridge in self.bridges(office)]
        return [(key, one.office, one) for key, one in displays] + [(one.device, one.office, one) for one in bridges]

    def connected(self) -> set[str]:
        """Return the ids of the registered devices that are connected."""
        with self._lock:
            return set(self._sids)

    def connections(self) -> dict[str, int]:
        return self._guests.count((rooms.BOARD, rooms.COUNTER, rooms.TICKET, rooms.BRIDGE))


def _key(guest: Guest) -> str:
    return guest.device.id if guest.device else guest.sid


def _seen(unit: UnitSeen, bridge: BridgeSeen) -> UnitSeen:
    """Return a unit as it is now: away while its bridge is."""
    if bridge.online or not unit.online:
        return unit
    return replace(unit, online=False, since=bridge.since or unit.since, error_ratio=None, has_many_errors=False)
