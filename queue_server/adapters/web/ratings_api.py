"""Ratings: by a ticket's holder, and on a tablet at the counter."""

from typing import Annotated

from pydantic import Field, StringConstraints

from queue_server.adapters.web.access import PUBLIC, Access, Place
from queue_server.adapters.web.auth import admitted
from queue_server.adapters.web.bodies import LINES, Code, CounterPath, TokenPath
from queue_server.adapters.web.guesses import Guesses
from queue_server.adapters.web.idempotency import RequestKey
from queue_server.adapters.web.operation import Keyed, Operation, Reply
from queue_server.adapters.web.parsing import Body
from queue_server.adapters.wire import rfc3339
from queue_server.contract.fields import ByLanguage, FromServer
from queue_server.domain.device import DeviceKind
from queue_server.domain.operator import Right
from queue_server.domain.rating import LONGEST_COMMENT, MOST_REASONS, Verdict
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.rating import Rated, Ratings, RatingState

AT_COUNTER = Access(right=Right.SERVE, devices=frozenset({DeviceKind.DISPLAY, DeviceKind.KIOSK}), place=Place.COUNTER)


class RatingBody(Body):
    """What a citizen thinks of what was done."""

    score: int = Field(ge=1, le=5, description="1 very dissatisfied, 5 very satisfied.")
    reasons: Annotated[list[Code], Field(max_length=MOST_REASONS)] = Field(
        default=[], description="Codes of the office's reasons."
    )
    comment: Annotated[str, StringConstraints(max_length=LONGEST_COMMENT, pattern=LINES)] | None = Field(
        default=None, description="Kept for the days that the office chose."
    )


class CounterRatingBody(RatingBody):
    """The same on a tablet, for whom it shows."""

    turn: Annotated[str, StringConstraints(min_length=1, max_length=80)] = Field(
        description="From the answer to GET: whose rating it is."
    )


class RatingAnswer(FromServer, frozen=True, kw_only=True):
    """A rating as it is kept."""

    number: str
    score: int
    reasons: list[str]
    comment: str | None
    rated_at: str
    changeable_until: str
    """Until then it may be given again, and the newer one counts."""


class ReasonItem(FromServer, frozen=True, kw_only=True):
    """Something that may be named."""

    code: str
    name: ByLanguage


class CounterRating(FromServer, frozen=True, kw_only=True):
    """What a counter's tablet shows."""

    counter: str
    counter_name: str
    number: str | None
    """Whose rating is asked for; null for nobody's."""
    turn: str | None
    service: ByLanguage
    score: int | None
    """What was said already."""
    changeable: bool
    """Whether it may be said, or changed, now."""
    reasons: list[ReasonItem]


class RatingOperations:
    """Takes ratings."""

    def __init__(self, ratings: Ratings, reader: OfficeReader, guesses: Guesses) -> None:
        self._ratings = ratings
        self._reader = reader
        self._guesses = guesses

    @Operation(
        method="POST",
        rule="/tickets/<token>/rating",
        access=PUBLIC,
        path=TokenPath,
        answer=RatingAnswer,
        refusals=["ticket_unknown", "rating_closed", "rate_limited"],
    )
    def rate_ticket(self, path: TokenPath, body: RatingBody) -> Reply:
        """Rate what was done for a ticket: each stay at a counter once.

        The same again changes nothing. For a short while another opinion takes its place, afterwards it stands.
        """
        ticket = self._guesses.known(path.token)
        rated = self._ratings.rate(ticket.office, ticket.id, _verdict(body))
        return Reply(_answer(rated, self._reader.office(ticket.office).time_zone))

    @Operation(
        method="GET",
        rule="/counters/<counter>/rating",
        access=AT_COUNTER,
        path=CounterPath,
        answer=CounterRating,
    )
    def ask_at_counter(self) -> Reply:
        """Tell a tablet whose rating to ask for."""
        office, counter = _here()
        configured = self._reader.office(office)
        return Reply(_counter(self._ratings.at_counter(office, counter), counter, configured.counter(counter).name))

    @Operation(
        method="POST",
        rule="/counters/<counter>/rating",
        access=AT_COUNTER,
        path=CounterPath,
        answer=RatingAnswer,
        refusals=["rating_closed"],
        keyed=Keyed.OPTIONAL,
    )
    def rate_at_counter(self, body: CounterRatingBody, key: RequestKey) -> Reply:
        """Rate on a tablet; refused when somebody else is at the counter by now."""
        office, counter = _here()
        done = self._ratings.rate_at_counter(office, counter, body.turn, _verdict(body), key.once(Rated))
        return Reply(_answer(done.value, self._reader.office(office).time_zone), done.replayed)


def _here() -> tuple[str, str]:
    spot = admitted().spot
    assert spot.office is not None
    assert spot.counter is not None
    return spot.office, spot.counter


def _verdict(body: RatingBody) -> Verdict:
    return Verdict(score=body.score, reasons=tuple(body.reasons), comment=body.comment)


def _answer(rated: Rated, zone: str) -> RatingAnswer:
    return RatingAnswer(
        number=rated.number,
        score=rated.score,
        reasons=list(rated.reasons),
        comment=rated.comment,
        rated_at=rfc3339(rated.at, zone),
        changeable_until=rfc3339(rated.changeable_until, zone),
    )


def _counter(state: RatingState, counter: str, name: str) -> CounterRating:
    turn = state.turn
    return CounterRating(
        counter=counter,
        counter_name=name,
        number=None if turn is None else turn.ticket.number,
        turn=None if turn is None else turn.id,
        service=state.service,
        score=None if state.rating is None else state.rating.score,
        changeable=state.changeable,
        reasons=[ReasonItem(code=one.code, name=one.name) for one in state.rules.reasons],
    )
