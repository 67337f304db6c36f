"""Modbus slaves that others have written, behind a pair of pseudo-terminals: libmodbus and pymodbus."""

import asyncio
import contextlib
import ctypes
import os
import pty
import select
import threading
import tty

from pymodbus.server import ModbusSerialServer
from pymodbus.simulator import DataType, SimData, SimDevice

ADDRESS = 5
BAUD = 19200
SIZE = 64
"""Registers and inputs of each kind, from 0 on."""
INPUTS = [index % 3 == 0 for index in range(SIZE)]
INPUT_REGISTERS = [1000 + index for index in range(SIZE)]
_STEP_S = 0.05


class Cable:
    """Two pseudo-terminals joined by a thread; ``ours`` and ``theirs`` are their paths."""

    def __init__(self):
        self._ends = [pty.openpty(), pty.openpty()]
        for _, slave in self._ends:
            tty.setraw(slave)
        self.ours, self.theirs = (os.ttyname(slave) for _, slave in self._ends)
        self._halt = threading.Event()
        self._thread = threading.Thread(target=self._carry)
        self._thread.start()

    def _carry(self):
        left, right = (master for master, _ in self._ends)
        while not self._halt.is_set():
            for end in select.select([left, right], [], [], _STEP_S)[0]:
                os.write(right if end is left else left, os.read(end, 4096))

    def close(self):
        self._halt.set()
        self._thread.join()
        for master, slave in self._ends:
            os.close(master)
            os.close(slave)


class _Mapping(ctypes.Structure):
    """``modbus_mapping_t`` of libmodbus 3.1."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("nb_bits", "start_bits", "nb_input_bits", "start_input_bits")),
        *((name, ctypes.c_int) for name in ("nb_input_registers", "start_input_registers")),
        *((name, ctypes.c_int) for name in ("nb_registers", "start_registers")),
        ("tab_bits", ctypes.POINTER(ctypes.c_uint8)),
        ("tab_input_bits", ctypes.POINTER(ctypes.c_uint8)),
        ("tab_input_registers", ctypes.POINTER(ctypes.c_uint16)),
        ("tab_registers", ctypes.POINTER(ctypes.c_uint16)),
    ]


class LibmodbusSlave:
    """A slave of libmodbus, the C library that most PC programs use."""

    def __init__(self, port):
        library = self._library = ctypes.CDLL("libmodbus.so.5")
        library.modbus_new_rtu.restype = ctypes.c_void_p
        library.modbus_mapping_new.restype = ctypes.POINTER(_Mapping)
        self._context = ctypes.c_void_p(library.modbus_new_rtu(port.encode(), BAUD, ctypes.c_char(b"N"), 8, 1))
        self._mapping = library.modbus_mapping_new(SIZE, SIZE, SIZE, SIZE)
        for index in range(SIZE):
            self._mapping.contents.tab_input_bits[index] = INPUTS[index]
            self._mapping.contents.tab_input_registers[index] = INPUT_REGISTERS[index]
        library.modbus_set_slave(self._context, ADDRESS)
        library.modbus_set_indication_timeout(self._context, 0, int(_STEP_S * 1e6))
        assert library.modbus_connect(self._context) == 0
        self._halt = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self):
        query = (ctypes.c_uint8 * 260)()
        while not self._halt.is_set():
            length = self._library.modbus_receive(self._context, query)
            if length > 0:
                self._library.modbus_reply(self._context, query, length, self._mapping)

    def registers(self, start, count):
        return [self._mapping.contents.tab_registers[start + index] for index in range(count)]

    def set_register(self, register, value):
        self._mapping.contents.tab_registers[register] = value

    def close(self):
        self._halt.set()
        self._thread.join()
        self._library.modbus_close(self._context)
        self._library.modbus_mapping_free(self._mapping)
        self._library.modbus_free(self._context)


class PymodbusSlave:
    """A slave of pymodbus, with its own event loop."""

    def __init__(self, port):
        def bits(values):
            return [SimData(0, values=values, datatype=DataType.BITS)]

        def registers(values):
            return [SimData(0, values=values, datatype=DataType.REGISTERS)]

        blocks = (bits([False] * SIZE), bits(INPUTS), registers([0] * SIZE), registers(INPUT_REGISTERS))
        self._device = SimDevice(id=ADDRESS, simdata=blocks)
        self._port = port
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(ready,))
        self._thread.start()
        assert ready.wait(5)

    def _serve(self, ready):
        asyncio.set_event_loop(self._loop)

        async def serve():
            self._server = ModbusSerialServer(self._device, port=self._port, baudrate=BAUD, ignore_missing_devices=True)
            await self._server.listen()
            ready.set()
            with contextlib.suppress(asyncio.CancelledError):
                await self._server.serving

        self._loop.run_until_complete(serve())
        self._loop.close()

    def registers(self, start, count):
        values = self._server.async_getValues(ADDRESS, 3, start, count)
        return asyncio.run_coroutine_threadsafe(values, self._loop).result(5)

    def set_register(self, register, value):
        done = self._server.async_setValues(ADDRESS, 16, register, [value])
        asyncio.run_coroutine_threadsafe(done, self._loop).result(5)

    def close(self):
        asyncio.run_coroutine_threadsafe(self._server.shutdown(), self._loop).result(5)
        self._thread.join()
