"""The groups of operations about appointments and result slips, put together."""

from queue_server.adapters.web.api_blueprint import Api
from queue_server.adapters.web.api_dependencies import ApiDependencies
from queue_server.adapters.web.appointments_api import AppointmentOperations, DayOperations, SlotOperations
from queue_server.adapters.web.arrivals_api import ArrivalOperations
from queue_server.adapters.web.handing_out import HandingOut
from queue_server.adapters.web.rate_limit import RateLimit
from queue_server.adapters.web.slips_api import SlipOperations
from queue_server.adapters.web.ticket_urls import TicketUrls


def code_limit(deps: ApiDependencies) -> RateLimit:
    """Return what limits how many codes one machine or address may try."""
    return RateLimit("code", deps.security.code_rate_limit, deps.rate_storage)


def booking_apis(deps: ApiDependencies, urls: TicketUrls, issue_limit: RateLimit) -> list[Api]:
    """Return the groups; ``issue_limit`` counts bookings as it counts tickets."""
    use, reader, limit, reminding = deps.use, deps.reader, code_limit(deps), deps.messages.reminding
    handing_out = HandingOut(reader, use.boards, use.printing, urls)
    return [
        Api("appointments", "Appointments: times to book, and what the holder of a code may do.")
        .add(SlotOperations(use.appointments, use.procedures, reminding, reader, urls, issue_limit))
        .add(AppointmentOperations(use.appointments, reminding, reader, handing_out, urls, limit))
        .add(DayOperations(use.appointments, reader, deps.clock))
        .add(ArrivalOperations(use.appointments, use.result_slips, reader, handing_out, deps.clock, limit)),
        Api("slips", "Result slips: dossiers whose results are due for collection.").add(
            SlipOperations(use.result_slips)
        ),
    ]
