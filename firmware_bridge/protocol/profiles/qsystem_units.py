"""Drivers of QSystem's RS-485 boxes and boards, for offices that have them already."""

from collections.abc import Mapping, Sequence
from typing import Final

from firmware_bridge.protocol import qsystem
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.events import UnitEvent
from firmware_bridge.protocol.exchange import Exchange, Outcome
from firmware_bridge.protocol.lettering import shorten
from firmware_bridge.protocol.profiles.named_presses import NamedPresses
from firmware_bridge.protocol.profiles.options import OptionReader
from firmware_bridge.protocol.profiles.profile import UnitOptions
from firmware_bridge.protocol.profiles.repaint import PaintedProfile, Part
from firmware_bridge.protocol.qsystem import Blink, Light
from firmware_bridge.protocol.register_map import Beep, EventKind, Lamp

LANGUAGE: Final = "qsystem"
REPEAT_S: Final = 0.2
"""The same button again within this time is its contact bouncing."""
ECHO_S: Final = 0.6
"""Time within which an adapter plays back what was sent: up to 0.3 s until it is sent, and what adapters hold back."""
SOUND_FRESH_S: Final = 5.0
_MOST_PLACES: Final = 16


class _QSystemUnit(PaintedProfile):
    language = LANGUAGE
    usual = (9600, "8N1")

    def __init__(self, address: int, places: int) -> None:
        super().__init__()
        self._address = address
        self._places = places

    def objection(self, number: str) -> str | None:
        lost = next((letter for letter in number if not qsystem.can_show(letter)), None)
        if self._places and lost is not None:
            return f"it cannot show the {lost} of {number}"
        if self._places and len(number) > self._places:
            return f"{number} is shown as {shorten(number, self._places)}"
        return None

    def _fitted(self, display: Display) -> str:
        return shorten(display.digits, self._places)


class Board(_QSystemUnit):
    """A board that shows text: the number, padded so that nothing of the last one stays."""

    def picture(self, display: Display) -> Mapping[str, Part]:
        message = qsystem.board_message(self._address, self._fitted(display), self._places)
        return {"text": Part(Exchange(message, None, qsystem.BETWEEN_S))}


class Box(_QSystemUnit):
    """A box with four buttons and either three characters, or one light and a beeper."""

    key_count = qsystem.BUTTONS

    def __init__(self, address: int, names: NamedPresses, places: int) -> None:
        super().__init__(address, places)
        self._names = names
        self._parser = qsystem.ButtonParser()
        self._introduced = False
        self._pressed_at: dict[int, float] = {}
        self._lamp = Lamp.OFF
        self._sound_until = 0.0
        self._sounding = False
        self._echo = b""
        self._echo_until = 0.0

    def lost(self) -> None:
        super().lost()
        self._introduced = False
        self._echo = b""

    def picture(self, display: Display) -> Mapping[str, Part]:
        self._lamp = display.lamp
        if not self._places:
            message = qsystem.light_message(self._address, _light(display.lamp), sound=False)
        else:
            calling = display.blinking or Lamp.BLINK in display.lamp
            blink = Blink.ALWAYS if calling else Blink.STEADY
            message = qsystem.box_message(self._address, self._fitted(display), blink)
        return {"picture": Part(Exchange(message, None, qsystem.BETWEEN_S))}

    def beep(self, pattern: Beep, now: float) -> None:
        """Sound what the light does not tell: that a press was in vain, or that somebody came."""
        if pattern is not Beep.OK and not self._places:
            self._sound_until = now + SOUND_FRESH_S

    def next_write(self, now: float) -> Exchange | None:
        self._sounding = now < self._sound_until
        exchange = self._sound() if self._sounding else super().next_write(now)
        if exchange is not None:
            self._echo, self._echo_until = exchange.request, now + ECHO_S
        return exchange

    def settle(self, exchange: Exchange, outcome: Outcome, now: float) -> Sequence[UnitEvent]:
        if self._sounding and outcome.done:
            self._sound_until = 0.0
        super().settle(exchange, outcome, now)
        return self._introduction()

    def hear(self, data: bytes, now: float) -> Sequence[UnitEvent]:
        moves = []
        for frame in self._parser.feed(data, now):
            if frame.address == self._address and not self._is_echo(frame, now) and not self._bounces(frame, now):
                moves.append((frame.button, EventKind.PRESS))
        if not moves:
            return ()
        return (*self._introduction(), self._names.moved(moves, now))

    def _sound(self) -> Exchange:
        message = qsystem.light_message(self._address, _light(self._lamp), sound=True)
        return Exchange(message, None, qsystem.BETWEEN_S)

    def _introduction(self) -> Sequence[UnitEvent]:
        if self._introduced:
            return ()
        self._introduced = True
        return (self._names.met(),)

    def _is_echo(self, frame: qsystem.ButtonFrame, now: float) -> bool:
        """Return whether a frame is what was sent to this box, played back: the light's messages look like buttons."""
        played_back = bytes((qsystem.BEGIN, frame.address, frame.button + qsystem.FIRST_BUTTON - 1, qsystem.END))
        if now >= self._echo_until or played_back != self._echo:
            return False
        self._echo = b""
        return True

    def _bounces(self, frame: qsystem.ButtonFrame, now: float) -> bool:
        last = self._pressed_at.get(frame.button)
        self._pressed_at[frame.button] = now
        return last is not None and now - last < REPEAT_S


def _light(lamp: Lamp) -> Light:
    """Return the light nearest to a lamp; red wins, since one light has one colour."""
    blinking = Lamp.BLINK in lamp
    if Lamp.RED in lamp:
        return Light.RED_SLOW if blinking else Light.RED
    if Lamp.GREEN in lamp:
        return Light.GREEN_SLOW if blinking else Light.GREEN
    return Light.OFF


def qsystem_unit(options: UnitOptions) -> Box | Board:
    """Return the driver of a box or board; option ``kind`` tells which."""
    reader = OptionReader(options.options)
    kind = reader.choice("kind", None, ("box", "light-box", "board"))
    places = reader.whole("places", 7, 3, _MOST_PLACES) if kind == "board" else 0
    reader.end()
    if kind == "board":
        return Board(options.address, places)
    names = NamedPresses(options.address, options.run_serial, qsystem.BUTTONS)
    return Box(options.address, names, qsystem.BOX_PLACES if kind == "box" else 0)
