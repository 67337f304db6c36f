"""The page of an appointment's holder: when and where, code to scan, calendar, change, cancel, check in."""

import io
from collections.abc import Callable
from datetime import datetime

import segno
from flask import Flask, Response, g, redirect, render_template, request, url_for

from queue_server.adapters.web.appointment_answers import check_in_span
from queue_server.adapters.web.arrivals_api import find_code
from queue_server.adapters.web.auth import caller_or_nobody
from queue_server.adapters.web.booking_pages import posted_time, time_choice
from queue_server.adapters.web.booking_words import day_words, local_day, time_words
from queue_server.adapters.web.calendar_file import calendar_file
from queue_server.adapters.web.closing_words import closed_sentence, refusal_sentence
from queue_server.adapters.web.error_texts import error_sentence
from queue_server.adapters.web.languages import current_language, current_theme, text_in
from queue_server.adapters.web.page_parts import Body, asked_office, message_page
from queue_server.adapters.web.rate_limit import RateLimit
from queue_server.adapters.web.reminder_choice import ADDRESS_OF, reminder_choice, wrong_sentence
from queue_server.adapters.web.ticket_urls import TicketUrls
from queue_server.domain.appointment import Appointment, AppointmentState, read_code, written
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.usecases.appointments import Appointments
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.reminding import Reminding
from queue_server.usecases.result_slips import ResultSlips


