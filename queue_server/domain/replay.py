"""An office as its events tell it: tickets, desks and calls, made from nothing but the log."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from queue_server.domain.announcement import Call, CallKind, shown
from queue_server.domain.counter_events import CounterClosed, CounterOpened, CounterPaused, CounterResumed
from queue_server.domain.errors import Refusal
from queue_server.domain.events import (
    DayEnded,
    Recorded,
    StepUndone,
    TicketCalled,
    TicketEvent,
    TicketIssued,
    TicketRecalled,
)
from queue_server.domain.history import evolve, evolve_desk, issued
from queue_server.domain.office import Desk
from queue_server.domain.ticket import Ticket


class Replay:
    """Takes an office's events in their order.

    Args:
        office: its code.
        tickets: those that its next events may move, by id.
        desks: by counter code.
        calls: of its board, oldest first.
        service_day: newest service day.
    """

    def __init__(
        self,
        office: str,
        tickets: Iterable[Ticket] = (),
        desks: Iterable[Desk] = (),
        calls: Iterable[Call] = (),
        service_day: date | None = None,
    ) -> None:
        self._office = office
        self.tickets = {one.id: one for one in tickets}
        self.desks = {one.counter: one for one in desks}
        self.calls = list(calls)
        self.service_day = service_day
        self.moved: dict[str, None] = {}
        """Ids of the tickets that were moved, in order."""
        self.skipped = 0
        """Events that don't fit what came before them."""

    def take(self, recorded: Recorded) -> None:
        """Follow one event; one that can't be followed is counted and left out."""
        try:
            self._take(recorded)
        except (Refusal, KeyError):
            self.skipped += 1

    def _take(self, recorded: Recorded) -> None:
        match recorded.event:
            case TicketIssued() as event:
                self._issue(event, recorded)
            case StepUndone() as event:
                for one in event.tickets:
                    self._move(replace(self.tickets[one.ticket], progress=one.progress, revision=recorded.revision))
                self.calls = [one for one in self.calls if one.call_id not in event.withdrawn_calls]
            case CounterOpened() | CounterPaused() | CounterResumed() | CounterClosed() as event:
                desk = self.desks.get(event.counter) or Desk(counter=event.counter)
                self.desks[event.counter] = evolve_desk(desk, event, recorded.at)
            case DayEnded() as event:
                self.service_day = event.service_day
            case event if isinstance(event, TicketEvent):
                self._evolve(event, recorded)
            case _:
                pass  # what an office offers is copied as a whole, not by events

    def _issue(self, event: TicketIssued, recorded: Recorded) -> None:
        self.service_day = event.service_day
        self._move(
            Ticket(
                id=event.ticket,
                token="",
                office=self._office,
                service_day=event.service_day,
                prefix=event.prefix,
                sequence=event.sequence,
                number=event.number,
                issued_at=recorded.at,
                progress=issued(event, recorded.at),
                revision=recorded.revision,
                language=event.language,
                procedure=event.procedure,
                appointment=event.appointment,
            )
        )

    def _evolve(self, event: TicketEvent, recorded: Recorded) -> None:
        ticket = self.tickets[event.ticket]
        moved = replace(ticket, progress=evolve(ticket.progress, event, recorded.at), revision=recorded.revision)
        self._move(moved)
        if isinstance(event, TicketCalled | TicketRecalled):
            self._call(moved, event, recorded.at)

    def _call(self, ticket: Ticket, event: TicketCalled | TicketRecalled, at: datetime) -> None:
        first = isinstance(event, TicketCalled)
        self.calls.append(
            Call(
                call_id=event.call_id,
                ticket=ticket.id,
                number=ticket.number,
                service=ticket.leg.service,
                counter=event.counter,
                kind=CallKind.CALL if first else CallKind.RECALL,
                times=1 if isinstance(event, TicketCalled) else event.times,
                called_at=at,
                announce_at=event.announce_at if isinstance(event, TicketCalled) else at,
            )
        )
        self.calls = shown(self.calls, at)

    def _move(self, ticket: Ticket) -> None:
        self.tickets[ticket.id] = ticket
        self.moved[ticket.id] = None
