"""Ways to a printer: network, USB, serial line, or a device file."""

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from queue_server.adapters.printing.printer import Connection, Open

RAW_PORT: Final = 9100
CONNECT_S: Final = 3.0
SEND_S: Final = 10.0
"""A printer that takes nothing for so long is out of order."""
ANSWER_S: Final = 0.5
EXAMPLES: Final = "tcp://192.168.1.60, usb://04b8:0e15, serial:///dev/ttyUSB0?baud=115200, file:///dev/usb/lp0"


def opener(device: str) -> Open:
    """Return what opens a printer.

    Args:
        device: see ``EXAMPLES``.

    Raises:
        ValueError: it names no printer.
    """
    parts = urlsplit(device)
    make = _KINDS.get(parts.scheme)
    if make is None:
        raise ValueError(f"{device!r} is none of: {EXAMPLES}")
    try:
        return make(device)
    except (ValueError, KeyError):
        raise ValueError(f"{device!r} is not written like one of: {EXAMPLES}") from None


def waits_natively(device: str) -> bool:
    """Return whether talking to a printer may stop the whole process, so that it belongs into a thread."""
    return not device.startswith("tcp:")


@dataclass(slots=True)
class _Network:
    """A socket; the printer's other end closes when it has read everything."""

    peer: socket.socket

    def send(self, data: bytes) -> None:
        self.peer.settimeout(SEND_S)
        self.peer.sendall(data)

    def answer(self) -> bytes:
        self.peer.settimeout(ANSWER_S)
        try:
            data = self.peer.recv(64)
        except TimeoutError:
            return b""
        if not data:
            raise ConnectionError("the printer closed the connection")
        return data

    def finish(self) -> None:
        """Close in order; data that the printer never read make it answer with a reset."""
        self.peer.shutdown(socket.SHUT_WR)
        self.peer.settimeout(SEND_S)
        try:
            while self.peer.recv(64):
                pass
        except TimeoutError:
            pass  # it took everything and keeps the connection: many do

    def close(self) -> None:
        self.peer.close()


def _network(device: str) -> Open:
    parts = urlsplit(device)
    host, port = parts.hostname, parts.port or RAW_PORT
    if not host or parts.path.strip("/"):
        raise ValueError(device)

    def open_network() -> Connection:
        peer = socket.create_connection((host, port), CONNECT_S)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Little may be on its way: what was taken is with the printer, not in this computer's buffer.
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
        return _Network(peer)

    return open_network


@dataclass(slots=True)
class _Escpos:
    """A printer that python-escpos talks to."""

    printer: Any
    heard: bytes = field(default=b"")

    def send(self, data: bytes) -> None:
        _as_os_error(lambda: self.printer._raw(data))

    def answer(self) -> bytes:
        return bytes(_as_os_error(self.printer._read) or b"")

    def finish(self) -> None:
        self.close()

    def close(self) -> None:
        _as_os_error(self.printer.close)


def _usb(device: str) -> Open:
    found = re.fullmatch(r"usb://([0-9a-fA-F]{4}):([0-9a-fA-F]{4})/?", device)
    if found is None:
        raise ValueError(device)
    vendor, product = int(found[1], 16), int(found[2], 16)

    def make() -> Any:
        from escpos.printer import Usb

        return Usb(vendor, product, timeout=int(SEND_S * 1000))

    return lambda: _opened(make)


def _serial(device: str) -> Open:
    parts = urlsplit(device)
    baud = int(parse_qs(parts.query).get("baud", ["115200"])[0])
    if not parts.path.startswith("/dev/"):
        raise ValueError(device)

    def make() -> Any:
        from escpos.printer import Serial

        return Serial(devfile=parts.path, baudrate=baud, timeout=ANSWER_S)

    return lambda: _opened(make)


def _opened(make: Callable[[], Any]) -> Connection:
    def both() -> Any:
        printer = make()
        printer.open()
        return printer

    return _Escpos(_as_os_error(both))


def _as_os_error(work: Callable[[], Any]) -> Any:
    """Run the library's work; its own kinds of errors become one."""
    from escpos.exceptions import Error as EscposError

    try:
        return work()
    except EscposError as error:
        raise OSError(str(error)) from None


@dataclass(slots=True)
class _File:
    """A device file such as a USB printer's, or any file; it doesn't answer."""

    path: Path

    def send(self, data: bytes) -> None:
        with self.path.open("ab", buffering=0) as file:
            while data:
                data = data[file.write(data) or 0 :]

    def answer(self) -> bytes:
        return b""

    def finish(self) -> None:
        """Nothing is kept back."""

    def close(self) -> None:
        """Nothing is open."""


def _file(device: str) -> Open:
    path = Path(urlsplit(device).path)
    if not path.is_absolute():
        raise ValueError(device)
    return lambda: _File(path)


_KINDS: Final[dict[str, Callable[[str], Open]]] = {"tcp": _network, "usb": _usb, "serial": _serial, "file": _file}
