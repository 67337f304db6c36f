"""All resources of the back office, in the order of its menu."""

from dataclasses import dataclass

from queue_server.adapters.web.admin.bookings import booking_resource
from queue_server.adapters.web.admin.calendars import calendar_resource
from queue_server.adapters.web.admin.counters import counter_resource
from queue_server.adapters.web.admin.devices import device_resource
from queue_server.adapters.web.admin.displays import display_resource
from queue_server.adapters.web.admin.layout_form import MediaNames
from queue_server.adapters.web.admin.layouts import layout_resource
from queue_server.adapters.web.admin.offices import office_resource
from queue_server.adapters.web.admin.operators import operator_resource
from queue_server.adapters.web.admin.paper import paper_resource
from queue_server.adapters.web.admin.phone_rules import phone_resource
from queue_server.adapters.web.admin.policies import policy_resource
from queue_server.adapters.web.admin.printing_places import place_resource
from queue_server.adapters.web.admin.procedures import procedure_resource, synonym_resource
from queue_server.adapters.web.admin.rating_rules import rating_resource
from queue_server.adapters.web.admin.resource import Resource
from queue_server.adapters.web.admin.services import Headings, service_resource
from queue_server.adapters.web.admin.units import unit_resource
from queue_server.usecases.administration import Administration
from queue_server.usecases.catalogue_administration import CatalogueAdministration
from queue_server.usecases.device_administration import DeviceAdministration
from queue_server.usecases.displays import Displays
from queue_server.usecases.papers import Papers
from queue_server.usecases.ports.audit import AuditLog
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.printing_places import PrintingPlaces
from queue_server.usecases.staff_administration import StaffAdministration
from queue_server.usecases.unit_administration import UnitAdministration
from queue_server.usecases.voice_recording import VoiceRecording


@dataclass(frozen=True, slots=True, kw_only=True)
class BackOffice:
    """What the back office works with."""

    reader: OfficeReader
    audit: AuditLog
    administration: Administration
    staff: StaffAdministration
    devices: DeviceAdministration
    units: UnitAdministration
    displays: Displays
    media: MediaNames
    voice: VoiceRecording
    papers: Papers
    places: PrintingPlaces
    catalogue: CatalogueAdministration
    headings: Headings


def resources_of(use: BackOffice) -> tuple[Resource, ...]:
    """Return the resources; a further one is a module with its declaration and a line here."""
    return (
        office_resource(use.administration, use.reader),
        policy_resource(use.administration, use.reader),
        service_resource(use.administration, use.reader, use.headings),
        calendar_resource(use.administration, use.reader),
        booking_resource(use.administration, use.reader),
        counter_resource(use.administration, use.reader),
        phone_resource(use.administration, use.reader),
        rating_resource(use.administration, use.reader),
        operator_resource(use.staff, use.reader),
        device_resource(use.devices),
        unit_resource(use.units, use.devices, use.reader),
        display_resource(use.displays, use.devices),
        layout_resource(use.displays, use.reader, use.media),
        paper_resource(use.papers, use.reader),
        place_resource(use.places, use.reader),
        procedure_resource(use.catalogue),
        synonym_resource(use.catalogue),
    )
