"""Result slips: brought in whole or not at all, and a number for who comes to collect."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from queue_server.domain.availability import NotNow
from queue_server.domain.booking_rules import BookingRules
from queue_server.domain.errors import Refusal
from queue_server.domain.office import ServiceRules
from queue_server.domain.opening_hours import DayOff, OpeningHours, Period
from queue_server.domain.phone import PhoneCode, PhoneRules
from queue_server.domain.ticket import TicketState
from queue_server.usecases.result_slips import ResultSlips, SlipEntry
from tests.builders import SerialIds
from tests.fakes.memory_appointments import MemoryAppointmentReader
from tests.usecase_lobby import LAN, OFFICE, UseCaseLobby, refused_code

MONDAY = date(2026, 3, 2)


class Desk(UseCaseLobby):
    """A lobby where results are collected in the line of land."""

    def __init__(self, **rules):
        booking = BookingRules(**({"slips": True} | rules))
        super().__init__(now=datetime(2026, 3, 2, 2, 0, tzinfo=UTC), people=0)
        database = self.memory.offices._database
        office = database.state.offices[OFFICE]
        land, *others = office.services
        services = (replace(land, rules=ServiceRules(booking=booking)), *others)
        database.state.offices[OFFICE] = replace(office, services=services)
        self.holidays = {}
        self.slips = ResultSlips(self.memory.offices, MemoryAppointmentReader(database), SerialIds(), self.holiday)

    def holiday(self, day):
        return self.holidays.get(day)

    @property
    def audit(self):
        return self.memory.offices._database.state.audit

    def put(self, *entries, **options):
        return self.slips.put(OFFICE, entries, "lan", **options)

    def collect(self, dossier="H56-1", at_office=True, override=False):
        done = self.slips.collect(OFFICE, dossier, at_office=at_office, override=override)
        return self.memory.reader.ticket(done.value.ticket)


def an_entry(dossier="H56-1", **fields):
    given = {"service": "land", "due": MONDAY, "ready": True, "name": "Nguyễn Văn An"}
    return SlipEntry(dossier=dossier, **(given | fields))


@pytest.fixture
def desk():
    return Desk()


def test_dossiers_are_added_changed_or_kept_and_names_are_masked(desk):
    done = desk.put(an_entry(), an_entry("H56-2"))
    assert (done.added, done.changed, done.kept) == (2, 0, 0)

    done = desk.put(an_entry(), an_entry("H56-2", ready=False), an_entry("H56-3"))

    assert (done.added, done.changed, done.kept) == (1, 1, 1)
    assert desk.slips.get(OFFICE, "H56-1").name == "Nguyễn V** A**"
    assert [one.dossier for one in desk.slips.page(OFFICE, "", 10)] == ["H56-1", "H56-2", "H56-3"]


def test_one_bad_entry_keeps_all_out_and_each_is_named(desk):
    done = desk.put(an_entry(), an_entry("H56-2", service="tax"), an_entry("H56-3", service="fish"), an_entry())

    assert [(one.index, one.field) for one in done.problems] == [(1, "service"), (2, "service"), (3, "dossier")]
    assert done.problems[0].reason == "tax gives out no results: land"
    assert desk.slips.page(OFFICE, "", 10) == []


def test_a_service_may_be_given_by_its_name_and_where_none_gives_out_results_that_is_said(desk):
    """Files of other systems have names, not our codes."""
    assert desk.put(an_entry(service="LAND")).added == 1
    assert desk.slips.get(OFFICE, "H56-1").service == "land"

    done = Desk(slips=False).put(an_entry())

    assert done.problems[0].reason == "no service of this office gives out results; switch result slips on for one"


def test_a_dry_run_says_what_would_be_done(desk):
    done = desk.put(an_entry(), dry_run=True)

    assert done.added == 1
    assert desk.slips.page(OFFICE, "", 10) == []


def test_changes_are_audited_without_anything_personal(desk):
    desk.put(an_entry())
    desk.put(an_entry())
    desk.slips.remove(OFFICE, "H56-1", "lan")

    told = [(one.by, one.kind, one.action.value, one.changes) for one in desk.audit if one.kind == "result_slips"]
    assert told == [
        ("lan", "result_slips", "changed", {"added": [None, "1"], "changed": [None, "0"], "kept": [None, "0"]}),
        ("lan", "result_slips", "removed", {"removed": ["1", None]}),
    ]
    assert refused_code(lambda: desk.slips.remove(OFFICE, "H56-1", "lan")) == "slip_unknown"


def test_a_slip_gives_one_open_number_with_the_dossier_on_it(desk):
    """The operator sees what to fetch from the shelf."""
    desk.put(an_entry())

    ticket = desk.collect()

    assert (ticket.leg.service, ticket.dossier) == ("land", "H56-1")
    assert desk.collect() == ticket
    called = desk.call()
    assert desk.memory.reader.ticket(called.id).dossier == "H56-1"
    desk.serving.finish(OFFICE, "1", LAN)
    assert desk.collect().id != ticket.id


def test_a_known_dossier_keeps_its_ticket_when_it_is_brought_in_again(desk):
    desk.put(an_entry())
    ticket = desk.collect()

    desk.put(an_entry(due=date(2026, 3, 3)))

    assert desk.collect() == ticket


@pytest.mark.parametrize(("due", "code"), [(date(2026, 3, 3), "slip_early"), (MONDAY, "slip_delayed")])
def test_what_is_not_ready_is_explained_unless_the_office_gives_a_number_all_the_same(due, code):
    strict, kind = Desk(), Desk(slips_unready=True)
    for desk in (strict, kind):
        desk.put(an_entry(due=due, ready=False))

    with pytest.raises(Refusal) as refused:
        strict.collect()

    assert refused.value.code == code
    assert due.isoformat() in refused.value.detail
    assert kind.collect().state is TicketState.WAITING


@pytest.mark.parametrize("because", ["holiday", "day off", "closing time"])
def test_when_the_office_is_closed_a_slip_gives_no_number_unless_staff_give_it(desk, because):
    """The refusal names the next opening: who came in vain knows when to come again."""
    off = (DayOff(first=MONDAY, last=MONDAY),) if because == "day off" else ()
    desk.holidays = {MONDAY: {"vi": "Tết"}} if because == "holiday" else {}
    database = desk.memory.offices._database
    office, week = database.state.offices[OFFICE], ((Period(begin=480, end=660),),) * 7
    rules = replace(office.rules, hours=OpeningHours(week=week, closed=off))
    database.state.offices[OFFICE] = replace(office, rules=rules)
    if because == "closing time":
        desk.clock.advance(3 * 3600)
    desk.put(an_entry())

    with pytest.raises(NotNow) as refused:
        desk.collect()

    assert refused.value.code == "service_closed"
    assert "gives numbers again at 2026-03-03 08:00" in refused.value.detail
    assert desk.collect(override=True).state is TicketState.WAITING


@pytest.mark.parametrize(("phones", "code"), [(False, PhoneCode.NONE), (True, PhoneCode.ROTATING)])
def test_where_phones_get_no_numbers_from_home_dossiers_give_none_either(desk, phones, code):
    """Dossiers are numbered, so their codes are easy to guess."""
    desk.put(an_entry())
    database = desk.memory.offices._database
    office = database.state.offices[OFFICE]
    rules = replace(office.rules, phone=PhoneRules(code=code))
    database.state.offices[OFFICE] = replace(office, phone_tickets=phones, rules=rules)

    assert refused_code(lambda: desk.collect(at_office=False)) == "check_in_at_office"

    assert desk.collect().state is TicketState.WAITING


def test_an_unknown_dossier_is_refused(desk):
    assert refused_code(lambda: desk.collect("H56-9")) == "slip_unknown"
    assert refused_code(lambda: desk.slips.get(OFFICE, "H56-9")) == "slip_unknown"
