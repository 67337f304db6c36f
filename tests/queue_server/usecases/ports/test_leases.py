"""A name has at most one holder at a time, and nobody keeps one for ever."""

import pytest

from queue_server.usecases.ports.leases import LONGEST_S


def test_a_free_name_is_taken_by_who_asks_first(bare):
    """Two displays in one lobby, both with a loudspeaker: one speaks."""
    assert bare.leases.holder("audio:hall") is None
    assert bare.leases.take("audio:hall", "tv1", 10.0) is True
    assert bare.leases.take("audio:hall", "tv2", 10.0) is False
    assert bare.leases.holder("audio:hall") == "tv1"


def test_names_are_apart(bare):
    assert bare.leases.take("audio:hall", "tv1", 10.0)
    assert bare.leases.take("audio:yard", "tv2", 10.0)


def test_who_has_it_keeps_it_longer_by_asking_again(bare):
    bare.leases.take("upkeep", "w1", 10.0)
    bare.clock.advance(9.0)

    assert bare.leases.take("upkeep", "w1", 10.0) is True
    bare.clock.advance(9.0)

    assert bare.leases.holder("upkeep") == "w1"
    assert bare.leases.renew("upkeep", "w1", 10.0) is True
    bare.clock.advance(9.9)
    assert bare.leases.take("upkeep", "w2", 10.0) is False


def test_a_name_is_free_when_its_time_is_over(bare):
    """A worker that was killed gives nothing back."""
    bare.leases.take("upkeep", "w1", 10.0)
    bare.clock.advance(10.0)

    assert bare.leases.holder("upkeep") is None
    assert bare.leases.take("upkeep", "w2", 10.0) is True
    assert bare.leases.holder("upkeep") == "w2"


def test_who_comes_too_late_to_renew_is_told(bare):
    """It was frozen meanwhile; somebody else may have begun, so it must not just go on."""
    bare.leases.take("upkeep", "w1", 10.0)
    bare.clock.advance(10.0)

    assert bare.leases.renew("upkeep", "w1", 10.0) is False
    assert bare.leases.holder("upkeep") is None
    assert bare.leases.take("upkeep", "w1", 10.0) is True


def test_nobody_renews_what_another_has_or_nobody_took(bare):
    bare.leases.take("upkeep", "w1", 10.0)

    assert bare.leases.renew("upkeep", "w2", 10.0) is False
    assert bare.leases.renew("day", "w2", 10.0) is False
    assert bare.leases.holder("upkeep") == "w1"
    assert bare.leases.holder("day") is None


def test_who_gives_it_back_makes_room_at_once(bare):
    """A worker that stops in order keeps nobody waiting."""
    bare.leases.take("upkeep", "w1", 10.0)

    bare.leases.release("upkeep", "w2")
    assert bare.leases.holder("upkeep") == "w1"
    bare.leases.release("upkeep", "w1")
    bare.leases.release("upkeep", "w1")

    assert bare.leases.take("upkeep", "w2", 10.0) is True


def test_a_clock_that_is_set_back_keeps_no_name_taken(bare):
    """A mini PC that started with next year's date and was then corrected would else be silent for a year."""
    bare.leases.take("audio:hall", "tv1", 10.0)
    bare.clock.advance(-3600.0)

    assert bare.leases.holder("audio:hall") is None
    assert bare.leases.renew("audio:hall", "tv1", 10.0) is False
    assert bare.leases.take("audio:hall", "tv2", 10.0) is True
    assert bare.leases.take("audio:hall", "tv1", 10.0) is False


def test_a_clock_that_is_corrected_a_little_frees_no_name(bare):
    bare.leases.take("audio:hall", "tv1", 10.0)
    bare.clock.advance(-2.0)

    assert bare.leases.take("audio:hall", "tv2", 10.0) is False


@pytest.mark.parametrize("ttl_s", [0.0, -1.0, LONGEST_S + 1])
def test_a_time_to_live_has_bounds(bare, ttl_s):
    with pytest.raises(ValueError, match="a lease of"):
        bare.leases.take("upkeep", "w1", ttl_s)
