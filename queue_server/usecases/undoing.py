"""Taking a counter's last step back."""

from dataclasses import replace

from queue_server.domain.errors import Refusal
from queue_server.domain.events import StepUndone
from queue_server.domain.office import DeskState
from queue_server.domain.ticket import AT_COUNTER, Ticket
from queue_server.usecases.calling import ActionDone, done
from queue_server.usecases.counter_access import Actor, own_counter
from queue_server.usecases.moving import act, known_ticket, refuse_given_again
from queue_server.usecases.ports.changing import Done, Offices, OfficeTransaction, Once, Step


class Undoing:
    """Undoes the last accepted action of a counter."""

    def __init__(self, offices: Offices) -> None:
        self._offices = offices

    def undo(self, office: str, counter: str, actor: Actor, once: Once[ActionDone] | None = None) -> Done[ActionDone]:
        """Restore the progress of every ticket that the counter's last action changed, and withdraw its calls.

        Messages to phones that have not gone out are withdrawn with them; one that a turn is near is queued anew.

        Notes and dossier codes written meanwhile stay.

        Raises:
            Refusal: counter_unknown, counter_taken, no_undo; undo_too_late, after 30 s or when a ticket moved on;
                counter_closed, since its ticket would come back to a counter that nobody works at.
        """

        def work(tx: OfficeTransaction) -> ActionDone:
            own_counter(tx, counter, actor)
            return undo_in(tx, counter)

        return act(self._offices, office, work, once)


def undo_in(tx: OfficeTransaction, counter: str) -> ActionDone:
    """Within a transaction; see ``Undoing.undo``."""
    step = tx.last_step(counter)
    if step is None:
        raise Refusal("no_undo", f"counter {counter} has nothing to undo")
    if tx.desk(counter).state is DeskState.CLOSED:
        raise Refusal("counter_closed", f"counter {counter} is closed; open it to undo")
    restored = _restored(tx, step)
    # The ticket that leaves the counter is stored before the one that comes back to it.
    for ticket in sorted(restored, key=lambda one: one.state in AT_COUNTER):
        tx.save_ticket(ticket)
        if step.calls:
            tx.notify.withdraw(ticket.id)
    tx.withdraw_calls(step.calls)
    tx.save_step(counter, None)
    tx.record(
        StepUndone(counter=counter, undone_revision=step.revision, tickets=step.before, withdrawn_calls=step.calls)
    )
    return done(tx, tx.ticket_at(counter))


def _restored(tx: OfficeTransaction, step: Step) -> list[Ticket]:
    if (tx.at - step.at).total_seconds() > tx.office.rules.undo_s:
        raise Refusal("undo_too_late", f"the step is older than {tx.office.rules.undo_s:.0f} s")
    tickets = []
    for before in step.before:
        ticket = known_ticket(tx, before.ticket)
        if ticket.revision != step.revision:
            raise Refusal("undo_too_late", f"{ticket.number} has moved on")
        refuse_given_again(tx, ticket, "undo_too_late")
        tickets.append(replace(ticket, progress=before.progress, revision=tx.revision))
    return tickets
