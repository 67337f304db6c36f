"""All resources of the back office, in the order of its menu."""

from dataclasses import dataclass

from queue_server.adapters.web.admin.counters import counter_resource
from queue_server.adapters.web.admin.devices import device_resource
from queue_server.adapters.web.admin.offices import office_resource
from queue_server.adapters.web.admin.operators import operator_resource
from queue_server.adapters.web.admin.resource import Resource
from queue_server.adapters.web.admin.services import service_resource
from queue_server.usecases.administration import Administration
from queue_server.usecases.device_administration import DeviceAdministration
from queue_server.usecases.ports.audit import AuditLog
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.staff_administration import StaffAdministration


@dataclass(frozen=True, slots=True, kw_only=True)
class BackOffice:
    """What the back office works with."""

    reader: OfficeReader
    audit: AuditLog
    administration: Administration
    staff: StaffAdministration
    devices: DeviceAdministration


def resources_of(use: BackOffice) -> tuple[Resource, ...]:
    """Return the resources; a further one is a module with its declaration and a line here."""
    return (
        office_resource(use.administration, use.reader),
        service_resource(use.administration, use.reader),
        counter_resource(use.administration, use.reader),
        operator_resource(use.staff, use.reader),
        device_resource(use.devices),
    )
