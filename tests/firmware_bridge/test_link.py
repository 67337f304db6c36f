"""Ports: pseudo-terminals and sockets, and how they fail."""

import contextlib
import os
import pty
import socket
import tty

import pytest

from firmware_bridge.link import PORT_ERRORS, SerialPort, ask
from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.exchange import Failure
from firmware_bridge.protocol.register_map import UnitKind
from firmware_bridge.protocol.timing import timing_for
from firmware_bridge.simulator.unit import SimulatedUnit

WAIT_S = 2.0


@pytest.fixture
def terminal():
    """Both ends of a pseudo-terminal: a descriptor and a path."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    yield ours, os.ttyname(theirs)
    for descriptor in (ours, theirs):
        with contextlib.suppress(OSError):
            os.close(descriptor)


class UnitPort:
    """A port with one unit behind it that answers at once, or with nothing."""

    def __init__(self, unit):
        self._unit, self._answer = unit, b""

    def write(self, data):
        self._answer = self._unit.hear(data, 1.0, intact=True) or b""

    def read(self, wait_s):
        answer, self._answer = self._answer, b""
        return answer

    def close(self):
        pass


def test_bytes_go_both_ways(terminal):
    """Raw: no byte is changed on its way."""
    ours, path = terminal
    port = SerialPort(path, 19200, "8N1")
    everything = bytes(range(256))

    port.write(everything)
    assert os.read(ours, 300) == everything
    os.write(ours, everything)
    assert port.read(WAIT_S) == everything
    assert port.read(0.0) == b""
    port.close()


def test_a_port_in_use_can_not_be_opened_again(terminal):
    """Two masters on one line would disturb each other."""
    _, path = terminal
    port = SerialPort(path, 19200, "8N1")
    with pytest.raises(PORT_ERRORS):
        SerialPort(path, 19200, "8N1")

    port.close()

    SerialPort(path, 19200, "8N1").close()


def test_an_unplugged_device_raises_and_closes_quietly(terminal):
    """Whatever the call that notices it."""
    ours, path = terminal
    port = SerialPort(path, 19200, "8N1")
    os.close(ours)

    with pytest.raises(PORT_ERRORS):
        port.read(WAIT_S)
    with pytest.raises(PORT_ERRORS):
        port.write(b"\x00")
    port.close()
    port.close()


@pytest.mark.parametrize("path", ["/nowhere/ttyUSB0", "/dev/null", "socket://127.0.0.1:1"])
def test_what_is_no_serial_port_raises(path):
    """Missing, of another kind, or refused."""
    with pytest.raises(PORT_ERRORS):
        SerialPort(path, 19200, "8N1")


def test_a_gateway_in_the_network_is_a_port_like_others():
    """And its closing is noticed."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = SerialPort(f"socket://127.0.0.1:{listener.getsockname()[1]}", 9600, "8N1")
        peer, _ = listener.accept()
        port.write(b"\x01\x02")
        assert peer.recv(10) == b"\x01\x02"
        peer.sendall(b"\x03")
        assert port.read(WAIT_S) == b"\x03"

        peer.close()

        with pytest.raises(PORT_ERRORS):
            port.read(WAIT_S)
        port.close()


def test_a_single_exchange_brings_the_answer_or_the_time_out():
    """For tools."""
    port = UnitPort(SimulatedUnit(UnitKind.CALL_BOX, 5, 42, 0.0))
    timing = timing_for(115200)

    outcome = ask(port, timing, rtu.read(5, 16, 1).exchange())
    assert outcome.found.data == (0x5131,)

    assert ask(port, timing, rtu.read(6, 16, 1).exchange()).failure is Failure.TIMEOUT
