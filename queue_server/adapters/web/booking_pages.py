"""Booking a time on a phone, without any script: service, day, time, confirmation."""

import hashlib
import secrets
from datetime import UTC, date, datetime

from flask import Flask, redirect, render_template, request, url_for

from queue_server.adapters.web.auth import caller_or_nobody
from queue_server.adapters.web.booking_words import day_words, local_day, short_day, time_words
from queue_server.adapters.web.languages import current_language, current_theme
from queue_server.adapters.web.page_parts import Body, asked_office, message_page
from queue_server.adapters.web.rate_limit import RateLimit
from queue_server.adapters.web.reminder_choice import ADDRESS_OF, reminder_choice, wrong_sentence
from queue_server.domain.appointment import Slot
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office, Service
from queue_server.usecases.appointments import Appointments, Booked, BookingRequest
from queue_server.usecases.ports.changing import Once
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.procedures import Procedures
from queue_server.usecases.reminding import Reminding

LONGEST_NAME, LONGEST_PHONE, LONGEST_KEY = 100, 20, 64

Days = list[tuple[date, list[Slot]]]


class BookingPages:
    """Shows what can be booked, and books it."""

    def __init__(
        self, appointments: Appointments, procedures: Procedures, reminding: Reminding, limit: RateLimit, clock: Clock
    ) -> None:
        self._appointments = appointments
        self._procedures = procedures
        self._reminding = reminding
        self._limit = limit
        self._clock = clock

    def install(self, app: Flask, blueprint: str) -> None:
        """Add the pages under the names of a blueprint, whose headers and languages they share."""
        app.add_url_rule("/book", f"{blueprint}.book", self.show)
        app.add_url_rule("/book", f"{blueprint}.book_now", self.book, methods=["POST"])

    def show(self) -> Body:
        """Ask for service, day and time, one after the other."""
        office = asked_office("pages.book")
        if not isinstance(office, Office):
            return office
        offered = [one for one in office.services if one.rules.booking.enabled]
        if not offered:
            return message_page("booking_closed", 404)
        service = next((one for one in offered if one.code == request.args.get("service")), None)
        if service is None and len(offered) == 1:
            service = offered[0]
        if service is None:
            return render_template("book_services.html", theme=current_theme(), office=office, services=offered)
        return self._times(office, service)

    def book(self) -> Body:
        """Book what was chosen and show it to its holder; what was taken meanwhile is said above the other times."""
        office = asked_office("pages.book")
        if not isinstance(office, Office):
            return office
        try:
            self._limit.count(caller_or_nobody())
            service = office.service(request.form.get("service", ""))
            wish = self._wish(service)
            booked = self._appointments.book(office.code, wish, _once(wish)).value
        except Refusal as refusal:
            status = {"busy": 503, "rate_limited": 429, "slot_taken": 409}.get(refusal.code, 422)
            found = next((one for one in office.services if one.code == request.form.get("service")), None)
            if found is None or not found.rules.booking.enabled:
                return message_page("booking_closed", 404)
            return self._times(office, found, refusal), status
        return redirect(url_for("pages.appointment", code=booked.code), 303)

    def _times(self, office: Office, service: Service, refusal: Refusal | None = None) -> str:
        days = self._appointments.days(office.code, service.code, None, None)
        # What was typed wrong is put right beside the time that was chosen, if it is still free.
        chosen = asked_time(days) if refusal is None or refusal.code == "invalid" else None
        return render_template(
            "book_times.html",
            theme=current_theme(),
            office=office,
            service=service,
            several=sum(one.rules.booking.enabled for one in office.services) > 1,
            refusal=None if refusal is None else wrong_sentence(refusal),
            wrong=None if refusal is None else refusal.field,
            chosen=chosen,
            entered=request.form,
            remind=reminder_choice(self._reminding, service, chosen, office.time_zone, self._clock.now()),
            procedure=request.values.get("procedure", ""),
            key=secrets.token_urlsafe(16),
            **time_choice(days, office.time_zone),
        )

    def _wish(self, service: Service) -> BookingRequest:
        form = request.form
        procedure = form.get("procedure") or None
        if procedure is not None:
            self._procedures.check(procedure)
        name, phone = form.get("name", "").strip(), form.get("phone", "").strip()
        if not name.isprintable() or len(name) > LONGEST_NAME:
            raise Refusal("invalid", f"the name has at most {LONGEST_NAME} letters", "name")
        if len(phone) > LONGEST_PHONE or not set(phone) <= set("0123456789+ .-"):
            raise Refusal("invalid", f"a phone number has digits, at most {LONGEST_PHONE}", "phone")
        channel = form.get("remind", "")
        reminder = self._reminding.wish(channel, form.get(ADDRESS_OF.get(channel, ""), "")) if channel else None
        return BookingRequest(
            service=service.code,
            begins_at=posted_time(),
            procedure=procedure,
            name=name,
            phone=phone,
            language=current_language(),
            reminder=reminder,
        )


def time_choice(days: Days, zone: str) -> dict[str, object]:
    """Return what a page needs to let somebody choose a time: days, the one looked at, its times."""
    free = [day for day, slots in days if any(one.left for one in slots)]
    try:
        wish = date.fromisoformat(request.values.get("day", ""))
    except ValueError:
        wish = None
    at = posted_or_asked()
    if wish is None and at is not None:
        wish = local_day(at, zone)
    day = wish if wish in [one for one, _ in days] else (free[0] if free else None)
    return {
        "days": [(one, short_day(one), one in free) for one, _ in days],
        "day": day,
        "day_words": None if day is None else day_words(day),
        "slots": [slot for one, slots in days for slot in slots if one == day],
        "time_words": lambda instant: time_words(instant, zone),
        "words_of_day": lambda instant: day_words(local_day(instant, zone)),
    }


def asked_time(days: Days) -> Slot | None:
    """Return the free time that ``?at=`` names, None if there is none."""
    at = posted_or_asked()
    return next((one for _, slots in days for one in slots if one.begins_at == at and one.left), None)


def posted_or_asked() -> datetime | None:
    """Return the instant of the field ``at``, None for what is none, or none anybody books."""
    try:
        at = datetime.fromtimestamp(int(request.values.get("at", "")), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return at if 2000 <= at.year <= 2200 else None


def posted_time() -> datetime:
    """Return the same, where it has to be there.

    Raises:
        Refusal: slot_unknown.
    """
    at = posted_or_asked()
    if at is None:
        raise Refusal("slot_unknown", "no time was chosen", "at")
    return at


def _once(wish: BookingRequest) -> Once[Booked] | None:
    """Return what makes a form that is sent twice book once."""
    key = request.form.get("key", "")
    if not key or len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        return None
    return Once(key=f"page book {key}", request_hash=hashlib.sha256(repr(wish).encode()).hexdigest(), kind=Booked)
