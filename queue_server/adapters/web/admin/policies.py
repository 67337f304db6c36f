"""Policies in the back office: who is next in an office, with the numbers of that policy."""

from dataclasses import fields, replace

from queue_server.adapters.web.admin.fields import (
    ChoiceField,
    Field,
    IntegerField,
    NumberField,
    TextField,
    Value,
    Values,
)
from queue_server.adapters.web.admin.of_office import OfficeRecords
from queue_server.adapters.web.admin.offices import policy_options
from queue_server.adapters.web.admin.operators import offices_of
from queue_server.adapters.web.admin.resource import Record, Resource
from queue_server.adapters.web.marking import N_
from queue_server.domain.office import Office
from queue_server.domain.policy import PolicyOptions, describe_policy, option_limits, parse_policy
from queue_server.usecases.administration import Administration, bare
from queue_server.usecases.comparing import tag_of
from queue_server.usecases.ports.reading import OfficeReader

WORDS = {
    "normal_rate": (N_("Points a minute without priority"), N_("Only the proportions of the three rates matter.")),
    "appointment_rate": (N_("Points a minute with an appointment"), N_("Used when waiting time counts more.")),
    "priority_rate": (N_("Points a minute with priority"), N_("Used when waiting time counts more.")),
    "ratio_priority": (N_("By turns: calls with priority"), N_("So many calls for priority and appointments …")),
    "ratio_normal": (N_("By turns: calls without priority"), N_("… then so many for the others, while both wait.")),
    "max_wait_s": (N_("Longest wait (seconds)"), N_("Who has waited this long is called first. 0: never.")),
    "appointment_early_s": (
        N_("An appointment waits from (seconds before)"),
        N_("Before that it is called only if nobody else waits."),
    ),
    "appointment_late_s": (
        N_("An appointment counts until (seconds after)"),
        N_("Who checks in later waits like everybody."),
    ),
    "priority_target_s": (N_("Target with priority (seconds)"), N_("Nine of ten should be called within this time.")),
    "appointment_target_s": (
        N_("Target with an appointment (seconds)"),
        N_("Nine of ten should be called within this time."),
    ),
}
"""Label and help of each option."""


def _option(name: str) -> Field:
    label, help_ = WORDS[name]
    low, high = option_limits()[name]
    default = getattr(PolicyOptions(), name)
    if isinstance(default, int):
        return IntegerField(
            name=name,
            label=label,
            help=help_,
            required=False,
            default=default,
            minimum=int(low),
            maximum=int(high),
            listed=False,
        )
    least = 0 if name == "max_wait_s" else low
    return NumberField(
        name=name,
        label=label,
        help=help_,
        required=False,
        default=default,
        minimum=least,
        maximum=high,
        listed=False,
    )


FIELDS = (
    TextField(
        name="code",
        label=N_("Office"),
        help=N_("The office whose line this is."),
        longest=64,
        required=False,
        fixed=True,
    ),
    ChoiceField(
        name="name",
        label=N_("Who is next"),
        help=N_("How the next number is chosen among those who wait."),
        options=policy_options,
        longest=64,
    ),
    *(_option(one.name) for one in fields(PolicyOptions)),
)


def policy_resource(administration: Administration, reader: OfficeReader) -> Resource:
    """Return the declaration of policies."""
    return Resource(
        name="policies",
        item="Policy",
        title=N_("Who is next"),
        one_title=N_("Who is next"),
        about=N_("How each office chooses the next number. Try a policy on a past day before you switch it on."),
        icon="people",
        fields=FIELDS,
        records=OfficeRecords(administration, reader, _record, _changed, "each office always has one policy"),
        of_office=False,
        names=offices_of(reader),
    )


def _changed(office: Office, values: Values) -> Office:
    given = {key: value for key, value in values.items() if key != "code" and value is not None}
    policy = parse_policy(given, office.rules.selection)
    return replace(office, rules=replace(office.rules, policy=policy.name, policy_options=policy.options))


def _record(office: Office) -> Record:
    described = describe_policy(office.rules.selection)
    values: dict[str, Value] = {"code": office.code, **described, "max_wait_s": described["max_wait_s"] or 0}
    return Record(id=office.code, tag=tag_of(bare(office)), values=values)
