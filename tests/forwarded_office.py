"""An office on a box with its own database, and what tests do there: people come and are served, at random."""

import random
import shutil
from contextlib import suppress
from datetime import timedelta

from queue_server.adapters.db.backup import back_up, restore
from queue_server.adapters.db.database import open_database
from queue_server.adapters.environment import RandomIds
from queue_server.domain.errors import Refusal
from queue_server.usecases.calling import Calling
from queue_server.usecases.counter_access import Actor
from queue_server.usecases.counter_session import CounterSession
from queue_server.usecases.issuing import IssueRequest, Issuing
from queue_server.usecases.ports.forwarding import LinkDown
from queue_server.usecases.serving import Serving
from queue_server.usecases.undoing import Undoing
from tests.builders import an_office

LAN = Actor(name="lan", operator=None)
COUNTERS = ("1", "2")
SERVICES = ("land", "civil")


class BadLink:
    """A province behind a link that loses, repeats and holds back what is sent, as often as ``badness`` says."""

    def __init__(self, province, seed=0):
        self._province = province
        self.badness = 0.0
        self._chance = random.Random(seed)
        self._held = []

    def state(self, office):
        return self._through(lambda: self._province.state(office))

    def begin(self, office, beginning):
        return self._through(lambda: self._province.begin(office, beginning))

    def deliver(self, office, parcel):
        return self._through(lambda: self._province.deliver(office, parcel))

    def _through(self, ask):
        fate = self._chance.random()
        if fate > self.badness:
            return ask()
        if fate < self.badness * 0.25:
            self._held.append(ask)  # comes later, when nobody expects it any more
        elif fate < self.badness * 0.5:
            ask()  # the answer is lost
        elif fate < self.badness * 0.75 and self._held:
            late = self._held.pop(self._chance.randrange(len(self._held)))
            with suppress(Refusal):
                late()
            return ask()
        elif fate < self.badness * 0.85:
            ask()
            return ask()  # a repeat
        raise LinkDown("cut")


class Direct:
    """The province without a network between."""

    def __init__(self, copies):
        self.state, self.begin, self.deliver = copies.state, copies.begin, copies.append


class BoxedOffice:
    """An office, its SQLite file, and a day's work."""

    def __init__(self, code, folder, clock, on_commit=lambda committed: None, seed=0):
        self.code = code
        self.clock = clock
        self.url = f"sqlite:///{folder}/{code}.db"
        self._folder = folder
        self._on_commit = on_commit
        self._chance = random.Random(f"{code} {seed}")
        self._advance = getattr(clock, "advance", None)
        self.open()
        office = an_office(SERVICES, COUNTERS, code=code, name=f"Xã {code}")
        self.database.setup.add_office(office, "tests")

    def open(self):
        """Start the box."""
        self.database = open_database(self.url, self.clock, self._on_commit)
        offices, ids = self.database.offices, RandomIds()
        issuing, calling = Issuing(offices, ids), Calling(offices, ids)
        serving, undoing, session = Serving(offices), Undoing(offices), CounterSession(offices)
        self._actions = {
            "issue": lambda counter: issuing.issue(
                self.code, IssueRequest(service=self._chance.choice(SERVICES), then=("civil",))
            ),
            "open": lambda counter: session.open(self.code, counter, LAN),
            "close": lambda counter: session.close(self.code, counter, LAN, "Nghỉ trưa"),
            "call": lambda counter: calling.call_next(self.code, counter, LAN),
            "recall": lambda counter: calling.recall(self.code, counter, LAN),
            "start": lambda counter: serving.start(self.code, counter, LAN),
            "finish": lambda counter: serving.finish(self.code, counter, LAN),
            "hold": lambda counter: serving.hold(self.code, counter, LAN),
            "undo": lambda counter: undoing.undo(self.code, counter, LAN),
        }

    def close(self):
        """Stop the box."""
        self.database.close()

    def work(self, actions):
        """Let people come and be served; return how many actions were accepted."""
        done = 0
        names = ["issue"] * 6 + ["call"] * 5 + ["open"] * 2 + list(self._actions)
        for _ in range(actions):
            action = self._actions[self._chance.choice(names)]
            with suppress(Refusal):  # an empty line, a closed counter: part of a day
                action(self._chance.choice(COUNTERS))
                done += 1
            if self._advance is not None:
                self._advance(self._chance.uniform(1, 40))
        return done

    def next_day(self):
        """Let the night pass."""
        self.clock.advance(timedelta(days=1).total_seconds())

    def back_up(self):
        """Copy the database, and return the copy."""
        target = self._folder / f"{self.code}.copy"
        back_up(self.url, target)
        return target

    def restore(self, copy):
        """Put a copy in the database's place with the program's own command: it gets a new epoch."""
        self.close()
        restore(self.url, copy)
        self.open()

    def put_back(self, copy):
        """Put a copy in the database's place by hand, behind the program's back: the epoch stays the same."""
        self.close()
        path = self._folder / f"{self.code}.db"
        for beside in self._folder.glob(f"{self.code}.db-*"):
            beside.unlink()
        shutil.copyfile(copy, path)
        self.open()

    def rows(self):
        """Return the whole log as stored."""
        return list(self.database.log.rows(self.code, (1, 0), 10**6, 10**9))

    def open_tickets(self):
        """Return progress of the open tickets by id."""
        found = self.database.reader.tickets(self.code, [], None, 10_000)
        return {one.id: one.progress for one in found if one.state in ("waiting", "called", "serving", "held")}


def copied_rows(copies, office, history=0):
    """Return a whole copied log."""
    return list(copies.rows(office, history, 0, 10**6))
