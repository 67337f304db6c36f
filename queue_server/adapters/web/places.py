"""Finds the offices of counters and tickets, for deciding who may call."""

import re
from collections.abc import Callable

from queue_server.adapters.web.callers import Spot
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.usecases.ports.reading import OfficeReader

_NAME = re.compile(r"[^\x00-\x1f\x7f]{1,64}")
"""Nothing else is asked of the database."""

FRESH_S = 1.0
"""So soon every worker knows that an office gives no more tickets to phones."""


class Places:
    """See ``auth.Finder``."""

    def __init__(self, reader: OfficeReader, monotonic: Callable[[], float]) -> None:
        self._reader = reader
        self._monotonic = monotonic
        self._offices: dict[str, tuple[float, Office]] = {}

    def gives_phone_tickets(self, office: str) -> bool:
        """Return whether the office gives tickets to anonymous callers."""
        return self.office(office).phone_tickets

    def office(self, code: str) -> Office:
        """Return an office as it was configured at most a second ago.

        Raises:
            Refusal: office_unknown.
        """
        now, known = self._monotonic(), self._offices.get(code)
        if known is not None and now - known[0] < FRESH_S:
            return known[1]
        if not _NAME.fullmatch(code):
            raise Refusal("not_found", "there is nothing at this path")
        office = self._reader.office(code)
        self._offices[code] = (now, office)
        return office

    def counter(self, name: str) -> Spot:
        """Return office and counter of ``office:code`` or of a counter's id."""
        office, colon, code = name.partition(":")
        if not _NAME.fullmatch(office) or (colon and not _NAME.fullmatch(code)):
            raise Refusal("not_found", "there is nothing at this path")
        if colon:
            return Spot(office=office, counter=code)
        found = self._reader.counter_by_id(name)
        if found is None:
            raise Refusal("counter_unknown", f"there is no counter {name!r}", "counter")
        return Spot(office=found[0], counter=found[1])

    def ticket(self, ticket_id: str) -> Spot:
        """Return office and ticket of a ticket's id."""
        ticket = self._reader.ticket(ticket_id) if _NAME.fullmatch(ticket_id) else None
        if ticket is None:
            raise Refusal("ticket_unknown", f"there is no ticket {ticket_id!r}", "ticket")
        return Spot(office=ticket.office, ticket=ticket.id)
