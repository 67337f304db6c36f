"""One simulated call box or LED unit, as PROTOCOL.md describes it. Pure: time is an argument."""

from dataclasses import dataclass, field
from typing import Final

from firmware_bridge.protocol import register_map as registers
from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.register_map import Beep, EventKind, UnitKind
from firmware_bridge.simulator.buzzer import Buzzer
from firmware_bridge.simulator.keys import Keys, KeyStep
from firmware_bridge.simulator.registers import number_as_digits, refusal_of_read, refusal_of_write

NEVER: Final = float("inf")
DIGIT_COUNT: Final = 4
KEY_COUNT: Final = {UnitKind.CALL_BOX: 5, UnitKind.LED_UNIT: 0}
_VERSION: Final = registers.MAJOR << 8


@dataclass(slots=True)
class _Memory:
    """What a unit loses with its power."""

    booted_at: float
    writable: list[int] = field(default_factory=lambda: [0] * registers.WRITABLE)
    head: int = 0
    ring: list[int] = field(default_factory=lambda: [0] * registers.RING_SIZE)
    polled_at: float = 0.0
    silent: bool = False
    pressed_since_poll: bool = False
    recorded: set[int] = field(default_factory=set)
    damaged_frames: int = 0
    good_frames: int = 0


class SimulatedUnit:
    """A unit on a bus; ``advance`` whenever ``next_at`` is reached, ``hear`` for every frame on the line."""

    def __init__(self, kind: UnitKind, address: int, serial: int, now: float, version: int = _VERSION) -> None:
        self.kind = kind
        self.address = address
        self.serial = serial
        self.baud = 19200
        self.parity = "N"
        self.boot = 0
        self.powered = False
        self.next_at = NEVER
        """When something happens in the unit by itself."""
        self.buzzer = Buzzer()
        self._version = version
        self._keys = Keys(KEY_COUNT[kind])
        self._memory = _Memory(now)
        self.power_on(now)

    def power_on(self, now: float) -> None:
        """Start the program: the boot count goes up, the ring is empty, keys that are down count for nothing."""
        self.powered = True
        self.boot = self.boot % 0xFFFF + 1
        self.buzzer = Buzzer()
        self._keys.restart()
        self._memory = _Memory(now, polled_at=now)
        self._memory.writable[registers.BRIGHTNESS] = registers.FULL_BRIGHTNESS
        self._show_silence()
        self._plan()

    def power_off(self) -> None:
        """Stop at once; what was not in the EEPROM is lost."""
        self.powered = False
        self._plan()

    def press(self, key: int, now: float) -> None:
        """Push a key down."""
        self.advance(now)
        self._keys.move(key, down=True, now=now)
        self._plan()

    def release(self, key: int, now: float) -> None:
        """Let a key go."""
        self.advance(now)
        self._keys.move(key, down=False, now=now)
        self._plan()

    @property
    def key_count(self) -> int:
        """Keys the unit has, numbered from 1."""
        return KEY_COUNT[self.kind]

    @property
    def digits(self) -> str:
        """The characters on the digits; an unpowered unit shows nothing."""
        codes = self._memory.writable[:DIGIT_COUNT] if self.powered else []
        return "".join(chr(code & 0x7F) for code in codes)

    @property
    def lamp(self) -> int:
        """The lamp register."""
        return self._memory.writable[registers.LAMP]

    @property
    def waiting(self) -> str:
        """The two small digits; empty when they are blank."""
        count = self._memory.writable[registers.WAITING]
        return "" if count == registers.WAITING_BLANK else f"{min(count, 99):2}"

    @property
    def head(self) -> int:
        """Sequence of the newest event."""
        return self._memory.head

    def advance(self, now: float) -> None:
        """Let the time pass."""
        while self.next_at <= now:
            at = self.next_at
            step = self._keys.take_due(at)
            if step is not None:
                self._key(step)
            if not self._memory.silent and at >= self._memory.polled_at + registers.SILENCE_S:
                self._fall_silent(at)
            self._plan()

    def hear(self, frame: bytes, now: float, *, intact: bool) -> bytes | None:
        """Take a frame from the line; return the answer, None for silence."""
        if not self.powered:
            return None
        if not intact:
            self._memory.damaged_frames += 1
            return None
        self._memory.good_frames += 1
        if len(frame) > registers.REQUEST_MAX or frame[0] not in (self.address, rtu.BROADCAST):
            return None
        self.advance(now)
        answer = self._serve(frame, now)
        if frame[0] == rtu.BROADCAST:
            return None
        self._memory.polled_at = now
        self._memory.silent = self._memory.pressed_since_poll = False
        self._plan()
        return answer

    def _plan(self) -> None:
        silent_at = NEVER if self._memory.silent else self._memory.polled_at + registers.SILENCE_S
        self.next_at = min(silent_at, self._keys.next_at) if self.powered else NEVER

    def _serve(self, frame: bytes, now: float) -> bytes:
        request = rtu.parse_request(frame)
        if not isinstance(request, rtu.Request):
            return rtu.answer_refusal(frame[0], frame[1], request or rtu.Refusal.VALUE)
        if request.function is rtu.Function.READ:
            refusal = refusal_of_read(request.start, request.count)
            if refusal is None:
                span = range(request.start, request.start + request.count)
                return rtu.answer_read(request, [self._read(register, now) for register in span])
        else:
            broadcast = frame[0] == rtu.BROADCAST
            refusal = refusal_of_write(request.start, request.values, broadcast=broadcast)
            if refusal is None:
                self._write(request, now)
                return rtu.answer_write(request)
        return rtu.answer_refusal(frame[0], frame[1], refusal)

    def _read(self, register: int, now: float) -> int:
        memory = self._memory
        if registers.RING <= register < registers.RING + registers.RING_SIZE:
            return memory.ring[register - registers.RING]
        values = {
            registers.BEEP_MS: self.buzzer.left_ms(now),
            registers.BEEP_PATTERN: self.buzzer.playing(now),
            registers.UNIT_ID_REGISTER: registers.UNIT_ID,
            registers.BOOT: self.boot,
            registers.UPTIME: int(now - memory.booted_at) & 0xFFFF,
            registers.HEAD: memory.head,
            registers.CRC_ERRORS: memory.damaged_frames & 0xFFFF,
            registers.FRAMES: memory.good_frames & 0xFFFF,
            registers.MAP_VERSION: self._version,
            registers.KIND: registers.pack_kind(self.kind, DIGIT_COUNT, self.key_count),
            registers.SERIAL: self.serial >> 16,
            registers.SERIAL + 1: self.serial & 0xFFFF,
            registers.ADDRESS: self.address,
            registers.BAUD: registers.BAUD_CODES.index(self.baud),
            registers.PARITY: registers.PARITY_CODES.index(self.parity),
        }
        if register in values:
            return values[register]
        return memory.writable[register] if register < registers.WRITABLE else 0

    def _write(self, request: rtu.Request, now: float) -> None:
        if request.start >= registers.RESET:
            for offset, value in enumerate(request.values):
                self._change_setting(request.start + offset, value, now)
            return
        written = range(request.start, request.start + request.count)
        memory = self._memory.writable
        memory[written.start : written.stop] = request.values
        if written.start == registers.NUMBER:
            memory[registers.NUMBER_HIGH] = 0
        if written.start in (registers.NUMBER_HIGH, registers.NUMBER) and registers.NUMBER in written:
            high, low = memory[registers.NUMBER_HIGH], memory[registers.NUMBER]
            memory[:DIGIT_COUNT] = number_as_digits(high, low, DIGIT_COUNT)
        if registers.BEEP_PATTERN in written and memory[registers.BEEP_PATTERN]:
            self.buzzer.play(Beep(memory[registers.BEEP_PATTERN]), now)
        elif registers.BEEP_MS in written and memory[registers.BEEP_MS]:
            self.buzzer.sound(memory[registers.BEEP_MS], now)

    def _change_setting(self, register: int, value: int, now: float) -> None:
        """Change a setting; the answer to this request still goes out the old way, since the bus sends it."""
        match register:
            case registers.ADDRESS:
                self.address = value
            case registers.BAUD:
                self.baud = registers.BAUD_CODES[value]
            case registers.PARITY:
                self.parity = registers.PARITY_CODES[value]
            case registers.RESET:
                if value == 2:
                    self.address, self.baud, self.parity = registers.FACTORY_ADDRESS, 19200, "N"
                self.power_on(now)

    def _key(self, step: KeyStep) -> None:
        memory = self._memory
        if step.kind is not EventKind.PRESS:
            long = memory.writable[registers.LONG_KEYS] >> (step.key - 1) & 1
            if long and step.key in memory.recorded:
                self._record(step)
            if step.kind is EventKind.RELEASE:
                memory.recorded.discard(step.key)
        elif memory.silent:
            self.buzzer.play(Beep.ERROR, step.at)
        else:
            self._record(step)
            memory.recorded.add(step.key)
            memory.pressed_since_poll = True

    def _record(self, step: KeyStep) -> None:
        memory = self._memory
        memory.head = (memory.head + 1) & 0xFFFF
        memory.ring[memory.head & 7] = registers.pack_event(memory.head, step.key, step.kind)

    def _fall_silent(self, at: float) -> None:
        """Nobody polls any more: say so, and forget presses that would act too late. PROTOCOL.md 6."""
        memory = self._memory
        memory.silent = True
        memory.ring = [0] * registers.RING_SIZE
        memory.recorded.clear()
        self._show_silence()
        if memory.pressed_since_poll:
            self.buzzer.play(Beep.ERROR, at)

    def _show_silence(self) -> None:
        memory = self._memory.writable
        memory[: registers.DIGIT_REGISTERS] = [ord("-")] * registers.DIGIT_REGISTERS
        memory[registers.BLINK] = memory[registers.LAMP] = 0
        memory[registers.WAITING] = registers.WAITING_BLANK
