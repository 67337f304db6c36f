"""Counters in the back office: desks, and what each serves."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from queue_server.adapters.web.admin.fields import ChoicesField, Field, IntegerField, Option, TextField, Value, Values
from queue_server.adapters.web.admin.of_office import PartRecords, position_of
from queue_server.adapters.web.admin.resource import OFFICE, Added, Record, Resource, office_and_code, text_of
from queue_server.adapters.web.languages import current_language, text_in
from queue_server.adapters.web.marking import N_
from queue_server.domain.booking_capacity import LIMITS
from queue_server.domain.office import Counter, Office
from queue_server.domain.operator import Operator
from queue_server.usecases.administration import Administration
from queue_server.usecases.comparing import tag_of
from queue_server.usecases.ports.reading import OfficeReader

COUNTER_CODE = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,15}$"


def services_of(reader: OfficeReader) -> Callable[[str | None], Sequence[Option]]:
    """Return what offers the services of an office to choose from."""

    def options(office: str | None) -> Sequence[Option]:
        if office is None:
            return []
        language = current_language()
        return [
            Option(one.code, f"{one.prefix} {text_in(one.name, language)}".strip())
            for one in reader.office(office).services
        ]

    return options


def _fields(reader: OfficeReader) -> tuple[Field, ...]:
    return (
        TextField(
            name="code",
            label=N_("Code"),
            help=N_("Usually the number of the desk: 1. It can't be changed later."),
            longest=16,
            pattern=COUNTER_CODE,
            fixed=True,
        ),
        TextField(name="name", label=N_("Name"), help=N_("As it is shown and spoken: Quầy 1.")),
        ChoicesField(
            name="services",
            label=N_("Services"),
            help=N_("What this counter serves. 1 is served first; give places to as many as you like."),
            options=services_of(reader),
        ),
        IntegerField(
            name="appointments",
            label=N_("Appointments at the same time"),
            help=N_(
                "Of all its services together; 0: none. Empty: as many as the services take "
                "(Appointments and results). A time is booked up when no counter has a place left for it."
            ),
            required=False,
            minimum=LIMITS[0],
            maximum=LIMITS[1],
            listed=False,
        ),
        IntegerField(
            name="position",
            label=N_("Place in the list"),
            help=N_("1 is shown first. Empty: the last place, or the present one."),
            required=False,
            minimum=1,
            maximum=999,
            listed=False,
        ),
    )


class CounterRecords(PartRecords[Counter]):
    """See ``Records``."""

    def add(self, by: Operator, values: Values) -> Added:
        office, code = text_of(values, OFFICE), text_of(values, "code")
        self._administration.add_counter(
            by,
            office,
            code,
            text_of(values, "name"),
            _services(values),
            position_of(values),
            _appointments(values),
        )
        return Added(record=self.one(by, f"{office}:{code}"))

    def change(self, by: Operator, item: str, values: Values, tag: str | None) -> Record:
        office, code = office_and_code(item)
        self._administration.change_counter(
            by, office, code, lambda counter: _changed(counter, values), position_of(values), tag
        )
        return self.one(by, item)

    def remove(self, by: Operator, item: str, tag: str | None) -> None:
        self._administration.remove_counter(by, *office_and_code(item), tag)


def counter_resource(administration: Administration, reader: OfficeReader) -> Resource:
    """Return the declaration of counters."""
    return Resource(
        name="counters",
        item="Counter",
        title=N_("Counters"),
        one_title=N_("Counter"),
        about=N_("The desks people are called to, and which services each of them serves in which order."),
        icon="desk",
        fields=_fields(reader),
        records=CounterRecords(administration, reader, lambda one: one.counters, Office.counter, _record),
        addition=N_("Add a counter"),
        removal=N_("Remove the counter"),
        removal_about=N_("Only a closed counter that no ticket is meant for can be removed."),
        refusals=("counter_unknown", "service_unknown"),
    )


def _services(values: Values) -> tuple[str, ...]:
    services = values["services"]
    assert isinstance(services, list)
    return tuple(services)


def _appointments(values: Values) -> int | None:
    number = values.get("appointments")
    assert number is None or isinstance(number, int)
    return number


def _changed(counter: Counter, values: Values) -> Counter:
    if "name" in values:
        counter = replace(counter, name=text_of(values, "name"))
    if "services" in values:
        counter = replace(counter, services=_services(values))
    if "appointments" in values:
        counter = replace(counter, appointments=_appointments(values))
    return counter


def _record(office: Office, counter: Counter) -> Record:
    values: dict[str, Value] = {
        OFFICE: office.code,
        "code": counter.code,
        "name": counter.name,
        "services": list(counter.services),
        "appointments": counter.appointments,
        "position": office.counters.index(counter) + 1,
    }
    return Record(id=f"{office.code}:{counter.code}", tag=tag_of(counter), values=values)
