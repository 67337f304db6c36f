"""What wakes a screen's loop, also from signal handlers and other threads."""

import queue
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from types import FrameType

from queue_server.contract.messages import DisplayCommand


class Wake(Enum):
    """Something to look at."""

    CHANGED = "changed"
    RESIZED = "resized"
    STOP = "stop"


Wakes = queue.SimpleQueue[Wake | DisplayCommand]
"""``put`` of this queue may interrupt itself, unlike an Event, whose lock a signal handler would find taken."""


def next_wakes(wakes: Wakes, timeout_s: float) -> Iterator[Wake | DisplayCommand]:
    """Yield everything that woke the screen, nothing when the time passed."""
    try:
        yield wakes.get(timeout=timeout_s)
        while True:
            yield wakes.get_nowait()
    except queue.Empty:
        return


@contextmanager
def signals_as_wakes(wakes: Wakes) -> Iterator[None]:
    """Turn the ways to end a program, and a changed window, into wakes while the block runs."""
    meanings = {
        signal.SIGINT: Wake.STOP,
        signal.SIGTERM: Wake.STOP,
        signal.SIGHUP: Wake.STOP,
        signal.SIGWINCH: Wake.RESIZED,
        # The shell has written over the screen while this program was suspended.
        signal.SIGCONT: Wake.RESIZED,
    }

    def wake(number: int, _frame: FrameType | None) -> None:
        wakes.put(meanings[signal.Signals(number)])

    before = {number: signal.signal(number, wake) for number in meanings}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
