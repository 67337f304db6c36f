"""Puts the pages together with the API they share an application with."""

from collections.abc import Callable, Sequence
from functools import partial

from flask import Flask, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue, RouteCallable

from queue_server.adapters.screen_pictures import ScreenPictures
from queue_server.adapters.web.access import PUBLIC, allow
from queue_server.adapters.web.admin.admin_home import AdminHome
from queue_server.adapters.web.admin.admin_pages import AdminPages
from queue_server.adapters.web.admin.audit_labels import audit_labels
from queue_server.adapters.web.admin.catalogue import resources_of
from queue_server.adapters.web.admin.catalogue_pages import CataloguePages
from queue_server.adapters.web.admin.media_api import media_item
from queue_server.adapters.web.admin.menu import Menu, MenuEntry, SignInFirst
from queue_server.adapters.web.admin.message_pages import MessagePages
from queue_server.adapters.web.admin.paper_pages import PaperPages
from queue_server.adapters.web.admin.printer_pages import PrinterPages
from queue_server.adapters.web.admin.screen import ScreenPage
from queue_server.adapters.web.admin.screens import ScreenPages
from queue_server.adapters.web.admin.slip_pages import SlipPages
from queue_server.adapters.web.admin.voice import AdminVoice
from queue_server.adapters.web.api import ForPages
from queue_server.adapters.web.api_dependencies import ApiDependencies
from queue_server.adapters.web.appointment_pages import AppointmentPages
from queue_server.adapters.web.auth import caller_or_nobody
from queue_server.adapters.web.booking_api import code_limit
from queue_server.adapters.web.booking_pages import BookingPages
from queue_server.adapters.web.browser import csrf_token, pair_cookie
from queue_server.adapters.web.day_page import DayPage
from queue_server.adapters.web.errors import Problem
from queue_server.adapters.web.kiosk_doors import KioskDoors
from queue_server.adapters.web.marking import N_
from queue_server.adapters.web.notify_pages import NotifyPages
from queue_server.adapters.web.page_headers import secure
from queue_server.adapters.web.page_parts import message_page
from queue_server.adapters.web.page_sources import PageSources, TicketMove, TicketPage
from queue_server.adapters.web.pages import is_own_path, pages, register_pages
from queue_server.adapters.web.places import Places
from queue_server.adapters.web.print_page import PrintPage
from queue_server.adapters.web.procedure_pages import ProcedurePages
from queue_server.adapters.web.rate_limit import RateLimit
from queue_server.adapters.web.rating_pages import RatingPages, rating_shown
from queue_server.adapters.web.replay_page import ReplayPage
from queue_server.adapters.web.reports.overseer_pages import OverseerPages
from queue_server.adapters.web.supervisor_page import supervisor_page
from queue_server.adapters.web.take_pages import TakePages
from queue_server.adapters.web.tv_showing import TvShowing
from queue_server.adapters.wire import ticket_message
from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator, Right
from queue_server.usecases.ports.accounts import Accounts

HOME_OF = {DeviceKind.KIOSK: "pages.kiosk", DeviceKind.DISPLAY: "pages.tv"}
"""Where a machine's browser goes once it is paired."""

MENU = (
    MenuEntry(name="home", title=N_("Overview"), icon="check", endpoint="pages.admin_home"),
    MenuEntry(name="screens", title=N_("Screens now"), icon="screen", endpoint="pages.admin_screens"),
    MenuEntry(name="printers", title=N_("Printers"), icon="printer", endpoint="pages.admin_printers"),
    MenuEntry(name="media", title=N_("Pictures and films"), icon="play", endpoint="pages.admin_media"),
    MenuEntry(name="voice", title=N_("Voice"), icon="megaphone", endpoint="pages.admin_voice"),
    MenuEntry(name="slips", title=N_("Result slips"), icon="documents", endpoint="pages.admin_slips"),
    MenuEntry(name="messages", title=N_("Messages not sent"), icon="bell", endpoint="pages.admin_messages"),
    MenuEntry(name="reports", title=N_("Reports"), icon="documents", endpoint="pages.reports"),
    MenuEntry(name="audit", title=N_("Audit"), icon="search", endpoint="pages.audit"),
)
"""Pages of the back office beside its lists; the first stands above them."""

