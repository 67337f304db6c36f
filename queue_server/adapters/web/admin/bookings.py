"""Appointments and result slips in the back office: what is switched on for each service, and its numbers."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime, time

from queue_server.adapters.web.admin.fields import (
    Field,
    IntegerField,
    LongTextField,
    TextField,
    Value,
    Values,
    YesNoField,
)
from queue_server.adapters.web.admin.operators import services_of
from queue_server.adapters.web.admin.resource import OFFICE, Added, Record, Resource, office_and_code
from queue_server.adapters.web.marking import N_
from queue_server.domain.booking_rules import LIMITS, BookingRules
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office, Service
from queue_server.domain.operator import Operator
from queue_server.usecases.administration import Administration, refuse_unless_administrator
from queue_server.usecases.comparing import tag_of
from queue_server.usecases.ports.reading import OfficeReader


def _number(name: str, label: str, help_: str, *, listed: bool = False) -> Field:
    least, most = LIMITS[name]
    default: int = getattr(BookingRules(), name)
    return IntegerField(
        name=name,
        label=label,
        help=help_,
        required=False,
        default=default,
        minimum=least,
        maximum=most,
        listed=listed,
    )


def _switch(name: str, label: str, help_: str, *, listed: bool = False) -> Field:
    default: bool = getattr(BookingRules(), name)
    return YesNoField(name=name, label=label, help=help_, default=default, listed=listed)


FIELDS = (
    TextField(
        name="service", label=N_("Service"), help=N_("The line these rules are for."), required=False, fixed=True
    ),
    _switch(
        "enabled",
        N_("Takes appointments"),
        N_("Anybody may book a time on the page /book. Switched off, what is booked stays."),
        listed=True,
    ),
    _number(
        "slot_min",
        N_("Length of an appointment (minutes)"),
        N_("The opening hours are cut into parts of this length."),
        listed=True,
    ),
    _number(
        "capacity",
        N_("Appointments at the same time"),
        N_(
            "Leave room for those who come without one. Counters may have limits of their own: then a time takes no "
            "more than they do together, and a counter shares its places among its services."
        ),
        listed=True,
    ),
    _switch("per_counter", N_("That many at each counter"), N_("Times the counters that serve the service.")),
    _number("lead_min", N_("To be booked so many minutes before"), N_("60: at nine one can book ten o'clock.")),
    _number("horizon_days", N_("To be booked so many days ahead"), N_("0: today alone."), listed=True),
    LongTextField(
        name="blackout",
        label=N_("Days without appointments"),
        help=N_("One date in each line, like 16/02/2026. Days on which the office is closed need not be named."),
        required=False,
        default="",
        listed=False,
    ),
    _number(
        "check_in_min", N_("Check-in so many minutes before"), N_("Earlier than that people are asked to come back.")
    ),
    _switch("phone_check_in", N_("Check-in by phone"), N_("No: only at the kiosk or with the staff.")),
    _switch(
        "late_as_normal",
        N_("Late ones get a normal number"),
        N_("No: they are asked to book another time or take a number. From when it is too late stands at Who is next."),
    ),
    _switch(
        "remind",
        N_("Reminders"),
        N_("Who books may ask to be reminded by SMS or e-mail, as far as the server has them ([notify])."),
    ),
    _number("remind_days", N_("Reminded so many days before"), N_("0: on the same day.")),
    TextField(
        name="remind_at",
        label=N_("Reminded at"),
        help=N_("A time of the day, like 17:00. A change counts for what is booked already too."),
        required=False,
        default=f"{BookingRules().remind_at:%H:%M}",
        longest=5,
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$",
        listed=False,
    ),
    _switch(
        "slips",
        N_("Gives out results"),
        N_("Who types or scans the dossier's code of a result slip gets a number of this line."),
        listed=True,
    ),
    _switch(
        "slips_unready",
        N_("Numbers for results that are not ready"),
        N_("No: people are told that the result is not ready, and when it is due."),
    ),
)

_WRITTEN = ("blackout", "remind_at")
_PLAIN = tuple(one.name for one in fields(BookingRules) if one.name not in _WRITTEN)


class BookingRecords:
    """See ``Records``; every service has exactly one set of rules."""

    def __init__(self, administration: Administration, reader: OfficeReader) -> None:
        self._administration = administration
        self._reader = reader

    def all(self, by: Operator, office: str | None) -> Sequence[Record]:
        offices = self._reader.offices() if office is None else [self._reader.office(office)]
        mine = [one for one in offices if by.office in (None, one.code)]
        return [_record(one, service) for one in mine for service in one.services]

    def one(self, by: Operator, item: str) -> Record:
        office, code = office_and_code(item)
        refuse_unless_administrator(by, office)
        known = self._reader.office(office)
        return _record(known, known.service(code))

    def add(self, by: Operator, values: Values) -> Added:
        raise Refusal("method_not_allowed", "each service has its rules already")

    def change(self, by: Operator, item: str, values: Values, tag: str | None) -> Record:
        office, code = office_and_code(item)
        self._administration.change_service(by, office, code, lambda one: _changed(one, values), None, tag)
        return self.one(by, item)

    def remove(self, by: Operator, item: str, tag: str | None) -> None:
        raise Refusal("method_not_allowed", "a service always has its rules")


def booking_resource(administration: Administration, reader: OfficeReader) -> Resource:
    """Return the declaration of the rules for appointments."""
    return Resource(
        name="bookings",
        item="Booking",
        title=N_("Appointments and results"),
        one_title=N_("Appointments and results"),
        about=N_("In which lines people may book a time, and where results are collected."),
        icon="clock",
        fields=FIELDS,
        records=BookingRecords(administration, reader),
        names=services_of(reader),
        refusals=("service_unknown",),
        absent=("service_unknown",),
    )


def _changed(service: Service, values: Values) -> Service:
    given = {name: values[name] for name in _PLAIN if values.get(name) is not None}
    booking: BookingRules = replace(service.rules.booking, **given)  # type: ignore[arg-type]
    if values.get("blackout") is not None:
        booking = replace(booking, blackout=_days(str(values["blackout"])))
    if values.get("remind_at") is not None:
        booking = replace(booking, remind_at=time.fromisoformat(str(values["remind_at"])))
    return replace(service, rules=replace(service.rules, booking=booking))


def _days(text: str) -> tuple[date, ...]:
    days = []
    for line in text.split():
        try:
            days.append(date.fromisoformat(line))
        except ValueError:
            days.append(_local_day(line))
    return tuple(sorted(days))


def _local_day(text: str) -> date:
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()
    except ValueError:
        raise Refusal("invalid", f"{text!r} is no date like 16/02/2026 or 2026-02-16", "blackout") from None


def _record(office: Office, service: Service) -> Record:
    rules = service.rules.booking
    values: dict[str, Value] = {OFFICE: office.code, "service": service.code}
    values |= {name: getattr(rules, name) for name in _PLAIN}
    values["blackout"] = "\n".join(one.isoformat() for one in rules.blackout)
    values["remind_at"] = f"{rules.remind_at:%H:%M}"
    return Record(id=f"{office.code}:{service.code}", tag=tag_of(service), values=values)
