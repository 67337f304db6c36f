"""Half-duplex manners on one line: silence before a request, the wait for its answer, and what to do without one."""

from enum import Enum, auto
from typing import Final

from firmware_bridge.protocol.exchange import Exchange, Failure, Found, Outcome
from firmware_bridge.protocol.timing import Timing

_BUFFER: Final = 1024
"""Bytes kept while waiting; more than any answer, so that babble can't fill the memory."""
_SETTLED_S: Final = 0.020
"""Silence after which enough damaged bytes count as the whole answer; USB adapters hold bytes back for 16 ms."""
_BABBLE_S: Final = 0.250
"""Longest wait for silence before a request, beyond the guard; then something is talking without end."""
NEVER: Final = float("inf")


class _State(Enum):
    IDLE = auto()
    GUARD = auto()
    WAITING = auto()


class Conversation:
    """One exchange at a time over a line, as a state machine over ``(now, bytes)``.

    Use: ``begin``; then, whenever bytes come or ``wake_at`` is reached, ``receive`` and ``advance``, writing what that
    returns; until ``take_outcome`` returns something.
    """

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._state = _State.IDLE
        self._exchange: Exchange | None = None
        self._outcome: Outcome | None = None
        self._received = b""
        self._silent_since = -NEVER
        self._quiet_until = -NEVER
        self._begun_at = 0.0
        self._deadline = 0.0
        self.stray_bytes = 0
        """Bytes that belonged to no answer, since the start."""

    @property
    def idle(self) -> bool:
        """Whether another exchange can begin."""
        return self._state is _State.IDLE and self._outcome is None

    @property
    def wake_at(self) -> float:
        """When ``advance`` has something to do even if no byte comes."""
        match self._state:
            case _State.IDLE:
                return NEVER
            case _State.GUARD:
                return self._ready_at()
        return min(self._deadline, self._settled_at())

    def reset(self, now: float) -> None:
        """Forget everything: the port was opened anew. The first bytes after that may be garbage."""
        self._state = _State.IDLE
        self._exchange = self._outcome = None
        self._received = b""
        self._silent_since = now
        self._quiet_until = -NEVER

    def begin(self, exchange: Exchange, now: float) -> None:
        """Start an exchange; its request is sent as soon as the line has been silent long enough."""
        self._exchange = exchange
        self._state = _State.GUARD
        self._begun_at = now

    def receive(self, data: bytes, now: float) -> bytes:
        """Take what was heard; return the bytes nobody asked for, for units that speak unasked."""
        self._silent_since = max(now, self._silent_since)  # a request without an answer sets it to its own end
        if self._state is not _State.WAITING or self._exchange is None or self._exchange.answer is None:
            self.stray_bytes += len(data)
            return data
        self._received = (self._received + data)[-_BUFFER:]
        return b""

    def advance(self, now: float) -> bytes:
        """Return the bytes to write now, often none."""
        if self._state is _State.GUARD:
            return self._leave_guard(now)
        if self._state is _State.WAITING:
            self._look_for_answer(now)
        return b""

    def take_outcome(self) -> Outcome | None:
        """Return how the exchange ended, once."""
        outcome, self._outcome = self._outcome, None
        return outcome

    def _ready_at(self) -> float:
        return max(self._silent_since + self._timing.guard_s, self._quiet_until)

    def _settled_at(self) -> float:
        if not self._received or self._exchange is None or self._exchange.answer is None:
            return NEVER
        expected = self._exchange.answer.length
        if self._received.startswith(self._exchange.request):  # the adapter plays back what it sends
            expected += len(self._exchange.request)
        return self._silent_since + _SETTLED_S if len(self._received) >= expected else NEVER

    def _leave_guard(self, now: float) -> bytes:
        assert self._exchange is not None
        if now < self._ready_at():
            if now >= self._begun_at + self._timing.guard_s + _BABBLE_S and self._silent_since > self._begun_at:
                self._end(None, Failure.BABBLE, now)
            return b""
        exchange, timing = self._exchange, self._timing
        sent_at = now + timing.wire_s(len(exchange.request))
        self._received = b""
        self._begun_at = now
        self._state = _State.WAITING
        if exchange.answer is None:
            self._silent_since = sent_at
            self._deadline = sent_at
        else:
            self._deadline = sent_at + timing.wire_s(exchange.answer.length) + timing.host_s
        return exchange.request

    def _look_for_answer(self, now: float) -> None:
        assert self._exchange is not None
        rule = self._exchange.answer
        found = rule.find(self._received) if rule and self._received else None
        if found is not None:
            self.stray_bytes += found.skipped + len(self._received) - found.end
            self._end(found, None, now)
        elif rule is None and now >= self._deadline:
            self._quiet_until = now + self._timing.broadcast_s
            self._end(None, None, now)
        elif rule is not None and now >= min(self._deadline, self._settled_at()):
            self.stray_bytes += len(self._received)
            self._end(None, Failure.DAMAGED if self._received else Failure.TIMEOUT, now)

    def _end(self, found: Found | None, failure: Failure | None, now: float) -> None:
        assert self._exchange is not None
        self._quiet_until = max(self._quiet_until, now + self._exchange.quiet_s)
        self._outcome = Outcome(found, failure, self._begun_at, now)
        self._exchange = None
        self._received = b""
        self._state = _State.IDLE
