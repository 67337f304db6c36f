"""Call boxes and LED units in the back office: counter, key map, what the digits show."""

from collections.abc import Callable, Sequence

from flask_babel import gettext

from queue_server.adapters.web.admin.fields import (
    ChoiceField,
    ChoiceMapField,
    Field,
    Option,
    TextField,
    Value,
    Values,
    YesNoField,
)
from queue_server.adapters.web.admin.resource import OFFICE, Added, Record, Resource
from queue_server.adapters.web.languages import current_language, text_in
from queue_server.adapters.web.marking import N_
from queue_server.domain.device import KeyMap, Shown
from queue_server.domain.errors import Refusal
from queue_server.domain.key_action import MOST_HELD, WITH_SERVICE, Verb
from queue_server.domain.operator import Operator
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.comparing import tag_of
from queue_server.usecases.device_administration import DeviceAdministration
from queue_server.usecases.ports.changing import UnitRecord
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.unit_administration import UnitAdministration, present_map

KEYS = tuple(str(key) for key in range(1, 9))
"""Keys a form shows; by API up to 32."""

ACTION_WORDS: dict[Verb, str] = {
    Verb.NEXT: N_("Call next"),
    Verb.RECALL: N_("Call again"),
    Verb.START: N_("Start"),
    Verb.FINISH: N_("Finish"),
    Verb.NO_SHOW: N_("No-show"),
    Verb.HOLD: N_("Hold"),
    Verb.PAUSE: N_("Pause or resume"),
    Verb.TRANSFER: N_("Transfer to"),
    Verb.ISSUE: N_("Issue a number of"),
    Verb.RATE: N_("Rating"),
}

SCORE_WORDS = {
    5: N_("5 – very satisfied"),
    4: N_("4 – satisfied"),
    3: N_("3 – neither"),
    2: N_("2 – dissatisfied"),
    1: N_("1 – very dissatisfied"),
}

SHOWN_WORDS = {
    Shown.NUMBER: N_("The number at the counter"),
    Shown.WAITING: N_("How many wait"),
    Shown.NOTHING: N_("Nothing"),
}


def _actions(reader: OfficeReader) -> Callable[[str | None], Sequence[Option]]:
    def options(office: str | None) -> Sequence[Option]:
        services = reader.office(office).services if office is not None else ()
        found = []
        for verb, words in ACTION_WORDS.items():
            if verb is Verb.RATE:
                found += [Option(f"{verb}:{one}", f"{gettext(words)} {gettext(of)}") for one, of in SCORE_WORDS.items()]
                continue
            if verb not in WITH_SERVICE:
                found.append(Option(verb.value, words))
                continue
            for one in services:
                found.append(Option(f"{verb}:{one.code}", f"{gettext(words)} {text_in(one.name, current_language())}"))
        return found

    return options


def _counters(reader: OfficeReader) -> Callable[[str | None], Sequence[Option]]:
    return lambda office: [Option(one.code, one.name) for one in (reader.office(office).counters if office else ())]


def _fields(reader: OfficeReader) -> tuple[Field, ...]:
    return (
        TextField(name="unit", label=N_("Unit"), help=N_("Line and address."), fixed=True),
        TextField(name="bridge", label=N_("Bridge"), fixed=True),
        ChoiceField(
            name="counter",
            label=N_("Counter"),
            help=N_("Its keys act there, its digits show that counter's number."),
            required=False,
            longest=16,
            options=_counters(reader),
            none=N_("None: it only issues numbers"),
        ),
        ChoiceMapField(
            name="keys",
            label=N_("Keys"),
            help=N_("What happens when a key goes down. A box with a single key works all day with Call next."),
            required=False,
            default={},
            rows=KEYS,
            options=_actions(reader),
        ),
        ChoiceMapField(
            name="long_keys",
            label=N_("Keys held for a second"),
            help=N_(
                "Happens instead: such a key acts when it is let go, or after a second. Without anything here, "
                "holding Call next ends the last ticket of an empty line."
            ),
            required=False,
            default={},
            rows=KEYS[:MOST_HELD],
            options=_actions(reader),
            listed=False,
        ),
        ChoiceField(
            name="show",
            label=N_("The digits show"),
            required=False,
            default=Shown.NUMBER.value,
            longest=16,
            pattern=f"^({'|'.join(Shown)})$",
            options=lambda _: [Option(one, words) for one, words in SHOWN_WORDS.items()],
            listed=False,
        ),
        YesNoField(
            name="own",
            label=N_("Set here"),
            help=N_("Otherwise the bridge's file says what the keys do."),
            fixed=True,
        ),
    )


