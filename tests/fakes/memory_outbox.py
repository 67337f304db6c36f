"""In-memory twin of messages to phones and who wants them."""

from collections import Counter
from dataclasses import replace

from queue_server.domain.notifying import OVERTAKEN, MessageState, NoticeKind
from queue_server.domain.ticket import ENDED, TicketState
from queue_server.usecases.ports.failures import RuleBroken
from tests.fakes.memory_state import State


class MemoryNotifyRecords:
    """See ``NotifyRecords``."""

    def __init__(self, state: State, code: str) -> None:
        self._state = state
        self._code = code

    def save_contact(self, contact):
        if contact.ticket not in self._state.tickets:
            raise RuleBroken(f"no ticket {contact.ticket}")
        self._state.contacts[contact.ticket, contact.channel] = (self._code, contact)

    def forget_contact(self, ticket, channel):
        self._state.contacts.pop((ticket, channel), None)
        for one, _ in list(self._state.messages.values()):
            if (one.ticket, one.channel, one.state) == (ticket, channel, MessageState.QUEUED):
                del self._state.messages[one.id]

    def withdraw(self, of):
        for one, _ in list(self._state.messages.values()):
            if (one.ticket, one.state) == (of, MessageState.QUEUED):
                del self._state.messages[one.id]

    def contacts(self, ticket):
        return contacts_of(self._state, ticket)

    def add(self, message):
        if message.id in self._state.messages:
            return False
        self._state.messages[message.id] = (replace(message, office=self._code), None)
        return True

    def message(self, message_id):
        found, at = self._state.messages.get(message_id, (None, None))
        return replace(found, ended_at=at) if found is not None and found.office == self._code else None

    def dead(self, channel, limit):
        return [one for one in dead_of(self._state, self._code) if one.channel is channel][:limit]

    def queue_again(self, message_id, address, at, since):
        known, _ = self._state.messages[message_id]
        if known.state is MessageState.DEAD:
            fresh = {"attempts": 0, "error": None, "created_at": since, "next_at": at}
            again = replace(known, state=MessageState.QUEUED, address=address, **fresh)
            self._state.messages[message_id] = (again, None)


class MemoryOutbox:
    """See ``Outbox``."""

    def __init__(self, database):
        self._database = database

    def contacts(self, ticket):
        return contacts_of(self._database.state, ticket)

    def waiting_contacts(self, office):
        state = self._database.state
        told = {one.ticket for one, _ in state.messages.values() if one.kind is NoticeKind.NEAR}
        waiting = {
            one.ticket
            for of, one in state.contacts.values()
            if of == office and state.tickets[one.ticket].state is TicketState.WAITING
        }
        return sorted(waiting - told)

    def due(self, at, limit):
        queued = [one for one, _ in self._database.state.messages.values() if one.state is MessageState.QUEUED]
        return sorted((one for one in queued if one.next_at <= at), key=lambda one: (one.next_at, one.id))[:limit]

    def sent(self, message_id, at):
        self._end(message_id, at, state=MessageState.SENT, error=None)

    def failed(self, message_id, attempts, error, next_at, at):
        if next_at is None:
            self._end(message_id, at, state=MessageState.DEAD, error=error, attempts=attempts)
        else:
            self._change(message_id, None, attempts=attempts, error=error, next_at=next_at)

    def dead(self, office, limit):
        return dead_of(self._database.state, office)[:limit]

    def given_up(self, office, since):
        dead = (one for one in dead_of(self._database.state, office) if one.error != OVERTAKEN)
        return Counter(one.channel for one in dead if one.ended_at >= since)

    def forget(self, before, contacts_before):
        def work(state):
            old = [one.id for one, at in state.messages.values() if at is not None and at < before]
            gone = [
                key
                for key, (_, one) in state.contacts.items()
                if one.consented_at < contacts_before or state.tickets[one.ticket].state in ENDED
            ]
            for one in old:
                del state.messages[one]
            for key in gone:
                del state.contacts[key]
            return len(old) + len(gone), None

        return self._database.change(work)

    def _end(self, message_id, at, **fields):
        known = self._database.state.messages[message_id][0]
        given = {"attempts": known.attempts + 1} | fields
        self._change(message_id, at, next_at=None, address="", **given)

    def _change(self, message_id, at, **fields):
        def work(state):
            message, _ = state.messages[message_id]
            if message.state is MessageState.QUEUED:
                state.messages[message_id] = (replace(message, **fields), at)
            return None, None

        self._database.change(work)


def dead_of(state: State, office: str | None):
    """Return what was given up, the newest first."""
    found = [
        replace(one, ended_at=at)
        for one, at in state.messages.values()
        if one.state is MessageState.DEAD and office in (None, one.office)
    ]
    return sorted(sorted(found, key=lambda one: one.id), key=lambda one: one.ended_at, reverse=True)


def contacts_of(state: State, ticket: str):
    return sorted((one for _, one in state.contacts.values() if one.ticket == ticket), key=lambda one: one.channel)
