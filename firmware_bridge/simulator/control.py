"""The simulator's control language: fingers on keys, power, noise, and what the units show."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

from firmware_bridge.simulator.bus import SimulatedBus
from firmware_bridge.simulator.fingers import Fingers
from firmware_bridge.simulator.unit import SimulatedUnit

MAX_LINE: Final = 200
"""Characters of the longest request."""
_KNOWN: Final = "press UNIT KEY, release UNIT KEY, get UNIT, power UNIT 0|1, noise P, drop P, stats, quit"


class ControlError(ValueError):
    """A request that can't be carried out; the text says why."""


class Control:
    """Answers one line per request with one line of JSON. PROTOCOL.md 12."""

    def __init__(self, units: Mapping[int, SimulatedUnit], bus: SimulatedBus) -> None:
        """Serve units by the address they were started with; ``advance`` their ``fingers`` with the time."""
        self.fingers = Fingers(units)
        self.quit = False
        """Set by the request of that name."""
        self._units = units
        self._bus = bus

    def answer(self, line: str, now: float) -> str:
        """Return the answer to a request, without the line's end."""
        try:
            return json.dumps(self._carry_out(line.split(), now))
        except ControlError as error:
            return json.dumps({"ok": False, "error": str(error)})

    def _carry_out(self, words: list[str], now: float) -> dict[str, object]:
        match words:
            case ["press", unit, key]:
                self._move(unit, key, down=True, now=now)
            case ["release", unit, key]:
                self._move(unit, key, down=False, now=now)
            case ["get", unit]:
                return self._picture(self._unit(unit), now)
            case ["power", unit, "0"]:
                self._unit(unit).power_off()
            case ["power", unit, "1"]:
                if not self._unit(unit).powered:
                    self._unit(unit).power_on(now)
            case ["noise", chance]:
                self._bus.noise = _chance(chance)
            case ["drop", chance]:
                self._bus.drop = _chance(chance)
            case ["stats"]:
                return {"ok": True, "machine": "software", "time_s": round(now, 3), **asdict(self._bus.statistics)}
            case ["quit"]:
                self.quit = True
            case _:
                raise ControlError(f"known are: {_KNOWN}")
        return {"ok": True}

    def _move(self, unit: str, key: str, *, down: bool, now: float) -> None:
        number = self._key(unit, key)
        self.fingers.move(int(unit), number, down=down, now=now)

    def _unit(self, text: str) -> SimulatedUnit:
        unit = self._units.get(int(text)) if text.isascii() and text.isdigit() else None
        if unit is None:
            raise ControlError(f"there is no unit {text}")
        return unit

    def _key(self, unit: str, text: str) -> int:
        count = self._unit(unit).key_count
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= count):
            raise ControlError(f"unit {unit} has no key {text}")
        return int(text)

    def _picture(self, unit: SimulatedUnit, now: float) -> dict[str, object]:
        unit.advance(now)
        buzzer = unit.buzzer
        return {
            "ok": True,
            "digits": unit.digits,
            "waiting": unit.waiting,
            "lamp": unit.lamp,
            "buzzer": {"on": unit.powered and buzzer.is_on(now), "pattern": buzzer.pattern, "count": buzzer.count},
            "power": unit.powered,
            "boot": unit.boot,
            "head": unit.head,
        }


def _chance(text: str) -> float:
    try:
        chance = float(text)
    except ValueError:
        chance = -1.0
    if not 0 <= chance <= 1:
        raise ControlError(f"{text} is no chance from 0 to 1")
    return chance
