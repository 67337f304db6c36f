"""Numbers for those who name an appointment when they take one: the same as checking it in."""

from queue_server.adapters.web.answers import IssuedTicket
from queue_server.adapters.web.appointments_api import is_at_office, kiosk_of
from queue_server.adapters.web.bodies import IssueBody
from queue_server.adapters.web.callers import Caller
from queue_server.adapters.web.handing_out import HandingOut
from queue_server.adapters.web.idempotency import RequestKey
from queue_server.adapters.web.rate_limit import RateLimit
from queue_server.domain.appointment import read_code
from queue_server.domain.errors import Refusal
from queue_server.usecases.appointments import Appointments
from queue_server.usecases.arriving import CheckedIn, Wishes
from queue_server.usecases.ports.changing import Done

REFUSALS = (
    "appointment_cancelled",
    "appointment_early",
    "appointment_elsewhere",
    "appointment_late",
    "appointment_missed",
    "check_in_at_office",
)


class IssuingByAppointment:
    """Gives out the number of an appointment; who asks again gets the same one."""

    def __init__(self, appointments: Appointments, handing_out: HandingOut, limit: RateLimit) -> None:
        self._appointments = appointments
        self._handing_out = handing_out
        self._limit = limit

    def check_in(self, office: str, body: IssueBody, caller: Caller, key: RequestKey) -> Done[CheckedIn]:
        """Check the appointment in.

        Raises:
            Refusal: invalid, for a code nobody has or another service; those of ``Appointments.check_in``.
        """
        # Codes are short, so nobody may try many.
        self._limit.count(caller)
        wishes = Wishes(
            procedure=body.procedure, then=tuple(body.then), priority_class=body.priority_class, group=body.group
        )
        return self._appointments.check_in(
            self._code(office, body),
            at_office=is_at_office(caller, office),
            kiosk=kiosk_of(caller, office),
            override=body.override,
            language=body.language if "language" in body.model_fields_set else None,
            wishes=wishes,
            once=key.once(CheckedIn),
        )

    def again(self, done: CheckedIn, printer: str | None) -> IssuedTicket:
        """Return the ticket of somebody who has checked in before, as it is now."""
        one = self._handing_out.hand_out(done.ticket, done.standing, printer)
        return IssuedTicket(
            id=one.id,
            token=one.token,
            number=one.number,
            service=one.service,
            state=one.state,
            ahead=one.ahead,
            expected_wait_s=one.expected_wait_s,
            issued_at=one.issued_at,
            url=one.url,
            revision=one.revision,
            printer=one.printer,
        )

    def _code(self, office: str, body: IssueBody) -> str:
        code = read_code(body.appointment or "")
        try:
            found = None if code is None else self._appointments.get(code)
        except Refusal:
            found = None
        if found is None:
            raise Refusal("invalid", "there is no appointment with this code", "appointment")
        if found.office != office:
            raise Refusal("appointment_elsewhere", f"the appointment is in office {found.office}", "appointment")
        if found.service != body.service:
            raise Refusal("invalid", f"the appointment is for service {found.service}", "service")
        return found.code
