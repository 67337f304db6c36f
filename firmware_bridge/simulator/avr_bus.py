"""The units' real machine code on a simulated RS-485 line with a virtual clock: libmoisobus.so for Python.

Only tests and demonstrations use it: the library links simavr (GPL 3) and is built on the machine that
uses it by ``make -C firmware_bridge/firmware``. PROTOCOL.md 12.
"""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from firmware_bridge.simulator.avr_library import BUILD, CStats, CUnit, SimulatorError, load

CALL_BOX_ELF = BUILD / "call_box.elf"
LED_UNIT_ELF = BUILD / "led_unit.elf"
LIBRARY = BUILD / "libmoisobus.so"

CYCLES_PER_S = 16_000_000
_HEARD_MOST = 4096
_EDGES_MOST = 256
_US_PER_S = 1_000_000
_DISPLAY_OFF = 255
_KEYS = 5


@dataclass(frozen=True, slots=True)
class UnitState:
    """What a person in front of the unit would see and hear, and a little more.

    ``digits`` are the characters shown, blinking ones as when lit, with "." after a digit with its point;
    ``lit`` those lit at this moment; ``segments`` the driver's eight digits, leftmost first; ``brightness``
    0-15, None while the display is off; ``lamp`` register 12; ``buzzer_pattern`` that of the last sound (0 if
    by milliseconds), ``buzzer_count`` the sounds begun since power-up.
    """

    digits: str
    lit: str
    waiting: str
    segments: tuple[int, ...]
    brightness: int | None
    lamp: int
    red: bool
    green: bool
    powered: bool
    crashed: bool
    buzzer_on: bool
    buzzer_pattern: int
    buzzer_count: int


@dataclass(frozen=True, slots=True)
class BusStats:
    """Counts since the line was made; ``trace`` is a hash over time, sender and value of every byte."""

    sent: int
    received: int
    collisions: int
    noised: int
    dropped: int
    undriven: int
    trace: int


@dataclass(frozen=True, slots=True)
class Heard:
    """One byte that reached the master, and the second at which its stop bit ended."""

    byte: int
    at_s: float


