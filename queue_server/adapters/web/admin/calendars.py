"""Calendars in the back office: when an office gives numbers, and services whose hours differ."""

from collections.abc import Sequence
from dataclasses import replace

from queue_server.adapters.web.admin.fields import (
    ChoiceField,
    Field,
    IntegerField,
    LongTextField,
    Option,
    TextField,
    Value,
    Values,
    YesNoField,
)
from queue_server.adapters.web.admin.resource import OFFICE, Added, Record, Resource, office_and_code, text_of
from queue_server.adapters.web.marking import N_
from queue_server.domain.errors import Refusal
from queue_server.domain.hours_text import (
    read_days_off,
    read_periods,
    read_special_days,
    write_days_off,
    write_periods,
    write_special_days,
)
from queue_server.domain.office import Office, Service
from queue_server.domain.opening_hours import WEEKDAYS, OpeningHours
from queue_server.domain.operator import Operator
from queue_server.usecases.administration import Administration, bare, refuse_unless_administrator
from queue_server.usecases.comparing import tag_of
from queue_server.usecases.ports.reading import OfficeReader

WHOLE = "*"
"""Stands for the office as a whole among its services."""

DAYS = (
    ("monday", N_("Monday")),
    ("tuesday", N_("Tuesday")),
    ("wednesday", N_("Wednesday")),
    ("thursday", N_("Thursday")),
    ("friday", N_("Friday")),
    ("saturday", N_("Saturday")),
    ("sunday", N_("Sunday")),
)
_WRITTEN = N_("Such as 07:30-11:30 13:30-17:00; the gap is the lunch break. Empty: closed on this day.")
_NO_HOURS = OpeningHours()


def _fields(reader: OfficeReader) -> tuple[Field, ...]:
    def places(office: str | None) -> Sequence[Option]:
        services = [] if office is None else reader.office(office).services
        return [Option(WHOLE, N_("The whole office")), *(Option(one.code, _name(one)) for one in services)]

    return (
        ChoiceField(
            name="service",
            label=N_("Counts for"),
            help=N_("A service with hours of its own still keeps the office's days off and public holidays."),
            fixed=True,
            options=places,
            longest=64,
        ),
        *(
            TextField(name=name, label=label, help=_WRITTEN, required=False, default="", longest=100)
            for name, label in DAYS
        ),
        LongTextField(
            name="closed_days",
            label=N_("Days off"),
            help=N_("One a line, with the reason that people read: 14/02/2026 - 22/02/2026 Nghỉ Tết."),
            required=False,
            default="",
            listed=False,
        ),
        LongTextField(
            name="special_days",
            label=N_("Days with hours of their own"),
            help=N_("One a line, such as a working Saturday: 24/01/2026 07:30-11:30. They count before days off."),
            required=False,
            default="",
            listed=False,
        ),
        YesNoField(
            name="public_holidays",
            label=N_("Closed on public holidays"),
            help=N_("Those of Vietnam, with the days in lieu known so far. Counts for the whole office."),
            default=True,
            listed=False,
        ),
        IntegerField(
            name="early_min",
            label=N_("Numbers are given so many minutes before opening"),
            help=N_("0: from the opening on. It counts after the lunch break as well."),
            required=False,
            default=0,
            maximum=240,
            listed=False,
        ),
    )


