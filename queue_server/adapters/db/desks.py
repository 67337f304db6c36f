"""The desks of an office within one transaction: an action looks at its own several times."""

from queue_server.adapters.db import counter_store
from queue_server.adapters.db.sql import Sql
from queue_server.domain.office import Desk


class DesksOfChange:
    """Reads each desk once; what is stored is remembered."""

    __slots__ = ("_known", "_office", "_sql")

    def __init__(self, sql: Sql, office: str) -> None:
        self._sql = sql
        self._office = office
        self._known: dict[str, Desk] = {}

    def of(self, counter: str) -> Desk:
        """Return a counter's desk."""
        known = self._known.get(counter)
        if known is None:
            known = self._known[counter] = counter_store.desk_of(self._sql, self._office, counter)
        return known

    def save(self, desk: Desk) -> None:
        """Store a desk."""
        counter_store.save_desk(self._sql, self._office, desk)
        self._known[desk.counter] = desk