REPLAY = MenuEntry(name="replay", title=N_("Try policies on a past day"), icon="people", endpoint="pages.replay")


def register_pages_of(app: Flask, deps: ApiDependencies, shared: ForPages, accounts: Accounts) -> None:
    """Add all pages to an application that has the API.

    Pages are open to everybody; those for staff send strangers to the sign-in page.
    """
    register_pages(app, _sources(deps, shared, accounts))
    papers = deps.use.back_office.papers
    PrintPage(shared.guesses.find, deps.use.boards, deps.use.printing, papers, shared.urls).install(app, pages.name)
    searches = RateLimit("search", deps.security.search_rate_limit, deps.rate_storage)
    ProcedurePages(deps.use.procedures, deps.reader, shared.urls, searches).install(app, pages.name)
    app.add_url_rule("/pair", f"{pages.name}.pair", _pairing(deps))
    places = Places(deps.reader, deps.clock.monotonic)
    RatingPages(deps.use.ratings, deps.reader, places, shared.guesses.find, _credential).install(app, pages.name)
    TakePages(
        deps.use.issuing,
        deps.reader,
        deps.phones,
        shared.entrance,
        shared.urls,
        shared.issue_limit,
        _credential,
    ).install(app, pages.name)
    _register_back_office(app, deps, shared)
    _register_booking(app, deps, shared)
    use = deps.oversight
    labels = partial(audit_labels, resources_of(deps.use.back_office))
    OverseerPages(_credential, deps.reader.offices, use.reporting, use.overview, deps.clock.now, labels).install(
        app, pages.name
    )
    if deps.replays is not None:
        page = ReplayPage(_credential, deps.reader.offices, deps.replays, deps.clock)
        app.add_url_rule("/replay", f"{pages.name}.replay", page.show)
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith(f"{pages.name}."):
            app.view_functions[endpoint] = _open_to_all(app, view)


def _register_back_office(app: Flask, deps: ApiDependencies, shared: ForPages) -> None:
    resources = resources_of(deps.use.back_office)
    others = MENU if deps.replays is None else (*MENU, REPLAY)
    menu = Menu(_credential, deps.reader.offices, resources, others)
    AdminPages(resources, menu).install(app, pages.name)
    app.add_url_rule("/supervisor", f"{pages.name}.supervisor", supervisor_page(_credential, deps.reader.offices))
    use = deps.use
    ScreenPages(menu, deps.reader, use.device_overview, use.displays, use.pairing, deps.commands, deps.media).install(
        app, pages.name
    )
    ScreenPage(menu, use.device_overview, use.displays, ScreenPictures(deps.media.screens)).install(app, pages.name)
    AdminVoice(deps.use.back_office.voice, menu).install(app, pages.name)
    CataloguePages(menu, resources, use.back_office.catalogue, deps.aside).install(app, pages.name)
    PrinterPages(menu, deps.reader, use.printing, use.boards, shared.urls).install(app, pages.name)
    PaperPages(menu, deps.use.back_office.papers, resources).install(app, pages.name)
    SlipPages(menu, use.result_slips, deps.aside, deps.clock).install(app, pages.name)
    MessagePages(menu, deps.messages).install(app, pages.name)
    NotifyPages(deps.messages, shared.guesses).install(app, pages.name)
    labels = partial(audit_labels, resources)
    app.add_url_rule("/admin", f"{pages.name}.admin_home", AdminHome(deps.use.back_office, menu, labels).show)

    def to_sign_in(_: SignInFirst) -> ResponseReturnValue:
        return redirect(url_for("pages.sign_in", next=request.full_path.rstrip("?")))

    app.register_error_handler(SignInFirst, to_sign_in)


