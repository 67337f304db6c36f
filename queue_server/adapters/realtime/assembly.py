"""Puts the parts of this package together; the composition root makes one ``Realtime`` and starts it."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from flask import Flask
from flask_socketio import SocketIO
from socketio import Manager

from queue_server.adapters.realtime.bridge_handlers import BridgeHandlers
from queue_server.adapters.realtime.counter_handlers import CounterHandlers
from queue_server.adapters.realtime.credentials import Credentials
from queue_server.adapters.realtime.device_orders import LOOK_EVERY_S, DeviceOrders
from queue_server.adapters.realtime.display_handlers import DisplayHandlers
from queue_server.adapters.realtime.followers import Followers
from queue_server.adapters.realtime.gate import Gate
from queue_server.adapters.realtime.guests import Guests
from queue_server.adapters.realtime.handshake import CookieToken
from queue_server.adapters.realtime.heartbeat import Heartbeat
from queue_server.adapters.realtime.newest import BoardCache, line_cache
from queue_server.adapters.realtime.news import Hear, News, Wakeups
from queue_server.adapters.realtime.pace import COUNTS_ONLY
from queue_server.adapters.realtime.packets import packet_class
from queue_server.adapters.realtime.periodic import Periodic
from queue_server.adapters.realtime.presence import Presence
from queue_server.adapters.realtime.publisher import Publisher
from queue_server.adapters.realtime.shared_presence import SAVE_EVERY_S, Shared, SharedPresence
from queue_server.adapters.realtime.socket_server import SocketServer
from queue_server.adapters.realtime.ticker import TICK_EVERY_S, Ticker
from queue_server.adapters.realtime.ticket_handlers import TicketHandlers
from queue_server.contract import rooms
from queue_server.contract.messages import DisplayCommand, UnitCommand
from queue_server.domain.errors import Refusal
from queue_server.domain.opening_hours import Holidays, no_holidays
from queue_server.usecases.announcing import Announcing
from queue_server.usecases.bridge_greeting import BridgeGreeting
from queue_server.usecases.devices import Devices
from queue_server.usecases.dispenser import Dispenser
from queue_server.usecases.holders import Holders
from queue_server.usecases.ports.changing import Committed
from queue_server.usecases.ports.connected import ConnectedDevices
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.failures import StorageError
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.sign_in import SignIn
from queue_server.usecases.upkeep import Upkeep

AsyncMode = Literal["gevent", "threading"]
"""How tasks run beside each other: gevent in production, threading in tests."""

PING_EVERY_S = 12
"""A cut connection is noticed after at most twice this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the namespaces act on."""

    reader: OfficeReader
    boards: BoardCache
    """The same that answer ``GET board``."""
    sign_in: SignIn
    devices: Devices
    greeting: BridgeGreeting
    keys: Dispenser
    upkeep: Upkeep
    announcing: Announcing
    cookie_token: CookieToken
    """Returns the session's or device's token in the cookies of a WSGI environment."""
    is_on_duty: Callable[[], bool] = lambda: True
    """Whether this worker is the one that does what time alone brings."""
    open_wakeups: Callable[[SocketServer, Hear], Wakeups | None] = lambda server, hear: None
    """Opens the way to other workers of the same database, if there may be any."""
    holidays: Holidays = no_holidays
    """The public holidays that opening hours keep."""


CLIENTS_FAULTS = frozenset(
    {
        "bad-transport",
        "bad-origin",
        "bad-version",
        "bad-jsonp-index",
        "bad-upgrade",
        "bad-sid",
        "not-connected",
        "unexpected-http",
    }
)
"""Engine.IO's names for requests that it refuses, long-polling and connections of before a restart among them."""


class _Arrivals(Manager):  # type: ignore[misc]  # python-socketio has no types
    """Tells when a client has been told that it is connected: the first moment at which events may be sent to it."""

    gate: Gate | None = None

    def connect(self, sid: str, namespace: str) -> str:
        connected: str = super().connect(sid, namespace)
        if self.gate is not None and not self.gate.arrived(namespace, connected):
            self.disconnect(connected, namespace)
        return connected


