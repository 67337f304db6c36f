"""What a board tells beside the numbers: lines, notices, and how its calls are announced."""

from queue_server.contract.fields import ByLanguage, FromServer


class WaitRange(FromServer, frozen=True, kw_only=True):
    """Likely wait in seconds, from the median (low) to the 90th percentile (high)."""

    low: float
    high: float


class BoardService(FromServer, frozen=True, kw_only=True):
    """One service as a lobby sees it."""

    service: str
    name: ByLanguage
    waiting: int
    expected_wait_s: WaitRange | None = None
    open: bool = True
    """Whether it gives numbers now."""
    closed_reason: ByLanguage | None = None
    """Why not, if somebody said."""


class BoardVoice(FromServer, frozen=True, kw_only=True):
    """How this office's calls are announced."""

    languages: list[str]
    """In the order in which they are spoken."""
    repeats: int
    chime: bool
    time_to_live_s: float
    """A call not spoken this long after its ``announce_at`` is dropped."""
    merge: bool = True
    """Whether a later call of a number takes the place of one that still waits to be spoken."""


class BoardNotice(FromServer, frozen=True, kw_only=True):
    """A line that staff put on all displays."""

    text: ByLanguage
    until: str | None = None
    """When it disappears by itself."""
