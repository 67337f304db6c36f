"""A mean that forgets slowly."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """A mean that forgets."""

    count: int = 0
    seconds: float = 0.0

    def after(self, seconds: float, memory: int) -> "Mean":
        """Return the mean with one more value, of which the last ``memory`` count most."""
        count = min(self.count + 1, memory)
        return Mean(count=count, seconds=self.seconds + (seconds - self.seconds) / count)
