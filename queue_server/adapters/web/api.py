"""Registers the HTTP API with an application; everything it needs is handed in."""

from dataclasses import dataclass

from flask import Flask, Response, request

from queue_server.adapters.screen_pictures import ScreenPictures
from queue_server.adapters.web.admin.admin_api import operations_of_resource
from queue_server.adapters.web.admin.catalogue import resources_of
from queue_server.adapters.web.admin.layout_check import layout_check
from queue_server.adapters.web.admin.layouts import layout_resource
from queue_server.adapters.web.admin.media_api import MediaOperations, install_media_files
from queue_server.adapters.web.admin.messages_api import MessageOperations
from queue_server.adapters.web.announcements_api import AnnouncementOperations
from queue_server.adapters.web.api_blueprint import Api
from queue_server.adapters.web.api_dependencies import ApiDependencies
from queue_server.adapters.web.auth import Auth
from queue_server.adapters.web.booking_api import booking_apis, code_limit
from queue_server.adapters.web.counters_api import (
    CallOperations,
    CounterSessionOperations,
    DeskOperations,
    ServeOperations,
)
from queue_server.adapters.web.devices_api import DeviceOperations
from queue_server.adapters.web.displays_api import NoticeOperations, PairingOperations
from queue_server.adapters.web.docs_page import install_docs
from queue_server.adapters.web.entrance import Entrance
from queue_server.adapters.web.errors import install_errors
from queue_server.adapters.web.forwarding_api import ForwardingOperations
from queue_server.adapters.web.guesses import Guesses
from queue_server.adapters.web.handing_out import HandingOut
from queue_server.adapters.web.health import HealthOperations, install_metrics
from queue_server.adapters.web.issuing_by_appointment import IssuingByAppointment
from queue_server.adapters.web.kiosks_api import KioskOperations
from queue_server.adapters.web.offices_api import OfficeOperations
from queue_server.adapters.web.places import Places
from queue_server.adapters.web.printing_api import PrintingOperations
from queue_server.adapters.web.procedures_api import ProcedureOperations
from queue_server.adapters.web.proxies import TrustedProxies, networks_of
from queue_server.adapters.web.rate_limit import RateLimit
from queue_server.adapters.web.ratings_api import RatingOperations
from queue_server.adapters.web.reports.oversight import oversight_api
from queue_server.adapters.web.screen_pictures_api import ScreenPictureOperations
from queue_server.adapters.web.sessions_api import SessionOperations
from queue_server.adapters.web.short_way import ShortWay
from queue_server.adapters.web.staff_door import StaffDoor
from queue_server.adapters.web.supervision_api import SupervisionOperations
from queue_server.adapters.web.supervisor_actions_api import SupervisorOperations
from queue_server.adapters.web.ticket_urls import TicketUrls
from queue_server.adapters.web.tickets_api import HolderOperations, IssueOperations, StaffTicketOperations
from queue_server.adapters.web.workbench_api import SimulatedLine, WorkbenchOperations
from queue_server.contract.codec import Json
from queue_server.usecases.holders import Holders

MAX_BODY = 64 * 1024
"""Bytes of the largest request."""

