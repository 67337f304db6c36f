"""A line with simulated units and a master written for these tests alone, independent of the bridge's."""

from dataclasses import dataclass

from firmware_bridge.simulator.avr_bus import AvrBus, UnitState


def crc(data: bytes) -> bytes:
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return value.to_bytes(2, "little")


def words(values: tuple[int, ...] | list[int]) -> bytes:
    return b"".join(value.to_bytes(2, "big") for value in values)


class NoAnswerError(Exception):
    """Nothing, or nothing whole, was heard."""


class RefusedError(Exception):
    """The unit answered with an exception, the first argument."""


@dataclass
class Master:
    """Sends requests with the guard before each and checks what comes back."""

    bus: AvrBus
    guard_s: float = 0.003
    quiet_s: float = 0.002

    def exchange(self, body: bytes, timeout_s: float = 0.15) -> bytes:
        """Return the answer without its CRC."""
        self.bus.run(self.guard_s)
        answer = self.bus.exchange(body + crc(body), timeout_s=timeout_s, quiet_s=self.quiet_s)
        if len(answer) < 4 or crc(answer[:-2]) != answer[-2:] or answer[0] != body[0]:
            raise NoAnswerError(answer.hex())
        if answer[1] & 0x80:
            raise RefusedError(answer[2])
        assert answer[1] == body[1]
        return answer[:-2]

    def read(self, register: int, quantity: int = 1, address: int = 1) -> list[int]:
        answer = self.exchange(bytes([address, 3]) + words((register, quantity)))
        assert answer[2] == 2 * quantity == len(answer) - 3
        return [int.from_bytes(answer[i : i + 2], "big") for i in range(3, len(answer), 2)]

    def write(self, register: int, *values: int, address: int = 1) -> None:
        head = bytes([address, 16]) + words((register, len(values)))
        assert self.exchange(head + bytes([2 * len(values)]) + words(values)) == head

    def write_one(self, register: int, value: int, address: int = 1) -> None:
        body = bytes([address, 6]) + words((register, value))
        assert self.exchange(body) == body

    def broadcast(self, register: int, *values: int) -> None:
        body = bytes([0, 16]) + words((register, len(values))) + bytes([2 * len(values)]) + words(values)
        self.bus.run(self.guard_s)
        assert self.bus.exchange(body + crc(body), timeout_s=0.03) == b""

    def show(self, text: str, address: int = 1) -> None:
        self.write(0, *(ord(character) for character in text), address=address)

    def events(self, address: int = 1) -> tuple[int, list[int]]:
        """Return head and ring, read in one frame."""
        values = self.read(17, 11, address)
        return values[2], values[3:]


@dataclass
class Bench:
    """A line, a master and the units on it."""

    bus: AvrBus
    master: Master

    def unit(self, unit: int = 0) -> UnitState:
        return self.bus.unit(unit)

    def tap(self, key: int, unit: int = 0, down_s: float = 0.05, up_s: float = 0.05) -> None:
        self.bus.key(unit, key, True)
        self.bus.run(down_s)
        self.bus.key(unit, key, False)
        self.bus.run(up_s)

    def reboot(self, unit: int = 0, off_s: float = 0.1, up_s: float = 0.1) -> None:
        self.bus.power(unit, False)
        self.bus.run(off_s)
        self.bus.power(unit, True)
        self.bus.run(up_s)
