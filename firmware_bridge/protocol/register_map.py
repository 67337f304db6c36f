"""The register map of our own units, version 1.0. Source of every number: PROTOCOL.md 3 to 6."""

from enum import IntEnum, IntFlag
from typing import Final

DIGITS: Final = 0
"""First of six registers, each the ASCII code of one digit from the left."""
DIGIT_REGISTERS: Final = 6
NUMBER_HIGH: Final = 6
"""Written alone it is kept and changes nothing: a place for the bridge's note to its next process."""
NUMBER: Final = 7
BLINK: Final = 8
"""Mask of blinking digits, bit 0 the left one."""
BRIGHTNESS: Final = 9
BEEP_MS: Final = 10
BEEP_PATTERN: Final = 11
LAMP: Final = 12
WAITING: Final = 13
LONG_KEYS: Final = 14
"""Mask of keys with a long action, bit 0 for key 1; these also record release and held."""
WRITABLE: Final = 15
"""Registers 0 to 14 can be written, in one write if need be."""
UNIT_ID_REGISTER: Final = 16
BOOT: Final = 17
UPTIME: Final = 18
HEAD: Final = 19
"""16-bit sequence of the newest event."""
RING: Final = 20
RING_SIZE: Final = 8
CRC_ERRORS: Final = 28
FRAMES: Final = 29
MAP_VERSION: Final = 30
KIND: Final = 31
SERIAL: Final = 32
"""Two registers, high word first."""
BLOCK: Final = 34
"""Registers 0 to 33 can be read."""

RESET: Final = 0xFB
ADDRESS: Final = 0xFD
BAUD: Final = 0xFE
PARITY: Final = 0xFF

POLL_BLOCK: Final = (BOOT, 3)
EVENTS_BLOCK: Final = (BOOT, 11)
IDENTITY_BLOCK: Final = (UNIT_ID_REGISTER, 18)
NOTE_BLOCK: Final = (NUMBER_HIGH, 1)
"""All blocks that are read differ in length: a late answer then fits no other request. PROTOCOL.md 3.5."""

UNIT_ID: Final = 0x5131
MAJOR: Final = 1
"""Other major versions are refused: their registers may mean anything."""
BAUD_CODES: Final = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
PARITY_CODES: Final = "NEO"
LOWEST_ADDRESS: Final = 1
HIGHEST_ADDRESS: Final = 247
FACTORY_ADDRESS: Final = 247
REQUEST_MAX: Final = 80
"""Bytes of the longest request a unit takes."""
KEY_LIMIT: Final = 15
LONG_KEY_LIMIT: Final = 5
LONGEST_NUMBER: Final = DIGIT_REGISTERS

FULL_BRIGHTNESS: Final = 8
WAITING_BLANK: Final = 0xFFFF
DASHES: Final = "----"
CLEAR: Final = frozenset("0123456789ABCDEFHJLNOPRTUY-_ ")
"""Characters that people read on seven segments without having learnt them. PROTOCOL.md 11."""
NOTE_SEQUENCE: Final = 0x00FF
"""Part of the note in NUMBER_HIGH: low byte of the sequence up to which all events were answered and sounded."""
NOTE_SETTLED: Final = 0x0100
"""The low byte counts; after power-up it does not."""
NOTE_OVERDUE: Final = 0x0200
"""Presses in the ring have waited for an answer for too long to act."""

SILENCE_S: Final = 5.0
"""A unit that nobody polled for so long shows dashes and empties its ring."""
DEBOUNCE_S: Final = 0.020
HELD_S: Final = 1.0
ANSWER_MAX_S: Final = 0.005
"""A unit begins its answer at most so long after t3.5."""


class UnitKind(IntEnum):
    """High byte of the kind register."""

    CALL_BOX = 1
    LED_UNIT = 2


class EventKind(IntEnum):
    """Low four bits of an event."""

    PRESS = 1
    RELEASE = 2
    HELD = 3


class Beep(IntEnum):
    """Patterns of the buzzer; 0 leaves it alone."""

    OK = 1
    REFUSED = 2
    EMPTY = 3
    ARRIVAL = 4
    ERROR = 5


class Lamp(IntFlag):
    """Bits of the lamp register."""

    OFF = 0
    RED = 1
    GREEN = 2
    BLINK = 4


BEEP_MS_BY_PATTERN: Final = {
    Beep.OK: (80,),
    Beep.REFUSED: (250, 100, 250),
    Beep.EMPTY: (60, 80, 60, 80, 60),
    Beep.ARRIVAL: (40, 120, 40),
    Beep.ERROR: (700,),
}
"""Milliseconds on, off, on … of each pattern."""


def pack_event(sequence: int, key: int, kind: EventKind) -> int:
    """Return a ring slot: ``low byte of the sequence(8) key(4) kind(4)``."""
    return (sequence & 0xFF) << 8 | key << 4 | kind


def pack_kind(kind: UnitKind, digits: int, keys: int) -> int:
    """Return the kind register: ``kind(8) digits(4) keys(4)``."""
    return kind << 8 | digits << 4 | keys


def serial_text(serial: int) -> str:
    """Return a serial number as people and messages write it: 8 small hexadecimal digits. PROTOCOL.md 5.5."""
    return f"{serial:08x}"