class Realtime:
    """Flask-SocketIO with this package's namespaces.

    Made before the database, which is given ``committed``; opened when the use cases are there.
    """

    def __init__(self, clock: Clock, shared: Shared | None = None) -> None:
        """Make it; ``shared`` if other workers may serve the same database."""
        self._clock = clock
        self._shared = shared
        self._orders: DeviceOrders | None = None
        self._guests = Guests()
        self._publisher: Publisher | None = None
        self._periodic: list[Periodic] = []
        self._wakeups: Wakeups | None = None
        self.presence = Presence(self._guests, clock)
        """Which devices are connected to this worker."""
        self._shared_presence = None if shared is None else SharedPresence(self.presence, shared)
        self.connected: ConnectedDevices = self._shared_presence or self.presence
        """Which devices are connected to any worker."""

    def committed(self, committed: Committed) -> None:
        """Publish what a transaction left behind; called in the order of commits, never waits."""
        if self._publisher is not None:
            self._publisher.committed(committed)
        if self._wakeups is not None:
            urgent = not COUNTS_ONLY.issuperset(committed.kinds)
            self._wakeups.tell(News(office=committed.office, revision=committed.revision, urgent=urgent))

    def open(self, app: Flask, async_mode: AsyncMode, parts: Parts) -> SocketIO:
        """Put Socket.IO in front of the application's pages and open the namespaces.

        Its Engine.IO server, ``.server.eio``, can be given another WebSocket driver before ``start``.
        """
        arrivals = _Arrivals()
        make: Callable[..., SocketIO] = SocketIO
        socketio = make(app, async_mode=async_mode, client_manager=arrivals, **_options(self._clock))
        server: SocketServer = socketio.server  # type: ignore[attr-defined]  # not in the type stubs
        # What a client does wrong is refused with 400 and no error of this server; its library would say so once.
        server.eio.log_message_keys |= CLIENTS_FAULTS
        self._open(server, arrivals, parts)
        return socketio

    def command_display(self, device_id: str, command: DisplayCommand) -> None:
        """Send an order to a registered display, if it is connected to any worker."""
        if self._orders is not None:
            self._orders.display(device_id, command)

    def command_unit(self, device_id: str, command: UnitCommand) -> None:
        """Send an order for a unit to its bridge, if that is connected to any worker."""
        if self._orders is not None:
            self._orders.unit(device_id, command)

    def board_pushes(self) -> dict[str, int]:
        """Return how many boards were sent to all of each office since the start."""
        return {} if self._publisher is None else self._publisher.pushes()

    def start(self) -> None:
        """Begin with beats and ticks, and with other workers."""
        if self._wakeups is not None:
            self._wakeups.start()
        for periodic in self._periodic:
            periodic.start()

    def stop(self) -> None:
        """End all that ``start`` began."""
        if self._wakeups is not None:
            self._wakeups.stop()
        for periodic in self._periodic:
            periodic.stop()
        if self._shared_presence is not None:
            with suppress(Refusal, StorageError):
                self._shared_presence.leave()

    def _open(self, server: SocketServer, arrivals: "_Arrivals", parts: Parts) -> None:
        reader, boards, clock, guests = parts.reader, parts.boards, self._clock, self._guests
        followers, presence = Followers(), self.presence
        publisher = Publisher(
            server, reader, boards, line_cache(reader, clock, parts.holidays), guests, followers, clock
        )
        credentials = Credentials(parts.sign_in, parts.devices)
        gate = Gate(server, guests, publisher, parts.cookie_token)
        gate.add(DisplayHandlers(server, reader, credentials, boards, publisher, presence, parts.announcing, clock))
        gate.add(CounterHandlers(server, reader, credentials, publisher, guests))
        gate.add(TicketHandlers(server, reader, Holders(reader, clock), publisher, followers))
        gate.add(BridgeHandlers(server, credentials, boards, publisher, presence, parts.greeting, parts.keys))
        heartbeat = Heartbeat(reader, guests, publisher, credentials, gate.drop)
        ticker = Ticker(reader, parts.upkeep, publisher, parts.is_on_duty)
        self._periodic = [
            Periodic(server, clock, rooms.BEAT_EVERY_S, heartbeat.beat),
            Periodic(server, clock, TICK_EVERY_S, ticker.tick),
        ]
        arrivals.gate = gate
        self._publisher = publisher
        self._orders = orders = DeviceOrders(publisher, presence, self._shared, lambda: self._wakeups)
        if self._shared_presence is not None:
            self._periodic += [
                Periodic(server, clock, SAVE_EVERY_S, self._shared_presence.save),
                Periodic(server, clock, LOOK_EVERY_S, orders.look),
            ]

        def hear(news: News) -> None:
            if news.revision:
                publisher.heard(news.office, news.revision, urgent=news.urgent)
            if news.ordered:
                server.start_background_task(orders.look)

        self._wakeups = parts.open_wakeups(server, hear)


def _options(clock: Clock) -> dict[str, object]:
    return {
        "transports": ["websocket"],
        "namespaces": [rooms.BOARD],  # without it everybody may connect to "/", where nothing is
        "serializer": packet_class(clock.monotonic),
        "max_http_buffer_size": rooms.MAX_FRAME_BYTES,
        "ping_interval": PING_EVERY_S,
        "ping_timeout": PING_EVERY_S,
        # Any page may look at a board; a cookie counts only for pages of this server, see handshake.py.
        "cors_allowed_origins": "*",
        "cors_credentials": False,
        "logger": _errors_of("socketio"),
        "engineio_logger": _errors_of("engineio"),
    }


def _errors_of(name: str) -> logging.Logger:
    """Return a logger for a library that writes a line for each packet and each client that goes."""
    child = logging.getLogger(f"{__name__}.{name}")
    child.setLevel(logging.ERROR)
    return child
