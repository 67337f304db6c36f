"""Who waits, in groups."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.waiting_line import WaitingLine
from tests.queue_server.domain.lines import lines


@given(line=lines(), changed=lines(), gone=st.sets(st.integers(0, 12)))
def test_a_line_that_was_changed_is_the_line_made_anew(line, changed, gone):
    """It is kept over a whole day, ticket by ticket."""
    kept = WaitingLine.of(line)
    for candidate in changed:
        kept.put(candidate)
    for index in gone:
        kept.drop(f"t{index}")

    left = {one.ticket: one for one in [*line, *changed] if int(one.ticket[1:]) not in gone}
    fresh = WaitingLine.of(left.values())
    assert kept.candidates == fresh.candidates
    assert Counter(kept.groups()) == Counter(fresh.groups())
    assert set(kept.heads()) == set(fresh.heads())
    assert sum(kept.size_of(one) for one in kept.services()) == len(left)


@given(line=lines())
def test_a_head_has_waited_longest_of_those_alike(line):
    for head in WaitingLine.of(line).heads():
        alike = [
            one
            for one in line
            if (one.service, one.priority_class, one.placement, one.bound_counter)
            == (head.service, head.priority_class, head.placement, head.bound_counter)
        ]
        assert head.since == min(one.since for one in alike)
