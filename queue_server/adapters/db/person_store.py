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


def tickets_of(sql: Sql, office: str, name: str) -> int:
    """Return how many numbers somebody took."""
    row = sql.one(_TICKETS, of_office=office, of_name=name)
    return 0 if row is None else int(row[0])


def count_ticket(sql: Sql, office: str, name: str) -> None:
    """Store that somebody took a number."""
    if sql.run(_COUNT, of_office=office, of_name=name) == 0:
        sql.run(_ADD, office=office, name=name, tickets=1)


def forget(sql: Sql, office: str) -> None:
    """Remove all that is known of people."""
    sql.run(_FORGET, of_office=office)
