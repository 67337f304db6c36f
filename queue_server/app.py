"""The composition root: puts the serving program together from its adapters and use cases."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_socketio import SocketIO

from queue_server.adapters.db.database import Database, open_for_gevent
from queue_server.adapters.db.writer import in_thread
from queue_server.adapters.environment import Argon2, RandomIds, SystemClock
from queue_server.adapters.forwarding.forwarder import Forwarder
from queue_server.adapters.media_folder import MediaFolder
from queue_server.adapters.notify.notifier import Notifier
from queue_server.adapters.printing.spool import Spool
from queue_server.adapters.public_holidays import holiday_of_vietnam
from queue_server.adapters.realtime import assembly
from queue_server.adapters.realtime.newest import board_cache
from queue_server.adapters.replay_process import CommandReplays
from queue_server.adapters.voice.announcements import Voice
from queue_server.adapters.voice.uploads import Uploads
from queue_server.adapters.web.admin.catalogue import BackOffice
from queue_server.adapters.web.api import ForPages, create_api
from queue_server.adapters.web.api_dependencies import ApiDependencies, UseCases
from queue_server.adapters.web.application import Application
from queue_server.adapters.web.browser import cookie_token
from queue_server.adapters.web.device_metrics import ServerFigures
from queue_server.adapters.web.forwarding_metrics import ForwardingCollector, WhatIsForwarded
from queue_server.adapters.web.page_wiring import error_page, register_pages_of
from queue_server.adapters.web.reports.oversight import Oversight
from queue_server.adapters.web.voice_files import install_voice_files
from queue_server.adapters.web.worker_metrics import Registries
from queue_server.cluster import Cluster
from queue_server.config import Configuration
from queue_server.opening import appointments_of, dispenser_of, issuing_of, slips_of, supervision_of
from queue_server.paper import open_spool, papers_of
from queue_server.phone_messages import PhoneMessages
from queue_server.release import release
from queue_server.secret import read_or_create_secret
from queue_server.storage import forwarder_of, load_office, load_sample_catalogue, what_is_forwarded
from queue_server.usecases.administration import Administration
from queue_server.usecases.announcing import Announcing, HeardCalls
from queue_server.usecases.audio_masters import AudioMasters
from queue_server.usecases.board import Boards
from queue_server.usecases.bridge_greeting import BridgeGreeting
from queue_server.usecases.calling import Calling
from queue_server.usecases.catalogue_administration import CatalogueAdministration
from queue_server.usecases.counter_session import CounterSession
from queue_server.usecases.device_administration import DeviceAdministration
from queue_server.usecases.device_overview import DeviceOverview
from queue_server.usecases.devices import Devices
from queue_server.usecases.displays import Displays
from queue_server.usecases.kiosk_desk import KioskDesk
from queue_server.usecases.office_overview import OfficeOverview
from queue_server.usecases.pairing import PairingDesk
from queue_server.usecases.ports.changing import Committed
from queue_server.usecases.postings import Postings
from queue_server.usecases.printing import Printing
from queue_server.usecases.printing_places import PrintingPlaces
from queue_server.usecases.procedures import Procedures
from queue_server.usecases.rating import Ratings
from queue_server.usecases.receiving import Receiving
from queue_server.usecases.reporting import Reporting
from queue_server.usecases.service_closing import ServiceClosing
from queue_server.usecases.serving import Serving
from queue_server.usecases.sign_in import SignIn
from queue_server.usecases.staff_administration import StaffAdministration
from queue_server.usecases.undoing import Undoing
from queue_server.usecases.unit_administration import UnitAdministration
from queue_server.usecases.upkeep import Upkeep
from queue_server.usecases.voice_recording import VoiceRecording

Subscriber = Callable[[Committed], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server ready to serve."""

    app: Flask
    socketio: SocketIO
    realtime: assembly.Realtime
    database: Database
    forwarder: Forwarder | None
    """Forwards the office of a box; to be started and stopped."""
    notifier: Notifier
    """Sends messages to phones; to be started and stopped."""
    cluster: Cluster
    registries: Registries
    spool: Spool


