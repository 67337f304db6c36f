"""Day end and due holds happen without anybody acting, and are shown."""

from datetime import timedelta

from queue_server.domain.errors import Refusal
from tests.builders import an_office
from tests.fakes.memory_offices import MemorySetup
from tests.queue_server.adapters.realtime.live_office import OFFICE, LiveOffice


def tick(office, times=1):
    _, ticker = office.realtime._periodic
    for _ in range(times):
        ticker._work()
        office.tasks.run()


def test_a_hold_that_falls_due_is_shown_within_a_second():
    """The ticket waits again, on the board and on the phone."""
    office = LiveOffice(people=1)
    office.call_next()
    office.serving.hold(OFFICE, "1", office.lan, minutes=1)
    display, phone = office.display(), office.phone(office.tickets[0])

    office.clock.advance(60)
    tick(office)

    assert display.received("board")[-1]["counters"][0]["waiting"] == 1
    assert phone.received("ticket")[-1]["state"] == "waiting"


def test_a_new_day_begins_without_an_action():
    """The TV shows no numbers of yesterday in the morning."""
    office = LiveOffice(people=1)
    display = office.display()

    office.clock.advance(timedelta(days=1).total_seconds())
    tick(office)

    board = display.received("board")[-1]
    assert (board["service_day"], board["services"][0]["waiting"]) == ("2026-03-03", 0)


def test_ticks_use_up_no_revisions():
    """Revisions count changes."""
    office = LiveOffice(people=2)
    before = office.revision()

    tick(office, times=30)

    assert office.revision() == before


def test_an_office_that_cannot_be_changed_now_does_not_stop_the_others(caplog):
    """The next tick tries again."""
    office = LiveOffice()
    MemorySetup(office.database).add_office(an_office(code="another"), "tests")
    ticked = []

    def tick_of(one, pending):
        ticked.append(one.code)
        if one.code == "another":
            raise Refusal("busy", "the database is busy")
        return 1

    office.parts.upkeep.tick = tick_of
    tick(office)

    assert ticked == ["another", OFFICE]
    assert "office another was left as it is" in caplog.text


def test_an_office_that_is_added_is_ticked_soon():
    """Without a restart."""
    office = LiveOffice()
    tick(office)
    MemorySetup(office.database).add_office(an_office(code="another"), "tests")
    ticked = set()
    office.parts.upkeep.tick = lambda one, pending: ticked.add(one.code) or 1

    tick(office, times=10)

    assert ticked == {"another", OFFICE}


def test_a_worker_that_is_not_on_duty_changes_nothing_and_shows_what_others_did():
    """Of two workers one ends the day; both show it."""
    office = LiveOffice(people=1)
    display = office.display()
    office.on_duty = False

    office.clock.advance(timedelta(days=1).total_seconds())
    tick(office, times=3)
    before = display.received("board")[-1]["service_day"]
    office.parts.upkeep.tick(office.reader.office(OFFICE), office.parts.upkeep.pending()[OFFICE])
    tick(office, times=2)

    assert (before, display.received("board")[-1]["service_day"]) == ("2026-03-02", "2026-03-03")
