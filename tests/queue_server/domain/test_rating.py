"""Whose rating it is, and which of several counts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.errors import Refusal
from queue_server.domain.rating import (
    RatedBy,
    RatingReason,
    RatingRules,
    Turn,
    Verdict,
    check_rules,
    check_verdict,
    last_served,
    low_ratings,
    rating_of,
    settled,
    turn_at_counter,
    turn_of_holder,
)
from queue_server.domain.ticket import Leg, TicketState
from tests.ticket_builders import a_ticket

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
RULES = RatingRules()


def later(seconds):
    return NOON + timedelta(seconds=seconds)


def served(sequence=1, ended=0, counter="1", outcome="finished", **fields):
    """A ticket whose only leg ended so many seconds after noon."""
    leg = {"called_at": later(ended - 300), "ended_at": later(ended), "outcome": outcome, "operator": "lan"}
    return a_ticket(sequence, state=TicketState.FINISHED, counter=counter, leg=leg, **fields)


def a_rating(score=4, at=0, **verdict):
    turn = Turn(served(), 0)
    return rating_of(turn, Verdict(score=score, **verdict), RatedBy.PHONE, later(at))


def test_a_rating_is_bound_to_what_was_done():
    """Reports ask by service, counter, member of staff and procedure."""
    turn = Turn(served(procedure="MAU.HT.01"), 0)

    rating = rating_of(turn, Verdict(score=2, reasons=("waiting", "waiting"), comment="  lâu "), RatedBy.UNIT, NOON)

    assert (rating.ticket, rating.leg, rating.counter, rating.operator) == ("tA1", 0, "1", "lan")
    assert (rating.service, rating.procedure, rating.service_day) == ("land", "MAU.HT.01", date(2026, 3, 2))
    assert (rating.reasons, rating.comment) == (("waiting",), "lâu")


def test_a_holder_rates_what_was_served_last():
    earlier = Leg(service="civil", entered_at=NOON, counter="2", ended_at=later(-600), outcome="transferred")
    waits = a_ticket(earlier_legs=(earlier,))
    serves = a_ticket(state=TicketState.SERVING, counter="1", earlier_legs=(earlier,))

    assert turn_of_holder(waits, RULES, NOON) == Turn(waits, 0)
    assert turn_of_holder(serves, RULES, NOON) == Turn(serves, 1)
    assert turn_of_holder(a_ticket(), RULES, NOON) is None
    assert turn_of_holder(a_ticket(state=TicketState.CALLED, counter="1"), RULES, NOON) is None


def test_the_window_closes():
    """An opinion of last month is about nobody who is still here."""
    assert turn_of_holder(served(), RULES, later(RULES.window_s)) is not None
    assert turn_of_holder(served(), RULES, later(RULES.window_s + 1)) is None


def test_keys_rate_who_has_just_gone_although_the_next_was_called():
    """The operator presses next while the citizen still stands at the panel."""
    gone, called = Turn(served(), 0), a_ticket(2, state=TicketState.CALLED, counter="1")

    assert turn_at_counter(called, gone, None, RULES, later(59)) == gone
    assert turn_at_counter(called, gone, None, RULES, later(61)) == Turn(called, 0)
    assert turn_at_counter(None, gone, None, RULES, later(61)) is None


def test_keys_rate_who_is_being_served_before_anybody_else():
    serving = a_ticket(2, state=TicketState.SERVING, counter="1")

    assert turn_at_counter(serving, Turn(served(), 0), None, RULES, later(5)) == Turn(serving, 0)


def test_a_second_press_is_still_about_the_same_person():
    """Otherwise a double press would rate the next person, who has not even sat down."""
    gone, called = Turn(served(), 0), a_ticket(2, state=TicketState.CALLED, counter="1")

    assert turn_at_counter(called, gone, later(10), RULES, later(11)) == gone


def test_who_was_served_last_at_a_counter_is_found_among_others():
    here, before, elsewhere = served(1, ended=20), served(2, ended=10), served(3, ended=30, counter="2")

    assert last_served("1", [elsewhere, before, here]) == Turn(here, 0)
    assert last_served("9", [here]) is None
    assert last_served("1", [a_ticket(state=TicketState.CALLED, counter="1")]) is None


def test_the_same_again_changes_nothing_and_another_opinion_only_for_a_while():
    """A slip of the finger can be put right; whoever comes later doesn't overwrite what a citizen said."""
    first = a_rating(score=1)

    assert settled(None, first, RULES) == first
    assert settled(first, a_rating(score=1, at=500), RULES) is None
    changed = settled(first, a_rating(score=5, at=59), RULES)
    assert (changed.score, changed.at) == (5, first.at)
    with pytest.raises(Refusal) as refused:
        settled(first, a_rating(score=5, at=60), RULES)
    assert refused.value.code == "rating_closed"


@given(st.lists(st.tuples(st.integers(1, 5), st.floats(0, 300)), min_size=1, max_size=6))
def test_changing_again_and_again_doesn_t_stretch_the_time(presses):
    """The time counts from the first rating, so nobody holds a rating open."""
    known, at = None, 0.0
    for score, pause in presses:
        at += pause
        new = a_rating(score=score, at=at)
        first_at = known.at if known else new.at
        try:
            known = settled(known, new, RULES) or known
        except Refusal:
            assert new.at - first_at >= timedelta(seconds=RULES.change_s)
        assert known.at == first_at


@pytest.mark.parametrize(
    ("verdict", "field"),
    [
        (Verdict(score=0), "score"),
        (Verdict(score=6), "score"),
        (Verdict(score=3, reasons=("nothing",)), "reasons"),
        (Verdict(score=3, comment="hello"), "comment"),
    ],
)
def test_what_an_office_doesn_t_ask_is_refused_with_its_field(verdict, field):
    with pytest.raises(Refusal) as refused:
        check_verdict(verdict, RatingRules(comments=False))

    assert (refused.value.code, refused.value.field) == ("invalid", field)


def test_two_reasons_with_one_code_are_refused():
    reason = RatingReason(code="a", name={"vi": "A"})
    with pytest.raises(Refusal) as refused:
        check_rules(RatingRules(reasons=(reason, reason)))

    assert (refused.value.code, refused.value.field) == ("taken", "reasons")


def test_low_ratings_are_those_up_to_the_office_s_score():
    ratings = [a_rating(score=score) for score in (1, 2, 3)]

    assert [one.score for one in low_ratings(ratings, RULES)] == [1, 2]
    assert low_ratings(ratings, RatingRules(low=0)) == []
