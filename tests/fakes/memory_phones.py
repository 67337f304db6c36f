"""In-memory twin of what is stored of phones that took numbers."""

from queue_server.domain.ticket import ENDED
from queue_server.usecases.ports.failures import RuleBroken
from tests.fakes.memory_state import State


class MemoryPhoneRecords:
    """See ``PhoneRecords``."""

    def __init__(self, state: State, code: str) -> None:
        self._state = state
        self._code = code

    def add(self, phone, ticket, service):
        if ticket in self._state.phones or ticket not in self._state.tickets:
            raise RuleBroken(f"phone of {ticket}")
        self._state.phones[ticket] = (self._code, phone, service)

    def open_number(self, phone, service):
        return next((one.number for one, of in open_tickets(self._state, self._code, phone) if of == service), None)


class MemoryPhones:
    """See ``PhoneReader``."""

    def __init__(self, database):
        self._database = database

    def tickets_of(self, office, phone):
        return [one for one, _ in open_tickets(self._database.state, office, phone)]


def open_tickets(state: State, office: str, phone: str):
    return [
        (one, state.phones[one.id][2])
        for one in state.tickets_of(office)
        if one.state not in ENDED and state.phones.get(one.id, ("", "", ""))[:2] == (office, phone)
    ]
