"""Thousands of clients that only listen: all stay connected, all hear, each costs little."""

import os
import resource
import time
from contextlib import suppress

import pytest

from tests.counts import count
from tests.queue_server.adapters.realtime.client_frames import client_frame
from tests.queue_server.adapters.realtime.raw_client import SOCKET_IO, RawClient

CLIENTS = count(150, 5000)
KB_EACH = 60
JOIN = client_frame(1, b"40/board,")


@pytest.fixture
def many_sockets():
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits[1], limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def memory_kb(server):
    with open(f"/proc/{server.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def descriptors(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def wait_until_nobody_is_there(server):
    """The server has to end thousands of sessions first; on a busy computer it does nothing else for a while."""
    end = time.monotonic() + 300
    while time.monotonic() < end:
        with suppress(OSError):
            if server.get("/sessions")[1:] == [0, 0]:
                return
        time.sleep(0.2)
    raise AssertionError("sessions stay behind")


@pytest.mark.timeout(900)
def test_thousands_of_clients_listen_and_all_hear(start_server, many_sockets):
    """One descriptor and less than 60 kB each; a broadcast reaches every one of them, whole."""
    server = start_server(ping_interval=600, ping_timeout=600)
    first = RawClient(server.port, SOCKET_IO)
    before = memory_kb(server), descriptors(server)
    clients = []
    try:
        for _ in range(CLIENTS):
            clients.append(RawClient(server.port, SOCKET_IO))
            clients[-1].send(JOIN)
            assert clients[-1].frame()[1].startswith("40/board,")
        grown = memory_kb(server) - before[0], descriptors(server) - before[1]

        assert server.get("/sessions")[1] == CLIENTS + 1
        assert grown[0] / CLIENTS < KB_EACH
        assert grown[1] <= CLIENTS + 2

        server.emit(7, 1, 6000)
        heard = {client.frame() for client in clients}

        assert len(heard) == 1
        assert '"n":7' in heard.pop()[1]
    finally:
        for client in [first, *clients]:
            client.socket.close()
        wait_until_nobody_is_there(server)