class AppointmentPages:
    """Shows an appointment to whoever has its code, and acts for them."""

    def __init__(
        self,
        appointments: Appointments,
        slips: ResultSlips,
        reminding: Reminding,
        reader: OfficeReader,
        urls: TicketUrls,
        clock: Clock,
        limit: RateLimit,
    ) -> None:
        self._appointments = appointments
        self._slips = slips
        self._reminding = reminding
        self._reader = reader
        self._urls = urls
        self._clock = clock
        self._limit = limit

    def install(self, app: Flask, blueprint: str) -> None:
        """Add the pages under the names of a blueprint, whose headers and languages they share."""
        for rule, name, view, methods in (
            ("/code", "code", self.ask, ["GET", "POST"]),
            ("/a/<code>", "appointment", self.show, ["GET"]),
            ("/a/<code>/qr.svg", "appointment_qr", self.draw, ["GET"]),
            ("/a/<code>/calendar.ics", "appointment_calendar", self.calendar, ["GET"]),
            ("/a/<code>/change", "appointment_change", self.change, ["GET", "POST"]),
            ("/a/<code>/cancel", "appointment_cancel", self.cancel, ["POST"]),
            ("/a/<code>/check-in", "appointment_check_in", self.check_in, ["POST"]),
            ("/a/<code>/remind", "appointment_remind", self.remind, ["POST"]),
        ):
            app.add_url_rule(rule, f"{blueprint}.{name}", view, methods=methods)

    def show(self, code: str) -> Body:
        """Show the appointment."""
        return self._with(code, self._page)

    def draw(self, code: str) -> Body:
        """Draw the address of the page, for the kiosk's scanner and the own phone."""

        def view(one: Appointment) -> Body:
            drawn = io.BytesIO()
            address = self._urls.of_appointment(one.code)
            segno.make(address, error="m").save(drawn, kind="svg", border=2, dark="#000", light="#fff")
            return Response(drawn.getvalue(), mimetype="image/svg+xml")

        return self._with(code, view)

    def calendar(self, code: str) -> Body:
        """Give the appointment to a calendar."""

        def view(one: Appointment) -> Body:
            office = self._reader.office(one.office)
            content = calendar_file(one, _service(office, one), office.name, self._urls.of_appointment(one.code))
            headers = {"Content-Disposition": f'attachment; filename="{written(one.code)}.ics"'}
            return Response(content, headers=headers, content_type="text/calendar; charset=utf-8")

        return self._with(code, view)

    def change(self, code: str) -> Body:
        """Let the holder choose another time."""

        def view(one: Appointment) -> Body:
            refusal = None
            if request.method == "POST":
                try:
                    self._appointments.move(one.code, posted_time())
                    return redirect(url_for("pages.appointment", code=one.code), 303)
                except Refusal as refused:
                    refusal = error_sentence(refused.code)
            office = self._reader.office(one.office)
            days = self._appointments.days(one.office, one.service, None, None)
            page = render_template(
                "book_change.html",
                theme=current_theme(),
                office=office,
                one=one,
                refusal=refusal,
                service_name=_service(office, one),
                **time_choice(days, office.time_zone),
            )
            return (page, 409) if refusal else page

        return self._with(code, view)

    def cancel(self, code: str) -> Body:
        """Give the appointment up for its holder."""

        def view(one: Appointment) -> Body:
            self._appointments.cancel(one.code)
            return redirect(url_for("pages.appointment", code=one.code), 303)

        return self._with(code, view)

    def check_in(self, code: str) -> Body:
        """Take the number, and go on to its page."""

        def view(one: Appointment) -> Body:
            done = self._appointments.check_in(one.code, at_office=False, language=current_language()).value
            return self._to_ticket(done.ticket)

        return self._with(code, view)

    def remind(self, code: str) -> Body:
        """Take an address for the reminder with consent, or forget it."""

        def view(one: Appointment) -> Body:
            channel = request.form.get("remind", "")
            if not channel:
                self._reminding.withdraw(one.code)
            elif "consent" not in request.form:
                raise Refusal("invalid", "consent: is needed", "consent")
            else:
                address = request.form.get(ADDRESS_OF.get(channel, ""), "")
                self._reminding.give(one.code, self._reminding.wish(channel, address))
            return redirect(url_for("pages.appointment", code=one.code), 303)

        return self._with(code, view)

    def ask(self) -> Body:
        """Take the code of an appointment or a dossier."""
        office = asked_office("pages.code")
        if not isinstance(office, Office):
            return office
        refusal, typed = None, request.form.get("code", "")[:300]
        if request.method == "POST":
            try:
                self._limit.count(caller_or_nobody())
                found = find_code(self._appointments, self._slips, office.code, typed)
                if isinstance(found, Appointment):
                    return redirect(url_for("pages.appointment", code=found.code), 303)
                done = self._slips.collect(
                    office.code, found.dossier, at_office=False, language=current_language()
                ).value
                return self._to_ticket(done.ticket)
            except Refusal as refused:
                refusal = refusal_sentence(refused)
        page = render_template("code.html", theme=current_theme(), office=office, typed=typed, refusal=refusal)
        return (page, 422) if refusal else page

    def _with(self, code: str, view: Callable[[Appointment], Body]) -> Body:
        """Return a view of the appointment of a code, or what to tell whoever has none."""
        try:
            self._limit.count(caller_or_nobody())
            known = read_code(code)
            one = None if known is None else self._appointments.find(known)
            if one is None:
                return message_page("appointment_unknown", 404)
            g.ticket_language = one.language
            return view(one)
        except Refusal as refused:
            if refused.code in ("rate_limited", "busy"):
                raise
            wrong = refused.field if refused.code == "invalid" else None
            return redirect(url_for("pages.appointment", code=code, refused=refused.code, field=wrong), 303)

    def _page(self, one: Appointment) -> Body:
        office, now = self._reader.office(one.office), self._clock.now()
        begin, until = check_in_span(one, office)
        zone = office.time_zone
        service = next((service for service in office.services if service.code == one.service), None)
        bookable = service is not None and service.rules.booking.enabled
        shut, lost = (None, None) if service is None else self._appointments.shut(one)
        closed = lost or (shut if now >= begin else None)
        refused = request.args.get("refused")
        if refused == "service_closed" and closed is not None:
            refused = None  # why is said in full
        return render_template(
            "appointment.html",
            theme=current_theme(),
            office=office,
            one=one,
            code=written(one.code),
            service_name=_service(office, one),
            day_words=day_words(local_day(one.begins_at, zone)),
            begins=time_words(one.begins_at, zone),
            ends=time_words(one.ends_at, zone),
            check_in_from=_from_words(begin, one, zone),
            may_check_in=now >= begin and service is not None and service.rules.booking.phone_check_in and not shut,
            closed=None if closed is None else closed_sentence(closed, zone),
            lost=lost is not None,
            too_early=now < begin,
            late=now > until,
            booked=one.state is AppointmentState.BOOKED,
            bookable=bookable,
            refusal=None if refused is None else wrong_sentence(Refusal(refused, "", request.args.get("field"))),
            remind=None if service is None else reminder_choice(self._reminding, service, one, zone, now),
        )

    def _to_ticket(self, ticket_id: str) -> Body:
        ticket = self._reader.ticket(ticket_id)
        if ticket is None:
            return message_page("ticket_unknown", 404)
        return redirect(url_for("pages.ticket", token=ticket.token), 303)


def _service(office: Office, one: Appointment) -> str:
    names = next((service.name for service in office.services if service.code == one.service), {})
    return text_in(names, current_language())


def _from_words(begin: datetime, one: Appointment, zone: str) -> str:
    """Return from when one may check in: the time alone on the same day."""
    same = local_day(begin, zone) == local_day(one.begins_at, zone)
    time = time_words(begin, zone)
    return time if same else f"{time}, {day_words(local_day(begin, zone))}"
