"""Random days in an office, lived twice: what tests see in memory is what the database does."""

import tempfile

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from queue_server.adapters.db.database import open_database
from tests.builders import MemoryOffice, a_memory_office
from tests.counts import count
from tests.fakes.twins import Twins
from tests.queue_server.usecases.test_office_machine import OfficeMachine


class TwinMachine(OfficeMachine):
    """Every action and every question goes to memory and to a SQLite file."""

    folder = None

    def make_office(self, office):
        self.published = []
        self.database = open_database(self.new_url(), self.clock, self.published.append)
        self.database.setup.add_office(office, "tests")
        memory = a_memory_office(office, self.clock)
        return MemoryOffice(
            offices=Twins(memory.offices, self.database.offices),
            reader=Twins(memory.reader, self.database.reader),
            accounts=Twins(memory.accounts, self.database.accounts),
        )

    def new_url(self):
        self.folder = tempfile.TemporaryDirectory()
        return f"sqlite:///{self.folder.name}/moiso.db"

    def teardown(self):
        super().teardown()
        revisions = [one.revision for one in self.published]
        assert revisions == list(range(1, len(revisions) + 1))
        self.database.close()
        if self.folder is not None:
            self.folder.cleanup()


TestTwins = TwinMachine.TestCase
TestTwins.settings = settings(max_examples=15, stateful_step_count=30, deadline=None)


def test_random_days_on_postgres(kept_postgres_database):
    """What a server does is what a file does."""

    class PostgresTwinMachine(TwinMachine):
        def new_url(self):
            kept_postgres_database.empty()
            return kept_postgres_database.url

    counts = settings(max_examples=count(6, 100), stateful_step_count=count(25, 50), deadline=None)
    run_state_machine_as_test(PostgresTwinMachine, settings=counts)
