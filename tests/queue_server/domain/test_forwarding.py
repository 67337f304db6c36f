"""What a copy of a log takes, and what it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.forwarding import Cursor, LogRow, Parcel, Unexpected, check_history, marked_revisions, new_rows


def a_log(*sizes):
    """Return a log whose revisions have so many events."""
    return [
        LogRow(revision=revision, position=position, at=revision, type="t", fields="{}", last=position == size - 1)
        for revision, size in enumerate(sizes, 1)
        for position in range(size)
    ]


LOG = a_log(1, 3, 1, 2)


def take(rows, count, before=None):
    """Offer rows to a copy that has the first ``count`` rows of the log."""
    revision, position = LOG[count - 1].following if count else (1, 0)
    cursor = Cursor(epoch="e", history=1, revision=revision, position=position)
    known = LOG[count - 1].digest if count else ""
    if before is None:
        place = LOG.index(rows[0]) if rows else 0
        before = LOG[place - 1].digest if place else ""
    return new_rows(cursor, Parcel(epoch="e", history=1, before=before, rows=tuple(rows), newest=4), known)


@given(st.integers(0, 7), st.integers(0, 7), st.integers(0, 7))
def test_any_stretch_of_the_log_is_taken_from_where_the_copy_is(count, start, size):
    """Repeats are skipped, what follows is taken, a gap is refused: whatever arrives, in whatever order."""
    rows = LOG[start : start + size]
    if start > count and rows:
        with pytest.raises(Unexpected) as caught:
            take(rows, count)
        assert caught.value.code == "log_gap"
        assert caught.value.expected.place == (LOG[count - 1].following if count else (1, 0))
    else:
        assert take(rows, count) == LOG[max(count, start) : start + size]


def test_a_hole_within_a_parcel_is_refused():
    """Also one that ends a revision too early."""
    for rows in ([LOG[0], LOG[2]], [LOG[1], LOG[4]], [LOG[0], LOG[4]]):
        with pytest.raises(Unexpected, match="log_gap"):
            take(rows, 0, before="")


def test_a_revision_may_come_in_parts():
    """A day end can have more events than a parcel holds."""
    assert take(LOG[2:3], 2) == LOG[2:3]
    with pytest.raises(Unexpected, match="log_gap"):
        take(LOG[4:], 2)


def test_rows_after_another_row_are_refused():
    """A box that was put back by hand has the same epoch, but another past."""
    with pytest.raises(Unexpected, match="log_conflict"):
        take(LOG[4:], 4, before="0" * 32)


def test_what_was_meant_for_another_history_is_refused():
    """A parcel that lingered on the line must not end up in the history of a restored box."""
    cursor = Cursor(epoch="e", history=2, revision=5)

    check_history(cursor, "e", 2)
    for epoch, history in (("e", 1), ("f", 2)):
        with pytest.raises(Unexpected, match="log_replaced") as caught:
            check_history(cursor, epoch, history)
        assert "revision 5" in caught.value.detail


@given(st.integers(0, 10**7))
def test_marks_go_back_to_the_beginning_in_few_steps(newest):
    """A box restored to any point finds a common revision at most twice as far back as it needs."""
    marks = marked_revisions(newest)

    assert len(marks) < 40
    assert marks == sorted(marks, reverse=True)
    assert (marks[0], marks[-1]) == (newest, 1) if newest else marks == []


def test_rows_differ_in_their_digest_by_every_part():
    """Each part of a row counts."""
    row = LOG[0]
    others = [
        LogRow(revision=2, position=0, at=1, type="t", fields="{}", last=True),
        LogRow(revision=1, position=1, at=1, type="t", fields="{}", last=True),
        LogRow(revision=1, position=0, at=2, type="t", fields="{}", last=True),
        LogRow(revision=1, position=0, at=1, type="u", fields="{}", last=True),
        LogRow(revision=1, position=0, at=1, type="t", fields="{ }", last=True),
        LogRow(revision=1, position=0, at=1, type="t", fields="{}", last=False),
    ]

    assert len({one.digest for one in [row, *others]}) == 7
