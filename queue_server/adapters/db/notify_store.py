"""Messages to phones and who wants them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam

from queue_server.adapters.db.batch import Writer, Written
from queue_server.adapters.db.instants import from_micros, from_micros_or_none, to_micros, to_micros_or_none
from queue_server.adapters.db.notify_tables import notify_contact, notify_message
from queue_server.adapters.db.readers import Readers
from queue_server.adapters.db.sql import Row, Sql
from queue_server.adapters.db.tables import OPEN, WAITS, ticket
from queue_server.domain.notifying import OVERTAKEN, Channel, Contact, Message, MessageState, NoticeKind

_CONTACTS = (
    sa.select(
        notify_contact.c.ticket,
        notify_contact.c.channel,
        notify_contact.c.address,
        notify_contact.c.language,
        notify_contact.c.consented_at,
    )
    .where(notify_contact.c.ticket == bindparam("of_ticket"))
    .order_by(notify_contact.c.channel)
)
_OF_CONTACT = (
    notify_contact.c.ticket == bindparam("of_ticket"),
    notify_contact.c.channel == bindparam("of_channel"),
)
_CONTACT_ADD = sa.insert(notify_contact)
_CONTACT_FORGET = sa.delete(notify_contact).where(*_OF_CONTACT)
_WITHDRAW = sa.delete(notify_message).where(
    notify_message.c.ticket == bindparam("of_ticket"), notify_message.c.state == MessageState.QUEUED.value
)
_UNSENT_FORGET = _WITHDRAW.where(notify_message.c.channel == bindparam("of_channel"))
_WAITING = (
    sa.select(notify_contact.c.ticket)
    .distinct()
    .join(ticket, ticket.c.id == notify_contact.c.ticket)
    .where(
        notify_contact.c.office == bindparam("of_office"),
        WAITS,
        ~sa.exists().where(
            notify_message.c.ticket == notify_contact.c.ticket, notify_message.c.kind == NoticeKind.NEAR.value
        ),
    )
    .order_by(notify_contact.c.ticket)
)
_MESSAGES = sa.select(
    notify_message.c.id,
    notify_message.c.office,
    notify_message.c.ticket,
    notify_message.c.kind,
    notify_message.c.channel,
    notify_message.c.address,
    notify_message.c.language,
    notify_message.c.number,
    notify_message.c.place,
    notify_message.c.created_at,
    notify_message.c.state,
    notify_message.c.attempts,
    notify_message.c.next_at,
    notify_message.c.error,
    notify_message.c.ended_at,
)
_ID = notify_message.c.id == bindparam("of_message")
_KNOWN = sa.select(notify_message.c.id).where(_ID)
_ADD = sa.insert(notify_message)
_AT_MOST = bindparam("at_most", type_=sa.Integer)
_DUE = (
    _MESSAGES.where(notify_message.c.state == MessageState.QUEUED.value, notify_message.c.next_at <= bindparam("now"))
    .order_by(notify_message.c.next_at, notify_message.c.id)
    .limit(_AT_MOST)
)
_DEAD = (
    _MESSAGES.where(notify_message.c.state == MessageState.DEAD.value)
    .order_by(notify_message.c.ended_at.desc(), notify_message.c.id)
    .limit(_AT_MOST)
)
_DEAD_OF = _DEAD.where(notify_message.c.office == bindparam("of_office"))
_DEAD_BY = _DEAD_OF.where(notify_message.c.channel == bindparam("of_channel"))
_OF_OFFICE = _MESSAGES.where(_ID, notify_message.c.office == bindparam("of_office"))
_GIVEN_UP = (
    sa.select(notify_message.c.channel, sa.func.count())
    .where(
        notify_message.c.office == bindparam("of_office"),
        notify_message.c.state == MessageState.DEAD.value,
        notify_message.c.ended_at >= bindparam("since"),
        notify_message.c.error.is_distinct_from(OVERTAKEN),
    )
    .group_by(notify_message.c.channel)
)
_AGAIN = (
    sa.update(notify_message)
    .where(_ID, notify_message.c.state == MessageState.DEAD.value)
    .values(
        state=MessageState.QUEUED.value,
        attempts=0,
        created_at=bindparam("since"),
        next_at=bindparam("now"),
        error=sa.null(),
        ended_at=sa.null(),
        address=bindparam("to_address"),
    )
)
_END = (
    sa.update(notify_message)
    .where(_ID, notify_message.c.state == MessageState.QUEUED.value)
    .values(
        state=bindparam("to_state"),
        attempts=bindparam("to_attempts"),
        error=bindparam("to_error"),
        next_at=sa.null(),
        ended_at=bindparam("now"),
        address="",
    )
)
_SENT = (
    sa.update(notify_message)
    .where(_ID, notify_message.c.state == MessageState.QUEUED.value)
    .values(
        state=MessageState.SENT.value,
        attempts=notify_message.c.attempts + 1,
        next_at=sa.null(),
        error=sa.null(),
        ended_at=bindparam("now"),
        address="",
    )
)
_LATER = (
    sa.update(notify_message)
    .where(_ID, notify_message.c.state == MessageState.QUEUED.value)
    .values(attempts=bindparam("to_attempts"), error=bindparam("to_error"), next_at=bindparam("to_next_at"))
)
_FORGET = sa.delete(notify_message).where(notify_message.c.ended_at < bindparam("before"))
_FORGET_CONTACTS = sa.delete(notify_contact).where(
    sa.or_(
        notify_contact.c.consented_at < bindparam("before"),
        notify_contact.c.ticket.not_in(sa.select(ticket.c.id).where(OPEN)),
    )
)


class SqlNotifyRecords:
    """See ``NotifyRecords``."""

    def __init__(self, sql: Sql, code: str) -> None:
        self._sql = sql
        self._code = code

    def save_contact(self, contact: Contact) -> None:
        self._sql.run(_CONTACT_FORGET, of_ticket=contact.ticket, of_channel=contact.channel.value)
        self._sql.run(
            _CONTACT_ADD,
            ticket=contact.ticket,
            channel=contact.channel.value,
            office=self._code,
            address=contact.address,
            language=contact.language,
            consented_at=to_micros(contact.consented_at),
        )

    def forget_contact(self, ticket: str, channel: Channel) -> None:
        for statement in (_CONTACT_FORGET, _UNSENT_FORGET):
            self._sql.run(statement, of_ticket=ticket, of_channel=channel.value)

    def withdraw(self, of: str) -> None:
        self._sql.run(_WITHDRAW, of_ticket=of)

    def contacts(self, ticket: str) -> Sequence[Contact]:
        return _contacts(self._sql, ticket)

    def add(self, message: Message) -> bool:
        if self._sql.one(_KNOWN, of_message=message.id) is not None:
            return False
        self._sql.run(
            _ADD,
            id=message.id,
            office=self._code,
            ticket=message.ticket,
            kind=message.kind.value,
            channel=message.channel.value,
            address=message.address,
            language=message.language,
            number=message.number,
            place=message.place,
            created_at=to_micros(message.created_at),
            state=message.state.value,
            attempts=message.attempts,
            next_at=to_micros_or_none(message.next_at),
            error=message.error,
            ended_at=None,
        )
        return True

    def message(self, message_id: str) -> Message | None:
        row = self._sql.one(_OF_OFFICE, of_message=message_id, of_office=self._code)
        return None if row is None else _message(row)

    def dead(self, channel: Channel, limit: int) -> Sequence[Message]:
        rows = self._sql.all(_DEAD_BY, of_office=self._code, of_channel=channel.value, at_most=limit)
        return [_message(row) for row in rows]

    def queue_again(self, message_id: str, address: str, at: datetime, since: datetime) -> None:
        now = to_micros(at)
        self._sql.run(_AGAIN, of_message=message_id, to_address=address, now=now, since=to_micros(since))


class SqlOutbox:
    """See ``Outbox``."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    def contacts(self, ticket: str) -> Sequence[Contact]:
        with self._readers.question() as sql:
            return _contacts(sql, ticket)

    def waiting_contacts(self, office: str) -> Sequence[str]:
        with self._readers.question() as sql:
            return [row[0] for row in sql.all(_WAITING, of_office=office)]

    def due(self, at: datetime, limit: int) -> Sequence[Message]:
        with self._readers.question() as sql:
            return [_message(row) for row in sql.all(_DUE, now=to_micros(at), at_most=limit)]

    def sent(self, message_id: str, at: datetime) -> None:
        self._writer.write(lambda sql: _changed(sql.run(_SENT, of_message=message_id, now=to_micros(at))))

    def failed(self, message_id: str, attempts: int, error: str, next_at: datetime | None, at: datetime) -> None:
        def work(sql: Sql) -> Written[int]:
            if next_at is None:
                state, now = MessageState.DEAD.value, to_micros(at)
                count = sql.run(
                    _END, of_message=message_id, to_state=state, to_attempts=attempts, to_error=error, now=now
                )
            else:
                later = to_micros(next_at)
                count = sql.run(_LATER, of_message=message_id, to_attempts=attempts, to_error=error, to_next_at=later)
            return _changed(count)

        self._writer.write(work)

    def dead(self, office: str | None, limit: int) -> Sequence[Message]:
        with self._readers.question() as sql:
            rows = (
                sql.all(_DEAD, at_most=limit) if office is None else sql.all(_DEAD_OF, of_office=office, at_most=limit)
            )
            return [_message(row) for row in rows]

    def given_up(self, office: str, since: datetime) -> Mapping[Channel, int]:
        with self._readers.question() as sql:
            rows = sql.all(_GIVEN_UP, of_office=office, since=to_micros(since))
            return {Channel(row[0]): row[1] for row in rows}

    def forget(self, before: datetime, contacts_before: datetime) -> int:
        gone = self._writer.write(lambda sql: _changed(sql.run(_FORGET, before=to_micros(before))))
        contacts = to_micros(contacts_before)
        return gone + self._writer.write(lambda sql: _changed(sql.run(_FORGET_CONTACTS, before=contacts)))


def _changed(count: int) -> Written[int]:
    return Written(value=count, keep=count > 0)


def _contacts(sql: Sql, of_ticket: str) -> list[Contact]:
    return [
        Contact(
            ticket=row[0],
            channel=Channel(row[1]),
            address=row[2],
            language=row[3],
            consented_at=from_micros(row[4]),
        )
        for row in sql.all(_CONTACTS, of_ticket=of_ticket)
    ]


def _message(row: Row) -> Message:
    return Message(
        id=row[0],
        office=row[1],
        ticket=row[2],
        kind=NoticeKind(row[3]),
        channel=Channel(row[4]),
        address=row[5],
        language=row[6],
        number=row[7],
        place=row[8],
        created_at=from_micros(row[9]),
        state=MessageState(row[10]),
        attempts=row[11],
        next_at=from_micros_or_none(row[12]),
        error=row[13],
        ended_at=from_micros_or_none(row[14]),
    )