class AvrBus:
    """A line with simulated units; time passes only in `run` and `exchange`.

    Units are numbered by `add` from 0. Use it as a context manager or call `close`.
    """

    def __init__(self, *, baud: int = 19200, line_format: str = "8N1", seed: int = 1, library: Path = LIBRARY) -> None:
        """Make an empty line. ``line_format`` is 8N1, 8E1, 8O1 or 8N2; the seed decides all chance.

        Raises:
            SimulatorError: the library was not built, or the format is unknown.
        """
        self._library = load(library)
        self._handle: int | None = self._library.bus_new(baud, line_format.encode(), seed)
        self._units = 0
        if self._handle is None:
            raise SimulatorError(self._error())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the simulated chips."""
        if self._handle is not None:
            self._library.bus_free(self._handle)
            self._handle = None

    @property
    def _bus(self) -> int:
        if self._handle is None:
            raise SimulatorError("the line is closed")
        return self._handle

    def _error(self) -> str:
        message: bytes = self._library.bus_error()
        return message.decode()

    def _known(self, unit: int) -> int:
        if not 0 <= unit < self._units:
            raise SimulatorError(f"there is no unit {unit}, only {self._units}")
        return unit

    def add(self, elf: Path = CALL_BOX_ELF, *, address: int | None = 1, serial: int | None = 0x5F03A2C1) -> int:
        """Return the number of a new unit, powered from now on; None leaves a setting as in a new chip.

        Raises:
            SimulatorError: not a unit's firmware, or the line is full, or units do not know its speed.
        """
        unit: int = self._library.bus_add(self._bus, str(elf).encode(), address or 0, serial or 0)
        if unit < 0:
            raise SimulatorError(self._error())
        self._units = unit + 1
        return unit

    @property
    def now_s(self) -> float:
        """Seconds since the line was made."""
        cycles: int = self._library.bus_now(self._bus)
        return cycles / CYCLES_PER_S

    def run(self, seconds: float) -> None:
        """Let time pass."""
        self._library.bus_run(self._bus, round(seconds * _US_PER_S), 0)

    def run_until(self, condition: Callable[[], bool], limit_s: float, step_s: float = 0.001) -> bool:
        """Let time pass in steps until the condition holds; return False if it does not within the limit."""
        end_s = self.now_s + limit_s
        while not condition():
            if self.now_s >= end_s:
                return False
            self.run(step_s)
        return True

    def send(self, data: bytes) -> None:
        """Queue bytes of the master; they begin now and take their time on the wire."""
        self._library.bus_send(self._bus, data, len(data))

    def receive(self) -> list[Heard]:
        """Take what the master has heard since the last call."""
        data = ctypes.create_string_buffer(_HEARD_MOST)
        times = (ctypes.c_uint64 * _HEARD_MOST)()
        count = self._library.bus_receive(self._bus, data, times, _HEARD_MOST)
        return [Heard(data.raw[i], times[i] / CYCLES_PER_S) for i in range(count)]

    def exchange(self, request: bytes, *, timeout_s: float = 0.15, quiet_s: float = 0.004) -> bytes:
        """Send a request; return what is heard until the line is quiet for ``quiet_s`` or the time is out."""
        self.receive()
        self.send(request)
        self._library.bus_run(self._bus, round(timeout_s * _US_PER_S), round(quiet_s * _US_PER_S))
        return bytes(heard.byte for heard in self.receive())

    def speed(self, baud: int, line_format: str = "8N1") -> None:
        """Change the master's speed and format.

        Raises:
            SimulatorError: the format is unknown.
        """
        if not self._library.bus_speed(self._bus, baud, line_format.encode()):
            raise SimulatorError(self._error())

    def power(self, unit: int, on: bool) -> None:
        """Switch a unit off or on; switching on begins with its reset."""
        self._library.bus_power(self._bus, self._known(unit), on)

    def key(self, unit: int, key: int, down: bool) -> None:
        """Press or release key 1-5 of a unit."""
        if not 1 <= key <= _KEYS:
            raise SimulatorError(f"there is no key {key}, only 1-{_KEYS}")
        self._library.bus_key(self._bus, self._known(unit), key, down)

    def noise(self, per_byte: float) -> None:
        """Flip one bit of a byte with this chance from now on."""
        self._library.bus_noise(self._bus, per_byte)

    def drop(self, per_byte: float) -> None:
        """Lose a byte with this chance from now on."""
        self._library.bus_drop(self._bus, per_byte)

    def unit(self, unit: int) -> UnitState:
        """Return what the unit shows and sounds now."""
        state = CUnit()
        self._library.bus_unit(self._bus, self._known(unit), ctypes.byref(state))
        return UnitState(
            digits=state.digits.decode(),
            lit=state.lit.decode(),
            waiting=state.waiting.decode(),
            segments=tuple(state.segments),
            brightness=None if state.brightness == _DISPLAY_OFF else state.brightness,
            lamp=state.lamp,
            red=state.red,
            green=state.green,
            powered=state.powered,
            crashed=state.crashed,
            buzzer_on=state.buzzer_on,
            buzzer_pattern=state.buzzer_pattern,
            buzzer_count=state.buzzer_count,
        )

    def stats(self) -> BusStats:
        """Return the line's counts."""
        stats = CStats()
        self._library.bus_stats(self._bus, ctypes.byref(stats))
        return BusStats(*(getattr(stats, field[0]) for field in CStats._fields_))

    def buzzer_edges_s(self, unit: int) -> list[float]:
        """Return the seconds at which the buzzer went on, off, on … since power-up, 256 at most."""
        times = (ctypes.c_uint64 * _EDGES_MOST)()
        count = self._library.bus_buzzer_edges(self._bus, self._known(unit), times, _EDGES_MOST)
        return [times[i] / CYCLES_PER_S for i in range(count)]

    def read_eeprom(self, unit: int, offset: int, count: int) -> bytes:
        """Return EEPROM bytes.

        Raises:
            SimulatorError: they are outside of the EEPROM.
        """
        data = ctypes.create_string_buffer(count)
        if not self._library.bus_eeprom_read(self._bus, self._known(unit), offset, data, count):
            raise SimulatorError(f"no EEPROM at {offset}..{offset + count - 1}")
        return data.raw

    def write_eeprom(self, unit: int, offset: int, data: bytes) -> None:
        """Overwrite EEPROM bytes, as a programmer would.

        Raises:
            SimulatorError: they are outside of the EEPROM.
        """
        if not self._library.bus_eeprom_write(self._bus, self._known(unit), offset, data, len(data)):
            raise SimulatorError(f"no EEPROM at {offset}..{offset + len(data) - 1}")
