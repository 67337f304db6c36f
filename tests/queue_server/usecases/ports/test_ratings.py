"""Ratings are kept alike by every implementation: at most one for each leg."""

from dataclasses import replace
from datetime import date, timedelta

from queue_server.domain.rating import RatedBy, Rating
from queue_server.domain.ticket import TicketState
from tests.ticket_builders import MORNING, TODAY, a_ticket, add

OFFICE = "songcong"
RATING = Rating(
    ticket="tA1",
    leg=0,
    number="A001",
    service="land",
    counter="1",
    operator="lan",
    procedure=None,
    service_day=TODAY,
    score=2,
    reasons=("waiting",),
    by=RatedBy.TABLET,
    at=MORNING,
    comment="chờ lâu",
)


def save(ports, *ratings):
    def work(tx):
        for one in ratings:
            tx.ratings.save(one)

    ports.change(work)


def test_a_rating_is_kept_and_replaced(ports):
    save(ports, RATING)
    assert ports.change(lambda tx: tx.ratings.get("tA1", 0)).value == RATING
    better = replace(RATING, score=5, reasons=(), comment=None, by=RatedBy.PHONE)

    save(ports, better)

    assert ports.ratings.rating("tA1", 0) == better
    assert ports.ratings.rating("tA1", 1) is None
    assert list(ports.ratings.since(OFFICE, MORNING)) == [better]


def test_ratings_are_found_from_an_instant_on(ports):
    late = replace(RATING, ticket="tA2", at=MORNING + timedelta(minutes=5), operator=None)
    save(ports, late, RATING)

    assert list(ports.ratings.since(OFFICE, MORNING)) == [RATING, late]
    assert list(ports.ratings.since(OFFICE, MORNING + timedelta(seconds=1))) == [late]
    assert list(ports.ratings.since("nowhere", MORNING)) == []


def test_the_tickets_that_moved_last_come_first(ports):
    def work(tx):
        add(
            tx,
            a_ticket(1, revision=3),
            a_ticket(2, revision=5, state=TicketState.CALLED, counter="1"),
            a_ticket(3, revision=4),
            a_ticket(4, revision=9, service_day=date(2026, 3, 1), state=TicketState.FINISHED),
        )
        return [one.number for one in tx.ratings.served_lately(2)]

    assert ports.change(work).value == ["A002", "A003"]
    assert [one.number for one in ports.ratings.served_lately(OFFICE, 9)] == ["A002", "A003", "A001"]


def test_texts_are_removed_and_scores_stay(ports):
    old, new = RATING, replace(RATING, ticket="tA2", at=MORNING + timedelta(days=1))
    save(ports, old, new)

    assert ports.ratings.forget_comments(OFFICE, MORNING + timedelta(hours=1)) == 1

    assert list(ports.ratings.since(OFFICE, MORNING)) == [replace(old, comment=None), new]
    assert ports.ratings.forget_comments(OFFICE, MORNING + timedelta(hours=1)) == 0