class UnitRecords:
    """See ``Records``."""

    def __init__(self, administration: UnitAdministration, devices: DeviceAdministration, reader: OfficeReader) -> None:
        self._administration = administration
        self._devices = devices
        self._reader = reader

    def all(self, by: Operator, office: str | None) -> Sequence[Record]:
        offices = [one.code for one in self._reader.offices()] if office is None else [office]
        names = {one.id: one.name for one in self._devices.devices(by)}
        mine = [code for code in offices if by.office in (None, code)]
        return [_record(code, one, names) for code in mine for one in self._reader.units(code)]

    def one(self, by: Operator, item: str) -> Record:
        office, device, name = _parts(item)
        refuse_unless_administrator(by, office)
        names = {one.id: one.name for one in self._devices.devices(by)}
        for one in self._reader.units(office):
            if (one.unit.device, one.unit.name) == (device, name):
                return _record(office, one, names)
        raise Refusal("unit_unknown", f"no bridge of office {office} has announced unit {name}")

    def add(self, by: Operator, values: Values) -> Added:
        raise Refusal("method_not_allowed", "units are announced by their bridges")

    def change(self, by: Operator, item: str, values: Values, tag: str | None) -> Record:
        office, device, name = _parts(item)
        wanted = _key_map({**self.one(by, item).values, **values})
        self._administration.set_map(by, office, device, name, wanted, tag)
        return self.one(by, item)

    def remove(self, by: Operator, item: str, tag: str | None) -> None:
        self._administration.set_map(by, *_parts(item), None, tag)


def unit_resource(administration: UnitAdministration, devices: DeviceAdministration, reader: OfficeReader) -> Resource:
    """Return the declaration of units."""
    return Resource(
        name="units",
        item="Unit",
        title=N_("Call boxes"),
        one_title=N_("Call box"),
        about=N_(
            "Boxes and LED digits that bridges announced, and what their keys do. A change works with the next press."
        ),
        icon="buzzer",
        fields=_fields(reader),
        records=UnitRecords(administration, devices, reader),
        removal=N_("Leave it to the bridge's file"),
        removal_about=N_("What was set here is forgotten; the keys do again what the bridge's file says."),
        refusals=(
            "unit_unknown",
            "counter_unknown",
            "service_unknown",
            "key_without_action",
            "key_needs_counter",
        ),
    )


def _parts(item: str) -> tuple[str, str, str]:
    """Return (office, device, unit name) of ``office:device:line:address``.

    Raises:
        Refusal: not_found.
    """
    parts = item.split(":")
    if len(parts) < 4:
        raise Refusal("not_found", f"{item!r} is not written office:device:line:address")
    office, device, *line, address = parts
    return office, device, f"{':'.join(line)}/{address}"


def _key_map(values: Values) -> KeyMap:
    keys, long_keys, counter = values["keys"], values["long_keys"], values["counter"]
    assert isinstance(keys, dict)
    assert isinstance(long_keys, dict)
    return KeyMap(
        counter=counter if isinstance(counter, str) else None,
        keys={key: str(action) for key, action in keys.items()},
        long_keys={key: str(action) for key, action in long_keys.items()},
        show=Shown(str(values["show"])),
    )


def _record(office: str, record: UnitRecord, bridges: dict[str, str]) -> Record:
    unit, present = record.unit, present_map(record)
    line, _, address = unit.name.rpartition("/")
    values: dict[str, Value] = {
        OFFICE: office,
        "unit": unit.name,
        "bridge": bridges.get(unit.device, unit.device),
        "counter": present.counter,
        "keys": dict(present.keys),
        "long_keys": dict(present.long_keys),
        "show": present.show.value,
        "own": unit.key_map is not None,
    }
    return Record(id=f"{office}:{unit.device}:{line}:{address}", tag=tag_of(present), values=values)
