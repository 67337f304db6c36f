"""One line at work: a native thread that owns a port and drives the master, with orders in and reports out."""

import contextlib
import dataclasses
import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Final

from firmware_bridge.link import PORT_ERRORS, Port
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.event_ring import EventName
from firmware_bridge.protocol.master import Master
from firmware_bridge.protocol.register_map import Beep
from firmware_bridge.reports import Inbox, LineDown, LineFigures, LineNews, LineReport, LineUp

logger = logging.getLogger(__name__)

REOPEN_AFTER_S: Final = (0.5, 1.0, 2.0)
"""Pauses before a failed port is opened again; the last one repeats."""
REPORT_EVERY_S: Final = 10.0
SOCKET_SILENT_S: Final = 10.0
"""A gateway's connection on which no unit answers for so long may be dead without saying so; it is made anew."""
_LONGEST_WAIT_S: Final = 0.02
_STOP_CHECK_S: Final = 0.5


@dataclasses.dataclass(slots=True)
class Wishes:
    """What units have to do, by their addresses."""

    displays: dict[int, Display] = dataclasses.field(default_factory=dict)
    beeps: dict[int, Beep] = dataclasses.field(default_factory=dict)
    settled: dict[int, EventName] = dataclasses.field(default_factory=dict)
    notes: dict[int, bool] = dataclasses.field(default_factory=dict)


class Orders:
    """What the gateway wants of a line's units; only the newest wish per unit is kept, so this can't grow."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wishes = Wishes()

    def show(self, address: int, display: Display) -> None:
        """Order a picture."""
        with self._lock:
            self._wishes.displays[address] = display

    def beep(self, address: int, pattern: Beep) -> None:
        """Order a sound."""
        with self._lock:
            self._wishes.beeps[address] = pattern

    def answer(self, address: int, pattern: Beep, newest: EventName) -> None:
        """Order the sound of an answer, and the note that the events up to this one are settled with it."""
        with self._lock:
            self._wishes.beeps[address] = pattern
            self._wishes.settled[address] = newest

    def note(self, address: int, overdue: bool) -> None:
        """Order a note for the next process."""
        with self._lock:
            self._wishes.notes[address] = overdue

    def take(self) -> Wishes:
        """Return what was ordered since the last call."""
        with self._lock:
            taken, self._wishes = self._wishes, Wishes()
        return taken


class LineThread(threading.Thread):
    """Opens the port, again and again if need be, and runs the master on it."""

    def __init__(
        self,
        name: str,
        open_port: Callable[[], Port],
        master: Master,
        reports: Inbox[LineReport],
        *,
        is_socket: bool = False,
    ) -> None:
        """Prepare a line; ``reports`` is bounded: a full one stops the polling, and the units show dashes."""
        super().__init__(name=f"line {name}", daemon=True)
        self.line = name
        self.orders = Orders()
        self._open_port = open_port
        self._master = master
        self._reports = reports
        self._is_socket = is_socket
        self._halt = threading.Event()
        self._reason = ""
        self._next_figures = 0.0

    def stop(self) -> None:
        """End the thread soon."""
        self._halt.set()

    def run(self) -> None:
        """Keep the line alive until stopped."""
        attempt = 0
        while not self._halt.is_set():
            opened_at = time.monotonic()
            reason = self._serve_port()
            if reason is None:
                return
            if time.monotonic() - opened_at > max(REOPEN_AFTER_S):
                attempt = 0
            if reason != self._reason:
                self._reason = reason
                self._report(LineDown(reason))
            self._halt.wait(REOPEN_AFTER_S[min(attempt, len(REOPEN_AFTER_S) - 1)])
            attempt += 1

    def _serve_port(self) -> str | None:
        """Work on the port until it fails; return why, None when stopped."""
        try:
            port = self._open_port()
        except PORT_ERRORS as error:
            return _readable(error)
        self._reason = ""
        self._report(LineUp())
        self._master.reset(time.monotonic())
        try:
            with contextlib.closing(port):
                self._pump(port)
        except PORT_ERRORS as error:
            self._master.close()
            self._report_events()
            return _readable(error)
        return None

    def _pump(self, port: Port) -> None:
        answered_at = time.monotonic()
        while not self._halt.is_set():
            now = time.monotonic()
            self._follow_orders(now)
            request = self._master.advance(now)
            if request:
                logger.debug("%s > %s", self.line, request.hex(" "))
                port.write(request)
                continue
            self._report_events()
            self._report_figures(now)
            received = port.read(min(self._master.wake_at - time.monotonic(), _LONGEST_WAIT_S))
            if received:
                logger.debug("%s < %s", self.line, received.hex(" "))
                self._master.receive(received, time.monotonic())
            if not self._master.all_offline:
                answered_at = now
            elif self._is_socket and now - answered_at > SOCKET_SILENT_S:
                raise OSError(f"no unit answered for {SOCKET_SILENT_S:.0f} s, connecting anew")

    def _follow_orders(self, now: float) -> None:
        wishes = self.orders.take()
        for address, display in wishes.displays.items():
            self._master.show(address, display)
        for address, pattern in wishes.beeps.items():
            self._master.beep(address, pattern, now)
        for address, newest in wishes.settled.items():
            self._master.settle_events(address, newest)
        for address, overdue in wishes.notes.items():
            self._master.note(address, overdue)

    def _report_events(self) -> None:
        for event in self._master.take_events():
            self._report(event)

    def _report_figures(self, now: float) -> None:
        if now < self._next_figures:
            return
        self._next_figures = now + REPORT_EVERY_S
        self._report(LineFigures(dataclasses.replace(self._master.statistics), self._master.unit_statistics()))

    def _report(self, news: LineNews) -> None:
        report = LineReport(self.line, news, time.monotonic())
        while not self._halt.is_set():
            with contextlib.suppress(queue.Full):
                self._reports.put(report, timeout=_STOP_CHECK_S)
                return


def _readable(error: BaseException) -> str:
    """Return an error as a short text: the system's own words where it has some."""
    return (
        str(getattr(error, "strerror", None) or error).strip().splitlines()[0] if str(error) else type(error).__name__
    )
