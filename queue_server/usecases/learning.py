"""What an office learns from each call and each end of a service, so that it can say how long people will wait."""

from datetime import datetime
from zoneinfo import ZoneInfo

from queue_server.domain.availability import calendar_of
from queue_server.domain.events import (
    TicketCalled,
    TicketEvent,
    TicketFinished,
    TicketHeld,
    TicketNoShow,
    TicketTransferred,
)
from queue_server.domain.reason import CHOSEN
from queue_server.domain.ticket import AT_COUNTER, PriorityClass, Ticket
from queue_server.usecases.day_end import CLOSED_BY_DAY_END
from queue_server.usecases.ports.changing import OfficeTransaction


def learn(tx: OfficeTransaction, before: Ticket, event: TicketEvent) -> None:
    """Keep what an event tells about a service; two statements on one small row, only at calls and their ends."""
    match event:
        case TicketCalled():
            _learn_wait(tx, before, event)
        case TicketFinished() | TicketNoShow() | TicketTransferred() | TicketHeld():
            _learn_service(tx, before, event)


def learn_pause(tx: OfficeTransaction, counter: str, began: datetime) -> None:
    """Keep how long a counter has rested, with each service it serves; a pause over a day's end teaches nothing."""
    zone = ZoneInfo(tx.office.time_zone)
    local, now = began.astimezone(zone), tx.at.astimezone(zone)
    if local.date() != now.date():
        return
    for code in tx.office.counter(counter).services:
        calendar = calendar_of(tx.office, tx.office.service(code))
        hours = None if calendar is None else calendar.periods(now.date())
        tx.save_service_times(code, tx.service_times(code).after_pause(local, now, tx.service_day, hours))


def _learn_wait(tx: OfficeTransaction, before: Ticket, event: TicketCalled) -> None:
    leg = before.leg
    if leg.calls:
        return
    hour = leg.entered_at.astimezone(ZoneInfo(tx.office.time_zone)).hour
    goes_ahead = before.progress.priority_class is not PriorityClass.NORMAL
    times = tx.service_times(leg.service).after_call(tx.service_day, hour, goes_ahead)
    if leg.expected_s is not None and not event.reason.startswith(CHOSEN):
        times = times.after_wait(leg.expected_s, (tx.at - leg.entered_at).total_seconds(), goes_ahead)
    tx.save_service_times(leg.service, times)


def _learn_service(tx: OfficeTransaction, before: Ticket, event: TicketEvent) -> None:
    called_at = before.leg.called_at
    if before.state not in AT_COUNTER or called_at is None:
        return
    if isinstance(event, TicketFinished) and event.closed_by == CLOSED_BY_DAY_END:
        return
    seconds = (tx.at - called_at).total_seconds()
    hour = tx.at.astimezone(ZoneInfo(tx.office.time_zone)).hour
    service = before.leg.service
    tx.save_service_times(service, tx.service_times(service).after_service(seconds, tx.service_day, hour))
