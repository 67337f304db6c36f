"""Ways to wake or end a screen's loop that signal handlers and other threads may use."""

import queue
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from types import FrameType

from display_client.letting_in import Admitted, ShowCode, be_let_in
from queue_server.contract.messages import DisplayCommand

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ways to ask a program to end."""


class Wake(Enum):
    """Something to look at."""

    CHANGED = "changed"
    RESIZED = "resized"
    STOP = "stop"


Wakes = queue.SimpleQueue[Wake | DisplayCommand]
"""``put`` of this queue may interrupt itself, unlike an Event, whose lock a signal handler could find taken."""


def next_wakes(wakes: Wakes, timeout_s: float) -> Iterator[Wake | DisplayCommand]:
    """Yield everything that woke the screen, nothing when the time passed."""
    try:
        yield wakes.get(timeout=timeout_s)
        while True:
            yield wakes.get_nowait()
    except queue.Empty:
        return


class Ending:
    """Whether the program was asked to end."""

    def __init__(self) -> None:
        self.asked = False
        self._wake: queue.SimpleQueue[None] = queue.SimpleQueue()

    def ask(self) -> None:
        """End the program at its next look."""
        self.asked = True
        self._wake.put(None)

    def wait(self, seconds: float) -> bool:
        """Wait, and return whether the program was asked to end meanwhile or before."""
        if not self.asked:
            try:
                self._wake.get(timeout=seconds)
            except queue.Empty:
                return False
        return True


class Ended(Exception):
    """The program was asked to end before it had anything to show."""


def wait_to_be_let_in(server: str, screen: str, name: str, show: ShowCode) -> Admitted:
    """Return what an administrator's acceptance gave.

    Raises:
        Ended: the program was asked to end meanwhile.
    """
    ending = Ending()
    with on_signals(dict.fromkeys(ENDING, ending.ask)):
        admitted = be_let_in(server, screen, name, show, ending.wait)
    if admitted is None:
        raise Ended
    return admitted


@contextmanager
def on_signals(actions: Mapping[signal.Signals, Callable[[], None]]) -> Iterator[None]:
    """Run the action of a signal instead of its default while the block runs."""

    def act(number: int, _frame: FrameType | None) -> None:
        actions[signal.Signals(number)]()

    before = {number: signal.signal(number, act) for number in actions}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
