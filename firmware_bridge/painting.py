"""What a unit shows for a board: digits, lamp, waiting count, sounds."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.register_map import DASHES, LONG_KEY_LIMIT, WAITING_BLANK, Beep, Lamp
from queue_server.contract.messages import Board, BoardCounter, PressAck, UnitCommand, UnitSetup

LAMPS: Final = {
    "closed": Lamp.OFF,
    "paused": Lamp.RED,
    "open": Lamp.GREEN,
    "calling": Lamp.GREEN | Lamp.BLINK,
    "serving": Lamp.GREEN,
}
_LONG_ACTIONS: Final = frozenset({"next"})
"""Actions whose key means something else when it is held for 1 s: finish instead of next."""
_COMMAND_S: Final = {"identify": 5.0, "test": 5.0, "text": 10.0}
_FAULTS: Final = frozenset({"press_expired", "server_error", "busy", "rate_limited"})
"""Refusals that are nobody's doing at the counter."""


@dataclass(frozen=True, slots=True)
class Interlude:
    """A picture that replaces the board's for a while."""

    display: Display
    until: float


def picture(setup: UnitSetup | None, board: Board, long_keys: int) -> Display:
    """Return what a unit shows; units without a counter stay blank."""
    counter = counter_on(board, setup.counter) if setup is not None else None
    if setup is None or counter is None:
        return Display(long_keys=long_keys)
    digits = {"number": counter.number or "", "waiting": str(counter.waiting), "nothing": ""}[setup.show]
    return Display(
        digits=as_ascii(digits),
        lamp=LAMPS[counter.state],
        waiting=WAITING_BLANK if counter.state == "closed" else min(counter.waiting, WAITING_BLANK - 1),
        long_keys=long_keys,
    )


def away_picture(long_keys: int) -> Display:
    """Return what a unit shows while the server is away."""
    return Display(digits=DASHES, long_keys=long_keys)


def interlude(command: UnitCommand, address: int, long_keys: int, now: float) -> Interlude:
    """Return what an order from the device page shows."""
    both = Lamp.RED | Lamp.GREEN
    match command.command:
        case "identify":
            display = Display(digits=str(address), blinking=True, lamp=both | Lamp.BLINK, long_keys=long_keys)
        case "test":
            display = Display(digits="888888", lamp=both, waiting=88, long_keys=long_keys)
        case "text":
            display = Display(digits=as_ascii(command.text or ""), long_keys=long_keys)
    return Interlude(display, now + _COMMAND_S[command.command])


def counter_on(board: Board, name: str | None) -> BoardCounter | None:
    """Return a counter by ``office:counter``, None if the board has no such one."""
    for counter in board.counters:
        if f"{board.office}:{counter.counter}" == name:
            return counter
    return None


def has_arrival(setup: UnitSetup | None, before: Board, after: Board) -> bool:
    """Return whether somebody came to a counter that had nobody to call and nobody to serve."""
    if setup is None or before.epoch != after.epoch:
        return False
    old, new = counter_on(before, setup.counter), counter_on(after, setup.counter)
    if old is None or new is None:
        return False
    return old.waiting == 0 < new.waiting and old.state == new.state == "open"


def sound_for(ack: PressAck) -> Beep:
    """Return how a unit tells that its press was answered."""
    if ack.ok:
        return Beep.OK
    if ack.code == "queue_empty":
        return Beep.EMPTY
    return Beep.ERROR if ack.code in _FAULTS else Beep.REFUSED


def long_key_mask(keys: Mapping[str, str], others: Iterable[int] = ()) -> int:
    """Return the register value for keys that mean something else when held."""
    numbers = {int(key) for key, action in keys.items() if action in _LONG_ACTIONS} | set(others)
    return sum(1 << (number - 1) for number in numbers if 1 <= number <= LONG_KEY_LIMIT)


def as_ascii(text: str) -> str:
    """Return the text as units can write it: Đ as D, accents dropped, the rest blank."""
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    letters = (character for character in plain if not unicodedata.combining(character))
    return "".join(letter if " " <= letter <= "~" else " " for letter in letters)
