"""The C interface of libmoisobus.so (firmware/sim/bus.h) for ctypes."""

import ctypes
from pathlib import Path

FIRMWARE = Path(__file__).resolve().parent.parent / "firmware"
BUILD = FIRMWARE / "build"


class SimulatorError(Exception):
    """The simulator refused something or was not built; the message says what."""


class CStats(ctypes.Structure):
    """``struct bus_stats``."""

    _fields_ = [
        (name, ctypes.c_uint64) for name in ("sent", "received", "collisions", "noised", "dropped", "undriven", "trace")
    ]


class CUnit(ctypes.Structure):
    """``struct bus_unit``."""

    _fields_ = [
        ("digits", ctypes.c_char * 16),
        ("lit", ctypes.c_char * 16),
        ("waiting", ctypes.c_char * 8),
        ("segments", ctypes.c_uint8 * 8),
        ("brightness", ctypes.c_uint8),
        ("lamp", ctypes.c_uint8),
        ("red", ctypes.c_bool),
        ("green", ctypes.c_bool),
        ("powered", ctypes.c_bool),
        ("crashed", ctypes.c_bool),
        ("buzzer_on", ctypes.c_bool),
        ("buzzer_pattern", ctypes.c_uint8),
        ("buzzer_count", ctypes.c_uint16),
    ]


_BUS = ctypes.c_void_p
_BYTES = ctypes.c_char_p
_TIMES = ctypes.POINTER(ctypes.c_uint64)
_SIGNATURES: dict[str, tuple[type | None, list[type]]] = {
    "bus_new": (_BUS, [ctypes.c_uint32, _BYTES, ctypes.c_uint64]),
    "bus_free": (None, [_BUS]),
    "bus_add": (ctypes.c_int, [_BUS, _BYTES, ctypes.c_uint8, ctypes.c_uint32]),
    "bus_error": (_BYTES, []),
    "bus_run": (ctypes.c_uint, [_BUS, ctypes.c_uint64, ctypes.c_uint64]),
    "bus_now": (ctypes.c_uint64, [_BUS]),
    "bus_send": (None, [_BUS, _BYTES, ctypes.c_size_t]),
    "bus_receive": (ctypes.c_size_t, [_BUS, _BYTES, _TIMES, ctypes.c_size_t]),
    "bus_speed": (ctypes.c_bool, [_BUS, ctypes.c_uint32, _BYTES]),
    "bus_power": (None, [_BUS, ctypes.c_int, ctypes.c_bool]),
    "bus_key": (None, [_BUS, ctypes.c_int, ctypes.c_int, ctypes.c_bool]),
    "bus_noise": (None, [_BUS, ctypes.c_double]),
    "bus_drop": (None, [_BUS, ctypes.c_double]),
    "bus_unit": (None, [_BUS, ctypes.c_int, ctypes.POINTER(CUnit)]),
    "bus_stats": (None, [_BUS, ctypes.POINTER(CStats)]),
    "bus_buzzer_edges": (ctypes.c_size_t, [_BUS, ctypes.c_int, _TIMES, ctypes.c_size_t]),
    "bus_eeprom_read": (ctypes.c_bool, [_BUS, ctypes.c_int, ctypes.c_uint16, _BYTES, ctypes.c_uint16]),
    "bus_eeprom_write": (ctypes.c_bool, [_BUS, ctypes.c_int, ctypes.c_uint16, _BYTES, ctypes.c_uint16]),
}


def load(path: Path) -> ctypes.CDLL:
    """Return the library with its functions declared.

    Raises:
        SimulatorError: it was not built.
    """
    if not path.exists():
        raise SimulatorError(f"{path} is missing: run make -C {FIRMWARE}")
    library = ctypes.CDLL(str(path))
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    return library
