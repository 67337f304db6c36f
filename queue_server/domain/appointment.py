"""Appointments: which times can be booked, the life of a booking, and what its holder gets at check-in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from zoneinfo import ZoneInfo

from queue_server.domain.booking_capacity import Booked, CounterPlaces, Span, Timeline, places_left, sharing
from queue_server.domain.booking_rules import BookingRules
from queue_server.domain.errors import Refusal
from queue_server.domain.reminder import Reminder

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Nobody takes one of these for another: no 0 and O, no 1, I and L, no U that reads as V."""

CODE_LENGTH = 8
"""30^8: to hit one of 10,000 codes takes 65 million guesses on average; guesses are limited by the minute."""

MOST_DAYS = 62
"""Days whose times are told at once."""

Periods = Callable[[date], Sequence[tuple[datetime, datetime]]]
"""Returns the open intervals of a local date as aware instants, in order and apart from each other."""


class AppointmentState(StrEnum):
    """Stored strings, never renamed."""

    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    CANCELLED = "cancelled"
    MISSED = "missed"


A = AppointmentState

TRANSITIONS: dict[AppointmentState, frozenset[AppointmentState]] = {
    A.BOOKED: frozenset({A.CHECKED_IN, A.CANCELLED, A.MISSED}),
    A.CHECKED_IN: frozenset(),
    A.CANCELLED: frozenset(),
    A.MISSED: frozenset(),
}