class CalendarRecords:
    """See ``Records``; each office has a calendar, its services only where they differ."""

    def __init__(self, administration: Administration, reader: OfficeReader) -> None:
        self._administration = administration
        self._reader = reader

    def all(self, by: Operator, office: str | None) -> Sequence[Record]:
        offices = self._reader.offices() if office is None else [self._reader.office(office)]
        found: list[Record] = []
        for one in offices:
            if by.office in (None, one.code):
                found.append(_record(one, None))
                found += [_record(one, service) for service in one.services if service.rules.hours is not None]
        return found

    def one(self, by: Operator, item: str) -> Record:
        office, code = office_and_code(item)
        refuse_unless_administrator(by, office)
        known = self._reader.office(office)
        if code == WHOLE:
            return _record(known, None)
        service = next((one for one in known.services if one.code == code), None)
        if service is None or service.rules.hours is None:
            raise Refusal("not_found", f"service {code!r} of office {office} has no hours of its own")
        return _record(known, service)

    def add(self, by: Operator, values: Values) -> Added:
        office, code = text_of(values, OFFICE), text_of(values, "service")
        hours = _changed(_NO_HOURS, values)

        def add(service: Service) -> Service:
            if service.rules.hours not in (None, hours):
                raise Refusal("taken", f"service {code} has hours of its own already", "service")
            return _with(service, hours)

        if code == WHOLE:
            raise Refusal("taken", "every office has a calendar already", "service")
        self._administration.change_service(by, office, code, add, None, None)
        return Added(record=self.one(by, f"{office}:{code}"))

    def change(self, by: Operator, item: str, values: Values, tag: str | None) -> Record:
        office, code = office_and_code(item)
        if code == WHOLE:

            def change(one: Office) -> Office:
                return replace(one, rules=replace(one.rules, hours=_changed(one.rules.hours, values)))

            self._administration.change_office(by, office, change, tag)
        else:
            self._administration.change_service(
                by, office, code, lambda one: _with(one, _changed(_own(one), values)), None, tag
            )
        return self.one(by, item)

    def remove(self, by: Operator, item: str, tag: str | None) -> None:
        office, code = office_and_code(item)
        if code == WHOLE:

            def change(one: Office) -> Office:
                return replace(one, rules=replace(one.rules, hours=_NO_HOURS))

            self._administration.change_office(by, office, change, tag)
        else:
            self._administration.change_service(by, office, code, lambda one: _with(one, None), None, tag)


def calendar_resource(administration: Administration, reader: OfficeReader) -> Resource:
    """Return the declaration of calendars."""
    return Resource(
        name="calendars",
        item="Calendar",
        title=N_("Opening hours"),
        one_title=N_("Opening hours"),
        about=N_("When numbers are given. Without any hours an office is always open, and a service follows it."),
        icon="clock",
        fields=_fields(reader),
        records=CalendarRecords(administration, reader),
        addition=N_("Add hours for a service"),
        removal=N_("Remove these hours"),
        removal_about=N_("Without them the office is always open; a service follows its office again."),
        refusals=("service_unknown", "hours_unreadable", "hours_reversed", "days_unreadable"),
        absent=("service_unknown",),
    )


def _name(service: Service) -> str:
    return service.name.get("vi") or service.code


def _own(service: Service) -> OpeningHours:
    if service.rules.hours is None:
        raise Refusal("not_found", f"service {service.code} has no hours of its own")
    return service.rules.hours


def _with(service: Service, hours: OpeningHours | None) -> Service:
    return replace(service, rules=replace(service.rules, hours=hours))


def _changed(hours: OpeningHours, values: Values) -> OpeningHours:
    entered = {**_values(hours), **values}
    week = tuple(read_periods(text_of(entered, name), name) for name, _ in DAYS)
    early = entered["early_min"]
    assert isinstance(early, int)
    return OpeningHours(
        week=week if any(week) else (),
        closed=read_days_off(text_of(entered, "closed_days"), "closed_days"),
        special=read_special_days(text_of(entered, "special_days"), "special_days"),
        public_holidays=entered["public_holidays"] is True,
        early_min=early,
    )


def _values(hours: OpeningHours) -> dict[str, Value]:
    week = hours.week or ((),) * WEEKDAYS
    return {
        **{name: write_periods(periods) for (name, _), periods in zip(DAYS, week, strict=True)},
        "closed_days": write_days_off(hours.closed),
        "special_days": write_special_days(hours.special),
        "public_holidays": hours.public_holidays,
        "early_min": hours.early_min,
    }


def _record(office: Office, service: Service | None) -> Record:
    hours = office.rules.hours if service is None else _own(service)
    code = WHOLE if service is None else service.code
    tag = tag_of(bare(office)) if service is None else tag_of(service)
    return Record(id=f"{office.code}:{code}", tag=tag, values={OFFICE: office.code, "service": code, **_values(hours)})
