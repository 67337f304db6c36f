"""A paper, and a raw TCP printer that can die in the middle of a job."""

import socket
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from queue_server.domain.paper import TicketPaper

PAPER = TicketPaper(
    number="A007",
    office_name="Trung tâm Phục vụ hành chính công phường Nghĩa Đô",
    service_name="Hộ tịch – Chứng thực",
    language="vi",
    issued_at=datetime(2026, 3, 2, 8, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    url="https://so.nghiado.example/t/Wf3iNAsTOu1rMYry-ng1Ro9i",
    ahead=3,
    wait_s=(300.0, 900.0),
)
CUT = b"\x1d\x56\x01"
FINE = 0x12


@pytest.fixture
def paper():
    def make(**fields):
        return replace(PAPER, **fields)

    return make


class TcpPrinter:
    """Takes jobs on 127.0.0.1: keeps what came before each cut, answers DLE EOT unless it is mute.

    ``die_after`` closes the connection without a word after so many bytes of the next job, once.
    """

    def __init__(self, mute=False):
        self.mute = mute
        self.printed = []
        self.torn = []
        self.die_after = None
        self.offline = self.paper = FINE
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def device(self):
        return f"tcp://127.0.0.1:{self.port}"

    def stop(self):
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(10)

    def _serve(self):
        while True:
            try:
                peer, _ = self._listening.accept()
            except OSError:
                return
            with peer, suppress(OSError):
                self._take(peer)

    def _take(self, peer):
        data = b""
        while True:
            part = peer.recv(1500)
            if not part:
                break
            data += part
            data = self._answer(peer, data)
            if self.die_after is not None and len(data) > self.die_after:
                self.die_after = None
                break
            while CUT in data:
                paper, _, data = data.partition(CUT)
                self.printed.append(paper + CUT)
        if data:
            self.torn.append(data)

    def _answer(self, peer, data):
        while b"\x10\x04" in data:
            at = data.index(b"\x10\x04")
            asked = data[at + 2 : at + 3]
            data = data[:at] + data[at + 3 :]
            if not self.mute:
                peer.sendall(bytes([{b"\x02": self.offline, b"\x04": self.paper}.get(asked, FINE)]))
        return data


@pytest.fixture
def tcp_printer():
    made = []

    def make(**options):
        printer = TcpPrinter(**options)
        made.append(printer)
        return printer

    yield make
    for printer in made:
        printer.stop()