def build_server(configuration: Configuration, subscriber: Subscriber) -> Server:
    """Open the database and put everything in front of it.

    Args:
        configuration: as read from the file.
        subscriber: told of every commit, after the publisher; must not wait.

    Raises:
        StorageError, SettingsError: what can't be opened, in one sentence.
    """
    clock, ids = SystemClock(), RandomIds()
    subscribers: list[Subscriber] = []

    def committed(news: Committed) -> None:
        for tell in subscribers:
            tell(news)

    database = _open(configuration, clock, committed)
    voice = Voice(configuration.voice_folder)
    cluster = Cluster(configuration, database, clock, ids)
    forwarder = forwarder_of(configuration.forward, database, clock, cluster.is_on_duty)
    if forwarder is not None:
        subscribers.append(forwarder.committed)
    realtime = assembly.Realtime(clock, cluster.shared())
    subscribers += [realtime.committed, subscriber]
    spool = open_spool(configuration.printing, database, clock, cluster.may_print)
    recording = VoiceRecording(database.offices, database.reader, voice, Uploads(voice, configuration.voice_folder))
    media = MediaFolder(configuration.media_folder)
    use = _use_cases(configuration, database, realtime, spool, clock, ids, media, recording)
    app = Application("queue_server")
    figures = ServerFigures(board_pushes=realtime.board_pushes, writer_backlog=database.backlog)
    messages = PhoneMessages(configuration)
    registries = Registries(database.reader, realtime.connected, figures)
    forwarded = what_is_forwarded(forwarder)
    registries.shown.register(ForwardingCollector(database.copies, forwarded, clock))
    deps = _api_dependencies(configuration, database, realtime, use, clock, cluster, registries, forwarded, messages)
    install_voice_files(app, voice, database.reader)
    for_pages = create_api(app, deps)
    register_pages_of(app, deps, for_pages, database.accounts)
    socketio = realtime.open(app, "gevent", _parts(database, use, clock, ids, cluster, for_pages))
    return Server(
        app=app,
        socketio=socketio,
        realtime=realtime,
        database=database,
        cluster=cluster,
        registries=registries,
        spool=spool,
        forwarder=forwarder,
        notifier=messages.notifier(database, clock, cluster.may_notify, for_pages.urls),
    )


def _open(configuration: Configuration, clock: SystemClock, committed: Subscriber) -> Database:
    database = open_for_gevent(configuration.database_url, clock, committed)
    load_office(database, configuration)
    load_sample_catalogue(database, configuration)
    return database


def _parts(
    database: Database, use: UseCases, clock: SystemClock, ids: RandomIds, cluster: Cluster, for_pages: ForPages
) -> assembly.Parts:
    masters = AudioMasters(database.leases, database.displays, database.announcements, clock)
    return assembly.Parts(
        reader=database.reader,
        boards=board_cache(database.reader, clock, holiday_of_vietnam),
        holidays=holiday_of_vietnam,
        sign_in=use.sign_in,
        devices=use.devices,
        greeting=BridgeGreeting(database.offices),
        keys=dispenser_of(database, use.printing, clock, ids, for_pages.urls.of_key),
        upkeep=Upkeep(database.reader, database.offices, holiday_of_vietnam),
        announcing=Announcing(database.offices, masters),
        cookie_token=cookie_token,
        is_on_duty=cluster.is_on_duty,
        open_wakeups=cluster.open_wakeups,
    )


