"""Ending and waking."""

import os
import queue
import signal

from display_client.screens.wakes import Ending, Wake, Wakes, next_wakes, on_signals


def test_all_wakes_come_at_once():
    """A burst of boards is painted once."""
    wakes = Wakes()
    for wake in (Wake.CHANGED, Wake.RESIZED, Wake.CHANGED):
        wakes.put(wake)

    assert list(next_wakes(wakes, 5.0)) == [Wake.CHANGED, Wake.RESIZED, Wake.CHANGED]
    assert list(next_wakes(wakes, 0.001)) == []


def test_a_signal_ends_a_wait_and_every_later_one():
    """SIGTERM during any pause ends the program at once."""
    ending = Ending()
    before = signal.getsignal(signal.SIGTERM)
    with on_signals({signal.SIGTERM: ending.ask}):
        os.kill(os.getpid(), signal.SIGTERM)

        assert ending.wait(60.0)
        assert ending.wait(60.0)
    assert ending.asked
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_wait_without_a_reason_takes_its_time():
    """Not being asked is told."""
    assert Ending().wait(0.001) is False


def test_the_queue_may_interrupt_itself():
    """Signal handlers put while the main thread gets."""
    assert isinstance(Wakes(), queue.SimpleQueue)
