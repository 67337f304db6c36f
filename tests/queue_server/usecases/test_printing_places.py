"""Where kiosks and dispensers print: the back office wins over the file, from the next ticket on."""

from dataclasses import replace

import pytest

from queue_server.domain.device import Device, DeviceKind, Unit
from queue_server.domain.operator import Operator, Role
from queue_server.usecases.administration import Administration, bare
from queue_server.usecases.comparing import tag_of
from queue_server.usecases.ports.changing import UnitRecord
from queue_server.usecases.printing import Place, Printing
from queue_server.usecases.printing_places import PrintingPlaces
from tests.builders import SerialIds
from tests.fakes.memory_printing import FakePrinters, MemoryPrintQueue
from tests.usecase_lobby import OFFICE, UseCaseLobby, refused_code

BOSS = Operator(id="boss", username="boss", name="Boss", role=Role.ADMINISTRATOR)
LAN = Operator(id="lan", username="lan", name="Lan", role=Role.OPERATOR)
KIOSK = "kiosk-songcong"
"""Which the file lets print at "hall", as unit line1/9."""


class Hall(UseCaseLobby):
    """A lobby with a kiosk and a dispenser at one printer, and another printer."""

    def __init__(self):
        super().__init__(people=0)
        devices = (("k1", DeviceKind.KIOSK, KIOSK), ("d1", DeviceKind.DISPLAY, "tv"), ("b1", DeviceKind.BRIDGE, "line"))
        for id_, kind, name in devices:
            self.memory.accounts.add_device(Device(id=id_, name=name, kind=kind, office=OFFICE), id_)
        for name, action in (("line1/9", "issue:land"), ("line1/1", "next")):
            record = UnitRecord(unit=Unit(device="b1", name=name, counter=None, keys={"1": action}))
            self.memory.offices.change(OFFICE, lambda tx, record=record: tx.save_unit(record))
        self.printers, self.queue = FakePrinters(), MemoryPrintQueue()
        offices, reader = self.memory.offices, self.memory.reader
        self.places = PrintingPlaces(offices, reader, self.memory.accounts, self.printers)
        self.printing = Printing(self.queue, self.printers, reader, SerialIds(), self.clock)

    def shown(self):
        return [(one.id, one.is_kiosk, one.set_up.printer, one.own) for one in self.places.places(OFFICE)]

    def of_kiosk(self):
        return self.printing.printer_for(OFFICE, KIOSK, None)

    @property
    def audit(self):
        return self.memory.offices._database.state.audit


@pytest.fixture
def hall():
    return Hall()


def test_kiosks_and_units_that_give_numbers_are_places(hall):
    assert hall.shown() == [("k1", True, "hall", False), ("b1:line1:9", False, "hall", False)]


def test_what_is_set_here_wins_until_it_is_left_to_the_file(hall):
    hall.places.set_up(BOSS, OFFICE, "k1", "desk", None)
    set_here = (hall.of_kiosk(), hall.shown()[0])
    hall.places.leave(BOSS, OFFICE, "k1", None)

    assert set_here == ("desk", ("k1", True, "desk", True))
    assert (hall.of_kiosk(), hall.shown()[0]) == ("hall", ("k1", True, "hall", False))
    noted = [one.changes["printer"] for one in hall.audit if one.kind == "printing_place"]
    assert noted == [["hall", "desk"], ["desk", "hall"]]


def test_a_dispenser_may_print_elsewhere_or_nothing(hall):
    ticket, place = hall.issue(), Place(ahead=0, wait_s=None, url="http://x/t/1")
    hall.places.set_up(BOSS, OFFICE, "b1:line1:9", "desk", None)
    hall.printing.print_from_unit(ticket.id, "line1/9", place)
    hall.places.set_up(BOSS, OFFICE, "b1:line1:9", None, None)
    hall.printing.print_from_unit(hall.issue().id, "line1/9", place)

    assert [job.printer for job in hall.queue.jobs.values()] == ["desk"]


def test_a_printer_tells_whom_it_prints_for_now(hall):
    hall.places.set_up(BOSS, OFFICE, "k1", "desk", None)

    serving = {one.about.name: one.about.kiosks + one.about.units for one in hall.printing.printers(OFFICE)}

    assert serving == {"hall": (), "desk": (KIOSK,)}


def test_a_printer_that_is_gone_leaves_the_place_to_the_file(hall):
    hall.places.set_up(BOSS, OFFICE, "k1", "desk", None)
    hall.printers.names = ("hall",)

    assert hall.of_kiosk() == "hall"


def test_what_can_not_be_is_refused(hall):
    tag = tag_of(hall.places.place(OFFICE, "k1").set_up)
    hall.places.set_up(BOSS, OFFICE, "k1", "desk", tag)

    def set_up(place="k1", printer=None, by=BOSS, tag=None):
        return refused_code(lambda: hall.places.set_up(by, OFFICE, place, printer, tag))

    assert set_up(printer="cellar") == "printer_unknown"
    assert set_up(place="d1") == "not_found"
    assert set_up(by=LAN) == "forbidden"
    assert set_up(tag=tag) == "changed_meanwhile"
    revision = hall.memory.reader.revision(OFFICE)
    hall.places.set_up(BOSS, OFFICE, "k1", "desk", tag)
    assert hall.memory.reader.revision(OFFICE) == revision


def test_an_administrator_s_form_of_the_office_keeps_it_and_is_not_out_of_date_by_it(hall):
    administration = Administration(hall.memory.offices, None, None)
    tag = tag_of(bare(hall.memory.reader.office(OFFICE)))
    hall.places.set_up(BOSS, OFFICE, "k1", "desk", None)

    administration.change_office(BOSS, OFFICE, lambda office: replace(office, name="Mới"), tag)

    assert hall.of_kiosk() == "desk"
