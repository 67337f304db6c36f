"""How events change tickets and counters: the only place where a state is assigned."""

from dataclasses import replace
from datetime import datetime

from queue_server.domain.counter_events import CounterClosed, CounterOpened, CounterPaused, CounterResumed
from queue_server.domain.events import (
    PriorityChanged,
    TicketCalled,
    TicketCancelled,
    TicketEvent,
    TicketExpired,
    TicketFinished,
    TicketHeld,
    TicketIssued,
    TicketNoShow,
    TicketReassigned,
    TicketRecalled,
    TicketReturned,
    TicketStarted,
    TicketTransferred,
)
from queue_server.domain.office import Desk, DeskState
from queue_server.domain.ticket import Leg, Placement, Progress, TicketState, check_step

CounterEvent = CounterOpened | CounterPaused | CounterResumed | CounterClosed


def issued(event: TicketIssued, at: datetime) -> Progress:
    """Return the progress of a ticket that was just issued."""
    leg = Leg(
        service=event.service,
        entered_at=at,
        waited_before_s=-event.uncounted_s,
        expected_s=event.expected_s,
        due_at=event.due_at,
    )
    return Progress(
        state=TicketState.WAITING,
        legs=(leg,),
        then=event.then,
        priority_class=event.priority_class,
        group=event.group,
    )


def evolve(progress: Progress, event: TicketEvent, at: datetime) -> Progress:
    """Return a ticket's progress after an event.

    Raises:
        Refusal: illegal_transition, for a step the state table doesn't have.
    """
    leg = progress.legs[-1]
    match event:
        case TicketIssued():
            return issued(event, at)
        case TicketCalled():
            return _step(event, progress, TicketState.CALLED, _called(leg, event, at))
        case TicketRecalled():
            return _last_leg(progress, replace(leg, calls=event.times))
        case TicketStarted():
            return _step(event, progress, TicketState.SERVING, replace(leg, started_at=at))
        case TicketHeld():
            return _step(event, progress, TicketState.HELD, replace(leg, held_until=event.until))
        case TicketReturned():
            return _step(event, progress, TicketState.WAITING, _returned(leg, event))
        case TicketTransferred():
            return _transferred(progress, event, at)
        case PriorityChanged():
            changed = replace(progress, priority_class=event.priority_class, group=event.group)
            return _last_leg(changed, replace(leg, expected_s=None))
        case TicketReassigned():
            return _last_leg(progress, _reassigned(leg, event))
        case _:
            return _ended(progress, event, at)


def evolve_desk(desk: Desk, event: CounterEvent, at: datetime) -> Desk:
    """Return a counter's desk after an event."""
    match event:
        case CounterOpened():
            return replace(desk, state=DeskState.OPEN, operator=event.operator, reason=None, since=at, back_at=None)
        case CounterPaused():
            return replace(desk, state=DeskState.PAUSED, reason=event.reason, since=at, back_at=event.until)
        case CounterResumed():
            return replace(desk, state=DeskState.OPEN, reason=None, since=at, back_at=None)
        case CounterClosed():
            return replace(desk, state=DeskState.CLOSED, operator=None, reason=event.reason, since=at, back_at=None)


def _step(event: TicketEvent, progress: Progress, after: TicketState, leg: Leg) -> Progress:
    check_step(event.number, progress.state, after)
    return replace(progress, state=after, legs=(*progress.legs[:-1], leg))


def _last_leg(progress: Progress, leg: Leg) -> Progress:
    return replace(progress, legs=(*progress.legs[:-1], leg))


def _called(leg: Leg, event: TicketCalled, at: datetime) -> Leg:
    return replace(
        leg,
        counter=event.counter,
        operator=event.operator,
        called_at=at,
        calls=1,
        reason=event.reason,
        started_at=None,
        held_until=None,
        ended_at=None,
        outcome=None,
        closed_by=None,
    )


def _reassigned(leg: Leg, event: TicketReassigned) -> Leg:
    return replace(
        leg,
        service=event.service,
        bound_counter=event.bound_counter,
        bound_operator=event.bound_operator,
        placement=event.placement,
        expected_s=None,
    )


def _returned(leg: Leg, event: TicketReturned) -> Leg:
    placement = event.placement if event.placement is not Placement.BY_TIME else leg.placement
    return replace(
        leg,
        placement=placement,
        expected_s=None,
        reason=None,
        held_until=None,
        ended_at=None,
        outcome=None,
        closed_by=None,
        counter=None,
        operator=None,
        called_at=None,
        calls=0,
        started_at=None,
    )


def _transferred(progress: Progress, event: TicketTransferred, at: datetime) -> Progress:
    check_step(event.number, progress.state, TicketState.WAITING)
    leg = progress.legs[-1]
    ended = replace(leg, ended_at=at, outcome="transferred", closed_by=event.closed_by)
    waited_until = leg.called_at or at
    following = Leg(
        service=event.service,
        planned=len(event.then) < len(progress.then),
        entered_at=at,
        placement=event.placement,
        waited_before_s=leg.waited_before_s + (waited_until - leg.entered_at).total_seconds(),
        bound_counter=event.bound_counter,
        bound_operator=event.bound_operator,
        come_back_to=event.come_back_to,
    )
    return replace(progress, state=TicketState.WAITING, legs=(*progress.legs[:-1], ended, following), then=event.then)


def _ended(
    progress: Progress, event: TicketFinished | TicketNoShow | TicketCancelled | TicketExpired, at: datetime
) -> Progress:
    match event:
        case TicketFinished():
            after, closed_by = TicketState.FINISHED, event.closed_by
        case TicketNoShow():
            after, closed_by = TicketState.NO_SHOW, event.counter
        case TicketCancelled():
            after, closed_by = TicketState.CANCELLED, event.by
        case TicketExpired():
            after, closed_by = TicketState.EXPIRED, "day_end"
    leg = replace(progress.legs[-1], ended_at=at, outcome=after.value, closed_by=closed_by, held_until=None)
    return _step(event, progress, after, leg)
