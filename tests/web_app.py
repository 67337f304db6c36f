"""An application with the API over an office in memory, for tests of the web layer."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, Response
from flask_babel import Babel
from limits.storage import storage_from_string
from prometheus_client import CollectorRegistry, ProcessCollector

from queue_server.adapters.media_folder import MediaFolder
from queue_server.adapters.persons import KeyedPersons
from queue_server.adapters.printing.pictures import PrintedPictures
from queue_server.adapters.web.admin.catalogue import BackOffice
from queue_server.adapters.web.api import ForPages, create_api
from queue_server.adapters.web.api_dependencies import ApiDependencies, UseCases
from queue_server.adapters.web.application import Application
from queue_server.adapters.web.message_desk import MessageDesk
from queue_server.adapters.web.pages import HERE
from queue_server.adapters.web.reports.oversight import Oversight
from queue_server.config import SecuritySection, ServerSection
from queue_server.domain.booking_hours import periods_of
from queue_server.domain.device import DeviceKind
from queue_server.domain.notifying import Channel
from queue_server.domain.operator import Role
from queue_server.usecases.administration import Administration
from queue_server.usecases.announcing import HeardCalls
from queue_server.usecases.appointments import Appointments
from queue_server.usecases.board import Boards
from queue_server.usecases.calling import Calling
from queue_server.usecases.catalogue_administration import CatalogueAdministration
from queue_server.usecases.counter_session import CounterSession
from queue_server.usecases.dead_messages import DeadMessages
from queue_server.usecases.device_administration import DeviceAdministration
from queue_server.usecases.device_overview import DeviceOverview
from queue_server.usecases.devices import Devices
from queue_server.usecases.displays import Displays
from queue_server.usecases.issuing import Issuing
from queue_server.usecases.kiosk_desk import KioskDesk
from queue_server.usecases.notifying import Consents
from queue_server.usecases.office_overview import OfficeOverview
from queue_server.usecases.pairing import PairingDesk
from queue_server.usecases.papers import Papers
from queue_server.usecases.postings import Postings
from queue_server.usecases.printing import Printing
from queue_server.usecases.printing_places import PrintingPlaces
from queue_server.usecases.procedures import Procedures
from queue_server.usecases.rating import Ratings
from queue_server.usecases.receiving import Receiving
from queue_server.usecases.reminding import Reminding
from queue_server.usecases.reporting import Reporting
from queue_server.usecases.result_slips import ResultSlips
from queue_server.usecases.service_closing import ServiceClosing
from queue_server.usecases.serving import Serving
from queue_server.usecases.sign_in import SignIn, Staff
from queue_server.usecases.staff_administration import StaffAdministration
from queue_server.usecases.supervision import Supervision
from queue_server.usecases.undoing import Undoing
from queue_server.usecases.unit_administration import UnitAdministration
from queue_server.usecases.voice_recording import VoiceRecording
from tests.builders import FixedClock, SerialIds, an_office
from tests.fakes.connected_devices import FakeConnected, OrderBook
from tests.fakes.memory_accounts import MemoryAccounts
from tests.fakes.memory_appointments import MemoryAppointmentReader
from tests.fakes.memory_audit import MemoryAuditLog
from tests.fakes.memory_catalogue import MemoryCatalogue
from tests.fakes.memory_copies import MemoryCopies
from tests.fakes.memory_displays import MemoryPairings
from tests.fakes.memory_offices import MemoryDatabase, MemoryOffices, MemorySetup
from tests.fakes.memory_outbox import MemoryOutbox
from tests.fakes.memory_phones import MemoryPhones
from tests.fakes.memory_printing import FakePrinters, MemoryPaperLayouts, MemoryPrintQueue
from tests.fakes.memory_province import MemoryProvince, MemoryTrail
from tests.fakes.memory_ratings import MemoryRatings
from tests.fakes.memory_reader import MemoryReader
from tests.fakes.memory_recordings import MemoryRecordings
from tests.openapi_client import OpenApiClient

PASSWORD = "correct horse"
KINDS = [kind for kind in DeviceKind if kind is not DeviceKind.BOX]
"""What an office that works here may have; with a box it would work there."""

SECRET = "only-for-tests"
TRANSLATIONS = HERE / "translations"
MORNING = datetime(2026, 2, 23, 1, 0, tzinfo=UTC)


class PlainHasher:
    """Passwords hashed in no time."""

    def hash(self, password):
        return f"plain {password}"

    def matches(self, password_hash, password):
        return password_hash == f"plain {password}"


class MemoryStorage:
    """The ports over one database in memory."""

    def __init__(self, clock):
        database = MemoryDatabase(clock)
        self.offices = MemoryOffices(database)
        self.reader = MemoryReader(database)
        self.accounts = MemoryAccounts(database)
        self.setup = MemorySetup(database)
        self.copies = MemoryCopies(database)
        self.province = MemoryProvince(database)
        self.pairings = MemoryPairings(database)
        self.appointments = MemoryAppointmentReader(database)
        self.catalogue = MemoryCatalogue()
        self.print_queue = MemoryPrintQueue()
        self.paper_layouts = MemoryPaperLayouts()
        self.audit = MemoryAuditLog(database)
        self.trail = MemoryTrail(database, self.audit)
        self.ratings = MemoryRatings(database)
        self.phones = MemoryPhones(database)
        self.outbox = MemoryOutbox(database)


@dataclass
class WebApp:
    """The application with everything tests reach behind it."""

    app: Flask
    clock: FixedClock
    database: MemoryStorage
    deps: ApiDependencies
    staff: Staff
    devices: Devices
    sign_in: SignIn
    use: UseCases
    for_pages: ForPages
    connected: FakeConnected
    orders: OrderBook
    printers: FakePrinters
    tokens: dict = field(default_factory=dict)

    def bearer(self, who):
        """Return the header that lets a request act as somebody."""
        return {"Authorization": f"Bearer {self.tokens[who]}"}

    def client(self, who=None, cookie=None):
        """Return a client that sends a bearer token, or has a cookie."""
        client = self.app.test_client()
        if who is not None:
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {self.tokens[who]}"
        if cookie is not None:
            name = "moiso_device" if cookie.split("-")[0] in set(DeviceKind) else "moiso_session"
            client.set_cookie(name, self.tokens[cookie])
        return client


def a_web_app(
    office=None,
    server=None,
    security=None,
    checks=None,
    workbench_lines=None,
    storage=MemoryStorage,
    helpers=None,
    forwarded=None,
    media_folder=None,
) -> WebApp:
    """Return an application over two offices, with staff and devices, whose tokens are named for what they are."""
    clock, ids = FixedClock(MORNING), SerialIds()
    database = storage(clock)
    database.setup.add_office(office or an_office(services=("land", "civil"), counters=("1", "2")), "tests")
    other = an_office(code="other", counters=("9",), phone_tickets=False)
    database.setup.add_office(other, "tests")
    accounts, offices, reader = database.accounts, database.offices, database.reader
    staff, devices = Staff(accounts, PlainHasher(), ids), Devices(accounts, ids)
    connected, orders = FakeConnected(), OrderBook()
    sign_in, boards = SignIn(accounts, PlainHasher(), ids, clock), Boards(reader, clock)
    displays = Displays(offices, reader, accounts, ids)
    media = MediaFolder(media_folder or Path("/nowhere"))
    printers, recordings = FakePrinters(), MemoryRecordings()
    procedures = Procedures(database.catalogue, database.reader, clock, lambda work: work())
    printing = Printing(database.print_queue, printers, reader, ids, clock)
    use = UseCases(
        boards=boards,
        issuing=Issuing(offices, ids, persons=KeyedPersons(SECRET)),
        kiosk_desk=KioskDesk(offices),
        receiving=Receiving(offices),
        calling=Calling(offices, ids),
        serving=Serving(offices),
        undoing=Undoing(offices),
        counter_session=CounterSession(offices),
        postings=Postings(offices, ids),
        service_closing=ServiceClosing(offices),
        sign_in=sign_in,
        devices=devices,
        heard_calls=HeardCalls(reader, reader, clock),
        device_overview=DeviceOverview(connected, accounts, boards, clock),
        supervision=Supervision(
            reader,
            offices,
            accounts,
            DeviceOverview(connected, accounts, boards, clock),
            printing,
            database.audit,
            clock,
            database.ratings,
            database.outbox,
        ),
        ratings=Ratings(offices, reader, database.ratings, clock),
        displays=displays,
        pairing=PairingDesk(database.pairings, accounts, ids, clock),
        procedures=procedures,
        appointments=Appointments(offices, database.appointments, reader, periods_of, ids, clock),
        result_slips=ResultSlips(offices, database.appointments, ids),
        printing=printing,
        back_office=BackOffice(
            reader=reader,
            audit=database.audit,
            administration=Administration(offices, database.setup, ids),
            staff=StaffAdministration(accounts, PlainHasher(), ids, clock, reader),
            devices=DeviceAdministration(offices, accounts, ids, clock),
            units=UnitAdministration(offices),
            displays=displays,
            media=lambda office: [one.name for one in media.files(office)],
            voice=VoiceRecording(offices, reader, recordings, recordings),
            papers=Papers(
                database.paper_layouts, PrintedPictures(), database.print_queue, printers, reader, ids, clock
            ),
            places=PrintingPlaces(offices, reader, accounts, printers),
            catalogue=CatalogueAdministration(database.catalogue, procedures.find, clock),
            headings=procedures.headings,
        ),
    )
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    app = Application(__name__)
    app.test_client_class = OpenApiClient
    Babel(app, default_translation_directories=str(TRANSLATIONS))
    deps = ApiDependencies(
        reader=reader,
        copies=database.copies,
        oversight=Oversight(
            reporting=Reporting(database.province, reader, database.copies, accounts, database.catalogue, clock),
            overview=OfficeOverview(boards, database.copies, clock),
            province=database.province,
            trail=database.trail,
            accounts=accounts,
        ),
        forwarded=lambda: forwarded,
        use=use,
        clock=clock,
        connected=connected,
        phones=database.phones,
        messages=MessageDesk(
            consents=Consents(offices, database.outbox, frozenset({Channel.WEBHOOK, Channel.MAIL})),
            reminding=Reminding(offices, database.appointments, frozenset({Channel.WEBHOOK, Channel.MAIL})),
            dead=DeadMessages(offices, database.outbox, reader, database.appointments),
            kept_days=1,
            push_key=None,
        ),
        commands=orders,
        media=media,
        server=server or ServerSection(),
        security=security or SecuritySection(issue_rate_limit="off", sign_in_rate_limit="off", code_rate_limit="off"),
        secret=SECRET,
        version="0.0.1",
        checks=checks or {},
        helpers=helpers or {},
        registry=registry,
        shown=registry,
        rate_storage=storage_from_string("memory://"),
        error_page=lambda problem: Response(problem.code, problem.status, content_type="text/html"),
        workbench_lines=workbench_lines or {},
    )
    web = WebApp(
        app=app,
        clock=clock,
        database=database,
        deps=deps,
        staff=staff,
        devices=devices,
        sign_in=sign_in,
        use=use,
        for_pages=create_api(app, deps),
        connected=connected,
        orders=orders,
        printers=printers,
    )
    _add_people(web)
    return web


def _add_people(web: WebApp) -> None:
    for role in Role:
        for office in (None, "songcong", "other"):
            name = f"{role}-{office}" if office else str(role)
            web.staff.add(name, role, PASSWORD, office)
            web.tokens[name] = web.sign_in.sign_in(name, PASSWORD).token
    for kind in KINDS:
        for office in ("songcong", "other"):
            name = f"{kind}-{office}"
            web.tokens[name] = web.devices.add(name, kind, office)[1]
