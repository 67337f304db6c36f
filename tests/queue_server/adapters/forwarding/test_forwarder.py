"""When it is forwarded: soon after a change, ever more rarely while it fails, never in the office's way."""

import threading

import pytest

from queue_server.adapters.environment import SystemClock
from queue_server.adapters.forwarding.forwarder import FIRST_RETRY_S, HEARD_EVERY_S, LAST_RETRY_S, PAUSE_S, Forwarder
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.changing import Committed
from queue_server.usecases.ports.failures import StorageError
from queue_server.usecases.ports.forwarding import LinkDown, ProvinceBusy
from tests.lobby import wait_for


class Steps:
    """Forwarding that does as told."""

    def __init__(self, *outcomes):
        self.outcomes = list(outcomes)
        self.taken = 0
        self.sentences = []

    def step(self):
        self.taken += 1
        outcome = self.outcomes.pop(0) if self.outcomes else False
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def failed(self, sentence):
        self.sentences.append(sentence)


def a_forwarder(*outcomes, spread=1.0, scale=1.0):
    return Forwarder(Steps(*outcomes), "a", SystemClock(), spread=lambda: spread, scale=scale)


def test_with_more_to_send_it_goes_on_after_a_short_pause():
    """The office keeps its computer meanwhile."""
    forwarder = a_forwarder(True, False)

    assert [forwarder._attempt(), forwarder._attempt()] == [PAUSE_S, HEARD_EVERY_S]


@pytest.mark.parametrize("error", [LinkDown("cut"), Refusal("forbidden", "no"), StorageError("full"), ValueError("x")])
def test_each_failure_doubles_the_pause_up_to_a_bound(error):
    """Days off-line cost nothing; the reason is kept."""
    forwarder = a_forwarder(*[error] * 12)
    pauses = [forwarder._attempt() for _ in range(12)]

    assert pauses[:3] == [FIRST_RETRY_S, 2 * FIRST_RETRY_S, 4 * FIRST_RETRY_S]
    assert pauses[-1] == LAST_RETRY_S
    assert len(forwarder.forwarding.sentences) == 12


def test_boxes_that_failed_together_come_back_apart():
    """Between half and all of the pause."""
    assert a_forwarder(LinkDown("cut"), spread=0.0)._attempt() == FIRST_RETRY_S / 2


def test_a_pause_the_province_asks_for_is_kept():
    """On top of the usual one."""
    assert a_forwarder(ProvinceBusy("busy", 30.0))._attempt() == 30.0 + FIRST_RETRY_S


def test_a_success_forgets_the_failures():
    """The next failure begins anew."""
    forwarder = a_forwarder(LinkDown("a"), LinkDown("b"), False, LinkDown("c"))

    assert [forwarder._attempt() for _ in range(4)] == [1.0, 2.0, HEARD_EVERY_S, 1.0]


def test_a_change_of_its_office_is_sent_at_once_and_others_are_not_its_business():
    """The province's page lives."""
    forwarder = a_forwarder(scale=0.02)
    forwarder.start()
    wait_for(lambda: forwarder.forwarding.taken == 1, "the first word")
    forwarder._due = forwarder._clock.monotonic() + 3600
    forwarder.committed(Committed(office="b", revision=1, kinds=(), tickets=()))
    forwarder.committed(Committed(office="a", revision=1, kinds=(), tickets=()))
    wait_for(lambda: forwarder.forwarding.taken == 2, "the change")
    forwarder.stop()

    assert threading.active_count() >= 1
    assert forwarder.forwarding.taken == 2
