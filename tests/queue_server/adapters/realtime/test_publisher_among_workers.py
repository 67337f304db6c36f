"""What other workers commit is shown as well: at once when they tell of it, else when it is found."""

import pytest

from queue_server.adapters.realtime.news import News
from queue_server.usecases.ports.changing import Committed
from tests.queue_server.adapters.realtime.live_office import OFFICE, LiveOffice
from tests.queue_server.adapters.realtime.test_publisher import revisions


class ToldWakeups:
    """Keeps what this worker tells the others."""

    works = True

    def __init__(self):
        self.told = []
        self.hear = None

    def open(self, server, hear):
        self.hear = hear
        return self

    def tell(self, news):
        self.told.append(news)

    def stop(self):
        pass


def an_office(people=2):
    """An office whose changes by ``elsewhere`` are another worker's."""
    told = ToldWakeups()
    office = LiveOffice(people=people, open_wakeups=told.open)
    office.hear = told.hear
    here = office.database.on_commit
    office.others = []

    def elsewhere(change):
        office.database.on_commit = office.others.append
        change()
        office.database.on_commit = here

    office.elsewhere = elsewhere
    return office


def hear(office, urgent=True):
    newest = office.others[-1]
    office.hear(News(office=OFFICE, revision=newest.revision, urgent=urgent))
    office.tasks.run()


def test_a_call_by_another_worker_is_shown_as_soon_as_it_is_heard_of():
    """Whichever worker a display and a counter happen to be connected to."""
    office = an_office()
    display, console, phone = office.display(), office.console(), office.phone(office.tickets[0])
    office.tasks.pass_time(1)

    office.elsewhere(office.call_next)
    hear(office)

    assert revisions(display)[-1] == office.revision()
    assert console.received("changed")[-1]["what"] == ["ticket_called"]
    assert phone.received("ticket")[-1]["state"] == "called"


def test_news_that_come_twice_late_or_from_nobody_s_office_change_nothing():
    office = an_office()
    display = office.display()
    office.elsewhere(office.call_next)
    hear(office)
    before = len(revisions(display))

    hear(office)
    office.hear(News(office=OFFICE, revision=1, urgent=True))
    office.hear(News(office="nowhere", revision=99, urgent=True))
    office.hear(News(office=OFFICE, revision=0, urgent=True, ordered=True))
    office.tasks.run()

    assert len(revisions(display)) == before


def test_mere_counts_of_another_worker_have_the_same_pace_as_own_ones():
    """A rush at many kiosks must not cost a message for each ticket."""
    office = an_office(people=0)
    display = office.display()
    office.elsewhere(office.issue)
    hear(office, urgent=False)
    first = len(revisions(display))

    for _ in range(10):
        office.elsewhere(office.issue)
        hear(office, urgent=False)
    during = len(revisions(display))
    office.tasks.pass_time(0.06)

    assert (first, during, len(revisions(display))) == (2, 2, 3)
    assert revisions(display)[-1] == office.revision()


@pytest.mark.parametrize("heard", ["before", "after", "never"])
def test_what_another_worker_did_between_own_changes_is_told_too(heard):
    """The own commit may be published before the other's news arrive; nothing of it may be skipped."""
    office = an_office(people=3)
    console, phone = office.console(), office.phone(office.tickets[0])
    office.tasks.pass_time(1)

    office.elsewhere(office.call_next)
    if heard == "before":
        hear(office)
    office.issue()
    office.tasks.run()
    if heard == "after":
        hear(office)
    office.tasks.pass_time(0.1)

    told = [kind for one in console.received("changed") for kind in one["what"]]
    assert sorted(told) == ["ticket_called", "ticket_issued"]
    assert phone.received("ticket")[-1]["state"] == "called"


def test_every_commit_is_told_to_the_others_with_its_urgency():
    """Also when nobody is connected here."""
    wakeups = ToldWakeups()
    office = LiveOffice(people=1, open_wakeups=wakeups.open)
    wakeups.told.clear()

    office.realtime.committed(Committed(office=OFFICE, revision=7, kinds=("ticket_issued",), tickets=("t",)))
    office.realtime.committed(Committed(office=OFFICE, revision=8, kinds=("ticket_called",), tickets=("t",)))

    assert wakeups.told == [
        News(office=OFFICE, revision=7, urgent=False),
        News(office=OFFICE, revision=8, urgent=True),
    ]


def test_the_log_is_only_read_for_who_is_told_what_has_changed():
    """Displays get the board, whatever made it; half of a province's offices have nothing else at a worker."""
    office = an_office(people=3)
    display = office.display()
    read = []
    events = office.reader.events
    office.reader.events = lambda *asked: read.append(asked) or events(*asked)

    office.elsewhere(office.call_next)
    hear(office)
    assert (revisions(display)[-1], read) == (office.revision(), [])

    console = office.console()
    office.elsewhere(office.issue)
    hear(office)
    assert console.received("changed")[-1]["what"] == ["ticket_issued"]
