"""Devices in administrators' hands: what an office keeps of a kiosk goes along when it is renamed."""

from queue_server.domain.kiosk import KioskLock
from queue_server.usecases.device_administration import DeviceAdministration
from queue_server.usecases.kiosk_desk import KioskDesk
from tests.builders import SerialIds
from tests.queue_server.usecases.test_printing_places import BOSS, KIOSK, Hall
from tests.usecase_lobby import OFFICE


def test_a_renamed_kiosk_stays_locked_and_keeps_its_printer():
    """Else it would give numbers while somebody repairs it, and later print nothing."""
    hall = Hall()
    hall.places.set_up(BOSS, OFFICE, "k1", "desk", None)
    desk = KioskDesk(hall.memory.offices)
    desk.lock(OFFICE, "lan", KioskLock(kiosk="at the window", note="of one that is gone"))
    desk.lock(OFFICE, "lan", KioskLock(kiosk=KIOSK, note="repair"))
    devices = DeviceAdministration(hall.memory.offices, hall.memory.accounts, SerialIds(), hall.clock)

    devices.change(BOSS, "k1", "at the window", False, None)

    rules = hall.memory.reader.office(OFFICE).rules
    assert rules.kiosk_locks == (KioskLock(kiosk="at the window", note="repair"),)
    assert hall.printing.printer_for(OFFICE, "at the window", None) == "desk"


def test_renaming_a_kiosk_of_which_nothing_is_kept_changes_nothing_in_its_office():
    hall = Hall()
    devices = DeviceAdministration(hall.memory.offices, hall.memory.accounts, SerialIds(), hall.clock)
    before = hall.memory.reader.revision(OFFICE)

    renamed = devices.change(BOSS, "k1", "at the window", False, None)

    assert renamed.name == "at the window"
    assert hall.memory.reader.revision(OFFICE) == before
