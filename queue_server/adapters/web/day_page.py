"""The day's appointments for staff: who comes when, checked in with a button."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from flask import Flask, redirect, render_template, request, url_for

from queue_server.adapters.web.arrivals_api import find_code
from queue_server.adapters.web.booking_words import day_words, local_day, time_words
from queue_server.adapters.web.error_texts import error_sentence
from queue_server.adapters.web.languages import current_theme
from queue_server.adapters.web.page_parts import Body, asked_office, message_page
from queue_server.domain.appointment import Appointment, AppointmentState
from queue_server.domain.device import Device
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.domain.operator import Operator, Right
from queue_server.usecases.appointments import Appointments
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.result_slips import ResultSlips

LONGEST_CODE = 300
LAST_DAY = date(2200, 1, 1)


class DayPage:
    """Lists appointments with their holders; for those who receive people."""

    def __init__(
        self,
        credential: Callable[[], Operator | Device | None],
        appointments: Appointments,
        slips: ResultSlips,
        reader: OfficeReader,
        clock: Clock,
    ) -> None:
        self._credential = credential
        self._appointments = appointments
        self._slips = slips
        self._reader = reader
        self._clock = clock

    def install(self, app: Flask, blueprint: str) -> None:
        """Add the page under the names of a blueprint, whose headers and languages it shares."""
        app.add_url_rule("/appointments", f"{blueprint}.day", self.show)
        app.add_url_rule("/appointments", f"{blueprint}.day_check_in", self.check_in, methods=["POST"])

    def show(self) -> Body:
        """Show a day."""
        office = self._entered()
        return self._page(office, None) if isinstance(office, Office) else office

    def check_in(self) -> Body:
        """Take the number for somebody who stands at the reception, also outside the hours."""
        office = self._entered()
        if not isinstance(office, Office):
            return office
        typed = request.form.get("code", "").strip()[:LONGEST_CODE]
        try:
            ticket = self._reader.ticket(self._ticket_of(office, typed))
        except Refusal as refusal:
            status = 404 if refusal.code in ("appointment_unknown", "code_unknown") else 409
            return self._page(office, error_sentence(refusal.code), typed), status
        number = "" if ticket is None else ticket.number
        return redirect(url_for("pages.day", office=office.code, day=self._day(office), issued=number), 303)

    def _ticket_of(self, office: Office, typed: str) -> str:
        """Return the id of the ticket for a code that was typed or scanned, or for an appointment of the list."""
        if typed:
            found = find_code(self._appointments, self._slips, office.code, typed)
        else:
            wanted, day = request.form.get("appointment", ""), self._day(office)
            listed = self._appointments.of_day(office.code, day)
            one = next((one for one in listed if one.id == wanted), None)
            if one is None:
                raise Refusal("appointment_unknown", f"there is no such appointment on {day}")
            found = one
        if isinstance(found, Appointment):
            return self._appointments.check_in(found.code, at_office=True, override=True).value.ticket
        return self._slips.collect(office.code, found.dossier, at_office=True, override=True).value.ticket

    def _entered(self) -> Office | Body:
        who = self._credential()
        if not isinstance(who, Operator):
            return redirect(url_for("pages.sign_in", next=request.full_path.rstrip("?")))
        office = asked_office("pages.day")
        if isinstance(office, Office) and not who.may(Right.RECEIVE, office.code):
            return message_page("forbidden", 403)
        return office

    def _day(self, office: Office) -> date:
        try:
            day = date.fromisoformat(request.values.get("day", ""))
        except ValueError:
            day = LAST_DAY
        return day if date(2000, 1, 1) < day < LAST_DAY else local_day(self._clock.now(), office.time_zone)

    def _page(self, office: Office, refusal: str | None, typed: str = "") -> str:
        day, zone = self._day(office), office.time_zone
        found = self._appointments.of_day(office.code, day)
        tickets = {one.ticket: self._reader.ticket(one.ticket) for one in found if one.ticket is not None}
        return render_template(
            "appointments_day.html",
            theme=current_theme(),
            office=office,
            day=day,
            day_words=day_words(day),
            before=day - timedelta(days=1),
            after=day + timedelta(days=1),
            today=day == local_day(self._clock.now(), zone),
            appointments=found,
            counts=Counter(one.state.value for one in found),
            states=[one.value for one in AppointmentState],
            names={one.code: one.name for one in office.services},
            numbers={key: one.number for key, one in tickets.items() if one is not None},
            time_words=lambda at: time_words(at, zone),
            refusal=refusal,
            typed=typed,
            takes_codes=any(one.rules.booking.enabled or one.rules.booking.slips for one in office.services),
            issued=request.args.get("issued", "")[:20],
        )
