"""The serial ports: opening, reading, writing, and every way they fail. The only home of pyserial."""

import contextlib
import fcntl
import os
import select
import termios
import time
from typing import Final, Protocol

import serial

from firmware_bridge.protocol.conversation import Conversation
from firmware_bridge.protocol.exchange import Exchange, Outcome
from firmware_bridge.protocol.timing import FORMATS, Timing

PORT_ERRORS: Final = (serial.SerialException, OSError, termios.error, ValueError)
"""What an unplugged, missing or foreign device raises, depending on the call: termios.error is no OSError."""
SOCKET_SCHEME: Final = "socket://"
_WRITE_TIMEOUT_S: Final = 1.0
_CHUNK: Final = 4096


class Port(Protocol):
    """An open line as the programs use it."""

    def read(self, wait_s: float) -> bytes:
        """Return what has come within the time, often nothing.

        Raises:
            PORT_ERRORS: the device is gone.
        """

    def write(self, data: bytes) -> None:
        """Send bytes.

        Raises:
            PORT_ERRORS: the device is gone.
        """

    def close(self) -> None:
        """Give the device back; never fails."""


class SerialPort:
    """A serial device, a pseudo-terminal, or the socket of an RS-485-Ethernet gateway."""

    def __init__(self, port: str, baud: int, character_format: str) -> None:
        """Open the port for this process alone.

        Args:
            port: a path, best one below /dev/serial/by-id, or ``socket://host:port``.
            baud: bits per second; a gateway has its own setting.
            character_format: a key of ``FORMATS``.

        Raises:
            PORT_ERRORS: there is no such device, or another program has it.
        """
        if port.startswith(SOCKET_SCHEME):
            self._serial: serial.SerialBase = serial.serial_for_url(port, timeout=0)
        else:
            self._serial = _open_device(port, baud, character_format)
        self._fd: int = self._serial.fileno()

    def read(self, wait_s: float) -> bytes:
        if not select.select([self._fd], [], [], max(0.0, wait_s))[0]:
            return b""
        data = os.read(self._fd, _CHUNK)
        if not data:
            raise OSError("the device is gone")
        return data

    def write(self, data: bytes) -> None:
        self._serial.write(data)

    def close(self) -> None:
        with contextlib.suppress(*PORT_ERRORS):
            self._serial.close()


def _open_device(path: str, baud: int, character_format: str) -> serial.Serial:
    data_bits, parity, stop_bits = FORMATS[character_format]
    device = serial.Serial(
        path,
        baud,
        bytesize=data_bits,
        parity=parity,
        stopbits=stop_bits,
        timeout=0,
        write_timeout=_WRITE_TIMEOUT_S,
        exclusive=True,  # a lock among programs that look for it
    )
    # TIOCEXCL keeps the others out. On a pseudo-terminal it would outlive a killed bridge, since the other side
    # keeps the device open.
    if not os.path.realpath(path).startswith("/dev/pts/"):
        with contextlib.suppress(OSError):
            fcntl.ioctl(device.fileno(), termios.TIOCEXCL)
    with contextlib.suppress(ValueError, OSError, NotImplementedError):
        device.set_low_latency_mode(True)  # FTDI adapters hold bytes back for 16 ms without it
    return device


def ask(port: Port, timing: Timing, exchange: Exchange) -> Outcome:
    """Make one exchange and wait for its end; for tools that talk to one unit.

    Raises:
        PORT_ERRORS: the device is gone.
    """
    conversation = Conversation(timing)
    conversation.reset(time.monotonic())
    conversation.begin(exchange, time.monotonic())
    while True:
        request = conversation.advance(time.monotonic())
        if request:
            port.write(request)
        outcome = conversation.take_outcome()
        if outcome is not None:
            return outcome
        received = port.read(conversation.wake_at - time.monotonic())
        if received:
            conversation.receive(received, time.monotonic())
