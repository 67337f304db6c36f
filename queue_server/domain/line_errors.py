"""How many of a unit's requests fail lately, found from counters that only grow."""

WINDOW_S = 60.0
"""Seconds the ratio is taken over; bridges report every 10 s."""

ERRORS_HIGH = 0.05
"""Above this someone should look at the cable, its ends and its bias."""

ERRORS_CALM = 0.025
"""At or below this it is well again; between the two nothing is said, so that a ratio near the limit isn't told anew
with every report."""

LEAST_REQUESTS = 20
"""With fewer, one failure alone would be too much."""


class ErrorWindow:
    """One unit's failures in the last ``WINDOW_S``; until there are as many seconds, since its bridge started."""

    def __init__(self) -> None:
        self.ratio: float | None = None
        """Share of requests without an intact answer, 0 to 1; None while there are too few to tell."""
        self.is_high = False
        self._samples: list[tuple[float, int, int]] = []

    def add(self, at_s: float, answered: int, failed: int) -> None:
        """Take a report in.

        Args:
            at_s: monotonic seconds, never less than before.
            answered: intact answers since the bridge started.
            failed: time-outs and damaged answers since then.
        """
        if not self._samples or answered < self._samples[-1][1] or failed < self._samples[-1][2]:
            self._samples = [(at_s, 0, 0)]
        self._samples.append((at_s, answered, failed))
        while len(self._samples) > 2 and self._samples[1][0] <= at_s - WINDOW_S:
            del self._samples[0]
        _, answered_before, failed_before = self._samples[0]
        failures = failed - failed_before
        requests = answered - answered_before + failures
        self.ratio = failures / requests if requests >= LEAST_REQUESTS else None
        if self.ratio is not None:
            self.is_high = self.ratio > (ERRORS_CALM if self.is_high else ERRORS_HIGH)

    def begin(self, at_s: float, answered: int, failed: int) -> None:
        """Forget what was: the unit went away, and its failures while it is away say nothing about the cable."""
        self._samples = [(at_s, answered, failed)]
        self.ratio = None
        self.is_high = False
