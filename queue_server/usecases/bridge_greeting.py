"""What a bridge says when it connects: its units, and what the server makes of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from queue_server.domain.device import Device, Unit
from queue_server.domain.errors import Refusal
from queue_server.domain.key_action import WITHOUT_COUNTER, parse_action
from queue_server.domain.office import Office
from queue_server.usecases.ports.changing import Offices, OfficeTransaction, UnitRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedUnit:
    """A unit as its bridge is configured."""

    name: str
    counter: str | None
    """``{office}:{counter}``, or the counter's code."""
    keys: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """The units as the server knows them now."""

    units: dict[str, UnitRecord]
    problems: tuple[str, ...]
    """One sentence for each unit that can't work as configured."""


class BridgeGreeting:
    """Takes a bridge's units in."""

    def __init__(self, offices: Offices) -> None:
        self._offices = offices

    def hello(self, device: Device, units: Sequence[AnnouncedUnit]) -> Greeting:
        """Store the units a bridge announces; a wrong one is named and works without its counter or keys.

        Raises:
            Refusal: office_unknown, busy.
        """

        def work(tx: OfficeTransaction) -> Greeting:
            problems: list[str] = []
            records = {one.name: _store(tx, device, one, problems) for one in units}
            return Greeting(units=records, problems=tuple(problems))

        return self._offices.change(device.office, work).value


def _store(tx: OfficeTransaction, device: Device, announced: AnnouncedUnit, problems: list[str]) -> UnitRecord:
    known = tx.unit(device.id, announced.name)
    key_map = known.unit.key_map if known is not None else None
    # Where the back office has the word, mistakes of the bridge's file don't matter.
    mistakes: list[str] = problems if key_map is None else []
    counter = _counter(tx.office, announced, mistakes)
    unit = Unit(
        device=device.id,
        name=announced.name,
        counter=counter,
        keys=_keys(announced, counter is not None, mistakes),
        key_map=key_map,
    )
    _check_place(tx.office, unit, problems)
    if known is None:
        known = UnitRecord(unit=unit)
    elif known.unit == unit:
        return known
    record = replace(known, unit=unit)
    tx.save_unit(record)
    return record


def _check_place(office: Office, unit: Unit, problems: list[str]) -> None:
    if unit.key_map is not None and unit.place is not None and all(one.code != unit.place for one in office.counters):
        problems.append(f"{unit.name}: the back office gave it counter {unit.place!r}, which is not there any more")


def _counter(office: Office, announced: AnnouncedUnit, problems: list[str]) -> str | None:
    if announced.counter is None:
        return None
    before, colon, after = announced.counter.partition(":")
    code = after if colon else before
    try:
        if colon and before != office.code:
            raise Refusal("counter_unknown", f"counter {announced.counter} is not of office {office.code}")
        return office.counter(code).code
    except Refusal as refusal:
        problems.append(f"{announced.name}: {refusal.detail}")
        return None


def _keys(announced: AnnouncedUnit, has_counter: bool, problems: list[str]) -> dict[str, str]:
    keys = {}
    for key, text in announced.keys.items():
        try:
            action = parse_action(text)
        except Refusal as refusal:
            problems.append(f"{announced.name}: key {key}: {refusal.detail}")
            continue
        if not has_counter and action.verb not in WITHOUT_COUNTER:
            problems.append(f"{announced.name}: key {key}: {text} needs a counter")
            continue
        keys[key] = text
    return keys
