"""Locking kiosks: seen by everybody, kept, and left alone by administrators."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from queue_server.domain.booking_rules import BookingRules
from queue_server.domain.errors import Refusal
from queue_server.domain.kiosk import KioskLock
from queue_server.domain.office import ServiceRules
from queue_server.domain.operator import Operator, Role
from queue_server.usecases.administration import Administration, bare
from queue_server.usecases.appointments import Appointments, BookingRequest
from queue_server.usecases.board import Boards
from queue_server.usecases.comparing import tag_of
from queue_server.usecases.kiosk_desk import KioskDesk
from queue_server.usecases.result_slips import ResultSlips, SlipEntry
from tests.builders import SerialIds
from tests.fakes.memory_appointments import MemoryAppointmentReader
from tests.usecase_lobby import OFFICE, UseCaseLobby, refused_code

DAY = date(2026, 3, 2)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HALL = KioskLock(kiosk="hall", note="repair")


def all_day(_office, _service):
    """From 07:00 to 17:00."""
    return lambda day: [(datetime.combine(day, time(7), ZONE), datetime.combine(day, time(17), ZONE))]


@pytest.fixture
def lobby():
    lobby = UseCaseLobby(people=0)
    lobby.kiosks = KioskDesk(lobby.memory.offices)
    return lobby


def test_a_locked_kiosk_gives_no_numbers_and_the_others_do(lobby):
    lobby.kiosks.lock(OFFICE, "lan", HALL)

    with pytest.raises(Refusal) as refused:
        lobby.issue(kiosk="hall")
    assert refused.value.code == "kiosk_locked"
    assert lobby.issue(kiosk="door").number == "A001"
    assert Boards(lobby.memory.reader, lobby.clock).board(OFFICE).kiosk_locks == (HALL,)


def test_a_locked_kiosk_takes_no_codes_either_and_staff_do(lobby):
    """Who checked in before sees the number again; nothing new is given."""
    database = lobby.memory.offices._database
    office = lobby.memory.reader.office(OFFICE)
    booking = ServiceRules(booking=BookingRules(enabled=True, slips=True))
    database.state.offices[OFFICE] = replace(
        office, services=(replace(office.services[0], rules=booking), *office.services[1:])
    )
    reader, ids = MemoryAppointmentReader(database), SerialIds()
    slips = ResultSlips(lobby.memory.offices, reader, ids)
    slips.put(OFFICE, [SlipEntry(dossier=code, service="land", due=DAY, ready=True) for code in ("H1", "H2")], "lan")
    appointments = Appointments(lobby.memory.offices, reader, lobby.memory.reader, all_day, ids, lobby.clock)
    begins_at = lobby.clock.now() + timedelta(hours=1)
    code = appointments.book(OFFICE, BookingRequest(service="land", begins_at=begins_at)).value.code
    lobby.clock.advance(3600)
    first = slips.collect(OFFICE, "H1", at_office=True, kiosk="hall").value

    lobby.kiosks.lock(OFFICE, "lan", HALL)

    assert slips.collect(OFFICE, "H1", at_office=True, kiosk="hall").value == first
    assert refused_code(lambda: slips.collect(OFFICE, "H2", at_office=True, kiosk="hall")) == "kiosk_locked"
    assert refused_code(lambda: appointments.check_in(code, at_office=True, kiosk="hall")) == "kiosk_locked"
    assert slips.collect(OFFICE, "H2", at_office=True).value.dossier == "H2"
    assert appointments.check_in(code, at_office=True, kiosk="door").value.ticket


def test_a_repeated_lock_changes_nothing_and_unlocking_is_seen(lobby):
    lobby.kiosks.lock(OFFICE, "lan", HALL)
    revision = lobby.memory.reader.revision(OFFICE)

    lobby.kiosks.lock(OFFICE, "lan", HALL)
    same = lobby.memory.reader.revision(OFFICE)
    lobby.kiosks.unlock(OFFICE, "lan", None)

    assert same == revision
    assert lobby.memory.reader.revision(OFFICE) == revision + 1
    assert lobby.issue(kiosk="hall").number == "A001"


def test_an_administrator_s_change_neither_lifts_a_lock_nor_stumbles_over_it(lobby):
    """The office was read before the lock, and saved after it."""
    anna = Operator(id="anna", username="anna", name="Anna", role=Role.ADMINISTRATOR)
    administration = Administration(lobby.memory.offices, None, None)
    before = administration.change_office(anna, OFFICE, lambda office: office, None)
    lobby.kiosks.lock(OFFICE, "lan", HALL)

    administration.change_office(anna, OFFICE, lambda office: replace(office, name="Mới"), tag_of(bare(before)))

    office = lobby.memory.reader.office(OFFICE)
    assert (office.name, office.rules.kiosk_locks) == ("Mới", (HALL,))
