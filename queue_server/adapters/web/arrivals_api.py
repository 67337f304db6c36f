"""Arrivals: whatever code somebody types or scans at the kiosk becomes a number, or an explanation."""

from datetime import datetime
from zoneinfo import ZoneInfo

from queue_server.adapters.web.access import Access, Anonymous, Place
from queue_server.adapters.web.appointment_answers import ArrivalAnswer, CheckedInTicket, check_in_span
from queue_server.adapters.web.appointment_bodies import ArrivalBody, ArrivalQuery
from queue_server.adapters.web.appointments_api import is_at_office, kiosk_of, staff_override
from queue_server.adapters.web.auth import admitted
from queue_server.adapters.web.bodies import OfficePath
from queue_server.adapters.web.handing_out import HandingOut
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.adapters.web.rate_limit import RateLimit
from queue_server.adapters.wire import rfc3339
from queue_server.domain.appointment import Appointment, Standing, read_code
from queue_server.domain.device import DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.domain.operator import Right
from queue_server.domain.result_slip import ResultSlip, collecting, read_dossier
from queue_server.usecases.appointments import Appointments
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.result_slips import ResultSlips

MAY_ARRIVE = Access(
    right=Right.RECEIVE, devices=frozenset({DeviceKind.KIOSK}), anonymous=Anonymous.PHONE, place=Place.OFFICE
)


class ArrivalOperations:
    """Takes codes of both kinds."""

    def __init__(
        self,
        appointments: Appointments,
        slips: ResultSlips,
        reader: OfficeReader,
        handing_out: HandingOut,
        clock: Clock,
        limit: RateLimit,
    ) -> None:
        self._appointments = appointments
        self._slips = slips
        self._reader = reader
        self._handing_out = handing_out
        self._clock = clock
        self._limit = limit

    @Operation(
        method="POST",
        rule="/offices/<office>/arrivals",
        access=MAY_ARRIVE,
        path=OfficePath,
        answer=CheckedInTicket,
        status=201,
        refusals=[
            "code_unknown",
            "appointment_elsewhere",
            "appointment_cancelled",
            "appointment_missed",
            "appointment_early",
            "appointment_late",
            "check_in_at_office",
            "kiosk_locked",
            "slip_early",
            "slip_delayed",
            "service_unknown",
            "service_closed",
            "quota_reached",
            "closing_soon",
            "numbers_exhausted",
            "printer_unknown",
            "rate_limited",
        ],
    )
    def arrive(self, path: OfficePath, body: ArrivalBody) -> Reply:
        """Take the number that a code is good for: an appointment's, or a dossier's whose result is due.

        Who asks again gets the same number while it is open. Outside the hours, on days off and on holidays it is
        refused; `opening` says until when. Staff may `override` that.
        """
        caller = admitted().caller
        found = self._find(path.office, body.code)
        printer = self._handing_out.printer_of(path.office, caller, body.printer)
        at_office, override = is_at_office(caller, path.office), staff_override(caller, path.office, body.override)
        kiosk = kiosk_of(caller, path.office)
        if isinstance(found, Appointment):
            done = self._appointments.check_in(
                found.code, at_office=at_office, kiosk=kiosk, override=override, language=body.language
            ).value
            return Reply(self._handing_out.hand_out(done.ticket, done.standing, printer))
        collected = self._slips.collect(
            path.office, found.dossier, at_office=at_office, kiosk=kiosk, override=override, language=body.language
        )
        return Reply(self._handing_out.hand_out(collected.value.ticket, Standing.NORMAL, printer))

    @Operation(
        method="GET",
        rule="/offices/<office>/arrivals",
        access=MAY_ARRIVE,
        path=OfficePath,
        answer=ArrivalAnswer,
        refusals=["code_unknown", "appointment_elsewhere", "rate_limited"],
    )
    def explain_arrival(self, path: OfficePath, query: ArrivalQuery) -> Reply:
        """Say what a code stands for and from when it is good; nothing of its holder."""
        found = self._find(path.office, query.code)
        office = self._reader.office(path.office)
        if isinstance(found, Appointment):
            return Reply(_of_appointment(found, office))
        return Reply(_of_slip(found, office, self._clock.now()))

    def _find(self, office: str, text: str) -> Appointment | ResultSlip:
        self._limit.count(admitted().caller)
        return find_code(self._appointments, self._slips, office, text)


def find_code(appointments: Appointments, slips: ResultSlips, office: str, text: str) -> Appointment | ResultSlip:
    """Return what was typed or scanned in an office.

    Raises:
        Refusal: code_unknown, appointment_elsewhere.
    """
    code, dossier = read_code(text), read_dossier(text)
    appointment = None if code is None else appointments.find(code)
    if appointment is not None:
        if appointment.office != office:
            raise Refusal("appointment_elsewhere", f"this appointment is at office {appointment.office}")
        return appointment
    slip = None if dossier is None else slips.find(office, dossier)
    if slip is None:
        raise Refusal("code_unknown", "neither an appointment nor a dossier has this code", "code")
    return slip


def _of_appointment(one: Appointment, office: Office) -> ArrivalAnswer:
    begin, until = check_in_span(one, office)
    return ArrivalAnswer(
        kind="appointment",
        service=one.service,
        service_name=_name(office, one.service),
        state=one.state.value,
        begins_at=rfc3339(one.begins_at, office.time_zone),
        check_in_from=rfc3339(begin, office.time_zone),
        check_in_until=rfc3339(until, office.time_zone),
    )


def _of_slip(one: ResultSlip, office: Office, at: datetime) -> ArrivalAnswer:
    today = at.astimezone(ZoneInfo(office.time_zone)).date()
    return ArrivalAnswer(
        kind="slip",
        service=one.service,
        service_name=_name(office, one.service),
        state=collecting(one, today).value,
        due=one.due.isoformat(),
    )


def _name(office: Office, service: str) -> dict[str, str]:
    return next((one.name for one in office.services if one.code == service), {})
