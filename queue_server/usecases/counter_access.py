"""Who may act at a counter, and when it takes people."""

from dataclasses import dataclass

from queue_server.domain.errors import Refusal
from queue_server.domain.office import Counter, Desk, DeskState
from queue_server.domain.operator import services_among
from queue_server.usecases.ports.changing import OfficeTransaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts at a counter."""

    name: str
    """Operator id, or "unit" for a key of a call box."""
    operator: str | None
    supervises: bool = False
    """May act at counters that others have open."""


def own_counter(tx: OfficeTransaction, counter: str, actor: Actor) -> Counter:
    """Return the counter if the actor may act there.

    Raises:
        Refusal: counter_unknown; counter_taken, when another operator has it open.
    """
    known = tx.office.counter(counter)
    holder = tx.desk(counter).operator
    if holder is not None and holder != actor.operator and not actor.supervises:
        raise Refusal("counter_taken", f"counter {counter} is open with another operator")
    return known


def services_of(tx: OfficeTransaction, counter: Counter, operator_id: str | None) -> tuple[str, ...]:
    """Return what an operator gives at a counter, in order of preference; all of it without an operator."""
    operator = None if operator_id is None else tx.operator(operator_id)
    return services_among(counter.services, operator.skills if operator else ())


def refuse_without_services(tx: OfficeTransaction, counter: Counter, operator_id: str | None) -> None:
    """Refuse a counter where an operator could call nobody, so that it isn't found out by an empty line.

    Raises:
        Refusal: nothing_to_serve.
    """
    if counter.services and not services_of(tx, counter, operator_id):
        offered = ", ".join(counter.services)
        raise Refusal("nothing_to_serve", f"counter {counter.code} serves {offered}; the operator gives none of them")


def refuse_unless_open(desk: Desk) -> None:
    """Refuse to call anybody to a counter that takes nobody.

    Raises:
        Refusal: counter_closed, counter_paused.
    """
    if desk.state is DeskState.CLOSED:
        raise Refusal("counter_closed", f"counter {desk.counter} is closed")
    if desk.state is DeskState.PAUSED:
        raise Refusal("counter_paused", f"counter {desk.counter} is paused")
