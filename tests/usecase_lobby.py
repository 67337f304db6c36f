"""An office in memory with every use case: counter 1 is open with Lan, two people wait."""

from datetime import UTC, datetime

import pytest

from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator, Role
from queue_server.usecases.calling import Calling
from queue_server.usecases.counter_access import Actor
from queue_server.usecases.counter_session import CounterSession
from queue_server.usecases.issuing import IssueRequest, Issuing
from queue_server.usecases.receiving import Receiving
from queue_server.usecases.serving import Serving
from queue_server.usecases.undoing import Undoing
from tests.builders import FixedClock, SerialIds, a_memory_office, an_office

OFFICE = "songcong"
LAN = Actor(name="lan", operator="lan")
MINH = Actor(name="minh", operator="minh")
BOSS = Actor(name="boss", operator="boss", supervises=True)
MORNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


class UseCaseLobby:
    """Acts and answers in few words."""

    def __init__(self, now=MORNING, people=2, **office):
        self.clock = FixedClock(now)
        self.memory = a_memory_office(an_office(("land", "tax"), ("1", "2"), **office), self.clock)
        ids, offices = SerialIds(), self.memory.offices
        self.issuing, self.calling, self.serving = Issuing(offices, ids), Calling(offices, ids), Serving(offices)
        self.receiving, self.undoing = Receiving(offices), Undoing(offices)
        self.session = CounterSession(offices)
        for name in ("lan", "minh"):
            operator = Operator(id=name, username=name, name=name, role=Role.OPERATOR)
            self.memory.accounts.add_operator(operator, "hash")
        self.session.open(OFFICE, "1", LAN)
        self.tickets = [self.issue() for _ in range(people)]

    @property
    def first(self):
        return self.tickets[0]

    @property
    def second(self):
        return self.tickets[1]

    def issue(self, service="land", **request):
        return self.issuing.issue(OFFICE, IssueRequest(service=service, **request)).value

    def call(self, counter="1", actor=LAN):
        return self.calling.call_next(OFFICE, counter, actor).value.ticket

    def ticket(self, issued):
        return self.memory.reader.ticket(issued.id)

    def state(self, issued):
        return self.ticket(issued).state

    def calls(self):
        return self.memory.reader.snapshot(OFFICE).calls


def refused_code(action):
    """Return the code with which an action is refused."""
    with pytest.raises(Refusal) as refused:
        action()
    return refused.value.code
