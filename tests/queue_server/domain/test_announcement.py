"""How long a call is shown, and how long it may be spoken."""

from datetime import timedelta

from queue_server.domain.announcement import shown
from tests.ticket_builders import MORNING, a_call, a_ticket


def calls(count, announced_after_s=0, every_s=1):
    ticket = a_ticket()
    return [
        a_call(
            ticket,
            f"call{index}",
            called_at=MORNING + timedelta(seconds=every_s * index),
            announce_at=MORNING + timedelta(seconds=every_s * index + announced_after_s),
        )
        for index in range(count)
    ]


def test_at_least_twelve_calls_are_shown_however_old():
    assert len(shown(calls(20), MORNING + timedelta(hours=2))) == 12


def test_all_calls_of_the_last_90_s_are_shown_but_at_most_200():
    assert len(shown(calls(50), MORNING + timedelta(seconds=109))) == 31
    assert len(shown(calls(300, every_s=0), MORNING)) == 200


def test_a_call_stays_while_it_may_still_be_spoken():
    """With a long way from the kiosk it is spoken long after it was called."""
    late = calls(20, announced_after_s=120)

    assert len(shown(late, MORNING + timedelta(seconds=180))) == 20
