"""What citizens think of a leg: five levels with reasons, at most one rating for each leg."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from queue_server.domain.errors import Refusal
from queue_server.domain.ticket import AT_COUNTER, Leg, Ticket, TicketState

SCORES = (1, 2, 3, 4, 5)
"""1 is very dissatisfied, 5 very satisfied."""

LONGEST_COMMENT = 500
MOST_REASONS = 10


class RatedBy(StrEnum):
    """The way a rating came; stored strings."""

    PHONE = "phone"
    """The ticket's own page, wherever it is open: also at a kiosk."""
    TABLET = "tablet"
    UNIT = "unit"
    """Keys of a panel on a serial line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingReason:
    """Something a citizen may name."""

    code: str
    name: dict[str, str]
    """By language."""


DEFAULT_REASONS = (
    RatingReason(code="attitude", name={"vi": "Thái độ phục vụ", "en": "How I was treated"}),
    RatingReason(code="guidance", name={"vi": "Hướng dẫn hồ sơ", "en": "Guidance on the papers"}),
    RatingReason(code="waiting", name={"vi": "Thời gian chờ", "en": "Waiting time"}),
    RatingReason(code="speed", name={"vi": "Thời gian giải quyết", "en": "Time to get it done"}),
    RatingReason(code="place", name={"vi": "Chỗ ngồi, vệ sinh", "en": "Seats and cleanliness"}),
    RatingReason(code="fees", name={"vi": "Phí, lệ phí", "en": "Fees"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRules:
    """What an office may change; durations in seconds."""

    reasons: tuple[RatingReason, ...] = DEFAULT_REASONS
    window_s: float = 86400.0
    """How long after a leg's end its holder may rate it."""
    counter_s: float = 60.0
    """How long after a leg's end keys and tablet at the counter rate it, although the next number was called."""
    change_s: float = 60.0
    """How long a rating may be changed; afterwards it stands."""
    low: int = 2
    """Scores up to this one raise an alarm; 0: none does."""
    least: int = 5
    """Reports tell the ratings of a group only if it has so many."""
    comments: bool = True
    """Whether a text may be written."""
    comments_kept_days: int = 30
    """Texts may name people, so they are removed after so many days; scores and reasons stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What somebody thought of a leg."""

    ticket: str
    """Id."""
    leg: int
    """Place among the ticket's legs, from 0."""
    number: str
    service: str
    counter: str
    operator: str | None
    procedure: str | None
    service_day: date
    score: int
    reasons: tuple[str, ...]
    by: RatedBy
    at: datetime
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a citizen says."""

    score: int
    reasons: tuple[str, ...] = ()
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A leg that may be rated."""

    ticket: Ticket
    place: int

    @property
    def leg(self) -> Leg:
        """The leg itself."""
        return self.ticket.progress.legs[self.place]

    @property
    def id(self) -> str:
        """Names the leg on pages: ``ticket.place``."""
        return f"{self.ticket.id}.{self.place}"


def check_rules(rules: RatingRules) -> None:
    """Refuse rules that can't be meant.

    Raises:
        Refusal: taken, for a code that two reasons have.
    """
    codes = [one.code for one in rules.reasons]
    for code in codes:
        if codes.count(code) > 1:
            raise Refusal("taken", f"two reasons have the code {code!r}", "reasons")


def check_verdict(verdict: Verdict, rules: RatingRules) -> None:
    """Refuse a verdict that this office doesn't know.

    Raises:
        Refusal: invalid.
    """
    if verdict.score not in SCORES:
        raise Refusal("invalid", "score: 1 (very dissatisfied) to 5 (very satisfied)", "score")
    known = [one.code for one in rules.reasons]
    for reason in verdict.reasons:
        if reason not in known:
            raise Refusal("invalid", f"reasons: {reason!r} is none of {', '.join(known)}", "reasons")
    if verdict.comment and not rules.comments:
        raise Refusal("invalid", "comment: this office takes no texts", "comment")