def _use_cases(
    configuration: Configuration,
    database: Database,
    realtime: assembly.Realtime,
    spool: Spool,
    clock: SystemClock,
    ids: RandomIds,
    media: MediaFolder,
    recording: VoiceRecording,
) -> UseCases:
    offices, accounts = database.offices, database.accounts
    boards = Boards(database.reader, clock, holiday_of_vietnam)
    displays = Displays(offices, database.displays, accounts, ids)
    overview = DeviceOverview(realtime.connected, accounts, boards, clock)
    procedures = Procedures(database.catalogue, database.reader, clock, in_thread)
    printing = Printing(database.print_queue, spool, database.reader, ids, clock)
    return UseCases(
        boards=boards,
        issuing=issuing_of(database, read_or_create_secret(configuration.secret_file), clock, ids),
        kiosk_desk=KioskDesk(offices),
        receiving=Receiving(offices),
        calling=Calling(offices, ids),
        serving=Serving(offices),
        undoing=Undoing(offices),
        counter_session=CounterSession(offices),
        postings=Postings(offices, ids),
        service_closing=ServiceClosing(offices),
        sign_in=SignIn(accounts, Argon2(), ids, clock),
        devices=Devices(accounts, ids),
        heard_calls=HeardCalls(database.reader, database.announcements, clock),
        device_overview=overview,
        supervision=supervision_of(database, overview, printing, clock),
        ratings=Ratings(offices, database.reader, database.ratings, clock),
        displays=displays,
        pairing=PairingDesk(database.pairings, accounts, ids, clock),
        procedures=procedures,
        appointments=appointments_of(database, clock, ids),
        result_slips=slips_of(database, clock, ids),
        printing=printing,
        back_office=BackOffice(
            reader=database.reader,
            audit=database.audit,
            administration=Administration(offices, database.setup, ids),
            staff=StaffAdministration(accounts, Argon2(), ids, clock, database.reader),
            devices=DeviceAdministration(offices, accounts, ids, clock),
            units=UnitAdministration(offices),
            displays=displays,
            media=lambda office: [one.name for one in media.files(office)],
            voice=recording,
            papers=papers_of(database, spool, ids, clock),
            places=PrintingPlaces(offices, database.reader, accounts, spool),
            catalogue=CatalogueAdministration(database.catalogue, procedures.find, clock),
            headings=procedures.headings,
        ),
    )


def _oversight(database: Database, boards: Boards, clock: SystemClock) -> Oversight:
    province, reader, copies, accounts = database.province, database.reader, database.copies, database.accounts
    return Oversight(
        reporting=Reporting(province, reader, copies, accounts, database.catalogue, clock),
        overview=OfficeOverview(boards, copies, clock),
        province=province,
        trail=database.trail,
        accounts=accounts,
    )


def _api_dependencies(
    configuration: Configuration,
    database: Database,
    realtime: assembly.Realtime,
    use: UseCases,
    clock: SystemClock,
    cluster: Cluster,
    registries: Registries,
    forwarded: WhatIsForwarded,
    messages: PhoneMessages,
) -> ApiDependencies:
    def database_answers() -> bool:
        database.check()
        return True

    return ApiDependencies(
        reader=database.reader,
        copies=database.copies,
        oversight=_oversight(database, use.boards, clock),
        forwarded=forwarded,
        use=use,
        clock=clock,
        connected=realtime.connected,
        phones=database.phones,
        messages=messages.desk(database),
        commands=realtime,
        media=MediaFolder(configuration.media_folder),
        server=configuration.server,
        security=configuration.security,
        secret=read_or_create_secret(configuration.secret_file),
        version=release(),
        checks={"database": database_answers},
        helpers=cluster.helpers(),
        registry=registries.counted,
        shown=registries.shown,
        rate_storage=cluster.rate_storage(),
        error_page=error_page,
        replays=CommandReplays(configuration.path),
        aside=in_thread,
        workbench_lines=_control_sockets(configuration.server.workbench_lines, configuration.path.parent),
    )


def _control_sockets(lines: Mapping[str, str], folder: Path) -> dict[str, Path]:
    return {name: folder / control for name, control in lines.items()}
