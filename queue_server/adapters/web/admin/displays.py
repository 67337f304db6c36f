"""Displays in the back office: where each stands, what it shows, whether it speaks."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from queue_server.adapters.web.admin.fields import (
    ChoiceField,
    Field,
    IntegerField,
    Option,
    TextField,
    Value,
    Values,
    YesNoField,
)
from queue_server.adapters.web.admin.resource import OFFICE, Added, Record, Resource
from queue_server.adapters.web.marking import N_
from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.display import LOUDEST, DisplaySetup
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.comparing import refuse_if_changed, tag_of
from queue_server.usecases.device_administration import DeviceAdministration
from queue_server.usecases.displays import Displays


def _fields(displays: Displays) -> tuple[Field, ...]:
    def layouts(office: str | None) -> Sequence[Option]:
        return [] if office is None else [Option(one.code, one.name) for one in displays.layouts(office)]

    return (
        TextField(name="name", label=N_("Name"), longest=64, fixed=True),
        TextField(
            name="zone",
            label=N_("Part of the hall"),
            help=N_("Where it is seen and heard: Floor 1. Of all displays of one part only one speaks."),
            longest=64,
            required=False,
            default="",
        ),
        ChoiceField(
            name="layout",
            label=N_("Screen layout"),
            longest=32,
            required=False,
            default="",
            none=N_("The first one"),
            options=layouts,
        ),
        IntegerField(
            name="volume",
            label=N_("Loudness in percent"),
            required=False,
            default=LOUDEST,
            maximum=LOUDEST,
        ),
        YesNoField(
            name="speaks",
            label=N_("May speak"),
            help=N_("Take this away from a screen that shall be silent."),
            default=True,
        ),
    )


class DisplayRecords:
    """See ``Records``; displays are added as devices, or let in by their code."""

    def __init__(self, displays: Displays, devices: DeviceAdministration) -> None:
        self._displays = displays
        self._devices = devices

    def all(self, by: Operator, office: str | None) -> Sequence[Record]:
        mine = [one for one in self._devices.devices(by) if office in (None, one.office)]
        return [self._record(one) for one in mine if _is_shown(one)]

    def one(self, by: Operator, item: str) -> Record:
        return self._record(self._found(by, item))

    def add(self, by: Operator, values: Values) -> Added:
        raise Refusal("not_found", "displays are added as devices")

    def change(self, by: Operator, item: str, values: Values, tag: str | None) -> Record:
        device = self._found(by, item)
        before = self._displays.setup(device.office, device.id)
        given = {name: values[name] for name in ("zone", "volume", "speaks") if name in values}
        if "layout" in values:
            given["layout"] = cast("str | None", values["layout"]) or ""
        after = replace(before, **given)  # type: ignore[arg-type]  # the body has checked the types
        refuse_if_changed(before, after, tag)
        if after != before:
            self._displays.set_up(device.office, after, by.id)
        return self._record(device)

    def remove(self, by: Operator, item: str, tag: str | None) -> None:
        raise Refusal("not_found", "displays are removed as devices")

    def _found(self, by: Operator, item: str) -> Device:
        device = self._devices.device(by, item)
        if not _is_shown(device):
            raise Refusal("not_found", f"{device.name} is no display")
        refuse_unless_administrator(by, device.office)
        return device

    def _record(self, device: Device) -> Record:
        setup = self._displays.setup(device.office, device.id)
        return Record(id=device.id, tag=tag_of(setup), values=_values(device, setup))


def display_resource(displays: Displays, devices: DeviceAdministration) -> Resource:
    """Return the declaration of displays."""
    return Resource(
        name="displays",
        item="Display",
        title=N_("Displays"),
        one_title=N_("Display"),
        about=N_("What each screen shows and whether it speaks. New screens are let in under Screens now."),
        icon="screen",
        fields=_fields(displays),
        records=DisplayRecords(displays, devices),
        refusals=("invalid",),
    )


def _is_shown(device: Device) -> bool:
    return device.kind is DeviceKind.DISPLAY and not device.revoked


def _values(device: Device, setup: DisplaySetup) -> dict[str, Value]:
    return {
        OFFICE: device.office,
        "name": device.name,
        "zone": setup.zone,
        "layout": setup.layout,
        "volume": setup.volume,
        "speaks": setup.speaks,
    }
