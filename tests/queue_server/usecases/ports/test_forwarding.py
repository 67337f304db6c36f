"""Forwarding a log over a link that cuts, repeats and reorders: the copy is right once the link is."""

from contextlib import suppress

import pytest

from queue_server.domain.errors import Refusal
from queue_server.domain.forwarding import Cursor, Parcel, Unexpected
from queue_server.usecases.forwarding import Forwarding
from queue_server.usecases.ports.forwarding import LinkDown
from tests.builders import FixedClock, an_office
from tests.counts import count
from tests.forwarded_office import BadLink, BoxedOffice, Direct, copied_rows
from tests.ticket_builders import MORNING

CODE = "tan-lap"


@pytest.fixture
def province(bare):
    """A province that knows the office."""
    bare.setup.add_office(an_office(code=CODE), "tests")
    return bare


@pytest.fixture
def box(tmp_path):
    box = BoxedOffice(CODE, tmp_path, FixedClock(MORNING))
    yield box
    box.close()


def forwarding_of(box, link):
    return Forwarding(box.database.log, link, box.clock, CODE)


def catch_up(forwarding, tries=2000):
    """Step until nothing is left, over whatever link."""
    for _ in range(tries):
        try:
            if not forwarding.step():
                return
        except (LinkDown, Refusal):
            continue
    raise AssertionError("never done")


def test_the_copy_is_the_log_and_tells_the_same_of_tickets_and_counters(province, box):
    """Boards and reports of the province come from nothing else."""
    box.work(150)
    catch_up(forwarding_of(box, BadLink(Direct(province.copies))))

    copy = province.copies.office(CODE)
    assert copied_rows(province.copies, CODE) == box.rows()
    assert {one.id: one.progress for one in copy.open_tickets} == box.open_tickets()
    snapshot = box.database.reader.snapshot(CODE)
    assert (copy.desks, copy.service_day, copy.revision) == (snapshot.desks, snapshot.service_day, snapshot.revision)
    assert copy.office == snapshot.office
    assert [(one.call_id, one.times) for one in copy.calls[-12:]] == [
        (one.call_id, one.times) for one in snapshot.calls[-12:]
    ][-len(copy.calls[-12:]) :]
    assert copy.skipped == 0


@pytest.mark.parametrize("seed", range(count(2, 12)))
def test_cuts_repeats_and_reordering_change_nothing(province, box, seed):
    """At least once, and once in effect."""
    link = BadLink(Direct(province.copies), seed)
    forwarding = forwarding_of(box, link)
    for _ in range(8):
        box.work(12)
        link.badness = 0.6
        for _ in range(8):
            with suppress(LinkDown, Refusal):
                forwarding.step()
        if seed % 2:
            forwarding = forwarding_of(box, link)  # the box was restarted
    box.next_day()
    box.work(20)
    link.badness = 0.3
    catch_up(forwarding)

    assert copied_rows(province.copies, CODE) == box.rows()
    assert {one.id: one.progress for one in province.copies.office(CODE).open_tickets} == box.open_tickets()
    assert list(province.copies.superseded(CODE)) == []


@pytest.mark.parametrize("seed", range(count(3, 12)))
@pytest.mark.parametrize("by_hand", [False, True])
def test_a_box_restored_from_a_copy_is_noticed_and_its_old_history_kept(province, box, seed, by_hand):
    """Whether by the program's command (another epoch) or by hand (the same one, but other rows)."""
    link = BadLink(Direct(province.copies), seed)
    forwarding = forwarding_of(box, link)
    box.work(30 + 10 * seed)
    if seed % 3 == 1:
        box.next_day()
        box.work(10)
    backup, kept = box.back_up(), len(box.rows())
    box.work(20)
    if seed % 3 == 2:
        box.next_day()
        box.work(10)
    catch_up(forwarding)
    lost = box.rows()

    (box.put_back if by_hand else box.restore)(backup)
    box.clock.advance(5)
    box.work(50 if seed % 2 else 10)
    link.badness = 0.4
    catch_up(forwarding_of(box, link))

    assert copied_rows(province.copies, CODE) == box.rows()
    assert {one.id: one.progress for one in province.copies.office(CODE).open_tickets} == box.open_tickets()
    assert province.copies.office(CODE).desks == box.database.reader.snapshot(CODE).desks
    (superseded,) = province.copies.superseded(CODE)
    old = copied_rows(province.copies, CODE, superseded.history)
    # It may have begun a little before the copy was made, at the nearest mark; nothing of the old history is gone.
    common = len(lost) - len(old)
    assert old == lost[common:]
    assert common <= kept
    assert superseded.newest == lost[-1].revision


def test_a_restore_without_changes_since_the_copy_supersedes_nothing(province, box):
    """The new epoch is taken over, and that is all."""
    box.work(50)
    backup = box.back_up()
    catch_up(forwarding_of(box, BadLink(Direct(province.copies))))
    box.restore(backup)
    catch_up(forwarding_of(box, BadLink(Direct(province.copies))))

    assert province.copies.state(CODE).cursor.epoch == box.database.reader.epoch()
    assert copied_rows(province.copies, CODE) == box.rows()
    assert list(province.copies.superseded(CODE)) == []


def test_a_parcel_meant_for_the_history_before_a_restore_is_refused(province, box):
    """However long it was on its way."""
    box.work(30)
    link = BadLink(Direct(province.copies))
    forwarding = forwarding_of(box, link)
    catch_up(forwarding)
    backup = box.back_up()
    box.work(30)
    state, epoch = province.copies.state(CODE), box.database.reader.epoch()
    rows = tuple(box.database.log.rows(CODE, state.cursor.place, 200, 40_000))
    late = Parcel(epoch=epoch, history=state.cursor.history, before=state.before, rows=rows, newest=rows[-1].revision)
    box.put_back(backup)
    box.work(5)
    province.copies.append(CODE, late)
    catch_up(forwarding_of(box, link))

    with pytest.raises(Unexpected, match="log_replaced"):
        province.copies.append(CODE, late)
    assert copied_rows(province.copies, CODE) == box.rows()


def test_the_copy_is_complete_until_now_when_it_has_everything(province, box):
    """Its age is that of the box's last word, not of its last event."""
    box.work(10)
    forwarding = forwarding_of(box, BadLink(Direct(province.copies)))
    catch_up(forwarding)
    province.clock.advance(60)
    assert forwarding.step() is False

    copy = province.copies.office(CODE)
    assert copy.complete_at == copy.seen_at == province.clock.now()


def test_how_far_the_province_is_behind_is_known_also_after_a_restart(province, box):
    """The first question of somebody who looks after a box."""
    link = BadLink(Direct(province.copies))
    forwarding = forwarding_of(box, link)
    box.work(10)
    catch_up(forwarding)
    reached = box.clock.now()
    box.clock.advance(40)
    box.work(30)
    forwarding.failed("cut")
    at = box.clock.now()
    box.clock.advance(40)
    forwarding.failed("still cut")

    known = forwarding_of(box, link).forwarded
    assert known == forwarding.forwarded
    assert (known.reached_at, known.problem, known.problem_since) == (reached, "still cut", at)
    assert known.revision < known.newest == box.database.reader.revision(CODE)


def test_a_copy_without_a_beginning_takes_nothing(province):
    """A parcel says what it continues; of nothing, nothing continues."""
    with pytest.raises(Unexpected, match="log_replaced") as caught:
        province.copies.append(CODE, Parcel(epoch="e", history=0, before="", rows=(), newest=0))

    assert caught.value.expected == Cursor(epoch=None, history=0)
