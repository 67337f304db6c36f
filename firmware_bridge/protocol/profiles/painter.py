"""Brings registers 0 to 14 of one of our units to the wanted picture, and keeps them there."""

from typing import Final

from firmware_bridge.protocol import register_map as registers
from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.exchange import Outcome
from firmware_bridge.protocol.register_map import Beep

REPAINT_S: Final = 10.0
"""Every unit is painted anew so often, whether or not anything changed. PROTOCOL.md 9."""
BEEP_FRESH_S: Final = 5.0
"""A sound that could not be sent for so long would no longer be understood."""
_SPREAD: Final = 16
"""Units painted at the same moment are repainted at so many different ones, or keys would wait for all of them."""
_BUSY: Final = 6
_BUSY_S: Final = 0.1
_SOUND: Final = (registers.BEEP_PATTERN, 1)
"""Registers of a sound alone."""


class Painter:
    """Wanted and known registers of one unit; nothing is written before the first ``show``."""

    def __init__(self, address: int) -> None:
        self._address = address
        self._display: Display | None = None
        self._digits = 4
        self._known: list[int] | None = None
        self._painted_at = 0.0
        self._head_start_s = REPAINT_S * (address % _SPREAD) / _SPREAD
        self._not_before = 0.0
        self._beep: Beep | None = None
        self._beep_until = 0.0
        self._sent_beep: Beep | None = None
        self._unconfirmed = False
        self._overdue = False
        self._settled: int | None = None
        self._noted = False

    def show(self, display: Display) -> None:
        """Set the wanted picture."""
        self._display = display

    def note(self, overdue: bool) -> None:
        """Keep a note in the unit."""
        self._overdue = overdue
        self._noted = False

    def settle_events(self, newest: int | None) -> None:
        """Keep the sequence of the newest event that is answered and heard in the unit; None if that is not known."""
        self._settled = newest
        self._noted = False

    def fit(self, digits: int) -> None:
        """Set how many digits the unit has."""
        self._digits = digits

    def forget(self) -> None:
        """Assume nothing about what the unit shows."""
        self._known = None
        self._noted = False
        self._not_before = 0.0

    def beep(self, pattern: Beep, now: float) -> None:
        """Sound a pattern soon."""
        self._beep = pattern
        self._sent_beep = None  # one that is being written is another, even if it sounds the same
        self._beep_until = now + BEEP_FRESH_S

    def next_write(self, now: float) -> rtu.Request | None:
        """Return the next write that brings the unit up to date, digits first, None if it is."""
        if self._beep is not None and now >= self._beep_until:
            self._beep = None
        if now < self._not_before:
            return None
        if self._display is None:
            only_note = self._overdue and not self._noted
            return rtu.write(self._address, registers.NUMBER_HIGH, (self._note(),)) if only_note else None
        if self._beep is not None and self._unconfirmed:
            # A short one comes through a disturbed line, and no late answer to a longer one can stand for its own.
            self._sent_beep = self._beep
            return rtu.write(self._address, registers.BEEP_PATTERN, (self._beep,))
        wanted = self._wanted(self._display)
        if self._known is None or now - self._painted_at >= REPAINT_S:
            first, last = 0, registers.WRITABLE - 1
        else:
            stale = [i for i, value in enumerate(wanted) if value != self._known[i]]
            if not stale:
                return None
            first, last = stale[0], stale[-1]
            if first < registers.DIGIT_REGISTERS <= last:
                # Alone they are there in half the time; the rest, with its sound, has the next write.
                last = max(i for i in stale if i < registers.DIGIT_REGISTERS)
            elif registers.DIGIT_REGISTERS <= first <= registers.NUMBER <= last:
                first = registers.DIGIT_REGISTERS - 1  # without a digit in the same write the number would be shown
        self._sent_beep = self._beep if first <= registers.BEEP_PATTERN <= last else None
        return rtu.write(self._address, first, wanted[first : last + 1])

    def settle(self, request: rtu.Request, outcome: Outcome, now: float) -> None:
        """Take the end of a write.

        The answer to function 16 does not repeat the values, so after a time-out a late one could confirm another
        text: what is written first after a failure is written once more. PROTOCOL.md 3.5. Sounds go alone until then.
        """
        if self._display is None:
            self._noted = outcome.done
        if outcome.failure is not None:
            self._known = None
            self._unconfirmed = True
            return
        refusal = outcome.found.refusal if outcome.found is not None else None
        if self._beep is self._sent_beep and refusal != _BUSY:
            self._beep = None
        if refusal is not None:
            self._not_before = now + (_BUSY_S if refusal == _BUSY else REPAINT_S)
            self._known = None
        elif self._unconfirmed:
            self._unconfirmed = (request.start, request.count) == _SOUND
            self._known = None
        else:
            self._learn(request, now)

    def _learn(self, request: rtu.Request, now: float) -> None:
        values = list(request.values)
        if request.count == registers.WRITABLE:
            self._painted_at = now - self._head_start_s
            self._head_start_s = 0.0
            self._known = values
        elif self._known is not None:
            self._known[request.start : request.start + request.count] = values
        if self._known is not None:
            self._known[registers.BEEP_PATTERN] = 0

    def _note(self) -> int:
        """Return the note for the bridge's next process. PROTOCOL.md 5.6."""
        note = registers.NOTE_OVERDUE if self._overdue else 0
        if self._settled is not None:
            note |= registers.NOTE_SETTLED | self._settled & registers.NOTE_SEQUENCE
        return note

    def _wanted(self, display: Display) -> list[int]:
        text = display.digits[-self._digits :].rjust(self._digits).ljust(registers.DIGIT_REGISTERS)
        values = [0] * registers.WRITABLE
        values[: registers.DIGIT_REGISTERS] = [ord(character) for character in text]
        values[registers.NUMBER_HIGH] = self._note()
        values[registers.BLINK] = (1 << self._digits) - 1 if display.blinking else 0
        values[registers.BRIGHTNESS] = display.brightness
        values[registers.BEEP_PATTERN] = self._beep or 0
        values[registers.LAMP] = display.lamp
        values[registers.WAITING] = display.waiting
        values[registers.LONG_KEYS] = display.long_keys
        return values