REFUSED_IN = {
    A.CHECKED_IN: ("appointment_used", "has been checked in"),
    A.CANCELLED: ("appointment_cancelled", "was cancelled"),
    A.MISSED: ("appointment_missed", "was missed"),
}
"""Code and words of what an appointment that isn't booked any more refuses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A booked time in one service of an office."""

    id: str
    """Stands in tickets and in the log."""
    code: str
    """Secret of its holder, short enough to be typed."""
    office: str
    service: str
    begins_at: datetime
    ends_at: datetime
    made_at: datetime
    state: AppointmentState = AppointmentState.BOOKED
    procedure: str | None = None
    name: str = ""
    """As the holder gave it; forgotten after a while, as the phone."""
    phone: str = ""
    language: str = "vi"
    ticket: str | None = None
    """Id of the ticket it became."""
    reminder: Reminder | None = None
    """Where its holder wants to be reminded; forgotten when it isn't booked any more."""

    def moved_to(self, state: AppointmentState) -> "Appointment":
        """Return the appointment in another state.

        Raises:
            Refusal: appointment_used, appointment_cancelled, appointment_missed.
        """
        if state not in TRANSITIONS[self.state]:
            code, words = REFUSED_IN[self.state]
            raise Refusal(code, f"the appointment {words}")
        return replace(self, state=state)

    def late_at(self, late_s: float) -> datetime:
        """Return until when one may come without losing anything."""
        return self.begins_at + timedelta(seconds=late_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A time that can be booked."""

    begins_at: datetime
    ends_at: datetime
    left: int
    """How many more may book it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What decides which times of a service can be booked."""

    rules: BookingRules
    periods: Periods
    service: str
    counters: tuple[CounterPlaces, ...]
    """Of the whole office."""
    zone: str

    @property
    def capacity(self) -> int:
        """How many the service takes at the same time; its counters may take fewer."""
        serving = sum(self.service in one.services for one in self.counters)
        return self.rules.capacity * (serving if self.rules.per_counter else 1)

    @property
    def sharing(self) -> frozenset[str]:
        """The services whose appointments have to be known: the own one, and those that share its counters."""
        return sharing(self.counters, self.service)

    def slots(self, day: date, booked: Booked, at: datetime) -> list[Slot]:
        """Return the times of a local date that may still be booked, full ones with nothing left.

        Args:
            day: the date.
            booked: what is booked then already, of all services that share counters.
            at: now.
        """
        return self.slots_of([day], booked, at)[0]

    def slots_of(self, days: Sequence[date], booked: Booked, at: datetime) -> list[list[Slot]]:
        """Return the same for each of several dates."""
        room, earliest = _Room(self, booked), self._earliest(at)
        return [
            [
                Slot(begins_at=begin, ends_at=end, left=room.left(begin, end))
                for begin, end in self._parts(day, at)
                if begin >= earliest
            ]
            for day in days
        ]

    def slot(self, begins_at: datetime, booked: Booked, at: datetime) -> Slot:
        """Return the time that begins at an instant, if it can be booked.

        Raises:
            Refusal: slot_unknown, slot_taken.
        """
        day = begins_at.astimezone(ZoneInfo(self.zone)).date()
        for offset in (0, -1):  # a period may end after midnight
            for begin, end in self._parts(day + timedelta(days=offset), at):
                if begin == begins_at and begin >= self._earliest(at):
                    left = _Room(self, booked).left(begin, end)
                    if left == 0:
                        raise Refusal("slot_taken", f"{begins_at.isoformat()} is booked up", "begins_at")
                    return Slot(begins_at=begin, ends_at=end, left=left)
        raise Refusal("slot_unknown", f"nothing can be booked at {begins_at.isoformat()}", "begins_at")

    def _earliest(self, at: datetime) -> datetime:
        return at.astimezone(UTC) + timedelta(minutes=self.rules.lead_min)

    def _may_book(self, day: date, at: datetime) -> bool:
        today = at.astimezone(ZoneInfo(self.zone)).date()
        within = today <= day <= today + timedelta(days=self.rules.horizon_days)
        # A period that began yesterday may go on today.
        within = within or day == today - timedelta(days=1)
        return self.rules.enabled and within and day not in self.rules.blackout

    def _parts(self, day: date, at: datetime) -> Iterator[Span]:
        if not self._may_book(day, at):
            return
        length = timedelta(minutes=self.rules.slot_min)
        for begin, end in self.periods(day):
            part, last = begin.astimezone(UTC), end.astimezone(UTC)
            while part + length <= last:
                yield part, part + length
                part += length


class _Room:
    """How many more may book, worked out once for each mix of what is held."""

    def __init__(self, book: Book, booked: Booked) -> None:
        self._book = book
        self._timeline = Timeline(booked)
        self._seen: dict[frozenset[tuple[str, int]], int] = {}

    def left(self, begin: datetime, end: datetime) -> int:
        """Return how many more fit in all of an interval."""
        return min(self._of(held) for held in self._timeline.within(begin, end))

    def _of(self, held: dict[str, int]) -> int:
        known = frozenset(held.items())
        if known not in self._seen:
            book = self._book
            free = book.capacity - held.get(book.service, 0)
            self._seen[known] = max(0, min(free, places_left(book.counters, held, book.service))) if free > 0 else 0
        return self._seen[known]


class Standing(StrEnum):
    """As what somebody with an appointment is taken at check-in."""

    APPOINTMENT = "appointment"
    NORMAL = "normal"
    """Too late for it."""


def opens_at(rules: BookingRules, appointment: Appointment, zone: str) -> datetime:
    """Return from when one may check in: on the same day, since numbers end with theirs."""
    midnight = appointment.begins_at.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(appointment.begins_at - timedelta(minutes=rules.check_in_min), midnight.astimezone(UTC))


def standing_at(rules: BookingRules, late_s: float, appointment: Appointment, at: datetime, zone: str) -> Standing:
    """Return as what a booked appointment is taken at an instant.

    Args:
        late_s: seconds after the booked time within which nothing is lost.

    Raises:
        Refusal: appointment_early, with from when; appointment_late.
    """
    local = f"{appointment.begins_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    from_when = opens_at(rules, appointment, zone)
    if at < from_when:
        begin = f"{from_when.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
        raise Refusal("appointment_early", f"the appointment is at {local}; check in from {begin}")
    if at <= appointment.late_at(late_s):
        return Standing.APPOINTMENT
    if rules.late_as_normal:
        return Standing.NORMAL
    raise Refusal("appointment_late", f"the appointment was at {local}; book another one or take a number")


def code_of(secret: str, attempt: int = 0) -> str:
    """Return the code that a random secret makes; another one for each attempt."""
    rest, letters = int.from_bytes(sha256(f"{secret}/{attempt}".encode()).digest()), []
    for _ in range(CODE_LENGTH):
        rest, index = divmod(rest, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[index])
    return "".join(letters)


def read_code(text: str) -> str | None:
    """Return the code in what was typed or scanned: itself, in groups, or at the end of its page's address."""
    last = text.strip().rstrip("/").rpartition("/")[2].partition("?")[0]
    code = "".join(one for one in last.upper() if one not in "-–. ")
    return code if len(code) == CODE_LENGTH and set(code) <= set(CODE_LETTERS) else None


def written(code: str) -> str:
    """Return a code as people read it: ``7KQF-2M9X``."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"
