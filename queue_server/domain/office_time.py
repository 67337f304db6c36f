"""The time of an office while the computer's clock was set back: it runs on, slower, until the clock has caught up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

SLOWNESS: Final = 2
"""The office's time passes so many times slower meanwhile. At full speed no clock would ever catch up."""
SLOWED_UP_TO: Final = timedelta(hours=1)
"""An office that is further ahead stands still instead: it would close, and end its day, in the middle of the day."""
TOLERATED: Final = timedelta(seconds=1)
"""Clocks of several computers differ by that much, and changes wait for each other; nothing was set back then."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """The time of an office when it was last made."""

    at: datetime
    monotonic: float


class OfficeTimes:
    """What time it is in offices. Never before the newest event of their logs, whatever the clock says.

    Each process has its own; they agree through the logs. It follows the clock, but never back: where the clock was set
    back by minutes the time passes at half the speed, so that no-shows and ends of holds still come and the clock
    catches up.
    """

    def __init__(self) -> None:
        self._ahead: dict[str, _Moment] = {}
        """Of offices whose time is ahead of the clock."""

    def at(self, office: str, newest: datetime | None, now: datetime, monotonic: float) -> datetime:
        """Return the instant of a change.

        Args:
            newest: instant of the office's newest event, None without any.
            now: what the clock says.
            monotonic: seconds of a clock that never jumps, read with ``now``.
        """
        since = self.now(office, now, monotonic)
        at = since if newest is None else max(since, newest)
        if office in self._ahead or at - now > TOLERATED:
            self._keep(office, at, now, monotonic)
        return at

    def now(self, office: str, now: datetime, monotonic: float) -> datetime:
        """Return what time it is in an office as far as is known without its log."""
        last = self._ahead.get(office)
        if last is None:
            return now
        passed = timedelta(seconds=max(0.0, monotonic - last.monotonic) / SLOWNESS)
        return max(now, last.at + passed if last.at - now <= SLOWED_UP_TO else last.at)

    def _keep(self, office: str, at: datetime, now: datetime, monotonic: float) -> None:
        if at > now:
            self._ahead[office] = _Moment(at, monotonic)
        else:
            self._ahead.pop(office, None)
