"""Why a ticket was called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.policy import POLICIES
from queue_server.domain.reason import CHOSEN, CallReason, read_reason
from queue_server.domain.ticket import PriorityClass


@given(
    reason=st.builds(
        CallReason,
        policy=st.sampled_from(POLICIES),
        priority_class=st.just(PriorityClass.PRIORITY),
        group=st.sampled_from([None, "elderly", "with-child_2"]),
        waited_s=st.integers(0, 90_000),
        score=st.none() | st.integers(-500, 50_000).map(lambda tenths: tenths / 10),
        turn=st.sampled_from([None, "priority", "normal"]),
        too_long=st.booleans(),
        placed_first=st.booleans(),
        counter=st.sampled_from([None, "1", "B-2"]),
        operator=st.booleans(),
    )
)
def test_a_reason_is_read_back_part_by_part(reason):
    """It is stored as text, and shown in the reader's language."""
    assert read_reason(reason.text()) == reason


@pytest.mark.parametrize("text", ["", CHOSEN + "policy fifo, priority class normal, waited 1 min 0 s", "policy fifo"])
def test_other_texts_are_no_reasons_of_a_policy(text):
    assert read_reason(text) is None


def test_reasons_stored_by_older_programs_are_read():
    """The log is kept for years."""
    old = "policy fifo, priority class priority, waited 61 min 0 s, sent to counter 1"

    assert read_reason(old).waited_s == 3660