_HEADERS = {
    "Cache-Control": "no-store",  # tickets' secrets and staff's lists
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ForPages:
    """What pages share with the API."""

    door: StaffDoor
    """Signs in and out, with cookies."""
    urls: TicketUrls
    guesses: Guesses
    entrance: Entrance
    issue_limit: RateLimit


def create_api(app: Flask, deps: ApiDependencies) -> ForPages:
    """Add the API, its documentation, guards and error answers to the application.

    Guards and error answers are the whole application's: a page's view, too, declares with ``access.allow`` who may
    see it, and refusals on pages are shown by ``error_page``.
    """
    app.secret_key = deps.secret
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.url_map.merge_slashes = False  # its redirects would repeat the Host header unchecked
    use, server, security = deps.use, deps.server, deps.security
    install_errors(app, deps.error_page)
    observe = install_metrics(app, deps.registry, deps.shown)
    https = server.public_url.startswith("https:")
    places = Places(deps.reader, deps.clock.monotonic)
    auth = Auth(use.sign_in.operator_of, use.devices.of_token, places, https=https)
    auth.install(app)
    app.after_request(_harden)
    door = StaffDoor(use.sign_in, RateLimit("sign-in", security.sign_in_rate_limit, deps.rate_storage))
    urls = TicketUrls(server.public_url, server.allowed_hosts, (server.host, server.port))
    for_pages = ForPages(
        door=door,
        urls=urls,
        guesses=Guesses(
            Holders(deps.reader, deps.clock), RateLimit("token", security.token_rate_limit, deps.rate_storage)
        ),
        entrance=Entrance(deps.secret, places.office, deps.clock.now),
        issue_limit=RateLimit("issue", security.issue_rate_limit, deps.rate_storage),
    )
    apis = _apis(deps, for_pages)
    for api in apis:
        app.register_blueprint(api)
    install_docs(app, lambda: _document(apis, deps.version))
    install_media_files(app, deps.media)
    quick = [one for api in apis for one in api.quick]
    app.wsgi_app = ShortWay(app.wsgi_app, quick, auth, _HEADERS, observe, MAX_BODY)  # type: ignore[method-assign]
    networks = networks_of(deps.server.trusted_proxies)
    if networks:
        app.wsgi_app = TrustedProxies(app.wsgi_app, networks)  # type: ignore[method-assign]
    return for_pages


def _apis(deps: ApiDependencies, shared: ForPages) -> list[Api]:
    use, urls, guesses = deps.use, shared.urls, shared.guesses
    pairing_limit = RateLimit("pairing", deps.security.sign_in_rate_limit, deps.rate_storage)
    apis = [
        Api("offices", "Offices and their boards.").add(OfficeOperations(deps.reader, use.boards)),
        Api("tickets", "Numbers: taking one, what its holder may do, what staff may do.")
        .add(_issuing(deps, shared))
        .add(HolderOperations(guesses, use.boards, use.issuing))
        .add(StaffTicketOperations(deps.reader, use.receiving)),
        Api("ratings", "What citizens think of what was done.").add(
            RatingOperations(use.ratings, deps.reader, guesses)
        ),
        Api("procedures", "The procedure catalogue: what to bring, how long it takes, where to queue.").add(
            ProcedureOperations(use.procedures, RateLimit("search", deps.security.search_rate_limit, deps.rate_storage))
        ),
        *booking_apis(deps, urls, shared.issue_limit),
        Api("printers", "Printers: how they are, and printing a ticket again.").add(
            PrintingOperations(use.printing, deps.reader, use.boards, urls)
        ),
        Api("kiosks", "Locking kiosks.").add(KioskOperations(use.kiosk_desk)),
        Api("sessions", "Staff signing in and out.").add(SessionOperations(shared.door)),
        Api("counters", "Counters, and what is done there with a ticket.")
        .add(DeskOperations(deps.reader, deps.oversight.accounts))
        .add(CounterSessionOperations(use.counter_session))
        .add(CallOperations(use.calling))
        .add(ServeOperations(use.serving, use.undoing)),
        Api("announcements", "Calls, and whether they were heard.").add(
            AnnouncementOperations(deps.reader, use.heard_calls)
        ),
        Api("devices", "Bridges, units on serial lines, displays: how they are, and making one show itself.")
        .add(
            DeviceOperations(
                deps.reader,
                use.device_overview,
                use.heard_calls,
                deps.connected,
                deps.commands,
                deps.clock,
                deps.forwarded,
            )
        )
        .add(ScreenPictureOperations(ScreenPictures(deps.media.screens))),
        Api("supervision", "The office at work, its alarms, and what a supervisor does about them.")
        .add(SupervisionOperations(use.supervision))
        .add(SupervisorOperations(use.postings, use.service_closing, use.receiving)),
        Api("forwarding", "Where boxes forward their office's log to.").add(ForwardingOperations(deps.copies)),
        Api("admin", "The back office; a record's `tag` as If-Match keeps administrators from overwriting each other.")
        .add_all(
            operation for resource in resources_of(use.back_office) for operation in operations_of_resource(resource)
        )
        .add(MediaOperations(deps.media, deps.reader))
        .add(MessageOperations(deps.messages.dead, deps.reader))
        .add_all([layout_check(layout_resource(use.displays, deps.reader, use.back_office.media), deps.reader)]),
        Api("displays", "New displays, and lines of text on all of them.")
        .add(PairingOperations(use.pairing, pairing_limit))
        .add(NoticeOperations(use.displays, deps.reader)),
        oversight_api(deps.oversight, deps.reader, deps.clock),
        Api("health", "For monitoring; figures for Prometheus are at `/metrics`.", prefix=None).add(
            HealthOperations(deps.checks, deps.helpers)
        ),
    ]
    if deps.workbench_lines:
        lines = {name: SimulatedLine(control) for name, control in deps.workbench_lines.items()}
        apis.append(Api("workbench", "Simulated units; only in the demo.").add(WorkbenchOperations(deps.reader, lines)))
    return apis


def _issuing(deps: ApiDependencies, shared: ForPages) -> IssueOperations:
    use, urls = deps.use, shared.urls
    by_appointment = IssuingByAppointment(
        use.appointments, HandingOut(deps.reader, use.boards, use.printing, urls), code_limit(deps)
    )
    return IssueOperations(
        use.issuing, use.procedures, use.printing, urls, shared.issue_limit, shared.entrance, by_appointment
    )


def _document(apis: list[Api], version: str) -> dict[str, Json]:
    # flask-openapi3 is only loaded to answer this: a start is 60 ms shorter without it, and memory 5 MB smaller.
    from queue_server.adapters.web.openapi import make_document

    return make_document(apis, version)


def _harden(response: Response) -> Response:
    if request.path.startswith("/api/"):
        # Headers.setdefault raises and catches an error for each name that is missing.
        present = {name.lower() for name, _ in response.headers}
        response.headers.extend((name, value) for name, value in _HEADERS.items() if name.lower() not in present)
    return response
