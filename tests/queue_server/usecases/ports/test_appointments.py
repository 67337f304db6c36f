"""Appointments and result slips are kept alike by every implementation."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from queue_server.domain.appointment import Appointment, AppointmentState
from queue_server.domain.notifying import Channel
from queue_server.domain.reminder import Reminder
from queue_server.domain.result_slip import ResultSlip, SlipSearch, SlipState
from queue_server.usecases.ports.failures import RuleBroken
from tests.builders import an_office
from tests.ticket_builders import MORNING

OFFICE = "songcong"
QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)


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
        "reminder": Reminder(channel=Channel.MAIL, address="an@example.vn", consented_at=MORNING),
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
        reminder=None,
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

    found = [ports.appointments.appointment(f"CODE{number}") for number in (1, 2, 3)]
    states = [one.state for one in found]
    assert states == [AppointmentState.MISSED, AppointmentState.CHECKED_IN, AppointmentState.BOOKED]
    assert [one.reminder is None for one in found] == [True, False, False]


def test_those_who_want_to_be_reminded_are_known_by_service(ports):
    add(
        ports,
        an_appointment(1, 4),
        an_appointment(2),
        an_appointment(3, reminder=None),
        an_appointment(4, service="civil"),
        an_appointment(5, state=AppointmentState.CANCELLED),
    )

    assert [one.id for one in ports.change(lambda tx: tx.appointments.reminded("land")).value] == ["a2", "a1"]
    assert ports.change(lambda tx: tx.appointments.reminded("tax")).value == []


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


def test_slips_are_found_by_code_state_and_day(ports):
    day = date(2026, 3, 2)
    slips = (
        a_slip("H1", ready=True),
        a_slip("H2", due=day + DAY),
        a_slip("H3", due=day),
        a_slip("G_4", ready=True, ticket="t1", due=day - DAY),
    )
    ports.change(lambda tx: [tx.slips.save(one) for one in slips] and None)

    def found(limit=9, **search):
        return [one.dossier for one in ports.appointments.find_slips(OFFICE, SlipSearch(today=day, **search), limit)]

    assert found() == ["G_4", "H1", "H3", "H2"]
    assert found(limit=2) == ["G_4", "H1"]
    assert found(after=(day, "H1")) == ["H3", "H2"]
    assert [found(text=text) for text in ("H", "_", "%", "\\")] == [["H1", "H3", "H2"], ["G_4"], [], []]
    assert [found(state=state) for state in SlipState] == [["H1"], ["H2"], ["H3"], ["G_4"]]
    assert found(first=day, last=day) == ["H1", "H3"]
    assert ports.appointments.find_slips("other", SlipSearch(today=day), 9) == []


def test_slips_are_listed_in_order_from_after_one(ports):
    ports.change(lambda tx: [tx.slips.save(a_slip(f"H{number}")) for number in (3, 1, 2)] and None)

    assert [one.dossier for one in ports.appointments.slips(OFFICE, "", 2)] == ["H1", "H2"]
    assert [one.dossier for one in ports.appointments.slips(OFFICE, "H2", 2)] == ["H3"]
    assert ports.appointments.slips("other", "", 2) == []
