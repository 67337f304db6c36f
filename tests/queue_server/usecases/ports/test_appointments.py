"""Appointments and result slips are kept alike by every implementation."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from queue_server.domain.appointment import Appointment, AppointmentState
from queue_server.domain.result_slip import ResultSlip
from queue_server.usecases.ports.failures import RuleBroken
from tests.builders import an_office
from tests.ticket_builders import MORNING

OFFICE = "songcong"
QUARTER = timedelta(minutes=15)


def an_appointment(number=1, after=0, **fields):
    begin = MORNING + after * QUARTER
    given = {
        "id": f"a{number}",
        "code": f"CODE{number}",
        "office": OFFICE,
        "service": "land",
        "begins_at": begin,
        "ends_at": begin + QUARTER,
        "made_at": MORNING - timedelta(days=1),
        "procedure": "1.001",
        "name": "An",
        "phone": "0912345678",
        "language": "en",
    }
    return Appointment(**(given | fields))


def add(ports, *appointments, office=OFFICE):
    def work(tx):
        for one in appointments:
            tx.appointments.add(one)

    ports.change(work, office=office)


def test_an_appointment_comes_back_whole_and_changed(ports):
    one = an_appointment()
    add(ports, one)
    assert ports.appointments.appointment("CODE1") == one
    assert ports.change(lambda tx: tx.appointments.get("a1")).value == one

    later = replace(
        one,
        begins_at=MORNING + timedelta(hours=1),
        ends_at=MORNING + timedelta(hours=2),
        state=AppointmentState.CHECKED_IN,
        name="",
        phone="",
        ticket="t1",
    )
    ports.change(lambda tx: tx.appointments.save(later))

    assert ports.appointments.appointment("CODE1") == later


def test_it_changes_no_revision_and_publishes_nothing(ports):
    before = ports.reader.revision(OFFICE)

    add(ports, an_appointment())

    assert ports.reader.revision(OFFICE) == before
    assert ports.published == []


def test_codes_are_those_of_one_appointment_in_all_offices(ports):
    ports.setup.add_office(an_office(code="other", counters=("9",)), by="setup")
    add(ports, an_appointment())

    assert not ports.change(lambda tx: tx.appointments.is_code_free("CODE1"), office="other").value
    assert ports.change(lambda tx: tx.appointments.is_code_free("CODE2")).value
    assert ports.change(lambda tx: tx.appointments.get("a1"), office="other").value is None
    with pytest.raises(RuleBroken):
        add(ports, an_appointment(2, code="CODE1", office="other"), office="other")
    with pytest.raises(RuleBroken):
        ports.change(lambda tx: tx.appointments.save(an_appointment(3)))


def test_only_what_holds_its_time_is_booked(ports):
    states = list(AppointmentState)
    add(ports, *(an_appointment(index, index, state=state) for index, state in enumerate(states)))
    add(ports, an_appointment(9, service="civil"))
    held = [(one.begins_at, one.ends_at) for one in (an_appointment(0, 0), an_appointment(1, 1))]

    assert states[:2] == [AppointmentState.BOOKED, AppointmentState.CHECKED_IN]
    assert sorted(ports.appointments.booked(OFFICE, "land", MORNING, MORNING + 8 * QUARTER)) == held
    assert ports.change(lambda tx: sorted(tx.appointments.booked("land", MORNING, MORNING + QUARTER))).value == held[:1]
    assert ports.appointments.booked("other", "land", MORNING, MORNING + QUARTER) == []


def test_a_days_appointments_come_in_order(ports):
    add(ports, an_appointment(1, 4), an_appointment(2, 0), an_appointment(3, 0, made_at=MORNING - timedelta(days=2)))

    found = ports.appointments.appointments(OFFICE, MORNING, MORNING + 4 * QUARTER)

    assert [one.id for one in found] == ["a3", "a2"]


def test_those_who_did_not_come_are_missed(ports):
    add(ports, an_appointment(1), an_appointment(2, state=AppointmentState.CHECKED_IN), an_appointment(3, 4))

    assert ports.change(lambda tx: tx.appointments.miss_before(MORNING + QUARTER)).value == 1

    states = [ports.appointments.appointment(f"CODE{number}").state for number in (1, 2, 3)]
    assert states == [AppointmentState.MISSED, AppointmentState.CHECKED_IN, AppointmentState.BOOKED]


def a_slip(dossier="H56-1", **fields):
    given = {"office": OFFICE, "dossier": dossier, "service": "land", "due": date(2026, 3, 2), "name": "Nguyễn A**"}
    return ResultSlip(**(given | fields))


def test_a_slip_is_kept_replaced_and_removed(ports):
    assert ports.change(lambda tx: tx.slips.save(a_slip())).value is True
    assert ports.appointments.slip(OFFICE, "H56-1") == a_slip()

    ready = a_slip(ready=True, ticket="t1", service="civil", due=date(2026, 3, 3))
    assert ports.change(lambda tx: tx.slips.save(ready)).value is False

    assert ports.change(lambda tx: tx.slips.get("H56-1")).value == ready
    assert ports.change(lambda tx: tx.slips.remove("H56-1")).value is True
    assert ports.change(lambda tx: tx.slips.remove("H56-1")).value is False
    assert ports.appointments.slip(OFFICE, "H56-1") is None


def test_slips_are_listed_in_order_from_after_one(ports):
    ports.change(lambda tx: [tx.slips.save(a_slip(f"H{number}")) for number in (3, 1, 2)] and None)

    assert [one.dossier for one in ports.appointments.slips(OFFICE, "", 2)] == ["H1", "H2"]
    assert [one.dossier for one in ports.appointments.slips(OFFICE, "H2", 2)] == ["H3"]
    assert ports.appointments.slips("other", "", 2) == []
