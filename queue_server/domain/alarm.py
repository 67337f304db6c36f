"""What a supervisor should know at once: pure rules from what goes on in an office to alarms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from queue_server.domain.selection import Place, fits


class AlarmKind(StrEnum):
    """Stored in acknowledgements; stable."""

    LONGEST_WAIT = "longest_wait"
    QUEUE_LENGTH = "queue_length"
    IDLE_COUNTER = "idle_counter"
    LONG_SERVICE = "long_service"
    DEVICE_SILENT = "device_silent"
    DEVICE_WARNING = "device_warning"
    """A device answers, but someone should look at it: its cable, its line, lost key presses."""
    PRINTER = "printer"
    LOW_RATING = "low_rating"
    MESSAGES = "messages"
    """To phones, which could not be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmLimits:
    """From when an office wants to be told; durations in seconds."""

    longest_wait_s: float = 1800.0
    queue_length: int = 20
    """People waiting for one service."""
    idle_counter_s: float = 120.0
    """A counter is open and free for so long while somebody waits whom it could call."""
    long_service_s: float = 1800.0
    """From the start, or from the call where nobody says when the service starts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingNow:
    """A waiting ticket."""

    number: str
    service: str
    since: datetime
    bound_counter: str | None = None
    """The only counter that may call it."""
    bound_operator: str | None = None
    """Id of the only member of staff who may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterNow:
    """A counter and what it does."""

    counter: str
    services: tuple[str, ...]
    """Those given there now."""
    operator: str | None = None
    """Id of who has it open."""
    free_since: datetime | None = None
    """Since when it has been open without a ticket; None if it isn't."""
    number: str | None = None
    serving_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LowRating:
    """Somebody who was dissatisfied a short while ago."""

    counter: str
    number: str
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One thing to look at."""

    kind: AlarmKind
    subject: str
    """Code of the service or counter, name of the device, or by what messages were to go."""
    number: str | None
    """The ticket it is about."""
    value: float
    """How long or how many: seconds, people, messages, or the score of a rating."""

    @property
    def id(self) -> str:
        """Names it as long as it is the same trouble; a line that is too long is, whoever has waited longest in it."""
        of_ticket = self.number is not None and self.kind is not AlarmKind.LONGEST_WAIT
        return ":".join((self.kind.value, self.subject, *([str(self.number)] if of_ticket else [])))


def alarms(
    waiting: Sequence[WaitingNow],
    counters: Sequence[CounterNow],
    silent: Sequence[str],
    limits: AlarmLimits,
    at: datetime,
    low: Sequence[LowRating] = (),
) -> list[Alarm]:
    """Return the alarms of an office, in a fixed order; at most one of a kind for each service, counter,
    device and dissatisfied citizen.

    Args:
        waiting: everybody who waits.
        counters: all counters.
        silent: names of registered devices that should be there and are not.
        limits: the office's.
        at: now.
        low: who was dissatisfied a short while ago.
    """
    found = []
    for service in sorted({one.service for one in waiting}):
        line = sorted((one for one in waiting if one.service == service), key=lambda one: (one.since, one.number))
        waited_s = (at - line[0].since).total_seconds()
        if waited_s > limits.longest_wait_s:
            found.append(Alarm(kind=AlarmKind.LONGEST_WAIT, subject=service, number=line[0].number, value=waited_s))
        if len(line) > limits.queue_length:
            found.append(Alarm(kind=AlarmKind.QUEUE_LENGTH, subject=service, number=None, value=len(line)))
    for counter in counters:
        found += _of_counter(counter, waiting, limits, at)
    found += [Alarm(kind=AlarmKind.DEVICE_SILENT, subject=name, number=None, value=0) for name in sorted(silent)]
    return found + [
        Alarm(kind=AlarmKind.LOW_RATING, subject=one.counter, number=one.number, value=one.score) for one in low
    ]


def warning_alarms(devices: Iterable[str]) -> list[Alarm]:
    """Return the alarms of devices that answer but need a look, by name."""
    return [Alarm(kind=AlarmKind.DEVICE_WARNING, subject=name, number=None, value=0) for name in sorted(devices)]


def printer_alarms(printers: Iterable[str]) -> list[Alarm]:
    """Return the alarms of printers that print nothing now, by name."""
    return [Alarm(kind=AlarmKind.PRINTER, subject=name, number=None, value=0) for name in sorted(printers)]


def message_alarms(given_up: Mapping[str, int]) -> list[Alarm]:
    """Return the alarms of messages to phones that could not be sent, from how many there were by channel."""
    kind = AlarmKind.MESSAGES
    return [Alarm(kind=kind, subject=one, number=None, value=count) for one, count in sorted(given_up.items())]


def _of_counter(counter: CounterNow, waiting: Sequence[WaitingNow], limits: AlarmLimits, at: datetime) -> list[Alarm]:
    if counter.serving_since is not None:
        served_s = (at - counter.serving_since).total_seconds()
        if served_s > limits.long_service_s:
            kind = AlarmKind.LONG_SERVICE
            return [Alarm(kind=kind, subject=counter.counter, number=counter.number, value=served_s)]
    if counter.free_since is None:
        return []
    place = Place(counter=counter.counter, operator=counter.operator, services=counter.services)
    # A counter is not idle between two tickets, however long the line has been waiting.
    idle_s = [(at - max(one.since, counter.free_since)).total_seconds() for one in waiting if fits(one, place)]
    if idle_s and max(idle_s) > limits.idle_counter_s:
        return [Alarm(kind=AlarmKind.IDLE_COUNTER, subject=counter.counter, number=None, value=max(idle_s))]
    return []
