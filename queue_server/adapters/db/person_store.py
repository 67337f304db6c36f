"""How many numbers people took today, by names that mean nothing elsewhere."""

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.person_tables import person
from queue_server.adapters.db.sql import Sql

_OF_PERSON = (person.c.office == bindparam("of_office"), person.c.name == bindparam("of_name"))
_TICKETS = sa.select(person.c.tickets).where(*_OF_PERSON)
_COUNT = sa.update(person).where(*_OF_PERSON).values(tickets=person.c.tickets + 1)
_ADD = sa.insert(person)
_FORGET = sa.delete(person).where(person.c.office == bindparam("of_office"))


class SqlPersonRecords:
    """See ``PersonRecords``."""

    def __init__(self, sql: Sql, office: str) -> None:
        self._sql = sql
        self._office = office

    def tickets(self, name: str) -> int:
        row = self._sql.one(_TICKETS, of_office=self._office, of_name=name)
        return 0 if row is None else int(row[0])

    def count(self, name: str) -> None:
        if self._sql.run(_COUNT, of_office=self._office, of_name=name) == 0:
            self._sql.run(_ADD, office=self._office, name=name, tickets=1)

    def forget(self) -> None:
        self._sql.run(_FORGET, of_office=self._office)
