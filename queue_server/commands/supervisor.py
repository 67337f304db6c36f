"""Keeps several workers alive: starts them, notices when one died or hangs, replaces it, ends all in time."""

import ctypes
import logging
import os
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

logger = logging.getLogger(__name__)

STOP_WITHIN_S = 9.5
"""From the signal until what still runs is killed; all ends within 10 s."""

SILENT_S = 30.0
"""Workers say every two seconds that they live; one that is silent for so long hangs."""

START_WITHIN_S = 60.0
"""Until the first word of a new worker: a slow computer may be busy with many of them."""

AGAIN_FIRST_S = 0.25
AGAIN_AT_MOST_S = 10.0
"""Pause before a worker that died is replaced: doubled each time, up to this."""

STABLE_S = 30.0
"""Who lived longer and died did not die of its start."""

HOPELESS = 3
"""Deaths of a worker after which all is given up if none has ever served."""

PR_SET_PDEATHSIG = 1

Ended = Callable[[int], None]


@dataclass(slots=True)
class _Place:
    """One worker's place, and who has it now."""

    number: int
    process: "subprocess.Popen[bytes] | None" = None
    ear: int = -1
    heard_at: float = 0.0
    patience_s: float = START_WITHIN_S
    started_at: float = 0.0
    start_at: float = float("-inf")
    deaths: int = 0
    """Early ones, one after the other."""


@dataclass
class Supervisor:
    """Runs ``count`` workers on one listening socket.

    They accept from one queue: a worker that is busy takes fewer connections, and one that dies takes none with it
    that it has not accepted.

    Args:
        command: starts a worker; ``--number``, ``--listen-fd`` and ``--alive-fd`` are added. It writes a byte to the
            latter at least every two seconds.
        environment: of the workers.
        ended: told the process id of each worker that ended.
    """

    command: Sequence[str]
    count: int
    listening: socket.socket
    environment: Mapping[str, str]
    ended: Ended
    clock: Callable[[], float] = time.monotonic
    _places: list[_Place] = field(default_factory=list)
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    _told_to_stop: bool = False
    _stop_by: float | None = None
    _has_served: bool = False

    def run(self) -> int:
        """Return when all workers have ended after SIGTERM or SIGINT (0), or none could be brought to serve (1)."""
        self._places = [_Place(number) for number in range(1, self.count + 1)]
        waker, sleeper = socket.socketpair()
        for end in (waker, sleeper):
            end.setblocking(False)
        self._selector.register(sleeper, selectors.EVENT_READ)
        before = signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        handlers = {number: signal.signal(number, self._on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            return self._supervise(sleeper)
        finally:
            signal.set_wakeup_fd(before)
            for number, handler in handlers.items():
                signal.signal(number, handler)
            self._kill_all()
            self._selector.close()
            for end in (waker, sleeper):
                end.close()

    def _supervise(self, sleeper: socket.socket) -> int:
        while self._stop_by is None:
            self._replace()
            self._turn(sleeper)
            self._end_silent()
            if self._told_to_stop or self._is_hopeless():
                self._begin_to_stop()
        while any(one.process is not None for one in self._places):
            self._turn(sleeper)
            if self.clock() >= self._stop_by:
                logger.warning("what did not end within %.0f s was killed", STOP_WITHIN_S)
                self._kill_all()
        return 0 if self._told_to_stop else 1

    def _turn(self, sleeper: socket.socket) -> None:
        for key, _ in self._selector.select(self._pause()):
            if key.fileobj is sleeper:
                sleeper.recv(4096)
            else:
                self._hear(key.data)
        self._reap()

    def _is_hopeless(self) -> bool:
        if self._has_served or all(one.deaths < HOPELESS for one in self._places):
            return False
        logger.error("no worker could begin to serve; why is said above")
        return True

    def _begin_to_stop(self) -> None:
        self._stop_by = self.clock() + STOP_WITHIN_S
        for place in self._places:
            if place.process is not None:
                place.process.terminate()

    def _pause(self) -> float:
        now = self.clock()
        if self._stop_by is not None:
            return max(0.0, min(now + 1.0, self._stop_by) - now)
        starts = [one.start_at for one in self._places if one.process is None]
        return max(0.0, min([now + 1.0, *starts]) - now)

    def _replace(self) -> None:
        for place in self._places:
            if place.process is None and self.clock() >= place.start_at:
                self._start(place)

    def _start(self, place: _Place) -> None:
        ear, mouth = os.pipe()
        os.set_blocking(mouth, False)
        fds = (self.listening.fileno(), mouth)
        options = ["--number", str(place.number), "--listen-fd", str(fds[0]), "--alive-fd", str(fds[1])]
        try:
            # A session of its own, so that Ctrl-C reaches this program alone, which ends all in order.
            place.process = subprocess.Popen(
                [*self.command, *options],
                pass_fds=fds,
                env=dict(self.environment),
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - no threads run here
            )
        finally:
            os.close(mouth)
        place.ear, place.patience_s = ear, START_WITHIN_S
        place.started_at = place.heard_at = self.clock()
        self._selector.register(ear, selectors.EVENT_READ, place)
        logger.info("worker %d is process %d", place.number, place.process.pid)

    def _hear(self, place: _Place) -> None:
        if os.read(place.ear, 4096):
            self._has_served = True
            place.heard_at, place.patience_s = self.clock(), SILENT_S
        else:
            # Only its end closes its side of the pipe.
            self._selector.unregister(place.ear)
            if place.process is not None:
                _wait(place.process, 5.0)

    def _reap(self) -> None:
        for place in self._places:
            if place.process is None or place.process.poll() is None:
                continue
            code, pid = place.process.returncode, place.process.pid
            place.process = None
            if place.ear in self._selector.get_map():
                self._selector.unregister(place.ear)
            os.close(place.ear)
            self.ended(pid)
            if self._stop_by is not None:
                continue
            now = self.clock()
            place.deaths = 1 if now - place.started_at > STABLE_S else place.deaths + 1
            pause = min(AGAIN_FIRST_S * 2 ** (place.deaths - 1), AGAIN_AT_MOST_S)
            place.start_at = now + pause
            logger.error("worker %d ended (%s); the next one starts in %.2f s", place.number, _how(code), pause)

    def _end_silent(self) -> None:
        for place in self._places:
            if place.process is not None and self.clock() - place.heard_at > place.patience_s:
                logger.error("worker %d was silent for %.0f s and is killed", place.number, place.patience_s)
                place.process.kill()
                place.process.wait()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._told_to_stop = True

    def _kill_all(self) -> None:
        for place in self._places:
            if place.process is not None:
                place.process.kill()
                place.process.wait()


def _wait(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
