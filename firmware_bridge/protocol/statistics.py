"""Counters of one unit and one line since the bridge started."""

from dataclasses import dataclass


@dataclass(slots=True)
class UnitStatistics:
    """Counters of one unit."""

    polls: int = 0
    """Answered requests."""
    timeouts: int = 0
    crc_errors: int = 0
    """Answers that came damaged, or were no answers."""
    refusals: int = 0
    ring_overruns: int = 0
    """Key events lost."""

    @property
    def error_share(self) -> float:
        """Share of requests without an intact answer, 0 to 1."""
        failed = self.timeouts + self.crc_errors
        return failed / (failed + self.polls) if failed else 0.0


@dataclass(slots=True)
class LineStatistics:
    """Counters of one line."""

    cycles: int = 0
    cycle_s: float = 0.0
    """Duration of the last whole cycle."""
    babble: int = 0
    """Requests not sent because the line never fell silent."""
