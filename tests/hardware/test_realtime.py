"""The real-time simulator talks to masters that others have written, and obeys its control socket.

PROTOCOL.md 12. A small smoke test: rules about time are tested on the virtual clock.
"""

import ctypes
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import minimalmodbus
import pytest
from pymodbus.client import ModbusSerialClient

from firmware_bridge.simulator.avr_bus import CALL_BOX_ELF, LED_UNIT_ELF
from firmware_bridge.simulator.avr_library import BUILD
from tests.lobby import wait_for

SIMULATOR = BUILD / "moiso_sim"
PATIENCE_S = 5.0


@dataclass
class Line:
    """A running simulator."""

    process: "subprocess.Popen[str]"
    pty: Path
    control: Path

    def answers(self) -> bool:
        """Return whether it is there; its socket lies there before anybody listens."""
        try:
            return bool(self.ask("stats"))
        except OSError:
            return False

    def ask(self, request: str) -> dict[str, object]:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(PATIENCE_S)
            client.connect(str(self.control))
            client.sendall(request.encode() + b"\n")
            answer: dict[str, object] = json.loads(client.makefile().readline())
            return answer


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """Two call boxes (1, 2) and an LED unit (101) in real time."""
    pty, control = tmp_path / "line", tmp_path / "control"
    command = [SIMULATOR, "--pty", pty, "--control", control, "--boxes", "2", "--box-elf", CALL_BOX_ELF]
    command += ["--leds", "1", "--led-elf", LED_UNIT_ELF, "--seed", "1"]
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    yield Line(process, pty, control)
    process.kill()
    process.wait()
    process.stdout.close()


