"""Opening, pausing and closing counters."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_server.domain.counter_events import CounterClosed, CounterOpened, CounterPaused, CounterResumed
from queue_server.domain.errors import Refusal
from queue_server.domain.history import CounterEvent, evolve_desk
from queue_server.domain.office import Desk, DeskState
from queue_server.usecases.counter_access import Actor, own_counter, refuse_without_services
from queue_server.usecases.learning import learn_pause
from queue_server.usecases.moving import Parting, act, part
from queue_server.usecases.ports.changing import Offices, OfficeTransaction


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskDone:
    """A counter after the action."""

    desk: Desk
    number: str | None
    """Number of its ticket."""
    revision: int


class CounterSession:
    """Decides which counters take people."""

    def __init__(self, offices: Offices) -> None:
        self._offices = offices

    def open(self, office: str, counter: str, actor: Actor) -> DeskDone:
        """Open a counter for an operator; a supervisor takes over with ticket and notes; again oneself is fine.

        Raises:
            Refusal: counter_unknown, counter_taken, nothing_to_serve.
        """

        def work(tx: OfficeTransaction) -> DeskDone:
            known = own_counter(tx, counter, actor)
            desk = tx.desk(counter)
            if desk.state is DeskState.CLOSED or desk.operator != actor.operator:
                refuse_without_services(tx, known, actor.operator)
                opened = CounterOpened(counter=counter, operator=actor.operator, by=actor.name)
                desk = change_desk(tx, desk, opened)
            return desk_done(tx, desk)

        return act(self._offices, office, work).value

    def close(
        self,
        office: str,
        counter: str,
        actor: Actor,
        reason: str | None = None,
        ticket: Parting | None = None,
    ) -> DeskDone:
        """Close a counter; one with a ticket only when it is said what becomes of that.

        Raises:
            Refusal: counter_unknown, counter_taken, ticket_open.
        """

        def work(tx: OfficeTransaction) -> DeskDone:
            own_counter(tx, counter, actor)
            present, desk = tx.ticket_at(counter), tx.desk(counter)
            if present is not None:
                if ticket is None or ticket is Parting.ALONG:
                    raise Refusal("ticket_open", f"counter {counter} still has {present.number}")
                part(tx, present, ticket, actor.name)
            if desk.state is not DeskState.CLOSED:
                desk = change_desk(tx, desk, CounterClosed(counter=counter, reason=reason, by=actor.name))
            return desk_done(tx, desk)

        return act(self._offices, office, work).value

    def pause(self, office: str, counter: str, actor: Actor, reason: str, minutes: int | None = None) -> DeskDone:
        """Take nobody new for a while; the present ticket can be finished.

        Args:
            office: its code.
            counter: the counter's.
            actor: who pauses it.
            reason: kept, and shown to colleagues.
            minutes: when they mean to be back, for the likely waits; it does not end by itself.

        Raises:
            Refusal: counter_unknown, counter_taken, counter_closed.
        """

        def work(tx: OfficeTransaction) -> DeskDone:
            own_counter(tx, counter, actor)
            until = None if minutes is None else tx.at + timedelta(minutes=minutes)
            return desk_done(tx, pause_in(tx, counter, reason, actor.name, until))

        return act(self._offices, office, work).value

    def resume(self, office: str, counter: str, actor: Actor) -> DeskDone:
        """End a pause.

        Raises:
            Refusal: counter_unknown, counter_taken, counter_closed.
        """

        def work(tx: OfficeTransaction) -> DeskDone:
            own_counter(tx, counter, actor)
            return desk_done(tx, resume_in(tx, counter, actor.name))

        return act(self._offices, office, work).value


def pause_in(
    tx: OfficeTransaction, counter: str, reason: str | None, by: str | None = None, until: datetime | None = None
) -> Desk:
    """Pause within a transaction; a paused counter stays as it is."""
    desk = _not_closed(tx, counter)
    if desk.state is DeskState.PAUSED:
        return desk
    return change_desk(tx, desk, CounterPaused(counter=counter, reason=reason, by=by, until=until))


def resume_in(tx: OfficeTransaction, counter: str, by: str | None = None) -> Desk:
    """Resume within a transaction; an open counter stays as it is."""
    desk = _not_closed(tx, counter)
    if desk.state is DeskState.OPEN:
        return desk
    return change_desk(tx, desk, CounterResumed(counter=counter, by=by))


def change_desk(tx: OfficeTransaction, desk: Desk, event: CounterEvent) -> Desk:
    """Store a counter's next desk and the event that led there."""
    changed = evolve_desk(desk, event, tx.at)
    tx.save_desk(changed)
    tx.record(event)
    if desk.state is DeskState.PAUSED and changed.state is DeskState.OPEN and desk.since is not None:
        learn_pause(tx, desk.counter, desk.since)
    return changed


def _not_closed(tx: OfficeTransaction, counter: str) -> Desk:
    desk = tx.desk(counter)
    if desk.state is DeskState.CLOSED:
        raise Refusal("counter_closed", f"counter {counter} is closed")
    return desk


def desk_done(tx: OfficeTransaction, desk: Desk) -> DeskDone:
    """Return the answer of an action on a counter."""
    ticket = tx.ticket_at(desk.counter)
    return DeskDone(desk=desk, number=ticket.number if ticket else None, revision=tx.resulting_revision)
