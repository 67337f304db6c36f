"""The first who begins a call ends it; staff see the worst of all zones."""

from dataclasses import replace
from datetime import timedelta

import pytest

from queue_server.domain.announced import Announcement, CallSound, Outcome, begin, end, state_of
from tests.ticket_builders import MORNING, a_call, a_ticket

HALL = Announcement(call_id="c", zone="", speaker="tv/1", display="TV", begun_at=MORNING)


def ended(outcome, speaker="tv/1", error=None, zone=""):
    return Announcement(
        call_id="c", zone=zone, speaker=speaker, display="TV", outcome=outcome, error=error, ended_at=MORNING
    )


def test_the_first_start_wins():
    assert begin(None, HALL) == HALL
    assert begin(HALL, replace(HALL, speaker="tv/2")) is None
    assert begin(ended(Outcome.MERGED), HALL) is None


def test_who_began_says_how_it_ended_and_nobody_else():
    spoken = end(HALL, ended(Outcome.SPOKEN))

    assert (spoken.begun_at, spoken.outcome, spoken.ended_at) == (MORNING, Outcome.SPOKEN, MORNING)
    assert end(HALL, ended(Outcome.EXPIRED, speaker="tv/2")) is None


def test_the_first_outcome_counts():
    first = ended(Outcome.MERGED)

    assert end(None, first) == first
    assert end(first, ended(Outcome.SPOKEN)) is None


@pytest.mark.parametrize(
    ("announcements", "withdrawn", "after_s", "state"),
    [
        ((), False, 30, "waiting"),
        ((), False, 61, "expired"),
        ((), True, 5, "withdrawn"),
        ((HALL,), False, 5, "speaking"),
        ((HALL,), False, 61, "failed"),
        ((ended(Outcome.SPOKEN),), False, 5, "spoken"),
        ((ended(Outcome.SPOKEN), ended(Outcome.FAILED, zone="upstairs")), False, 5, "failed"),
        ((ended(Outcome.MERGED),), False, 5, "merged"),
        ((ended(Outcome.EXPIRED),), True, 90, "expired"),
    ],
)
def test_staff_see_how_a_call_stands(announcements, withdrawn, after_s, state):
    sound = CallSound(call=a_call(a_ticket()), withdrawn=withdrawn, announcements=announcements)

    assert state_of(sound, MORNING + timedelta(seconds=after_s), 60)[0] == state
