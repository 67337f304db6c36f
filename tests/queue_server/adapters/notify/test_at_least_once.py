"""From the call in a database file to a gateway on this computer, with the program dying in between."""

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from queue_server.adapters.db.database import open_database
from queue_server.adapters.notify.webhook import Webhook
from queue_server.domain.notifying import Channel
from queue_server.domain.office import Rules
from queue_server.domain.phone import PhoneRules
from queue_server.usecases.board import Boards
from queue_server.usecases.calling import Calling
from queue_server.usecases.counter_access import Actor
from queue_server.usecases.counter_session import CounterSession
from queue_server.usecases.issuing import IssueRequest, Issuing
from queue_server.usecases.notifying import Consents, Notifying
from tests.builders import FixedClock, SerialIds, an_office
from tests.queue_server.adapters.notify.receivers import Gateway

OFFICE = "songcong"
LAN = Actor(name="lan", operator=None, supervises=True)


class Died(BaseException):
    """The program ended here."""


@pytest.fixture
def gateway():
    with closing(Gateway()) as gateway:
        yield gateway


def notifying(database, clock, gateway):
    senders = {Channel.WEBHOOK: Webhook(gateway.url, "secret", lambda: clock.now().timestamp())}
    boards = Boards(database.reader, clock)
    return Notifying(
        database.offices,
        database.reader,
        boards,
        database.outbox,
        senders,
        clock,
        timedelta(days=1),
        lambda token: f"https://so/t/{token}",
        lambda code: f"https://so/a/{code}",
    )


def test_what_was_sent_but_not_noted_is_sent_again_with_the_same_id(tmp_path, gateway, monkeypatch):
    clock, ids, url = FixedClock(datetime(2026, 3, 2, 2, 0, tzinfo=UTC)), SerialIds(), f"sqlite:///{tmp_path}/m.db"
    with closing(open_database(url, clock, lambda _: None)) as database:
        rules = Rules(phone=PhoneRules(messages=True))
        database.setup.add_office(an_office(("land",), ("1",), rules=rules), "tests")
        ticket = Issuing(database.offices, ids).issue(OFFICE, IssueRequest(service="land")).value
        consents = Consents(database.offices, database.outbox, frozenset({Channel.WEBHOOK}))
        consents.give(OFFICE, ticket.id, Channel.WEBHOOK, "0912345678", "vi")
        CounterSession(database.offices).open(OFFICE, "1", LAN)
        Calling(database.offices, ids).call_next(OFFICE, "1", LAN)

        def die(*_):
            raise Died

        monkeypatch.setattr(database.outbox, "sent", die)
        with pytest.raises(Died):
            notifying(database, clock, gateway).send_due()

    with closing(open_database(url, clock, lambda _: None)) as database:
        again = notifying(database, clock, gateway)
        assert [one.sent for one in again.send_due()] == [True]
        assert again.send_due() == []

    keys = {headers["Idempotency-Key"] for headers, _ in gateway.taken}
    assert (len(gateway.taken), len(keys)) == (2, 1)
    assert b"0912345678" in gateway.taken[0][1]
