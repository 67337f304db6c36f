"""Numbers by phone in the back office: who may take one, and what phones are told."""

from dataclasses import fields, replace

from queue_server.adapters.web.admin.fields import (
    ChoiceField,
    Field,
    IntegerField,
    NumberField,
    Option,
    TextField,
    Value,
    Values,
    YesNoField,
)
from queue_server.adapters.web.admin.of_office import OfficeRecords
from queue_server.adapters.web.admin.operators import offices_of
from queue_server.adapters.web.admin.resource import Record, Resource, altered
from queue_server.adapters.web.marking import N_
from queue_server.domain.office import Office
from queue_server.domain.phone import PhoneCode, PhoneRules
from queue_server.usecases.administration import Administration, bare
from queue_server.usecases.comparing import tag_of
from queue_server.usecases.ports.reading import OfficeReader

_DEFAULTS = PhoneRules()
_NAMES = tuple(one.name for one in fields(PhoneRules) if one.name != "code")

CODE_WORDS = {
    PhoneCode.NONE: N_("The address is enough"),
    PhoneCode.ROTATING: N_("The code of the moment at the entrance"),
}


def _seconds(name: str, label: str, help: str, minimum: float, maximum: float) -> NumberField:  # noqa: A002
    return NumberField(
        name=name,
        label=label,
        help=help,
        required=False,
        default=getattr(_DEFAULTS, name),
        minimum=minimum,
        maximum=maximum,
        listed=False,
    )


FIELDS: tuple[Field, ...] = (
    TextField(name="code", label=N_("Office"), longest=64, required=False, fixed=True),
    ChoiceField(
        name="phone_code",
        label=N_("To take a number a phone needs"),
        help=N_("Numbers by phone are switched on at the office. The screen for the entrance is /o/<office>/entrance."),
        required=False,
        default=PhoneCode.NONE.value,
        longest=16,
        pattern=f"^({'|'.join(PhoneCode)})$",
        options=lambda _: [Option(one, words) for one, words in CODE_WORDS.items()],
    ),
    _seconds("code_every_s", N_("The code changes every (seconds)"), N_("The one before is still taken."), 5, 3600),
    _seconds(
        "choose_s", N_("Time to choose after scanning (seconds)"), N_("Then it has to be scanned anew."), 60, 3600
    ),
    IntegerField(
        name="near_ahead",
        label=N_("“Your turn is near” from so many people ahead"),
        help=N_("Phones say and ring it; messages are sent then."),
        required=False,
        default=_DEFAULTS.near_ahead,
        maximum=50,
    ),
    YesNoField(
        name="messages",
        label=N_("Phones may ask for messages"),
        help=N_("By SMS or Zalo, e-mail or push, as far as the server has them ([notify] in its configuration)."),
        default=_DEFAULTS.messages,
    ),
    _seconds(
        "page_kept_s",
        N_("A ticket's page tells anything until (seconds after its end)"),
        N_("Later it is as if there had been no such ticket."),
        0,
        604800,
    ),
)


def phone_resource(administration: Administration, reader: OfficeReader) -> Resource:
    """Return the declaration of phones."""
    return Resource(
        name="phones",
        item="PhoneRules",
        title=N_("Phones"),
        one_title=N_("Phones"),
        about=N_("Who may take a number by phone, and what phones are told."),
        icon="phone",
        fields=FIELDS,
        records=OfficeRecords(administration, reader, _record, _changed, "each office always has its rules"),
        of_office=False,
        names=offices_of(reader),
    )


def _changed(office: Office, values: Values) -> Office:
    rules = altered(office.rules.phone, values, _NAMES)
    if "phone_code" in values:
        rules = replace(rules, code=PhoneCode(str(values["phone_code"])))
    return replace(office, rules=replace(office.rules, phone=rules))


def _record(office: Office) -> Record:
    rules = office.rules.phone
    values: dict[str, Value] = {"code": office.code, "phone_code": rules.code.value}
    return Record(
        id=office.code, tag=tag_of(bare(office)), values=values | {one: getattr(rules, one) for one in _NAMES}
    )