def turn_of_holder(ticket: Ticket, rules: RatingRules, at: datetime) -> Turn | None:
    """Return what the holder of a ticket may rate now: what is being served, else what was served last."""
    legs = ticket.progress.legs
    if ticket.state is TicketState.SERVING:
        return Turn(ticket, len(legs) - 1)
    for place in range(len(legs) - 1, -1, -1):
        if was_served(legs[place]):
            return Turn(ticket, place) if _ended_within(legs[place], rules.window_s, at) else None
    return None


def turn_at_counter(
    present: Ticket | None, last: Turn | None, rated_at: datetime | None, rules: RatingRules, at: datetime
) -> Turn | None:
    """Return whose rating keys and tablet of a counter give now.

    That is who is being served; else, for a short while, who was served last and hasn't rated for long; else who was
    called, for a box with a single key that never says that serving began.

    Args:
        present: the ticket there.
        last: who was served there last.
        rated_at: when that was rated.
        rules: the office's.
        at: now.
    """
    if present is not None and present.state is TicketState.SERVING:
        return Turn(present, len(present.progress.legs) - 1)
    is_open = rated_at is None or at - rated_at < timedelta(seconds=rules.change_s)
    if last is not None and is_open and _ended_within(last.leg, rules.counter_s, at):
        return last
    if present is not None and present.state in AT_COUNTER:
        return Turn(present, len(present.progress.legs) - 1)
    return None


def last_served(counter: str, tickets: Iterable[Ticket]) -> Turn | None:
    """Return who was served last at a counter, among tickets that moved lately."""
    turns = [
        Turn(ticket, place)
        for ticket in tickets
        for place, leg in enumerate(ticket.progress.legs)
        if leg.counter == counter and was_served(leg)
    ]
    return max(turns, key=lambda turn: (turn.leg.ended_at, turn.id), default=None)


def rating_of(turn: Turn, verdict: Verdict, by: RatedBy, at: datetime) -> Rating:
    """Return a rating of a leg."""
    ticket, leg = turn.ticket, turn.leg
    assert leg.counter is not None  # only legs that came to a counter are turns
    return Rating(
        ticket=ticket.id,
        leg=turn.place,
        number=ticket.number,
        service=leg.service,
        counter=leg.counter,
        operator=leg.operator,
        procedure=ticket.procedure,
        service_day=ticket.service_day,
        score=verdict.score,
        reasons=tuple(dict.fromkeys(verdict.reasons)),
        comment=(verdict.comment or "").strip() or None,
        by=by,
        at=at,
    )


def settled(known: Rating | None, new: Rating, rules: RatingRules) -> Rating | None:
    """Return what is to be stored: the new rating, or None if it says what is known already.

    A slip of the finger can be put right for a short while: then the newer one counts, at the time of the first.

    Raises:
        Refusal: rating_closed, for another opinion later on.
    """
    if known is None:
        return new
    if (known.score, known.reasons, known.comment) == (new.score, new.reasons, new.comment):
        return None
    if may_change(known, rules, new.at):
        return replace(new, at=known.at)
    raise Refusal("rating_closed", f"{new.number} was rated already")


def may_change(known: Rating, rules: RatingRules, at: datetime) -> bool:
    """Return whether a rating may still be changed."""
    return at - known.at < timedelta(seconds=rules.change_s)


def was_served(leg: Leg) -> bool:
    """Return whether somebody was dealt with in a leg that is over."""
    return leg.counter is not None and leg.ended_at is not None and leg.outcome in ("finished", "transferred")


def low_ratings(ratings: Sequence[Rating], rules: RatingRules) -> list[Rating]:
    """Return those a supervisor wants to hear of."""
    return [one for one in ratings if one.score <= rules.low]


def _ended_within(leg: Leg, seconds: float, at: datetime) -> bool:
    return leg.ended_at is not None and at - leg.ended_at <= timedelta(seconds=seconds)
