"""Kiosks and dispensers in the back office: which printer each one's tickets come out of."""

from collections.abc import Sequence

from queue_server.adapters.web.admin.fields import ChoiceField, Field, Option, TextField, Value, Values, YesNoField
from queue_server.adapters.web.admin.resource import OFFICE, Added, Record, Resource, office_and_code
from queue_server.adapters.web.marking import N_
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.comparing import tag_of
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.printing_places import PrintingPlace, PrintingPlaces

KIOSK, KEYS = "kiosk", "keys"
KIND_WORDS = {KIOSK: N_("Kiosk"), KEYS: N_("Keys that give numbers")}


def _fields(places: PrintingPlaces) -> tuple[Field, ...]:
    def options(office: str | None) -> Sequence[Option]:
        return [] if office is None else [Option(one, one) for one in places.printers(office)]

    return (
        TextField(name="place", label=N_("Name"), fixed=True),
        ChoiceField(
            name="kind",
            label=N_("Kind"),
            longest=16,
            fixed=True,
            options=lambda _: [Option(one, words) for one, words in KIND_WORDS.items()],
        ),
        ChoiceField(
            name="printer",
            label=N_("Printer"),
            help=N_(
                "Its tickets come out there, from the next one on; this wins over the configuration file, in which the "
                "printers themselves stand."
            ),
            required=False,
            longest=64,
            options=options,
            none=N_("None: nothing is printed"),
        ),
        YesNoField(
            name="own",
            label=N_("Set here"),
            help=N_("Otherwise the configuration file says where it prints."),
            fixed=True,
        ),
    )


class PlaceRecords:
    """See ``Records``; places are kiosks added as devices, and units with keys that give numbers."""

    def __init__(self, places: PrintingPlaces, reader: OfficeReader) -> None:
        self._places = places
        self._reader = reader

    def all(self, by: Operator, office: str | None) -> Sequence[Record]:
        codes = [one.code for one in self._reader.offices()] if office is None else [office]
        mine = [code for code in codes if by.office in (None, code)]
        return [_record(code, one) for code in mine for one in self._places.places(code)]

    def one(self, by: Operator, item: str) -> Record:
        office, place = office_and_code(item)
        refuse_unless_administrator(by, office)
        return _record(office, self._places.place(office, place))

    def add(self, by: Operator, values: Values) -> Added:
        raise Refusal("method_not_allowed", "kiosks are added as devices, units are announced by their bridges")

    def change(self, by: Operator, item: str, values: Values, tag: str | None) -> Record:
        office, place = office_and_code(item)
        printer = {**self.one(by, item).values, **values}["printer"]
        wanted = printer if isinstance(printer, str) and printer else None
        return _record(office, self._places.set_up(by, office, place, wanted, tag))

    def remove(self, by: Operator, item: str, tag: str | None) -> None:
        office, place = office_and_code(item)
        self._places.leave(by, office, place, tag)


def place_resource(places: PrintingPlaces, reader: OfficeReader) -> Resource:
    """Return the declaration of places."""
    return Resource(
        name="places",
        item="PrintingPlace",
        title=N_("Where tickets are printed"),
        one_title=N_("Where tickets are printed"),
        about=N_(
            "Kiosks, and call boxes with keys that give numbers. What is set here wins over the configuration file. "
            "What the keys do is set at the call boxes."
        ),
        icon="printer",
        fields=_fields(places),
        records=PlaceRecords(places, reader),
        removal=N_("Leave it to the configuration file"),
        removal_about=N_("What was set here is forgotten; the tickets come out again where the file says."),
        refusals=("printer_unknown",),
    )


def _record(office: str, one: PrintingPlace) -> Record:
    values: dict[str, Value] = {
        OFFICE: office,
        "place": one.set_up.place,
        "kind": KIOSK if one.is_kiosk else KEYS,
        "printer": one.set_up.printer,
        "own": one.own,
    }
    return Record(id=f"{office}:{one.id}", tag=tag_of(one.set_up), values=values)
