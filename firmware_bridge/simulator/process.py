"""The simulator as a process: a pseudo-terminal in real time and a control socket."""

import contextlib
import os
import pty
import random
import secrets
import selectors
import socket
import time
import tty
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from firmware_bridge.protocol.register_map import HIGHEST_ADDRESS, UnitKind
from firmware_bridge.simulator.bus import SimulatedBus
from firmware_bridge.simulator.control import MAX_LINE, Control
from firmware_bridge.simulator.unit import SimulatedUnit

FIRST_LED_UNIT: Final = 101
MAX_BOXES: Final = FIRST_LED_UNIT - 1
MAX_LEDS: Final = HIGHEST_ADDRESS - FIRST_LED_UNIT + 1
_STEP_S: Final = 0.001
"""Bytes are handed over in steps of this length; virtual times stay exact."""
_IDLE_S: Final = 0.1


class SimulationError(RuntimeError):
    """The simulator can't start; one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationSettings:
    """What to simulate and where."""

    boxes: int
    leds: int
    baud: int
    noise: float
    link: Path
    """Where the symbolic link to the pseudo-terminal appears."""
    control: Path | None
    """Unix socket."""


def make_units(settings: SimulationSettings, now: float) -> dict[int, SimulatedUnit]:
    """Return call boxes at 1, 2, … and LED units at 101, 102, …, by address, with serial numbers of this run."""
    addresses = dict.fromkeys(range(1, settings.boxes + 1), UnitKind.CALL_BOX)
    addresses |= {FIRST_LED_UNIT + index: UnitKind.LED_UNIT for index in range(settings.leds)}
    units = {
        address: SimulatedUnit(kind, address, 1 + secrets.randbelow(0xFFFFFFFE), now)
        for address, kind in addresses.items()
    }
    for unit in units.values():
        unit.baud = settings.baud
    return units


class Simulation:
    """Units, line and control socket, run by one loop."""

    def __init__(self, settings: SimulationSettings) -> None:
        """Open nothing yet."""
        now = time.monotonic()
        units = make_units(settings, now)
        self._settings = settings
        self._bus = SimulatedBus(list(units.values()), settings.baud, random.Random())
        self._bus.noise = settings.noise
        self._control = Control(units, self._bus)
        self._selector = selectors.SelectSelector()  # epoll rounds time-outs up to milliseconds
        self._received: dict[socket.socket, bytes] = {}
        self._line = -1

    def run(self, should_stop: Callable[[], bool]) -> None:
        """Serve until told to stop, here or by the control socket.

        Raises:
            SimulationError: the link or the socket can't be made.
        """
        with _pseudo_terminal(self._settings.link) as self._line, contextlib.ExitStack() as stack:
            if self._settings.control is not None:
                listener = stack.enter_context(_listening(self._settings.control))
                self._selector.register(listener, selectors.EVENT_READ, listener)
            self._selector.register(self._line, selectors.EVENT_READ)
            while not (should_stop() or self._control.quit):
                self._step()
            for client in list(self._received):
                self._hang_up(client)

    def _step(self) -> None:
        self._let_time_pass()
        next_at = min(self._bus.next_at, self._control.fingers.next_at)
        wait = min(max(next_at - time.monotonic(), _STEP_S), _IDLE_S)
        for key, _ in self._selector.select(wait):
            # What the host wrote is read after the time before it has passed, else silences would shrink.
            now = self._let_time_pass()
            if key.fd == self._line:
                self._bus.write(os.read(self._line, 4096), now)
            elif key.data is not None:
                client, _ = key.data.accept()
                client.setblocking(False)
                self._received[client] = b""
                self._selector.register(client, selectors.EVENT_READ)
            else:
                assert isinstance(key.fileobj, socket.socket)
                self._serve(key.fileobj)

    def _let_time_pass(self) -> float:
        now = time.monotonic()
        # Fingers first: a key that was to be let go meanwhile has not been held until now.
        self._control.fingers.advance(now)
        data = self._bus.advance(now)
        if data:
            with contextlib.suppress(BlockingIOError):  # nobody reads: the bytes are lost, as on a real line
                os.write(self._line, data)
        return now

    def _serve(self, client: socket.socket) -> None:
        try:
            data = client.recv(4096)
            *lines, rest = (self._received[client] + data).split(b"\n")
            self._received[client] = rest
            for line in lines:
                text = line.decode("ascii", "replace")
                client.sendall(self._control.answer(text, time.monotonic()).encode() + b"\n")
        except OSError:
            data, rest = b"", b""
        if not data or len(rest) > MAX_LINE:
            self._hang_up(client)

    def _hang_up(self, client: socket.socket) -> None:
        self._selector.unregister(client)
        del self._received[client]
        client.close()


@contextlib.contextmanager
def _pseudo_terminal(link: Path) -> Iterator[int]:
    """Give the simulator's end of a new pseudo-terminal, with a symbolic link to the other end."""
    ours, theirs = pty.openpty()
    try:
        tty.setraw(theirs)  # kept open here: reading our end fails while nobody has theirs open
        os.set_blocking(ours, False)
        if link.exists() and not link.is_symlink():
            raise SimulationError(f"{link}: exists and is no symbolic link")
        try:
            link.parent.mkdir(parents=True, exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(os.ttyname(theirs))
        except OSError as error:
            raise SimulationError(f"{link}: cannot be made ({error.strerror})") from None
        try:
            yield ours
        finally:
            link.unlink(missing_ok=True)
    finally:
        os.close(ours)
        os.close(theirs)


@contextlib.contextmanager
def _listening(path: Path) -> Iterator[socket.socket]:
    """Give a listening Unix socket; one left by a dead process is replaced."""
    if path.exists() and not path.is_socket():
        raise SimulationError(f"{path}: exists and is no socket")
    with socket.socket(socket.AF_UNIX) as listener:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_name(f"{path.name}.new")
            unfinished.unlink(missing_ok=True)
            listener.bind(str(unfinished))
            listener.listen(16)
            unfinished.replace(path)  # whoever sees the path can connect
        except OSError as error:
            raise SimulationError(f"{path}: cannot listen ({error.strerror or error})") from None
        listener.setblocking(False)
        try:
            yield listener
        finally:
            path.unlink(missing_ok=True)
