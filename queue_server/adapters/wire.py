"""Views of use cases as messages of the contract; what HTTP and Socket.IO share."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from queue_server.contract import messages
from queue_server.contract.board_extras import (
    BoardKioskLock,
    BoardNotice,
    BoardService,
    BoardVoice,
    OpenInterval,
    ServiceOpening,
    WaitRange,
)
from queue_server.domain.announcement import Call, VoiceRules, may_be_spoken
from queue_server.domain.availability import Availability
from queue_server.domain.kiosk import KioskLock
from queue_server.domain.phrases import tokens
from queue_server.domain.ticket import AT_COUNTER
from queue_server.domain.wait_estimate import WaitEstimate
from queue_server.usecases.board import BoardView, CounterView, ServiceView, TicketView

_ALWAYS = Availability()
"""Of a service that knows neither hours nor quota."""


def rfc3339(at: datetime, time_zone: str) -> str:
    """Return an instant with the offset that an office's clock has then: ``2026-02-23T08:05:12.345+07:00``."""
    return at.astimezone(ZoneInfo(time_zone)).isoformat(timespec="milliseconds")


def board_message(view: BoardView) -> messages.Board:
    """Return what a lobby may see of an office."""
    at = rfc3339(view.at, view.time_zone)
    return messages.Board(
        office=view.office,
        office_name=view.office_name,
        epoch=view.epoch,
        revision=view.revision,
        at=at,
        # Before an office's first action its day is the calendar's.
        service_day=view.service_day.isoformat() if view.service_day else at[:10],
        calls=[
            _call(
                call,
                view.counter_names.get(call.counter, call.counter),
                view.time_zone,
                None if _is_over(call, view) else view.voice,
                call.call_id in view.withdrawn,
            )
            for call in view.calls
        ],
        counters=[_counter(counter) for counter in view.counters],
        services=[_service(service, view.time_zone) for service in view.services],
        voice=BoardVoice(
            languages=list(view.voice.languages),
            repeats=view.voice.repeats,
            chime=view.voice.chime,
            time_to_live_s=view.voice.time_to_live_s,
            merge=view.voice.merge,
        ),
        notices=[
            BoardNotice(text=one.text, until=rfc3339(one.until, view.time_zone) if one.until else None)
            for one in view.notices
        ],
        display_revision=view.display_revision,
        kiosk_locks=kiosk_locks(view.kiosk_locks),
    )


def ticket_message(view: TicketView) -> messages.TicketStatus:
    """Return what its holder may see of a ticket."""
    ticket = view.ticket
    return messages.TicketStatus(
        number=ticket.number,
        service=ticket.leg.service,
        state=ticket.state.value,
        ahead=view.ahead,
        expected_wait_s=wait_range(view.wait),
        issued_at=rfc3339(ticket.issued_at, view.time_zone),
        revision=view.revision,
        counter=ticket.counter if ticket.state in AT_COUNTER else None,
        counter_name=view.counter_name,
    )


def wait_range(wait: WaitEstimate | None) -> WaitRange | None:
    """Return a likely wait as clients get it."""
    if wait is None:
        return None
    return WaitRange(low=wait.low_s, high=wait.high_s, after_closing=wait.after_closing, over_break=wait.over_break)


def kiosk_locks(locks: Iterable[KioskLock]) -> list[BoardKioskLock]:
    """Return locks of kiosks as clients get them."""
    return [BoardKioskLock(kiosk=one.kiosk, note=one.note) for one in locks]


def service_opening(found: Availability, time_zone: str) -> ServiceOpening:
    """Return when a service gives numbers, as clients get it."""
    return ServiceOpening(
        reason=None if found.reason is None else found.reason.value,
        note=dict(found.note),
        opens_at=None if found.opens_at is None else rfc3339(found.opens_at, time_zone),
        closes_at=None if found.closes_at is None else rfc3339(found.closes_at, time_zone),
        hours=None
        if found.hours is None
        else [
            OpenInterval(begin=rfc3339(one.begin, time_zone), end=rfc3339(one.end, time_zone)) for one in found.hours
        ],
        left=found.left,
    )


def _is_over(call: Call, view: BoardView) -> bool:
    return call.call_id in view.withdrawn or not may_be_spoken(call, view.at, view.voice.time_to_live_s)


@lru_cache(maxsize=4096)
def _call(
    call: Call, counter_name: str, time_zone: str, voice: VoiceRules | None, withdrawn: bool
) -> messages.BoardCall:
    """Return a call as boards show it; made once, since it stays on them for 90 s. Without a voice it is silent."""
    words = tokens(call.number, call.kind, counter_name, voice.sentence) if voice else []
    return messages.BoardCall(
        call_id=call.call_id,
        number=call.number,
        service=call.service,
        counter=call.counter,
        counter_name=counter_name,
        called_at=rfc3339(call.called_at, time_zone),
        announce_at=rfc3339(call.announce_at, time_zone),
        kind=call.kind.value,
        times=call.times,
        tokens=dict.fromkeys(voice.languages, words) if voice else {},
        withdrawn=withdrawn,
    )


def _counter(view: CounterView) -> messages.BoardCounter:
    return messages.BoardCounter(
        counter=view.counter, name=view.name, state=view.state, number=view.number, waiting=view.waiting
    )


def _service(view: ServiceView, time_zone: str) -> BoardService:
    return BoardService(
        service=view.service,
        name=view.name,
        waiting=view.waiting,
        expected_wait_s=wait_range(view.wait),
        open=view.open,
        opening=None if view.availability == _ALWAYS else service_opening(view.availability, time_zone),
        closed_reason=view.closed_reason,
    )