def _register_booking(app: Flask, deps: ApiDependencies, shared: ForPages) -> None:
    use = deps.use
    DayPage(_credential, use.appointments, use.result_slips, deps.reader, deps.clock).install(app, pages.name)
    reminding = deps.messages.reminding
    BookingPages(use.appointments, use.procedures, reminding, shared.issue_limit, deps.clock).install(app, pages.name)
    KioskDoors(deps.reader.office, shared.urls).install(app, pages.name)
    AppointmentPages(
        use.appointments, use.result_slips, reminding, deps.reader, shared.urls, deps.clock, code_limit(deps)
    ).install(app, pages.name)


def error_page(problem: Problem) -> ResponseReturnValue:
    """Show a problem to a person."""
    return secure(make_response(message_page(problem.code, problem.status)))


def _open_to_all(app: Flask, view: RouteCallable) -> Callable[..., ResponseReturnValue]:
    @allow(PUBLIC)
    def page(**path: str) -> ResponseReturnValue:
        return app.ensure_sync(view)(**path)  # type: ignore[no-any-return]

    return page


def _credential() -> Operator | Device | None:
    caller = caller_or_nobody()
    return caller.operator or caller.device


def _pairing(deps: ApiDependencies) -> Callable[[], ResponseReturnValue]:
    def pair() -> ResponseReturnValue:
        """Give a machine's browser its device cookie, once."""
        token = request.args.get("token", "")
        device = deps.use.devices.of_token(token)
        if device is None or device.kind not in HOME_OF:
            raise Refusal("unauthorized", "the token is not (any more) that of a kiosk or display")
        onward = request.args.get("next", "")
        home = url_for(HOME_OF[device.kind], office=device.office)
        response = make_response(redirect(onward if is_own_path(onward) else home))
        pair_cookie(response, token)
        return response

    return pair


def _sources(deps: ApiDependencies, shared: ForPages, accounts: Accounts) -> PageSources:
    def ticket(token: str) -> TicketPage | None:
        found = shared.guesses.find(token)
        if found is None:
            return None
        g.ticket_language = found.language
        return TicketPage(
            status=ticket_message(deps.use.boards.ticket(found)),
            office=found.office,
            language=found.language,
            rating=rating_shown(deps.use.ratings.of_holder(found)),
            notify=deps.messages.shown(deps.reader.office(found.office), found),
        )

    def move_ticket(token: str, wish: TicketMove) -> None:
        found = shared.guesses.known(token)
        moves = {
            TicketMove.CANCEL: deps.use.issuing.cancel,
            TicketMove.LATE: deps.use.issuing.late,
            TicketMove.BACK: deps.use.issuing.back,
        }
        moves[wish](found.office, found.id)

    def showing(office: str, layout: str | None) -> TvShowing:
        device = caller_or_nobody().device
        own = device if device is not None and device.office == office else None
        files = deps.media.files(office)
        return TvShowing(
            showing=deps.use.displays.showing(office, own.id if own else None, layout),
            device=own,
            media=[{"name": one.name, "kind": one.kind, "url": media_item(office, one).url} for one in files],
            revision=deps.reader.office(office).display_revision,
        )

    def staff(office: str) -> Sequence[Operator]:
        return [one for one in accounts.operators() if one.may(Right.SERVE, office)]

    return PageSources(
        offices=deps.reader.offices,
        office=deps.reader.office,
        ticket=ticket,
        move_ticket=move_ticket,
        ticket_url=shared.urls.of,
        credential=_credential,
        staff=staff,
        showing=showing,
        version=deps.version,
        sign_in=shared.door.enter_with_cookie,
        sign_out=shared.door.leave,
        csrf_token=csrf_token,
        back_office=True,
        csrf_valid=lambda token: True,  # every form was checked before its view
        replay=deps.replays is not None,
        procedures=True,
        workbench=bool(deps.workbench_lines),
    )
