"""The board under commits, failures, other programs and new clients in any order."""

import logging

from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.domain.errors import Refusal
from tests.counts import count
from tests.queue_server.adapters.realtime.live_office import LiveOffice
from tests.queue_server.adapters.realtime.test_publisher import revisions

ACTIONS = st.lists(st.sampled_from(["issue", "call", "outside", "time", "tick", "beat", "fail", "come"]), max_size=30)


@settings(max_examples=count(40, 150), deadline=None)
@given(actions=ACTIONS)
def test_whatever_happens_boards_only_get_newer_and_the_newest_arrives(actions):
    """The one promise of the board, under commits, failures, other programs and new clients in any order."""
    logging.disable(logging.CRITICAL)
    office = LiveOffice(people=2)
    clients = [office.display()]
    heartbeat, ticker = office.realtime._periodic
    snapshot, announce = office.reader.snapshot, office.database.on_commit
    for action in actions:
        _act(action, office, clients, heartbeat, ticker)
        if action not in ("fail", "outside"):
            office.reader.snapshot, office.database.on_commit = snapshot, announce
        office.tasks.run()
    office.reader.snapshot = snapshot
    for _ in range(3):
        ticker._work()
        office.tasks.pass_time(1)
    logging.disable(logging.NOTSET)

    for client in [one for one in clients if not one.dropped]:
        assert revisions(client) == sorted(revisions(client))
        assert revisions(client)[-1] == office.revision()


def _act(action, office, clients, heartbeat, ticker):
    match action:
        case "issue":
            office.issue()
        case "call":
            _call_or_nobody(office)
        case "outside":
            office.database.on_commit = lambda committed: None
            office.issue()
        case "time":
            office.tasks.pass_time(0.03)
        case "tick":
            ticker._work()
        case "beat":
            heartbeat._work()
        case "fail":
            office.reader.snapshot = None
        case "come":
            clients.append(office.display())


def _call_or_nobody(office):
    try:
        office.call_next()
    except Refusal as refusal:
        assert refusal.code == "queue_empty"
