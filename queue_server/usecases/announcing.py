"""Displays that speak report what they begin and how it ended; staff read it."""

from dataclasses import dataclass, replace
from datetime import datetime

from queue_server.domain.announced import Announcement, Outcome, begin, end, state_of
from queue_server.domain.announcement import Call
from queue_server.domain.errors import Refusal
from queue_server.usecases.audio_masters import AudioMasters, Listener, Turn
from queue_server.usecases.ports.announcements import AnnouncementReader
from queue_server.usecases.ports.changing import Offices, OfficeTransaction
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.reading import OfficeReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A call as staff see it: was it heard?"""

    call: Call
    state: str
    """waiting, speaking, spoken, merged, withdrawn, expired or failed."""
    error: str | None
    announcements: tuple[Announcement, ...]


class Announcing:
    """Keeps what displays say; every report may come any number of times."""

    def __init__(self, offices: Offices, masters: AudioMasters) -> None:
        self._offices = offices
        self._masters = masters

    def ask(self, listener: Listener, *, ready: bool) -> Turn:
        """Return whether a display speaks for its zone; see ``AudioMasters.ask``."""
        return self._masters.ask(listener, ready=ready)

    def begin(self, listener: Listener, call_id: str) -> bool:
        """Store that a display begins to speak a call; return whether it was the first in its zone.

        Raises:
            Refusal: not_found, for a call the office never made; forbidden, for a stranger that doesn't speak; busy.
        """
        believed = self._masters.may_report(listener)

        def work(tx: OfficeTransaction) -> bool:
            known, new = self._pair(tx, listener, call_id, believed)
            stored = begin(known, _begun(new, tx.at))
            if stored is not None:
                tx.announcements.save(stored)
            return stored is not None

        return self._offices.change(listener.office, work).value

    def end(self, listener: Listener, call_id: str, outcome: Outcome, error: str | None) -> bool:
        """Store how a call ended; return whether that was news.

        Raises:
            Refusal: see ``begin``.
        """
        believed = self._masters.may_report(listener)

        def work(tx: OfficeTransaction) -> bool:
            known, new = self._pair(tx, listener, call_id, believed)
            stored = end(known, _ended(new, outcome, error, tx.at))
            if stored is not None:
                tx.announcements.save(stored)
            return stored is not None

        return self._offices.change(listener.office, work).value

    def _pair(
        self, tx: OfficeTransaction, listener: Listener, call_id: str, believed: bool
    ) -> tuple[Announcement | None, Announcement]:
        if not tx.announcements.has_call(call_id):
            raise Refusal("not_found", f"office {listener.office} has made no call {call_id!r}", "call_id")
        zone = self._masters.zone_of(listener)
        new = Announcement(call_id=call_id, zone=zone, speaker=listener.key, display=listener.name)
        known = tx.announcements.get(call_id, zone)
        if not believed and (known is None or known.speaker != listener.key):
            raise Refusal("forbidden", "only a registered display or the one that speaks reports announcements")
        return known, new


class HeardCalls:
    """Answers whether calls were heard."""

    def __init__(self, reader: OfficeReader, announcements: AnnouncementReader, clock: Clock) -> None:
        self._reader = reader
        self._announcements = announcements
        self._clock = clock

    def newest(self, office: str, counter: str | None, limit: int) -> list[Heard]:
        """Return the newest calls of an office, or of one of its counters, newest first.

        Raises:
            Refusal: office_unknown, counter_unknown.
        """
        config, now = self._reader.office(office), self._clock.now()
        if counter is not None:
            config.counter(counter)
        found = []
        for sound in self._announcements.sounds(office, counter, limit):
            state, error = state_of(sound, now, config.rules.voice.time_to_live_s)
            found.append(Heard(call=sound.call, state=state, error=error, announcements=sound.announcements))
        return found


def _begun(new: Announcement, at: datetime) -> Announcement:
    return replace(new, begun_at=at)


def _ended(new: Announcement, outcome: Outcome, error: str | None, at: datetime) -> Announcement:
    return replace(new, outcome=outcome, error=error, ended_at=at)
