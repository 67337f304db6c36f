"""Off-line after ten failures that last three seconds; tried again after 1, 2, 4, 4 … seconds."""

from firmware_bridge.protocol.reachability import Reachability


def fail_until_offline(reach, step):
    for count in range(1, 1000):
        now = round((count - 1) * step, 3)
        if reach.failed(now):
            return count, now
    raise AssertionError("never off-line")


def test_a_unit_is_offline_after_ten_failures_that_last_three_seconds():
    """A short disturbance of a fast line is not an outage."""
    assert fail_until_offline(Reachability(), 0.4) == (10, 3.6)
    count, now = fail_until_offline(Reachability(), 0.1)
    assert count > 10
    assert 3.0 <= now < 3.2


def test_one_answer_ends_the_count():
    """Failures have to come in a row."""
    reach = Reachability()
    for now in range(9):
        assert not reach.failed(float(now))

    reach.answered()

    assert not reach.failed(9.0)
    assert reach.online


def test_probes_come_after_one_two_four_and_then_every_four_seconds():
    """A dead unit must not slow the others down, and must come back soon."""
    reach = Reachability()
    _, now = fail_until_offline(reach, 0.4)
    pauses = []

    for _ in range(5):
        pauses.append(round(reach.next_try_at - now, 3))
        assert not reach.may_try(reach.next_try_at - 0.01)
        now = reach.next_try_at
        assert reach.may_try(now)
        assert not reach.failed(now)

    assert pauses == [1, 2, 4, 4, 4]


def test_a_reopened_line_clears_the_back_off():
    """After plugging the adapter in again all units are asked at once."""
    reach = Reachability()
    fail_until_offline(reach, 0.4)

    reach.reset()

    assert reach.may_try(3.7)


def test_coming_online_is_told_once():
    """The first answer counts as coming, too."""
    reach = Reachability()

    assert reach.answered()
    assert not reach.answered()


def test_after_five_failures_another_unit_may_be_there():
    """Identities are read again before anything is assumed; until then it is worth asking the same again."""
    reach = Reachability()
    reach.answered()
    for now in range(4):
        reach.failed(now / 10)
        assert (reach.may_be_another, reach.worth_repeating) == (False, True)

    reach.failed(0.4)

    assert (reach.may_be_another, reach.worth_repeating) == (True, False)


def test_a_unit_that_never_answered_is_not_worth_asking_twice():
    """Each of its time-outs would be waited for by all others."""
    reach = Reachability()
    reach.failed(0.0)
    assert not reach.worth_repeating


def test_a_one_way_unit_counts_as_there_until_something_speaks_against_it():
    """Nobody answers; a failure of something that does answer is better known."""
    reach = Reachability()

    assert reach.assumed()
    assert not reach.assumed()
    reach.failed(0.0)
    assert not reach.assumed()
    reach.gone()
    reach.reset()
    assert reach.assumed()
