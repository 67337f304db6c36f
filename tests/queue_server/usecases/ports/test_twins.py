"""Random days in an office, lived twice: what tests see in memory is what the database does."""

import tempfile

from hypothesis import settings

from queue_server.adapters.db.database import open_database
from tests.builders import MemoryOffice, a_memory_office
from tests.fakes.twins import Twins
from tests.queue_server.usecases.test_office_machine import OfficeMachine


class TwinMachine(OfficeMachine):
    """Every action and every question goes to memory and to SQLite."""

    def make_office(self, office):
        self.folder = tempfile.TemporaryDirectory()
        self.published = []
        self.database = open_database(f"sqlite:///{self.folder.name}/moiso.db", self.clock, self.published.append)
        self.database.setup.add_office(office, "tests")
        memory = a_memory_office(office, self.clock)
        return MemoryOffice(
            offices=Twins(memory.offices, self.database.offices),
            reader=Twins(memory.reader, self.database.reader),
            accounts=memory.accounts,
        )

    def teardown(self):
        super().teardown()
        revisions = [one.revision for one in self.published]
        assert revisions == list(range(1, len(revisions) + 1))
        self.database.close()
        self.folder.cleanup()


TestTwins = TwinMachine.TestCase
TestTwins.settings = settings(max_examples=15, stateful_step_count=30, deadline=None)
