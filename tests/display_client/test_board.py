"""What a display believes after any order of messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display_client.board import FRESH_FOR_S, Latest, Seen, current_calls, last_calls, newer, zone_of
from queue_server.contract.messages import Beat
from queue_server.contract.rooms import STALE_AFTER_S
from tests.display_client.boards import HANOI, a_board, a_call, a_counter

REVISIONS = st.lists(st.integers(1, 30), min_size=1, max_size=40)


def after(boards, latest=None):
    latest = latest or Latest()
    for at, board in enumerate(boards):
        latest = latest.with_board(board, float(at))
    return latest


@given(REVISIONS)
def test_the_newest_revision_wins_in_any_order_with_repeats_and_losses(revisions):
    """Lost, repeated and reordered boards are harmless."""
    assert after([a_board(revision) for revision in revisions]).board.revision == max(revisions)


@given(REVISIONS, st.randoms())
def test_the_order_of_arrival_does_not_matter(revisions, chance):
    """Two displays that got the same boards in different orders show the same."""
    shuffled = revisions[:]
    chance.shuffle(shuffled)

    assert after(map(a_board, revisions)).board == after(map(a_board, shuffled)).board


@given(st.lists(st.tuples(st.sampled_from(["e1", "e2", "e3"]), st.integers(1, 9)), min_size=1))
def test_a_board_is_only_replaced_by_a_newer_one_or_another_epoch(messages):
    """Within an epoch a display never goes back; a restored database may."""
    latest = Latest()
    for at, (epoch, revision) in enumerate(messages):
        held, latest = latest.board, latest.with_board(a_board(revision, epoch), float(at))

        assert latest.board.epoch == epoch
        if held is not None and held.epoch == epoch:
            assert latest.board.revision == max(held.revision, revision)
        else:
            assert latest.board.revision == revision


def test_an_equal_revision_keeps_the_held_board():
    """A repeat must not look like a change."""
    held = a_board(5)

    assert newer(held, a_board(5)) is held


@given(REVISIONS, st.integers(1, 30))
def test_a_beat_tells_exactly_when_a_board_is_missing(revisions, announced):
    """A lost board is asked for at the next beat, and nothing is asked for otherwise."""
    latest = after(map(a_board, revisions))

    assert latest.behind(Beat(epoch="e1", revision=announced)) == (announced > max(revisions))
    assert latest.behind(Beat(epoch="e2", revision=announced))


def test_without_a_board_every_beat_shows_a_lack():
    """A display that got no snapshot asks for it."""
    assert Latest().behind(Beat(epoch="e1", revision=0))


def test_a_board_is_stale_12_s_after_the_last_message():
    """The badge comes when two beats are missing, not at the first delay."""
    latest = Latest().with_board(a_board(), 100.0).with_beat(105.0)

    assert not latest.stale(105.0 + STALE_AFTER_S)
    assert latest.stale(105.1 + STALE_AFTER_S)
    assert latest.age_s(110.0) == 5.0


def test_a_board_from_the_disk_is_stale_even_if_it_is_young():
    """Nobody knows what happened while the display was off."""
    latest = Latest(board=a_board(), heard_s=99.0)

    assert latest.stale(100.0)
    assert not latest.with_beat(100.0).stale(100.0)


def test_a_display_that_heard_nothing_has_no_age():
    """An invented age would be worse than none."""
    assert Latest().age_s(5.0) is None
    assert Latest().stale(0.0)


def test_current_calls_are_the_newest_of_each_counter_that_still_shows_the_number():
    """An undone call, or one whose ticket has left, is not shown as current."""
    calls = [a_call("A001", "1"), a_call("A002", "2"), a_call("A003", "1"), a_call("A002", "2", times=2)]
    board = a_board(calls=calls, counters=[a_counter("1", number="A003"), a_counter("2", number="A002")])

    assert [(call.number, call.times) for call in current_calls(board)] == [("A002", 2), ("A003", 1)]
    gone = a_board(calls=calls, counters=[a_counter("1", "open", None), a_counter("2", "open", None)])
    assert current_calls(gone) == []


def test_last_calls_name_a_number_once_with_its_newest_call():
    """A recall moves a number up, it does not fill the list."""
    calls = [a_call("A001", "1"), a_call("A002", "2"), a_call("A001", "1", times=2)]

    assert [(call.number, call.times) for call in last_calls(a_board(calls=calls))] == [("A001", 2), ("A002", 1)]


def test_calls_of_the_first_board_are_not_fresh_but_later_ones_are():
    """A display that is switched on does not announce the past."""
    old, new = a_call("A001"), a_call("A002")
    seen = Seen().with_board(a_board(1, calls=[old]), 50.0)

    assert seen.fresh(50.0) == frozenset()
    seen = seen.with_board(a_board(2, calls=[old, new]), 60.0)
    assert seen.fresh(60.0) == {new.call_id}
    assert seen.with_board(a_board(2, calls=[old, new]), 70.0).fresh(60.0 + FRESH_FOR_S) == frozenset()


def test_a_new_epoch_makes_no_call_fresh():
    """After a restore the old calls come back with other ids."""
    seen = Seen().with_board(a_board(), 1.0).with_board(a_board(1, "e2", calls=[a_call("B001")]), 2.0)

    assert seen.fresh(2.0) == frozenset()


@pytest.mark.parametrize(("at", "zone"), [("2026-02-23T08:05:12+07:00", HANOI), ("yesterday", None)])
def test_the_zone_is_the_office_s_if_the_board_tells_it(at, zone):
    """An unreadable time costs the zone, not the screen."""
    assert zone_of(a_board(at=at)) == zone
