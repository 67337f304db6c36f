"""What the doctor says of forwarding: whether the province is reached, and how old the copies are."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from queue_server.adapters.environment import SystemClock
from queue_server.config import Configuration
from queue_server.domain.errors import Refusal
from queue_server.storage import forwarding_of, open_storage
from queue_server.usecases.ports.forwarding import CopyAge, LinkDown

OLDEST_COPY = timedelta(days=3)
"""A box may be off over a weekend."""

MOST_BEHIND = 1000
"""Changes that may be on their way to the province; more mean that it isn't keeping up."""

LONG_AGO = datetime.min.replace(tzinfo=UTC)

Finding = tuple[bool, str]
"""Whether it is fine, and a sentence."""


def forwarding(configuration: Configuration) -> list[Finding]:
    """Return what there is to say; nothing where nothing is forwarded."""
    with open_storage(configuration) as storage:
        database, clock = storage.database, SystemClock()
        found = [_copied(ages, clock.now()) for ages in [database.copies.ages()] if ages]
        forwarding = forwarding_of(configuration.forward, database, clock)
        if forwarding is None:
            return found
        url, office = configuration.forward.url, forwarding[1]
        noted = next((one for one in database.log.noted() if one.office == office), None)
        reached = noted.reached_at.astimezone() if noted is not None and noted.reached_at else None
        last = f"last reached {reached:%Y-%m-%d %H:%M}" if reached else "never reached so far"
        try:
            state = forwarding[0].ask()
        except (LinkDown, Refusal) as error:
            return [*found, (False, f"forwarding: {error}; {last}")]
        behind = database.log.newest(office) - (state.cursor.revision - 1)
        if state.cursor.epoch not in (None, database.log.epoch()):
            return [
                *found,
                (False, f"forwarding: {url} has office {office} of another database; it is agreed upon soon"),
            ]
        return [
            *found,
            (behind < MOST_BEHIND, f"forwarding: {url} lacks {max(0, behind)} changes of office {office}; {last}"),
        ]


def _copied(ages: Sequence[CopyAge], now: datetime) -> Finding:
    oldest = min(ages, key=lambda one: one.complete_at or LONG_AGO)
    if oldest.complete_at is None:
        return False, f"forwarded offices: {len(ages)}; of {oldest.office} nothing is known yet"
    fine = now - oldest.complete_at < OLDEST_COPY
    at = oldest.complete_at.astimezone()
    return fine, f"forwarded offices: {len(ages)}; the oldest, {oldest.office}, is known until {at:%Y-%m-%d %H:%M}"
