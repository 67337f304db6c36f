"""The buzzer of a simulated unit."""

from firmware_bridge.protocol.register_map import BEEP_MS_BY_PATTERN, Beep


class Buzzer:
    """The sound that plays and how many were begun. PROTOCOL.md 4.4."""

    def __init__(self) -> None:
        self.pattern = 0
        """Of the sound begun last; 0 for one of so many milliseconds."""
        self.count = 0
        """Sounds begun since power-up."""
        self._until = 0.0

    def play(self, pattern: Beep, now: float) -> None:
        """Begin a pattern in place of what plays."""
        self._begin(pattern, sum(BEEP_MS_BY_PATTERN[pattern]), now)

    def sound(self, milliseconds: int, now: float) -> None:
        """Begin a plain sound in place of what plays."""
        self._begin(0, milliseconds, now)

    def is_on(self, now: float) -> bool:
        """Return whether a sound plays."""
        return now < self._until

    def playing(self, now: float) -> int:
        """Return the pattern that plays, 0 when there is none."""
        return self.pattern if self.is_on(now) else 0

    def left_ms(self, now: float) -> int:
        """Return what is left of a plain sound."""
        return 0 if self.pattern else max(0, round((self._until - now) * 1000))

    def _begin(self, pattern: int, milliseconds: int, now: float) -> None:
        self.pattern = pattern
        self.count += 1
        self._until = now + milliseconds / 1000
