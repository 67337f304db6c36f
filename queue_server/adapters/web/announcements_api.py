"""Calls of an office and whether they were heard."""

from queue_server.adapters.web.access import Access, Place
from queue_server.adapters.web.bodies import AnnouncementsQuery, OfficePath
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.adapters.wire import rfc3339
from queue_server.contract.fields import FromServer
from queue_server.domain.announced import Announcement
from queue_server.domain.operator import Right
from queue_server.usecases.announcing import Heard, HeardCalls
from queue_server.usecases.ports.reading import OfficeReader


class AnnouncementItem(FromServer, frozen=True, kw_only=True):
    """A call in one zone."""

    zone: str
    display: str
    """Who spoke it, or would have."""
    begun_at: str | None
    ended_at: str | None
    outcome: str | None
    """spoken, merged, withdrawn, expired or failed; null while it is spoken."""
    error: str | None


class HeardCall(FromServer, frozen=True, kw_only=True):
    """A call, and whether it was heard."""

    call_id: str
    number: str
    counter: str
    kind: str
    called_at: str
    announce_at: str
    state: str
    """waiting, speaking, spoken, merged, withdrawn, expired or failed; of several zones the worst."""
    error: str | None
    zones: list[AnnouncementItem]
    """Those in which a display said anything."""


class HeardCallList(FromServer, frozen=True, kw_only=True):
    """The newest calls, newest first."""

    office: str
    announcements: list[HeardCall]


class AnnouncementOperations:
    """Answers whether calls were heard."""

    def __init__(self, reader: OfficeReader, heard: HeardCalls) -> None:
        self._reader = reader
        self._heard = heard

    @Operation(
        method="GET",
        rule="/offices/<office>/announcements",
        access=Access(right=Right.READ, place=Place.OFFICE),
        path=OfficePath,
        answer=HeardCallList,
        refusals=["office_unknown", "counter_unknown"],
    )
    def list_announcements(self, path: OfficePath, query: AnnouncementsQuery) -> Reply:
        """List the newest calls and whether loudspeakers announced them.

        A call that waits may still be spoken; `expired` without a zone means that no display is there to speak.
        """
        zone = self._reader.office(path.office).time_zone
        found = self._heard.newest(path.office, query.counter, query.limit)
        return Reply(HeardCallList(office=path.office, announcements=[_heard(one, zone) for one in found]))


def _heard(one: Heard, time_zone: str) -> HeardCall:
    return HeardCall(
        call_id=one.call.call_id,
        number=one.call.number,
        counter=one.call.counter,
        kind=one.call.kind.value,
        called_at=rfc3339(one.call.called_at, time_zone),
        announce_at=rfc3339(one.call.announce_at, time_zone),
        state=one.state,
        error=one.error,
        zones=[_item(announcement, time_zone) for announcement in one.announcements],
    )


def _item(one: Announcement, time_zone: str) -> AnnouncementItem:
    return AnnouncementItem(
        zone=one.zone,
        display=one.display,
        begun_at=None if one.begun_at is None else rfc3339(one.begun_at, time_zone),
        ended_at=None if one.ended_at is None else rfc3339(one.ended_at, time_zone),
        outcome=None if one.outcome is None else one.outcome.value,
        error=one.error,
    )
