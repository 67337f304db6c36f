"""Offices in the back office: their clock and the rules of their day."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import time

from queue_server.adapters.web.admin.fields import (
    CODE,
    ChoiceField,
    IntegerField,
    NumberField,
    Option,
    TextField,
    Value,
    Values,
    YesNoField,
)
from queue_server.adapters.web.admin.kiosk_fields import KIOSK_FIELDS
from queue_server.adapters.web.admin.of_office import OfficeRecords
from queue_server.adapters.web.admin.office_voice import VOICE_FIELDS, changed_voice, voice_values
from queue_server.adapters.web.admin.resource import Added, Record, Resource, altered, text_of
from queue_server.adapters.web.marking import N_
from queue_server.domain.office import BROWSER_PAPERS, Office, Rules
from queue_server.domain.operator import Operator
from queue_server.domain.policy import POLICIES
from queue_server.usecases.administration import Administration, bare
from queue_server.usecases.comparing import tag_of
from queue_server.usecases.ports.reading import OfficeReader

DAY_SECONDS = 86400.0
_RULES = {one.name for one in fields(Rules)}
_DEFAULTS = Rules()


def policy_options(_: str | None) -> Sequence[Option]:
    """Return the policies with what they do in a few words."""
    words = {
        "fifo": N_("In order of waiting time"),
        "strict": N_("Priority numbers first"),
        "ratio": N_("Priority and normal numbers by turns"),
        "accumulating": N_("Waiting time counts more for priority numbers"),
    }
    return [Option(one, words.get(one, one)) for one in POLICIES]


def _browser_papers(_: str | None) -> Sequence[Option]:
    words = {
        "off": N_("prints nothing"),
        "80": N_("prints on a roll of 80 mm"),
        "58": N_("prints on a roll of 58 mm"),
        "a6": N_("prints on A6 sheets"),
    }
    return [Option(one, words[one]) for one in BROWSER_PAPERS]


def _seconds(name: str, label: str, help: str, default: float) -> NumberField:  # noqa: A002  named as the field
    return NumberField(name=name, label=label, help=help, required=False, default=default, listed=False)


FIELDS = (
    TextField(
        name="code",
        label=N_("Code"),
        help=N_("Short name in addresses and settings: small letters, digits, dashes. It can't be changed later."),
        longest=64,
        pattern=CODE,
        fixed=True,
    ),
    TextField(name="name", label=N_("Name"), help=N_("As the lobby screen and the tickets show it.")),
    TextField(
        name="time_zone",
        label=N_("Time zone"),
        help=N_("Where the office is, such as Asia/Ho_Chi_Minh."),
        required=False,
        default="Asia/Ho_Chi_Minh",
        longest=64,
    ),
    TextField(
        name="day_start",
        label=N_("The numbers restart at"),
        help=N_("Local time at which a new service day begins, such as 00:00."),
        required=False,
        default="00:00",
        longest=5,
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        listed=False,
    ),
    YesNoField(
        name="phone_tickets",
        label=N_("Numbers by phone"),
        help=N_("Anybody may take a number with the own phone, without the kiosk."),
    ),
    YesNoField(
        name="closing_stop",
        label=N_("No more numbers when the day is too short"),
        help=N_("Who would be called after closing time gets no number, and is told so. Needs opening hours."),
        listed=False,
    ),
    ChoiceField(
        name="policy",
        label=N_("Who is next"),
        help=N_("How the next number is chosen among those who wait."),
        required=False,
        default=_DEFAULTS.policy,
        options=policy_options,
        longest=64,
    ),
    *KIOSK_FIELDS,
    ChoiceField(
        name="browser_paper",
        label=N_("Kiosk without a ticket printer"),
        help=N_("Its browser prints on its computer's ordinary printer; Chromium with --kiosk-printing asks nobody."),
        required=False,
        default=_DEFAULTS.browser_paper,
        options=_browser_papers,
        longest=8,
        listed=False,
    ),
    _seconds(
        "issue_to_call_pause_s",
        N_("Pause before a new number is spoken (seconds)"),
        N_("Whoever has just taken a number is still at the kiosk. The screen shows the call at once all the same."),
        _DEFAULTS.issue_to_call_pause_s,
    ),
    IntegerField(
        name="no_show_calls",
        label=N_("Calls before somebody counts as absent"),
        help=N_("So often a number has to be called."),
        required=False,
        default=_DEFAULTS.no_show_calls,
        minimum=1,
        maximum=20,
        listed=False,
    ),
    _seconds(
        "no_show_after_s",
        N_("Seconds before somebody counts as absent"),
        N_("Counted from the first call."),
        _DEFAULTS.no_show_after_s,
    ),
    _seconds(
        "no_show_grace_s",
        N_("An absent person may return within (seconds)"),
        N_("After that a new number is needed."),
        _DEFAULTS.no_show_grace_s,
    ),
    _seconds(
        "hold_default_s",
        N_("A number on hold waits again after (seconds)"),
        N_("Unless the operator chooses another time."),
        _DEFAULTS.hold_default_s,
    ),
    _seconds(
        "undo_s",
        N_("A step can be undone within (seconds)"),
        N_("The last step of each counter, once."),
        _DEFAULTS.undo_s,
    ),
    NumberField(
        name="double_press_s",
        label=N_("Two presses count as one within (seconds)"),
        help=N_("Against calling two people by a hurried double press of a call box."),
        required=False,
        default=_DEFAULTS.double_press_s,
        maximum=5,
        listed=False,
    ),
    _seconds(
        "alarm_longest_wait_s",
        N_("Alarm when somebody waits longer than (seconds)"),
        N_("Alarms are shown on the supervisor's page."),
        _DEFAULTS.alarms.longest_wait_s,
    ),
    IntegerField(
        name="alarm_queue_length",
        label=N_("Alarm when more people wait for one service than"),
        required=False,
        default=_DEFAULTS.alarms.queue_length,
        minimum=1,
        listed=False,
    ),
    _seconds(
        "alarm_idle_counter_s",
        N_("Alarm when a free counter leaves people waiting for (seconds)"),
        N_("The counter is open, has no ticket, and could call them."),
        _DEFAULTS.alarms.idle_counter_s,
    ),
    _seconds(
        "alarm_long_service_s",
        N_("Alarm when serving one person takes longer than (seconds)"),
        N_("Perhaps somebody needs help."),
        _DEFAULTS.alarms.long_service_s,
    ),
    *VOICE_FIELDS,
)

_KIOSK = {
    "kiosk_ask_wait_min": "ask_wait_min",
    "kiosk_several": "several",
    "kiosk_rating": "rating",
    "person_daily_limit": "person_daily_limit",
}
"""Fields and the rules of kiosks they set."""

_ALARMS = {
    "alarm_longest_wait_s": "longest_wait_s",
    "alarm_queue_length": "queue_length",
    "alarm_idle_counter_s": "idle_counter_s",
    "alarm_long_service_s": "long_service_s",
}
"""Fields and the limits of alarms they set."""


class WholeOfficeRecords(OfficeRecords):
    """Offices themselves, which can be added, and removed as long as nobody was served in them."""

    def add(self, by: Operator, values: Values) -> Added:
        empty = Office(code=text_of(values, "code"), name="", time_zone="")
        return Added(record=_record(self._administration.add_office(by, _changed(empty, values))))

    def remove(self, by: Operator, item: str, tag: str | None) -> None:
        self._administration.remove_office(by, item, tag)


def office_resource(administration: Administration, reader: OfficeReader) -> Resource:
    """Return the declaration of offices."""
    return Resource(
        name="offices",
        item="Office",
        title=N_("Offices"),
        one_title=N_("Office"),
        about=N_("A place with a waiting room: it has its own clock, numbers and line."),
        icon="desk",
        fields=FIELDS,
        records=WholeOfficeRecords(administration, reader, _record, _changed),
        of_office=False,
        addition=N_("Add an office"),
        removal=N_("Remove the office"),
        removal_about=N_(
            "Its services, counters, devices and screens go with it. Only an office where no number was ever given out "
            "can be removed. One that the configuration file names comes back with the next start."
        ),
        refusals=(
            "time_zone_unknown",
            "policy_unknown",
            "invalid",
            "office_used",
            "office_staffed",
            "office_on_box",
        ),
    )


def _changed(office: Office, values: Values) -> Office:
    office = altered(office, values, ("name", "time_zone", "phone_tickets"))
    if "day_start" in values:
        office = replace(office, day_start=time.fromisoformat(text_of(values, "day_start")))
    limits = {_ALARMS[name]: value for name, value in values.items() if name in _ALARMS}
    alarms = altered(office.rules.alarms, limits, limits)
    given = {_KIOSK[name]: value for name, value in values.items() if name in _KIOSK}
    kiosk = altered(office.rules.kiosk, given, given)
    voice = changed_voice(office.rules.voice, values)
    rules = altered(office.rules, values, _RULES)
    return replace(office, rules=replace(rules, alarms=alarms, kiosk=kiosk, voice=voice))


def _record(office: Office) -> Record:
    rules: dict[str, Value] = {one.name: getattr(office.rules, one.name) for one in FIELDS if one.name in _RULES}
    values: dict[str, Value] = {
        "code": office.code,
        "name": office.name,
        "time_zone": office.time_zone,
        "day_start": f"{office.day_start:%H:%M}",
        "phone_tickets": office.phone_tickets,
    }
    rules |= {name: getattr(office.rules.alarms, limit) for name, limit in _ALARMS.items()}
    rules |= {name: getattr(office.rules.kiosk, rule) for name, rule in _KIOSK.items()}
    rules |= voice_values(office.rules.voice)
    return Record(id=office.code, tag=tag_of(bare(office)), values=values | rules)
