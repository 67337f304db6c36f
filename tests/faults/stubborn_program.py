"""Takes numbers and calls them from many threads or greenlets, asking again with the same key until it gets an answer.

Started by tests. It says each answer: ``KEY NUMBER`` of a ticket, ``call-COUNTER NUMBER`` of a call, ``busy`` whenever
it is told to try again.
"""

import logging
import sys
import threading
from functools import partial

COUNTERS = ("1", "2")


def insist(ask):
    """Return the answer, however often one has to ask."""
    from queue_server.domain.errors import Refusal
    from queue_server.usecases.ports.failures import StorageUnreachable
    from tests.faults.writing_program import say

    while True:
        try:
            return ask()
        except StorageUnreachable:
            say("busy")
        except Refusal as refusal:
            if refusal.code != "busy":
                raise
            say("busy")


def take(database, name, count):
    """Take numbers one after the other."""
    from queue_server.usecases.issuing import Issued, IssueRequest, Issuing
    from queue_server.usecases.ports.changing import Once
    from tests.faults.writing_program import Ids, say

    issuing = Issuing(database.offices, Ids())
    for number in range(count):
        once = Once(key=f"{name}-{number}", request_hash="h", kind=Issued)
        done = insist(partial(issuing.issue, "songcong", IssueRequest(service="land"), once))
        say(f"{once.key} {done.value.number}")


def call(database, name, counter, count):
    """Call one ticket after the other, if somebody waits."""
    from queue_server.domain.errors import Refusal
    from queue_server.usecases.calling import ActionDone, Calling
    from queue_server.usecases.counter_access import Actor
    from queue_server.usecases.ports.changing import Once
    from tests.faults.writing_program import Ids, say

    calling, actor = Calling(database.offices, Ids()), Actor(name="op1", operator="op1")
    for number in range(count):
        once = Once(key=f"{name}-{number}", request_hash="h", kind=ActionDone)
        try:
            done = insist(partial(calling.call_next, "songcong", counter, actor, once=once))
        except Refusal as refusal:
            assert refusal.code == "queue_empty"
        else:
            say(f"call-{counter} {done.value.ticket.number}")


def main(mode, url, name, clients, count):
    """Run clients that take and counters that call."""
    if mode == "gevent":
        from gevent import monkey

        monkey.patch_all()
    from queue_server.adapters.db.database import open_database, open_for_gevent
    from tests.faults.writing_program import Clock, say

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    database = (open_for_gevent if mode == "gevent" else open_database)(url, Clock(), lambda committed: None)
    say("ready")
    work = [partial(take, database, f"{name}-{client}", count) for client in range(clients)]
    work += [partial(call, database, f"{name}-call-{counter}", counter, count) for counter in COUNTERS]
    threads = [threading.Thread(target=one) for one in work]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:4], *map(int, sys.argv[4:]))
