"""Rating what was done: on the ticket's page, on a tablet at the counter, with keys of a panel."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office, Texts
from queue_server.domain.rated import TicketRated
from queue_server.domain.rating import (
    RatedBy,
    Rating,
    RatingRules,
    Turn,
    Verdict,
    check_verdict,
    last_served,
    may_change,
    rating_of,
    settled,
    turn_at_counter,
    turn_of_holder,
)
from queue_server.domain.ticket import Ticket
from queue_server.usecases.moving import act, known_ticket
from queue_server.usecases.ports.changing import Done, Offices, OfficeTransaction, Once
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.ratings import RatingReader
from queue_server.usecases.ports.reading import OfficeReader

LATELY = 60
"""Tickets among which the one that was served last at a counter is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """The answer to a rating."""

    number: str
    score: int
    reasons: tuple[str, ...]
    comment: str | None
    at: datetime
    changeable_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingState:
    """What a page that asks for a rating shows."""

    turn: Turn | None
    """What may be rated now, or was rated already; None for nothing."""
    rating: Rating | None
    changeable: bool
    """Whether a rating may be given or changed now."""
    service: Texts
    rules: RatingRules


class Ratings:
    """Takes ratings."""

    def __init__(self, offices: Offices, reader: OfficeReader, ratings: RatingReader, clock: Clock) -> None:
        self._offices = offices
        self._reader = reader
        self._ratings = ratings
        self._clock = clock

    def rate(self, office: str, ticket_id: str, verdict: Verdict) -> Rated:
        """Rate for a ticket's holder what was served last; the same again changes nothing.

        Raises:
            Refusal: ticket_unknown; invalid; rating_closed, when nothing was served, it is too long ago, or another
                opinion stands already.
        """

        def work(tx: OfficeTransaction) -> Rated:
            turn = turn_of_holder(known_ticket(tx, ticket_id), tx.office.rules.rating, tx.at)
            return rate_in(tx, turn, verdict, RatedBy.PHONE)

        return act(self._offices, office, work).value

    def rate_at_counter(
        self, office: str, counter: str, turn_id: str, verdict: Verdict, once: Once[Rated] | None = None
    ) -> Done[Rated]:
        """Rate at a counter the turn that its tablet shows.

        Raises:
            Refusal: counter_unknown; invalid; rating_closed, also when the tablet shows somebody who has gone.
        """

        def work(tx: OfficeTransaction) -> Rated:
            turn = counters_turn(tx, tx.office.counter(counter).code)
            if turn is None or turn.id != turn_id:
                raise Refusal("rating_closed", "somebody else is at the counter now", "turn")
            return rate_in(tx, turn, verdict, RatedBy.TABLET)

        return act(self._offices, office, work, once)

    def of_holder(self, ticket: Ticket) -> RatingState:
        """Return what the holder of a ticket may rate, and what was said."""
        office = self._reader.office(ticket.office)
        return self._state(office, turn_of_holder(ticket, office.rules.rating, self._clock.now()))

    def at_counter(self, office: str, counter: str) -> RatingState:
        """Return what a counter's tablet shows.

        Raises:
            Refusal: office_unknown, counter_unknown.
        """
        configured = self._reader.office(office)
        code = configured.counter(counter).code
        at_counters = self._reader.snapshot(office).at_counters
        present = next((one for one in at_counters if one.counter == code), None)
        last = last_served(code, self._ratings.served_lately(office, LATELY))
        rated = None if last is None else self._ratings.rating(last.ticket.id, last.place)
        turn = turn_at_counter(
            present, last, None if rated is None else rated.at, configured.rules.rating, self._clock.now()
        )
        return self._state(configured, turn)

    def _state(self, office: Office, turn: Turn | None) -> RatingState:
        rules = office.rules.rating
        rating = None if turn is None else self._ratings.rating(turn.ticket.id, turn.place)
        services = {one.code: one.name for one in office.services}
        return RatingState(
            turn=turn,
            rating=rating,
            changeable=turn is not None and (rating is None or may_change(rating, rules, self._clock.now())),
            service={} if turn is None else services.get(turn.leg.service, {}),
            rules=rules,
        )


def counters_turn(tx: OfficeTransaction, counter: str) -> Turn | None:
    """Return whose rating a counter's keys and tablet give now."""
    last = last_served(counter, tx.ratings.served_lately(LATELY))
    rated = None if last is None else tx.ratings.get(last.ticket.id, last.place)
    return turn_at_counter(
        tx.ticket_at(counter), last, None if rated is None else rated.at, tx.office.rules.rating, tx.at
    )


def rate_in(tx: OfficeTransaction, turn: Turn | None, verdict: Verdict, by: RatedBy) -> Rated:
    """Rate a turn within a transaction; see ``Ratings``."""
    rules = tx.office.rules.rating
    check_verdict(verdict, rules)
    if turn is None:
        raise Refusal("rating_closed", "there is nothing to rate, or the time for it is over")
    known = tx.ratings.get(turn.ticket.id, turn.place)
    new = rating_of(turn, verdict, by, tx.at)
    stored = settled(known, new, rules)
    if stored is not None:
        tx.ratings.save(stored)
        tx.record(_event(stored))
    final = stored or known or new
    return Rated(
        number=final.number,
        score=final.score,
        reasons=final.reasons,
        comment=final.comment,
        at=final.at,
        changeable_until=final.at + timedelta(seconds=rules.change_s),
    )


def verdict_of_key(tx: OfficeTransaction, turn: Turn | None, score: int) -> Verdict:
    """Return what a key says: the score, with the reasons and the text that were given before."""
    known = None if turn is None else tx.ratings.get(turn.ticket.id, turn.place)
    verdict = Verdict(score=score)
    return verdict if known is None else replace(verdict, reasons=known.reasons, comment=known.comment)


def _event(rating: Rating) -> TicketRated:
    return TicketRated(
        ticket=rating.ticket,
        number=rating.number,
        leg=rating.leg,
        service=rating.service,
        counter=rating.counter,
        operator=rating.operator,
        procedure=rating.procedure,
        service_day=rating.service_day,
        score=rating.score,
        reasons=rating.reasons,
        by=rating.by.value,
    )
