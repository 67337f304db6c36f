"""What is committed reaches those who follow it: in order, at once or at its time, newest wins."""

from queue_server.contract.messages import DisplayCommand, UnitCommand
from queue_server.usecases.ports.changing import Committed
from queue_server.usecases.ports.failures import StorageError
from tests.queue_server.adapters.realtime.live_office import OFFICE, LiveOffice


def revisions(client, event="board"):
    return [one["revision"] for one in client.received(event)]


def test_a_display_gets_the_board_when_it_comes_and_when_a_ticket_is_called():
    """A lobby sees a call without asking."""
    office = LiveOffice(people=1)
    display = office.display()
    before = office.revision()

    called = office.call_next()
    office.tasks.run()

    assert revisions(display) == [before, office.revision()]
    assert display.received("board")[-1]["calls"][-1]["number"] == called.number


def test_boards_sent_to_all_are_counted():
    """One for each push, not for each client; those sent to a newcomer are none."""
    office = LiveOffice(people=1)
    office.display()
    office.display()
    assert office.realtime.board_pushes() == {OFFICE: 0}

    office.call_next()
    office.tasks.run()

    assert office.realtime.board_pushes() == {OFFICE: 1}


def test_the_board_is_sent_to_bridges_too():
    """Digits show the same as the TV."""
    office = LiveOffice(people=1)
    bridge = office.bridge()

    office.call_next()
    office.tasks.run()

    assert bridge.received("board")[-1]["counters"][0]["number"] == "A001"


def test_counts_are_sent_together_but_not_late():
    """A rush at the kiosk must not cost a message for each ticket and display."""
    office = LiveOffice()
    display = office.display()
    office.issue()
    office.tasks.run()
    first = len(revisions(display))

    for _ in range(10):
        office.issue()
        office.tasks.run()
    meanwhile = len(revisions(display))
    office.tasks.pass_time(0.05)

    assert meanwhile == first
    assert len(revisions(display)) == first + 1
    assert revisions(display)[-1] == office.revision()


def test_a_call_does_not_wait_for_the_counts_time():
    """Coalescing never delays a call."""
    office = LiveOffice(people=1)
    display = office.display()
    office.issue()
    office.tasks.run()
    office.issue()
    office.tasks.run()

    office.call_next()
    office.tasks.run()

    assert revisions(display)[-1] == office.revision()


def test_one_reading_serves_a_board_and_all_who_come_then():
    """After a restart all displays come at once."""
    office = LiveOffice(people=1)
    readings = []
    snapshot = office.reader.snapshot
    office.reader.snapshot = lambda code: readings.append(code) or snapshot(code)

    displays = [office.display() for _ in range(20)]
    office.call_next()
    office.tasks.run()
    displays.append(office.display())
    displays[0].call("/board", "board.get")

    assert len(readings) == 2


def test_no_task_is_started_for_an_office_that_nobody_follows():
    """An office at night costs nothing."""
    office = LiveOffice()

    office.issue()

    assert office.tasks.ready == []


def test_an_older_revision_is_never_sent_after_a_newer():
    """Also when a client comes while a board is being made."""
    office = LiveOffice(people=3)
    display = office.display()
    late = office.boards.of(OFFICE)
    office.call_next()
    office.tasks.run()

    office.boards.of = lambda code: late
    other = office.display()
    office.realtime.committed(Committed(office=OFFICE, revision=late.revision, kinds=("ticket_called",), tickets=()))
    office.tasks.run()

    assert revisions(display) == sorted(revisions(display))
    assert revisions(other) == [office.revision()]


