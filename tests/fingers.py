"""Fingers on the keys of simulated call boxes, and ears for their answers."""

import random
import threading
import time
from collections import Counter

from tests.lobby import Lobby

NEXT, RECALL, NO_SHOW, HOLD = 1, 2, 3, 4
HEARD_WITHIN_S = 20.0
"""A press is answered, refused or, at the latest, lamented by the box within this time."""


class Finger(threading.Thread):
    """Presses keys of one box; waits for the beep after each press, as a person would."""

    def __init__(self, lobby: Lobby, box: int, presses: int, seed: int) -> None:
        super().__init__(name=f"finger {box}", daemon=True)
        self._lobby, self._box, self._presses = lobby, box, presses
        self._chance = random.Random(seed)
        self.heard: Counter[str] = Counter()
        """Answers by pattern: 1 ok, 2 refused, 3 empty, 5 error; "shown" or "silence" without a beep."""
        self.pressed: Counter[int] = Counter()
        self.unheard: list[float] = []
        """When presses were made that no beep answered, in monotonic seconds."""

    def run(self) -> None:
        for _ in range(self._presses):
            key = self._chance.choices((NEXT, RECALL, NO_SHOW), (8, 1, 1))[0]
            self.pressed[key] += 1
            pressed_at = time.monotonic()
            answer = press_and_listen(self._lobby, self._box, key)
            self.heard[answer] += 1
            if answer in ("shown", "silence"):
                self.unheard.append(pressed_at)
            time.sleep(self._chance.uniform(0.75, 0.95))  # a second "next" within 0.7 s would be the same wish


def press_and_listen(lobby: Lobby, box: int, key: int) -> str:
    """Press a key and return the pattern of the beep that answers it.

    Without a beep it is "shown" when the digits have changed, which is an answer one can see, and "silence" when they
    have not.
    """
    start = lobby.control(f"get {box}")
    before = start["buzzer"]["count"]
    lobby.control(f"press {box} {key}")
    time.sleep(0.1)
    lobby.control(f"release {box} {key}")
    end = time.monotonic() + HEARD_WITHIN_S
    while time.monotonic() < end:
        buzzer = lobby.control(f"get {box}")["buzzer"]
        if buzzer["count"] != before:
            return str(buzzer["pattern"])
        time.sleep(0.02)
    return "silence" if lobby.control(f"get {box}")["digits"] == start["digits"] else "shown"
