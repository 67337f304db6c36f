"""Which printer the tickets of a kiosk or of a unit's keys come out of: as the file says, or as the back office."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from queue_server.domain.device import DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.domain.kiosk import PaperPlace, paper_place
from queue_server.domain.office import Office
from queue_server.domain.operator import Operator
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.comparing import differences, refuse_if_changed
from queue_server.usecases.configuring import configured
from queue_server.usecases.ports.accounts import Accounts
from queue_server.usecases.ports.changing import Offices, OfficeTransaction
from queue_server.usecases.ports.printing import Printers
from queue_server.usecases.ports.reading import OfficeReader


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintingPlace:
    """A kiosk, or a unit whose keys give numbers, and where its tickets come out."""

    id: str
    """Of the device, or ``device:line:address`` of the unit."""
    is_kiosk: bool
    set_up: PaperPlace
    """What holds now, whoever said so."""
    by_file: str | None
    """Printer that the configuration file names for it."""
    own: bool
    """Whether the back office said so."""


class PrintingPlaces:
    """What administrators do with places; a change works with the next ticket."""

    def __init__(self, offices: Offices, reader: OfficeReader, accounts: Accounts, printers: Printers) -> None:
        self._offices = offices
        self._reader = reader
        self._accounts = accounts
        self._printers = printers

    def printers(self, office: str) -> Sequence[str]:
        """Return the names of the printers that an office may use."""
        return self._printers.of_office(office)

    def places(self, office: str) -> Sequence[PrintingPlace]:
        """Return the places of an office, kiosks first.

        Raises:
            Refusal: office_unknown.
        """
        known = self._reader.office(office)
        kiosks = [
            (one.id, one.name)
            for one in self._accounts.devices()
            if one.office == office and one.kind is DeviceKind.KIOSK and not one.revoked
        ]
        units = [
            (f"{one.unit.device}:{one.unit.name.replace('/', ':')}", one.unit.name)
            for one in self._reader.units(office)
            if one.unit.issues
        ]
        return [
            *(self._place(known, id_, name, is_kiosk=True) for id_, name in kiosks),
            *(self._place(known, id_, name, is_kiosk=False) for id_, name in units),
        ]

    def place(self, office: str, place_id: str) -> PrintingPlace:
        """Return a place.

        Raises:
            Refusal: office_unknown, not_found.
        """
        for one in self.places(office):
            if one.id == place_id:
                return one
        raise Refusal("not_found", f"office {office} prints no tickets at {place_id!r}")

    def set_up(self, by: Operator, office: str, place_id: str, printer: str | None, tag: str | None) -> PrintingPlace:
        """Set where a place prints; None: nowhere.

        Raises:
            Refusal: forbidden, office_unknown, not_found, printer_unknown, changed_meanwhile.
        """
        if printer is not None and printer not in self._printers.of_office(office):
            known = ", ".join(self._printers.of_office(office)) or "none"
            raise Refusal("printer_unknown", f"office {office} has no printer {printer!r}; it has {known}", "printer")
        return self._store(by, office, place_id, PaperPlace(place="", printer=printer), tag)

    def leave(self, by: Operator, office: str, place_id: str, tag: str | None) -> PrintingPlace:
        """Leave a place to the configuration file again.

        Raises:
            Refusal: forbidden, office_unknown, not_found, changed_meanwhile.
        """
        return self._store(by, office, place_id, None, tag)

    def _store(
        self, by: Operator, office: str, place_id: str, wanted: PaperPlace | None, tag: str | None
    ) -> PrintingPlace:
        refuse_unless_administrator(by, office)
        before = self.place(office, place_id)
        name = before.set_up.place
        after = None if wanted is None else replace(wanted, place=name)

        def work(tx: OfficeTransaction) -> None:
            stored = paper_place(tx.office.rules.paper_places, name)
            by_file = PaperPlace(place=name, printer=before.by_file)
            present = stored or by_file
            refuse_if_changed(present, after, tag)
            if stored == after:
                return
            others = tuple(one for one in tx.office.rules.paper_places if one.place != name)
            kept = others if after is None else (*others, after)
            tx.save_office(replace(tx.office, rules=replace(tx.office.rules, paper_places=kept)))
            configured(tx, by.id, "printing_place", name, differences(present, after or by_file))

        self._offices.change(office, work)
        return self.place(office, place_id)

    def _place(self, office: Office, place_id: str, name: str, *, is_kiosk: bool) -> PrintingPlace:
        found = self._printers.for_device if is_kiosk else self._printers.for_unit
        by_file = found(office.code, name)
        own = paper_place(office.rules.paper_places, name)
        holds = own or PaperPlace(place=name, printer=by_file)
        return PrintingPlace(id=place_id, is_kiosk=is_kiosk, set_up=holds, by_file=by_file, own=own is not None)