def eventually(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def test_pymodbus(line):
    """Reads, writes, exceptions and an absent unit."""
    client = ModbusSerialClient(str(line.pty), baudrate=19200, timeout=1, retries=2)
    assert client.connect()

    assert client.read_holding_registers(16, count=1, device_id=1).registers == [0x5131]
    assert client.read_holding_registers(31, count=1, device_id=101).registers == [0x0240]
    assert not client.write_registers(0, list(b"A042"), device_id=2).isError()
    assert client.read_holding_registers(0, count=4, device_id=2).registers == list(b"A042")
    assert client.write_register(16, 0, device_id=1).exception_code == 2
    client.close()

    assert eventually(lambda: line.ask("get 2")["digits"] == "A042")
    assert line.ask("get 1")["digits"] == "----"


def test_minimalmodbus(line):
    """The simplest of masters: function 06, 16 and 03."""
    unit = minimalmodbus.Instrument(str(line.pty), 1)
    unit.serial.baudrate = 19200
    unit.serial.timeout = 1

    unit.write_register(7, 42, functioncode=6)
    unit.write_registers(12, [2, 7])

    assert unit.read_registers(0, 4) == list(b"  42")
    unit.serial.close()
    assert eventually(lambda: line.ask("get 1")["lamp"] == 2)
    assert line.ask("get 1")["waiting"] == " 7"


def test_libmodbus(line):
    """The C library that half of the field's tools are made of."""
    library = ctypes.CDLL("libmodbus.so.5")
    library.modbus_new_rtu.restype = ctypes.c_void_p
    library.modbus_new_rtu.argtypes = [
        ctypes.c_char_p,
        ctypes.c_int,
        ctypes.c_char,
        ctypes.c_int,
        ctypes.c_int,
    ]
    context = ctypes.c_void_p(library.modbus_new_rtu(str(line.pty).encode(), 19200, b"N", 8, 1))
    values = (ctypes.c_uint16 * 4)(*b"L123")
    read = (ctypes.c_uint16 * 4)()

    assert library.modbus_set_slave(context, 101) == 0
    assert library.modbus_set_response_timeout(context, 1, 0) == 0
    assert library.modbus_connect(context) == 0
    assert library.modbus_write_registers(context, 0, 4, values) == 4
    assert library.modbus_read_registers(context, 0, 4, read) == 4
    library.modbus_close(context)
    library.modbus_free(context)

    assert bytes(read) == bytes(values)
    assert eventually(lambda: line.ask("get 101")["digits"] == "L123")


def test_keys_power_and_buzzer_by_control(line):
    """What a person does and hears, by socket."""
    client = ModbusSerialClient(str(line.pty), baudrate=19200, timeout=1, retries=2)
    assert client.connect()

    def head():
        return client.read_holding_registers(17, count=3, device_id=1).registers[2]

    for request in ("press 1 2", "release 1 2", "press 1 2", "release 1 2"):  # fingers are slower than scripts
        assert line.ask(request) == {"ok": True}
    assert eventually(lambda: head() == 2)
    client.write_register(11, 2, device_id=1)
    assert eventually(lambda: line.ask("get 1")["buzzer"] == {"on": False, "pattern": 2, "count": 1})
    assert line.ask("power 1 0") == {"ok": True}
    assert line.ask("get 1")["power"] is False
    assert line.ask("power 1 1") == {"ok": True}
    assert eventually(lambda: client.read_holding_registers(17, count=1, device_id=1).registers == [2])
    client.close()


@pytest.mark.parametrize(
    "request_line",
    [
        "press 9 1",
        "press 1 6",
        "press 1",
        "power 1 2",
        "noise 1.5",
        "noise x",
        "speed 19200 7E1",
        "dance",
        "",
    ],
)
def test_nonsense_is_refused_in_words(line, request_line):
    """And the simulator goes on."""
    answer = line.ask(request_line)

    assert answer["ok"] is False
    assert answer["error"]
    assert line.ask("noise 0") == {"ok": True}


def test_stats_and_quit(line):
    """Quitting leaves nothing behind."""
    assert line.ask("stats")["collisions"] == 0
    assert line.ask("stats")["machine"] == "firmware"
    assert line.ask("quit") == {"ok": True}

    assert line.process.wait(PATIENCE_S) == 0
    assert not line.pty.is_symlink()
    assert not line.control.exists()


def test_a_signal_ends_it_cleanly(line):
    """So does its parent's SIGTERM."""
    line.process.terminate()

    assert line.process.wait(PATIENCE_S) == 0
    assert not line.pty.is_symlink()


@pytest.mark.parametrize(("words", "code"), [(["--help"], 0), ([], 2), (["--pty", "x"], 2), (["--dance"], 2)])
def test_command_line(build, words, code):
    """Help is an answer, nonsense a fault; both show an example."""
    done = subprocess.run([str(SIMULATOR), *words], capture_output=True, text=True, check=False)

    assert done.returncode == code
    assert "example:" in done.stdout + done.stderr


def test_a_firmware_that_is_none_is_named(build, tmp_path):
    """One sentence, no crash."""
    wrong = tmp_path / "wrong.elf"
    wrong.write_bytes(b"no")
    words = ["--pty", tmp_path / "p", "--control", tmp_path / "c", "--boxes", "1", "--box-elf", wrong]
    done = subprocess.run([SIMULATOR, *words], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "wrong.elf" in done.stderr


@pytest.mark.parametrize("tools", [True, False], ids=["with make", "without make"])
def test_the_machine_code_is_preferred_and_a_model_stands_in_for_it(tmp_path, tools):
    """A demo runs on any machine, and on one with the tools it runs what is sold."""
    control = tmp_path / "control"
    words = ["simulate", "--prefer-firmware", "--boxes", "1", "--pty", tmp_path / "line", "--control", control]
    environment = os.environ | ({} if tools else {"PATH": str(tmp_path)})
    process = subprocess.Popen([sys.executable, "-m", "firmware_bridge", *map(str, words)], env=environment)
    line = Line(process, tmp_path / "line", control)
    try:
        wait_for(line.answers, "the simulator", seconds=60)
        assert line.ask("stats")["machine"] == ("firmware" if tools else "software")
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
