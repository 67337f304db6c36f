"""Phones that took numbers."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db import ticket_store
from queue_server.adapters.db.phone_tables import phone_ticket
from queue_server.adapters.db.readers import Readers
from queue_server.adapters.db.sql import Sql
from queue_server.adapters.db.tables import OPEN, ticket
from queue_server.domain.ticket import Ticket

_ADD = sa.insert(phone_ticket)
_OPEN = (
    sa.select(ticket.c.number, ticket.c.id, phone_ticket.c.service)
    .join(phone_ticket, phone_ticket.c.ticket == ticket.c.id)
    .where(phone_ticket.c.office == bindparam("of_office"), phone_ticket.c.phone == bindparam("of_phone"), OPEN)
    .order_by(ticket.c.issued_at, ticket.c.prefix, ticket.c.sequence)
)
FORGET_ENDED = sa.delete(phone_ticket).where(phone_ticket.c.ticket.not_in(sa.select(ticket.c.id).where(OPEN)))
"""Forgets the phones of tickets that have ended."""


class SqlPhoneRecords:
    """See ``PhoneRecords``."""

    def __init__(self, sql: Sql, code: str) -> None:
        self._sql = sql
        self._code = code

    def add(self, phone: str, ticket: str, service: str) -> None:
        self._sql.do(_ADD, ticket=ticket, office=self._code, phone=phone, service=service)

    def open_number(self, phone: str, service: str) -> str | None:
        rows = self._sql.all(_OPEN, of_office=self._code, of_phone=phone)
        return next((row[0] for row in rows if row[2] == service), None)


class SqlPhones:
    """See ``PhoneReader``."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def tickets_of(self, office: str, phone: str) -> Sequence[Ticket]:
        with self._readers.question() as sql:
            ids = [row[1] for row in sql.all(_OPEN, of_office=office, of_phone=phone)]
            found = [ticket_store.ticket_by_id(sql, one) for one in ids]
        return [one for one in found if one is not None]
