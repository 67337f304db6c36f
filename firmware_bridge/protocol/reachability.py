"""Whether a unit is there, and when to try one that is not."""

from typing import Final

FAILURES: Final = 10
LASTING_S: Final = 3.0
"""A unit is off-line after so many failures in a row that last so long. PROTOCOL.md 9."""
PROBE_AFTER_S: Final = (1.0, 2.0, 4.0)
"""Pauses before an off-line unit is tried again; the last one repeats. A time-out costs the others 0.11 s."""
IDENTIFY_AFTER: Final = 5
"""Failures in a row after which the unit may be another one; plugging one over takes longer than that."""


class Reachability:
    """Failures in a row of one unit."""

    def __init__(self) -> None:
        self.online: bool | None = None
        """None until the unit has answered once or was found absent."""
        self.failures = 0
        """In a row."""
        self._failing_since = 0.0
        self._probes = 0
        self._next_probe = 0.0

    def reset(self) -> None:
        """Clear all back-off: the line was opened anew."""
        self.failures = self._probes = 0
        self._next_probe = 0.0

    def gone(self) -> None:
        """Note that nobody can be reached: the port is gone."""
        self.online = False

    def may_try(self, now: float) -> bool:
        """Return whether a request to the unit is worth its time now."""
        return self.online is not False or now >= self._next_probe

    @property
    def next_try_at(self) -> float:
        """When an off-line unit is tried next; in the past for others."""
        return self._next_probe if self.online is False else 0.0

    @property
    def worth_repeating(self) -> bool:
        """Whether a failure is more likely the line's than the unit's: it answered a moment ago. PROTOCOL.md 9."""
        return self.online is True and not self.may_be_another

    @property
    def may_be_another(self) -> bool:
        """Whether the unit was silent so long that its identity has to be read again."""
        return self.failures >= IDENTIFY_AFTER

    def answered(self) -> bool:
        """Note an answer; return whether the unit has just come on-line."""
        came = self.online is not True
        self.online = True
        self.failures = self._probes = 0
        return came

    def assumed(self) -> bool:
        """Note that something was sent that nobody answers; return whether the unit now counts as on-line.

        A one-way display can't tell whether it is there. It counts as there while nothing speaks against it.
        """
        return self.failures == 0 and self.answered()

    def failed(self, now: float) -> bool:
        """Note a failure; return whether the unit has just gone off-line."""
        if self.failures == 0:
            self._failing_since = now
        self.failures += 1
        if self.online is False:
            self._plan_probe(now)
            return False
        if self.failures < FAILURES or now - self._failing_since < LASTING_S:
            return False
        self.online = False
        self._probes = 0
        self._plan_probe(now)
        return True

    def _plan_probe(self, now: float) -> None:
        self._next_probe = now + PROBE_AFTER_S[min(self._probes, len(PROBE_AFTER_S) - 1)]
        self._probes += 1
