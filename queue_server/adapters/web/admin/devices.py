"""Devices in the back office: machines that sign in with a token, which is told once."""

from collections.abc import Sequence

from queue_server.adapters.web.admin.fields import ChoiceField, Option, TextField, Value, Values, YesNoField
from queue_server.adapters.web.admin.resource import OFFICE, Added, ItemAction, Record, Resource, text_of
from queue_server.adapters.web.marking import N_
from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.operator import Operator
from queue_server.usecases.comparing import tag_of
from queue_server.usecases.device_administration import DeviceAdministration

KIND_WORDS = {
    DeviceKind.KIOSK: N_("Kiosk: where numbers are taken"),
    DeviceKind.DISPLAY: N_("Display: screen, LED matrix or speaker"),
    DeviceKind.BRIDGE: N_("Bridge: the computer at the call boxes"),
}
KINDS = "|".join(DeviceKind)

FIELDS = (
    TextField(name="name", label=N_("Name"), help=N_("Where it stands: Kiosk at the door."), longest=64),
    ChoiceField(
        name="kind",
        label=N_("Kind"),
        help=N_("What it is. It can't be changed later."),
        longest=20,
        pattern=f"^({KINDS})$",
        fixed=True,
        options=lambda _: [Option(kind, words) for kind, words in KIND_WORDS.items()],
    ),
    YesNoField(
        name="revoked",
        label=N_("Locked out"),
        help=N_("Its token is worthless. A new token lets it in again."),
    ),
)


class DeviceRecords:
    """See ``Records``."""

    def __init__(self, administration: DeviceAdministration) -> None:
        self._administration = administration

    def all(self, by: Operator, office: str | None) -> Sequence[Record]:
        return [_record(one) for one in self._administration.devices(by) if office in (None, one.office)]

    def one(self, by: Operator, item: str) -> Record:
        return _record(self._administration.device(by, item))

    def add(self, by: Operator, values: Values) -> Added:
        device, token = self._administration.add(
            by, text_of(values, OFFICE), text_of(values, "name"), DeviceKind(text_of(values, "kind"))
        )
        return Added(record=_record(device), token=token)

    def change(self, by: Operator, item: str, values: Values, tag: str | None) -> Record:
        before = self._administration.device(by, item)
        name = text_of(values, "name") if "name" in values else before.name
        revoked = values.get("revoked", before.revoked) is True
        return _record(self._administration.change(by, item, name, revoked, tag))

    def remove(self, by: Operator, item: str, tag: str | None) -> None:
        before = self._administration.device(by, item)
        self._administration.change(by, item, before.name, True, tag)

    def renew(self, by: Operator, item: str) -> Added:
        """Give a device a new token; the old one is worthless from then on."""
        device, token = self._administration.renew(by, item)
        return Added(record=_record(device), token=token)


def device_resource(administration: DeviceAdministration) -> Resource:
    """Return the declaration of devices."""
    records = DeviceRecords(administration)
    return Resource(
        name="devices",
        item="Device",
        title=N_("Devices"),
        one_title=N_("Device"),
        about=N_("Kiosks, displays and bridges. Each signs in with a token that is shown once, when it is made."),
        icon="screen",
        fields=FIELDS,
        records=records,
        addition=N_("Add a device"),
        removal=N_("Lock the device out"),
        removal_about=N_("Its token is worthless at once. The device stops working until it gets a new one."),
        actions=(
            ItemAction(
                name="renew",
                label=N_("New token"),
                about="Give the device a new token; the old one is worthless",
                run=records.renew,
            ),
        ),
        tells_token=True,
    )


def _record(device: Device) -> Record:
    values: dict[str, Value] = {
        OFFICE: device.office,
        "name": device.name,
        "kind": device.kind.value,
        "revoked": device.revoked,
    }
    return Record(id=device.id, tag=tag_of(device), values=values)
