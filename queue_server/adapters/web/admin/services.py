"""Services in the back office: the lines people queue in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, cast

from pydantic import Field as Constraint
from pydantic import StringConstraints

from queue_server.adapters.web.admin.fields import (
    CODE,
    MOST_CHOICES,
    ChoicesField,
    Field,
    IntegerField,
    Option,
    TextField,
    TextsField,
    Value,
    Values,
    YesNoField,
)
from queue_server.adapters.web.admin.layout_fields import LongTextsField
from queue_server.adapters.web.admin.of_office import PartRecords, position_of
from queue_server.adapters.web.admin.resource import OFFICE, Added, Record, Resource, altered, office_and_code, text_of
from queue_server.adapters.web.bodies import PLAIN
from queue_server.adapters.web.marking import N_
from queue_server.domain.office import Office, Service
from queue_server.domain.operator import Operator
from queue_server.usecases.administration import Administration
from queue_server.usecases.comparing import tag_of
from queue_server.usecases.ports.reading import OfficeReader

_QUOTA = "quota_"

FIELDS = (
    TextField(
        name="code",
        label=N_("Code"),
        help=N_("Short name in addresses and settings: small letters, digits, dashes. It can't be changed later."),
        longest=64,
        pattern=CODE,
        fixed=True,
        listed=False,
    ),
    TextField(
        name="prefix",
        label=N_("Letter of the numbers"),
        help=N_(
            "Printed before the number: A007. A, H, L and B are understood and shown best; I and O look like digits. "
            "Services with the same letter share one series of numbers."
        ),
        required=False,
        default="",
        longest=2,
        pattern=r"^[A-Z]{0,2}$",
    ),
    TextsField(name="name", label=N_("Name"), help=N_("As kiosk and screen show it; in Vietnamese at least.")),
    YesNoField(
        name="open",
        label=N_("Gives numbers"),
        help=N_("A closed service stays visible at the kiosk, but gives no numbers. Those who wait are still called."),
        default=True,
    ),
    IntegerField(
        name="first_number",
        label=N_("First number"),
        help=N_("Usually 1."),
        required=False,
        default=1,
        listed=False,
    ),
    IntegerField(
        name="last_number",
        label=N_("Last number"),
        help=N_("Empty: the numbers go on. Otherwise they begin anew after it, without those still in use."),
        required=False,
        listed=False,
    ),
    *(
        IntegerField(name=f"quota_{half}", label=label, help=help_, required=False, maximum=9999, listed=False)
        for half, label, help_ in (
            ("day", N_("Numbers a day at most"), N_("Empty: no limit. A number that is given up is free again.")),
            ("morning", N_("Numbers in the morning at most"), N_("Taken before noon. Empty: no limit.")),
            ("afternoon", N_("Numbers in the afternoon at most"), N_("Taken from noon on. Empty: no limit.")),
        )
    ),
    IntegerField(
        name="position",
        label=N_("Place in the list"),
        help=N_("1 is shown first at the kiosk. Empty: the last place, or the present one."),
        required=False,
        minimum=1,
        maximum=999,
    ),
    LongTextsField(
        name="paper_note",
        label=N_("Text on its tickets"),
        help=N_("What whoever waits in this line should know or have ready, in a line or two."),
        required=False,
        default={},
        longest=300,
        listed=False,
    ),
)

_RULES = ("paper_note", "fields")
"""Fields that are rules of the service."""


Headings = Callable[[], Sequence[str]]
"""Returns the headings of the procedure catalogue."""


@dataclass(frozen=True, kw_only=True)
class HeadingsField(ChoicesField):
    """Headings of the catalogue, which may be long."""

    @property
    def accepted(self) -> object:
        one = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PLAIN)]
        return Annotated[list[one], Constraint(max_length=MOST_CHOICES)]


def _procedure_fields(headings: Headings) -> Field:
    return HeadingsField(
        name="fields",
        label=N_("Fields of procedures"),
        help=N_("Who looks up a procedure of these fields waits in this line. Put 1, 2, … beside those that count."),
        required=False,
        default=[],
        options=lambda _: [Option(one, one) for one in headings()],
        listed=False,
    )


class ServiceRecords(PartRecords[Service]):
    """See ``Records``."""

    def add(self, by: Operator, values: Values) -> Added:
        office, code = text_of(values, OFFICE), text_of(values, "code")
        wanted = _changed(Service(code=code, name={}, prefix=""), values)
        self._administration.add_service(by, office, wanted, position_of(values))
        return Added(record=self.one(by, f"{office}:{code}"))

    def change(self, by: Operator, item: str, values: Values, tag: str | None) -> Record:
        office, code = office_and_code(item)
        self._administration.change_service(
            by, office, code, lambda service: _changed(service, values), position_of(values), tag
        )
        return self.one(by, item)

    def remove(self, by: Operator, item: str, tag: str | None) -> None:
        self._administration.remove_service(by, *office_and_code(item), tag)


def service_resource(administration: Administration, reader: OfficeReader, headings: Headings) -> Resource:
    """Return the declaration of services."""
    return Resource(
        name="services",
        item="Service",
        title=N_("Services"),
        one_title=N_("Service"),
        about=N_("The lines people queue in. Each has its numbers; counters say which services they serve."),
        icon="ticket",
        fields=(*FIELDS, _procedure_fields(headings)),
        records=ServiceRecords(administration, reader, lambda one: one.services, Office.service, _record),
        addition=N_("Add a service"),
        removal=N_("Remove the service"),
        removal_about=N_("Only a service that nobody waits for and no counter serves can be removed."),
        refusals=("prefix_unreadable", "range_reversed", "range_differs", "service_unknown", "service_served"),
        absent=("service_unknown",),
    )


def _changed(service: Service, values: Values) -> Service:
    service = altered(service, values, ("name", "prefix", "open", "first_number", "last_number"))
    given = {**values, "fields": tuple(cast("list[str]", values["fields"]))} if "fields" in values else values
    limits = {name.removeprefix(_QUOTA): value for name, value in values.items() if name.startswith(_QUOTA)}
    quota = altered(service.rules.quota, limits, limits)
    service = replace(service, rules=replace(altered(service.rules, cast("Values", given), _RULES), quota=quota))
    return service.reopened() if service.open else service


def _record(office: Office, service: Service) -> Record:
    values: dict[str, Value] = {
        OFFICE: office.code,
        "code": service.code,
        "prefix": service.prefix,
        "name": service.name,
        "open": service.open,
        "first_number": service.first_number,
        "last_number": service.last_number,
        "quota_day": service.rules.quota.day,
        "quota_morning": service.rules.quota.morning,
        "quota_afternoon": service.rules.quota.afternoon,
        "position": office.services.index(service) + 1,
        "paper_note": dict(service.rules.paper_note),
        "fields": list(service.rules.fields),
    }
    return Record(id=f"{office.code}:{service.code}", tag=tag_of(service), values=values)
