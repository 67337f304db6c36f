"""Write the EEPROM file of a new unit: serial number and, if wanted, its address. PROTOCOL.md 7.4."""

import argparse
import secrets
from pathlib import Path

SETTINGS_AT = 8
SIZE = 24
_ERASED = 0xFF
_DEFAULT_BAUD = 4
_DEFAULT_PARITY = 0
_RECORD_CRC_START = 0x5131


def _crc(data: bytes) -> int:
    crc = _RECORD_CRC_START
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def eeprom_image(serial: int, address: int | None) -> bytes:
    """Return the EEPROM's first 24 bytes.

    Shape: serial(4, low byte first) check(1) unused(3), then two settings records of 8 bytes: generation
    address baud parity boot(2) crc(2), both low byte first; the second one, and without an address the first
    one too, is erased.
    """
    image = bytearray([_ERASED] * SIZE)
    image[0:4] = serial.to_bytes(4, "little")
    image[4] = ~sum(image[0:4]) & 0xFF
    if address is not None:
        record = bytes([0, address, _DEFAULT_BAUD, _DEFAULT_PARITY, 0, 0])
        image[SETTINGS_AT : SETTINGS_AT + 8] = record + _crc(record).to_bytes(2, "little")
    return bytes(image)


def _serial(text: str) -> int:
    serial = int(text, 16) if text else 1 + secrets.randbelow(0xFFFF_FFFE)
    if not 0 < serial < 0xFFFF_FFFF:
        raise argparse.ArgumentTypeError("a serial number is 00000001-fffffffe")
    return serial


def _address(text: str) -> int | None:
    if not text:
        return None
    address = int(text)
    if not 1 <= address <= 247:
        raise argparse.ArgumentTypeError("an address is 1-247")
    return address


def main() -> None:
    """Write the file named on the command line; without a serial number a random one."""
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="example: provision.py --serial 5f03a2c1 --address 5 build/call_box.eep"
    )
    parser.add_argument("--serial", type=_serial, default=None, help="8 hexadecimal digits; random if left out")
    parser.add_argument("--address", type=_address, default=None, help="1-247; the unit's own 247 if left out")
    parser.add_argument("file", type=Path)
    given = parser.parse_args()
    serial = _serial("") if given.serial is None else given.serial
    given.file.write_bytes(eeprom_image(serial, given.address))


if __name__ == "__main__":
    main()
