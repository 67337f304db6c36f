"""Many offices and many days, from tickets here and from forwarded logs alike."""

from datetime import timedelta

from queue_server.adapters.environment import RandomIds
from queue_server.domain.device import DeviceKind
from queue_server.domain.operator import Role
from queue_server.domain.reporting import Grouping, ReportName
from queue_server.usecases.board import Boards
from queue_server.usecases.devices import Devices
from queue_server.usecases.forwarding import Forwarding
from queue_server.usecases.office_overview import OfficeOverview
from queue_server.usecases.reporting import Reporting, ReportQuestion
from queue_server.usecases.sign_in import Staff
from tests.builders import FixedClock, an_office
from tests.forwarded_office import BoxedOffice, Direct
from tests.ticket_builders import MORNING
from tests.web_app import PlainHasher

CODE = "tan-lap"


def a_province(site, tmp_path):
    """Return the province, with a day's work of an office here and its twin on a box, forwarded."""
    province = site.open()
    box = BoxedOffice(CODE, tmp_path, FixedClock(MORNING))
    box.work(120)
    province.setup.add_office(an_office(code=CODE, counters=()), "tests")
    Devices(province.accounts, RandomIds()).add("box", DeviceKind.BOX, CODE)
    site.clock.advance((box.clock.now() - site.clock.now()).total_seconds())
    forwarding = Forwarding(box.database.log, Direct(province.copies), box.clock, CODE)
    while forwarding.step():
        pass
    return province, box


def reporting_of(database, clock):
    return Reporting(database.province, database.reader, database.copies, database.accounts, database.catalogue, clock)


def test_a_forwarded_office_has_the_figures_it_has_itself(site, tmp_path):
    """Whoever inspects a province compares like with like."""
    province, box = a_province(site, tmp_path)
    here, there = reporting_of(box.database, box.clock), reporting_of(province, site.clock)
    today = site.clock.now().date()

    for name in ReportName:
        asked = ReportQuestion(name=name, office=CODE, first=today - timedelta(days=1), last=today)
        mine, copied = here.report(asked), there.report(asked)
        assert (copied.rows, copied.total) == (mine.rows, mine.total), name
        assert copied.labels == mine.labels
        assert mine.rows or name in (ReportName.OPERATORS, ReportName.SATISFACTION), name
    (own,) = here.figures()
    (seen,) = [one for one in there.figures() if one.office == CODE]
    assert (seen.tickets, seen.open_counters, seen.counters, seen.name) == (
        own.tickets,
        own.open_counters,
        own.counters,
        own.name,
    )
    assert (own.is_forwarded, seen.is_forwarded) == (False, True)
    assert seen.complete_at == site.clock.now()
    box.close()


def test_the_board_of_a_forwarded_office_is_the_one_it_shows_itself(site, tmp_path):
    """Made from nothing but its events."""
    province, box = a_province(site, tmp_path)
    shown = OfficeOverview(Boards(province.reader, site.clock), province.copies, site.clock).of(CODE)
    own = Boards(box.database.reader, box.clock).board(CODE)

    assert shown.board.counters == own.counters
    assert [(one.service, one.waiting) for one in shown.board.services] == [
        (one.service, one.waiting) for one in own.services
    ]
    assert [one.number for one in shown.board.calls] == [one.number for one in own.calls][-len(shown.board.calls) :]
    assert (shown.behind, shown.skipped, shown.superseded) == (0, 0, ())
    box.close()


def test_the_trail_of_a_forwarded_office_comes_from_its_log(site, tmp_path):
    """Page by page, newest first, without a gap."""
    province, box = a_province(site, tmp_path)
    whole = province.trail.actions(CODE, None, 1000)
    paged, before = [], None
    while found := province.trail.actions(CODE, before, 3):
        paged += found
        before = found[-1].revision

    assert paged == whole
    assert [(one.revision, one.event) for one in whole] == [
        (one.revision, one.event) for one in box.database.trail.actions(CODE, None, 1000)
    ]
    assert {one.event.type for one in whole} >= {"office_configured", "counter_closed"}
    box.close()


def test_changes_come_page_by_page(site):
    """Accounts that commands made are in it, too."""
    database = site.open()
    for place in range(7):
        database.setup.add_office(an_office(code=f"o{place}", counters=()), "tests")
    Staff(database.accounts, PlainHasher(), RandomIds()).add("lan", Role.AUDITOR, "correct horse", None)
    whole = database.trail.changes(None, None, 1000)
    paged, before = [], None
    while found := database.trail.changes(None, before, 3):
        paged += found
        before = found[-1][0]

    assert paged == whole
    assert [entry.office for _, entry in database.trail.changes("o3", None, 10)] == ["o3"]


def test_grouping_by_office_adds_up_all_of_them(site, tmp_path):
    """The province's page of reports."""
    province, box = a_province(site, tmp_path)
    province.setup.add_office(an_office(code="here", counters=()), "tests")
    answer = reporting_of(province, site.clock).report(
        ReportQuestion(name=ReportName.TICKETS, grouping=Grouping.OFFICE)
    )

    assert [row.group for row in answer.rows] == [CODE]
    assert {one.code for one in answer.offices} == {CODE, "here"}
    assert answer.complete_at == site.clock.now()
    box.close()
