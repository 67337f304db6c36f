"""Operators in the back office: accounts, roles, passwords."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from queue_server.adapters.web.admin.fields import (
    ChoiceField,
    Field,
    Option,
    PasswordField,
    TextField,
    Value,
    Values,
    YesNoField,
)
from queue_server.adapters.web.admin.resource import OFFICE, Added, Record, Resource, text_of
from queue_server.adapters.web.admin.weights_field import WeightsField
from queue_server.adapters.web.languages import current_language, text_in
from queue_server.adapters.web.marking import N_
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator, Role, Skill
from queue_server.usecases.comparing import tag_of
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.sign_in import PASSWORD_LENGTH
from queue_server.usecases.staff_administration import StaffAdministration

ROLE_WORDS = {
    Role.OPERATOR: N_("Operator: serves at a counter"),
    Role.RECEPTIONIST: N_("Reception: issues and cancels numbers"),
    Role.SUPERVISOR: N_("Supervisor: sees the whole office, takes counters over"),
    Role.ADMINISTRATOR: N_("Administrator: sets everything up"),
    Role.AUDITOR: N_("Auditor: reads, changes nothing"),
}
ROLES = "|".join(Role)


def offices_of(reader: OfficeReader) -> Callable[[str | None], Sequence[Option]]:
    """Return what offers all offices to choose from."""
    return lambda _: [Option(one.code, one.name) for one in reader.offices()]


def services_of(reader: OfficeReader) -> Callable[[str | None], Sequence[Option]]:
    """Return what offers the services of an office, or of all of them, each code once."""

    def options(office: str | None) -> Sequence[Option]:
        offices = reader.offices() if office is None else [reader.office(office)]
        language = current_language()
        found = {
            service.code: f"{service.prefix} {text_in(service.name, language)}".strip()
            for one in offices
            for service in one.services
        }
        return [Option(code, words) for code, words in found.items()]

    return options


def _fields(reader: OfficeReader) -> tuple[Field, ...]:
    return (
        TextField(
            name="username",
            label=N_("User name"),
            help=N_("For signing in: small letters, digits, dots and dashes. It can't be changed later."),
            longest=64,
            pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$",
            fixed=True,
        ),
        TextField(name="name", label=N_("Name"), help=N_("As colleagues see it.")),
        ChoiceField(
            name="role",
            label=N_("Role"),
            help=N_("What this person may do."),
            longest=20,
            pattern=f"^({ROLES})$",
            options=lambda _: [Option(role, words) for role, words in ROLE_WORDS.items()],
        ),
        ChoiceField(
            name=OFFICE,
            label=N_("Works in"),
            help=N_("Somebody without an office works in all of them."),
            required=False,
            longest=64,
            options=offices_of(reader),
            none=N_("All offices"),
        ),
        PasswordField(
            name="password",
            label=N_("Password"),
            help=N_("At least 8 characters; a new one signs the person out everywhere. Empty: it stays as it is."),
            required=False,
            longest=PASSWORD_LENGTH[1],
        ),
        WeightsField(
            name="skills",
            label=N_("Services"),
            help=N_(
                "Empty: all services of the counter, in its order. Otherwise only those with a number above 0, the "
                "greatest first; of equal numbers the counter's order decides."
            ),
            required=False,
            default={},
            listed=False,
            options=services_of(reader),
        ),
        YesNoField(
            name="disabled",
            label=N_("Locked out"),
            help=N_("Can't sign in any more. The past stays readable under the name."),
        ),
    )


class OperatorRecords:
    """See ``Records``."""

    def __init__(self, administration: StaffAdministration) -> None:
        self._administration = administration

    def all(self, by: Operator, office: str | None) -> Sequence[Record]:
        return [
            _record(one) for one in self._administration.operators(by) if office is None or one.office in (None, office)
        ]

    def one(self, by: Operator, item: str) -> Record:
        return _record(self._administration.operator(by, item))

    def add(self, by: Operator, values: Values) -> Added:
        password = values.get("password")
        if not isinstance(password, str):
            raise Refusal("password_missing", "a new account needs a password", "password")
        blank = Operator(id="", username=text_of(values, "username"), name="", role=Role.OPERATOR)
        return Added(record=_record(self._administration.add(by, _changed(blank, values), password)))

    def change(self, by: Operator, item: str, values: Values, tag: str | None) -> Record:
        password = values.get("password")
        changed = self._administration.change(
            by,
            item,
            lambda operator: _changed(operator, values),
            password if isinstance(password, str) else None,
            tag,
        )
        return _record(changed)

    def remove(self, by: Operator, item: str, tag: str | None) -> None:
        self._administration.change(by, item, lambda operator: replace(operator, disabled=True), None, tag)


def operator_resource(administration: StaffAdministration, reader: OfficeReader) -> Resource:
    """Return the declaration of operators."""
    return Resource(
        name="operators",
        item="Operator",
        title=N_("Staff"),
        one_title=N_("Member of staff"),
        about=N_("Who may sign in, and what each of them may do."),
        icon="person",
        fields=_fields(reader),
        records=OperatorRecords(administration),
        of_office=False,
        addition=N_("Add a member of staff"),
        removal=N_("Lock the account"),
        removal_about=N_("The person is signed out at once and can't sign in any more. The past stays readable."),
        refusals=("forbidden", "last_administrator", "invalid", "password_missing", "service_unknown"),
    )


def _changed(operator: Operator, values: Values) -> Operator:
    if "name" in values:
        operator = replace(operator, name=text_of(values, "name"))
    if "role" in values:
        operator = replace(operator, role=Role(text_of(values, "role")))
    if OFFICE in values:
        office = values[OFFICE]
        operator = replace(operator, office=office if isinstance(office, str) else None)
    if "skills" in values:
        operator = replace(operator, skills=_skills(values["skills"]))
    if "disabled" in values:
        operator = replace(operator, disabled=values["disabled"] is True)
    return operator


def _skills(weights: Value) -> tuple[Skill, ...]:
    assert isinstance(weights, dict)
    return tuple(Skill(service=code, weight=float(weight)) for code, weight in weights.items())


def _record(operator: Operator) -> Record:
    values: dict[str, Value] = {
        "username": operator.username,
        "name": operator.name,
        "role": operator.role.value,
        OFFICE: operator.office,
        "skills": {one.service: one.weight for one in operator.skills},
        "disabled": operator.disabled,
    }
    return Record(id=operator.id, tag=tag_of(operator), values=values)
