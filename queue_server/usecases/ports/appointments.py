"""What is stored of appointments and result slips."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from queue_server.domain.appointment import Appointment
from queue_server.domain.booking_capacity import Span
from queue_server.domain.result_slip import ResultSlip, SlipSearch


class AppointmentRecords(Protocol):
    """The appointments' part of a transaction; no event is recorded with them, since no board shows them."""

    def add(self, appointment: Appointment) -> None:
        """Store a new appointment."""

    def save(self, appointment: Appointment) -> None:
        """Store a known appointment's time, state, contact, reminder and ticket."""

    def get(self, appointment_id: str) -> Appointment | None:
        """Return an appointment of this office by its id."""

    def is_code_free(self, code: str) -> bool:
        """Return whether no appointment of any office has this code."""

    def booked(self, service: str, begin: datetime, end: datetime) -> Sequence[Span]:
        """Return the times in an interval that are held by appointments: booked or checked in."""

    def miss_before(self, at: datetime) -> int:
        """Mark those as missed that were booked for a time before an instant, forget where they wanted to be reminded;
        return how many.
        """

    def reminded(self, service: str) -> Sequence[Appointment]:
        """Return the booked appointments of a service whose holders want to be reminded."""


class SlipRecords(Protocol):
    """The result slips' part of a transaction; no event is recorded with them."""

    def get(self, dossier: str) -> ResultSlip | None:
        """Return a slip of this office."""

    def save(self, slip: ResultSlip) -> bool:
        """Store a slip, new or known; return whether it is new."""

    def remove(self, dossier: str) -> bool:
        """Remove a slip; return whether there was one."""


class AppointmentReader(Protocol):
    """Questions about appointments and result slips."""

    def appointment(self, code: str) -> Appointment | None:
        """Return an appointment of any office by its code."""

    def booked(self, office: str, service: str, begin: datetime, end: datetime) -> Sequence[Span]:
        """Return the times in an interval that are held by appointments: booked or checked in."""

    def appointments(self, office: str, begin: datetime, end: datetime) -> Sequence[Appointment]:
        """Return the appointments that begin in an interval, in order; of whatever state."""

    def slip(self, office: str, dossier: str) -> ResultSlip | None:
        """Return a result slip of an office."""

    def slips(self, office: str, after: str, limit: int) -> Sequence[ResultSlip]:
        """Return slips of an office in the order of their codes, from after a code."""

    def find_slips(self, office: str, search: SlipSearch, limit: int) -> Sequence[ResultSlip]:
        """Return slips of an office that fit, by the day they are due and their code."""
