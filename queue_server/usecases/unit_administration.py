"""Key maps in the hands of administrators: what the keys of a call box do, whatever its bridge's file says."""

from collections.abc import Mapping
from dataclasses import replace

from queue_server.domain.device import KeyMap
from queue_server.domain.errors import Refusal
from queue_server.domain.key_action import MOST_HELD, WITHOUT_COUNTER, parse_action
from queue_server.domain.office import Office
from queue_server.domain.operator import Operator
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.comparing import differences, refuse_if_changed
from queue_server.usecases.configuring import configured
from queue_server.usecases.ports.changing import Offices, OfficeTransaction, UnitRecord


class UnitAdministration:
    """What administrators do with units; bridges are told at once."""

    def __init__(self, offices: Offices) -> None:
        self._offices = offices

    def set_map(
        self, by: Operator, office: str, device: str, name: str, key_map: KeyMap | None, tag: str | None
    ) -> UnitRecord:
        """Set what a unit's keys do and what it shows; None leaves it to the bridge's file again.

        Raises:
            Refusal: forbidden, office_unknown, unit_unknown, changed_meanwhile, counter_unknown, service_unknown,
                key_without_action, key_needs_counter.
        """
        refuse_unless_administrator(by, office)

        def work(tx: OfficeTransaction) -> UnitRecord:
            before = tx.unit(device, name)
            if before is None:
                raise Refusal("unit_unknown", f"bridge {device} has not announced unit {name}")
            if key_map is not None:
                _check(tx.office, key_map)
            present = present_map(before)
            refuse_if_changed(present, key_map, tag)
            after = replace(before, unit=replace(before.unit, key_map=key_map))
            if after == before:
                return after
            tx.save_unit(after)
            configured(tx, by.id, "unit", name, differences(present, present_map(after)))
            return after

        return self._offices.change(office, work).value


def present_map(record: UnitRecord) -> KeyMap:
    """Return what a unit's keys do now, whoever said so."""
    unit = record.unit
    return KeyMap(counter=unit.place, keys=unit.actions, long_keys=unit.long_actions, show=unit.shows)


def _check(office: Office, key_map: KeyMap) -> None:
    if key_map.counter is not None:
        office.counter(key_map.counter)
    _check_actions(office, key_map, key_map.keys, "keys")
    _check_actions(office, key_map, key_map.long_keys, "long_keys")
    for key in key_map.long_keys:
        if int(key) > MOST_HELD:
            detail = f"key {key}: units tell only of keys 1 to {MOST_HELD} that they are held"
            raise Refusal("invalid", detail, "long_keys")


def _check_actions(office: Office, key_map: KeyMap, actions: Mapping[str, str], field: str) -> None:
    for key, text in actions.items():
        try:
            action = parse_action(text)
        except Refusal as refusal:
            raise Refusal("key_without_action", f"key {key}: {refusal.detail}", field) from None
        if action.service is not None and all(one.code != action.service for one in office.services):
            raise Refusal("service_unknown", f"key {key}: office {office.code} has no {action.service!r}", field)
        if key_map.counter is None and action.verb not in WITHOUT_COUNTER:
            raise Refusal("key_needs_counter", f"key {key}: {text} needs a counter", "counter")
