"""One office as it is now, with the age of what is known of it; whether it works here or on a box of its own."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from queue_server.domain.ticket import AT_COUNTER, Ticket, TicketState
from queue_server.domain.waiting_line import WaitingGroup
from queue_server.usecases.board import Boards, BoardView
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.forwarding import CopiedOffice, Copies, Superseded
from queue_server.usecases.ports.reading import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeNow:
    """An office's board, and how recent it is."""

    board: BoardView
    complete_at: datetime | None
    """Until when a forwarded office is known; None for one that works here."""
    behind: int
    skipped: int
    superseded: tuple[Superseded, ...]


class OfficeOverview:
    """Shows offices to those who look from outside."""

    def __init__(self, boards: Boards, copies: Copies, clock: Clock) -> None:
        self._boards = boards
        self._copies = copies
        self._clock = clock

    def of(self, office: str) -> OfficeNow:
        """Return an office as it is now.

        Raises:
            Refusal: office_unknown.
        """
        copy = self._copies.office(office)
        if copy is None:
            return OfficeNow(board=self._boards.board(office), complete_at=None, behind=0, skipped=0, superseded=())
        return OfficeNow(
            board=self._boards.of(snapshot_of(copy)),
            complete_at=copy.complete_at or copy.seen_at,
            behind=max(0, copy.newest - copy.revision),
            skipped=copy.skipped,
            superseded=tuple(self._copies.superseded(office)),
        )


def snapshot_of(copy: CopiedOffice) -> Snapshot:
    """Return a forwarded office as boards are made from it."""
    return Snapshot(
        office=copy.office,
        epoch=copy.epoch,
        revision=copy.revision,
        service_day=copy.service_day,
        desks=copy.desks,
        at_counters=tuple(one for one in copy.open_tickets if one.state in AT_COUNTER),
        waiting=tuple(waiting_groups(copy.open_tickets)),
        calls=copy.calls,
    )


def waiting_groups(tickets: Iterable[Ticket]) -> Sequence[WaitingGroup]:
    """Return how many of these tickets wait, by what tells them apart."""
    alike = Counter(
        (
            one.leg.service,
            one.progress.priority_class,
            one.leg.placement,
            one.leg.bound_counter,
            one.leg.bound_operator,
        )
        for one in tickets
        if one.state is TicketState.WAITING
    )
    return [
        WaitingGroup(
            service=service,
            priority_class=priority_class,
            placement=placement,
            bound_counter=bound_counter,
            bound_operator=bound_operator,
            size=size,
        )
        for (service, priority_class, placement, bound_counter, bound_operator), size in alike.items()
    ]