def test_a_push_that_failed_is_made_up_for_and_hurts_nobody(caplog):
    """A full disk for a moment must not leave a lobby with an old board for the rest of the day."""
    office = LiveOffice(people=2)
    display, console, phone = office.display(), office.console(), office.phone(office.tickets[0])
    office.tasks.pass_time(6)
    snapshot = office.reader.snapshot
    office.reader.snapshot = None
    office.call_next()
    office.tasks.run()
    failed = revisions(display)
    office.reader.snapshot = snapshot

    heartbeat, _ = office.realtime._periodic
    heartbeat._work()
    office.tasks.run()

    assert "was not published" in caplog.text
    assert failed[-1] < office.revision()
    assert revisions(display)[-1] == office.revision()
    assert "ticket_called" in console.received("changed")[-1]["what"]
    assert phone.received("ticket")[-1]["state"] == "called"


def test_what_a_failed_push_should_have_told_is_told_by_the_next():
    """The next commit may come before the next tick."""
    office = LiveOffice(people=2)
    console, phone = office.console(), office.phone(office.tickets[0])
    office.tasks.pass_time(1)
    snapshot, office.reader.snapshot = office.reader.snapshot, None
    office.issuing.cancel(OFFICE, office.tickets[0].id)
    office.tasks.run()
    office.reader.snapshot = snapshot

    office.call_next()
    office.tasks.run()

    assert console.received("changed")[-1]["what"] == ["ticket_cancelled", "ticket_called"]
    assert phone.received("ticket")[-1]["state"] == "cancelled"


def test_a_broken_database_is_told_in_one_line_each_time(caplog):
    """Its sentence names the file; a traceback would only hide it."""
    office = LiveOffice(people=1)
    display = office.display()

    def broken(*_):
        raise StorageError("moiso.db: disk full")

    office.reader.snapshot = office.reader.revision = broken
    office.call_next()
    office.tasks.run()
    answer = display.call("/board", "board.get")
    refused = office.client().connect("/board", {"office": OFFICE})

    assert answer["code"] == refused == "server_error"
    assert [(one.levelname, one.exc_info) for one in caplog.records] == [("ERROR", None)] * 3
    assert all("disk full" in one.message for one in caplog.records)


def test_a_change_by_another_program_is_seen():
    """A command beside the server changes the board without a restart."""
    office = LiveOffice(people=2)
    display, console, phone = office.display(), office.console(), office.phone(office.tickets[0])
    office.tasks.pass_time(1)
    office.database.on_commit = lambda committed: None
    office.call_next()
    _, ticker = office.realtime._periodic

    ticker._work()
    ticker._work()
    office.tasks.pass_time(0.1)

    assert revisions(display)[-1] == office.revision()
    assert console.received("changed")[-1] == {
        "office": OFFICE,
        "revision": office.revision(),
        "what": ["ticket_called"],
    }
    assert phone.received("ticket")[-1]["state"] == "called"


def test_an_own_commit_found_in_the_database_first_is_not_taken_for_anothers():
    """Between the commit and its announcement the tick may read the revision."""
    office = LiveOffice(people=1)
    console = office.console()
    _, ticker = office.realtime._periodic
    announce = office.database.on_commit
    late = []
    office.database.on_commit = late.append
    office.call_next()

    ticker._work()
    announce(late[0])
    office.tasks.run()
    ticker._work()
    office.tasks.run()

    assert [one["what"] for one in console.received("changed")] == [["ticket_called"]]


def test_consoles_hear_what_kind_of_change_it_was():
    """A console fetches only what it shows."""
    office = LiveOffice()
    console = office.console()

    office.issue()
    office.tasks.run()

    expected = {"office": OFFICE, "revision": office.revision(), "what": ["ticket_issued"]}
    assert console.received("changed") == [expected]


def test_commands_reach_only_the_device_they_are_for():
    """ "Identify" makes one display blink, not the whole hall."""
    office = LiveOffice()
    tv, other, bridge = office.display(token="tv"), office.display(), office.bridge()

    office.realtime.command_display("tv", DisplayCommand(command="identify"))
    office.realtime.command_unit("box", UnitCommand(unit="line1/5", command="text", text="8888"))

    assert tv.received("display.command") == [{"command": "identify", "value": None}]
    assert other.received("display.command") == []
    assert bridge.received("unit.command") == [{"unit": "line1/5", "command": "text", "text": "8888"}]
