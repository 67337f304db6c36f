"""What the HTTP API needs from the rest of the server; the composition root hands it in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from limits.storage import Storage
from prometheus_client import CollectorRegistry

from queue_server.adapters.media_folder import MediaFolder
from queue_server.adapters.web.admin.catalogue import BackOffice
from queue_server.adapters.web.aside import Aside, at_once
from queue_server.adapters.web.devices_api import DeviceCommands
from queue_server.adapters.web.errors import ErrorPage
from queue_server.adapters.web.forwarding_metrics import WhatIsForwarded
from queue_server.adapters.web.health import Check
from queue_server.adapters.web.message_desk import MessageDesk
from queue_server.adapters.web.reports.oversight import Oversight
from queue_server.config import SecuritySection, ServerSection
from queue_server.usecases.announcing import HeardCalls
from queue_server.usecases.appointments import Appointments
from queue_server.usecases.board import Boards
from queue_server.usecases.calling import Calling
from queue_server.usecases.counter_session import CounterSession
from queue_server.usecases.device_overview import DeviceOverview
from queue_server.usecases.devices import Devices
from queue_server.usecases.displays import Displays
from queue_server.usecases.issuing import Issuing
from queue_server.usecases.kiosk_desk import KioskDesk
from queue_server.usecases.pairing import PairingDesk
from queue_server.usecases.ports.connected import ConnectedDevices
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.forwarding import Copies
from queue_server.usecases.ports.phones import PhoneReader
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.ports.replays import Replays
from queue_server.usecases.postings import Postings
from queue_server.usecases.printing import Printing
from queue_server.usecases.procedures import Procedures
from queue_server.usecases.rating import Ratings
from queue_server.usecases.receiving import Receiving
from queue_server.usecases.result_slips import ResultSlips
from queue_server.usecases.service_closing import ServiceClosing
from queue_server.usecases.serving import Serving
from queue_server.usecases.sign_in import SignIn
from queue_server.usecases.supervision import Supervision
from queue_server.usecases.undoing import Undoing


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCases:
    """What the API's operations do."""

    boards: Boards
    issuing: Issuing
    receiving: Receiving
    calling: Calling
    serving: Serving
    undoing: Undoing
    counter_session: CounterSession
    sign_in: SignIn
    devices: Devices
    heard_calls: HeardCalls
    device_overview: DeviceOverview
    displays: Displays
    pairing: PairingDesk
    procedures: Procedures
    appointments: Appointments
    result_slips: ResultSlips
    printing: Printing
    kiosk_desk: KioskDesk
    ratings: Ratings
    back_office: BackOffice
    supervision: Supervision
    postings: Postings
    service_closing: ServiceClosing


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiDependencies:
    """Everything ``create_api`` uses."""

    reader: OfficeReader
    copies: Copies
    oversight: Oversight
    forwarded: WhatIsForwarded
    use: UseCases
    clock: Clock
    connected: ConnectedDevices
    phones: PhoneReader
    messages: MessageDesk
    commands: DeviceCommands
    media: MediaFolder
    """Pictures and films for screens."""
    server: ServerSection
    security: SecuritySection
    secret: str = field(repr=False)
    """Signs CSRF tokens; the same in every worker and after a restart."""
    version: str
    """Of this program, for the documentation."""
    checks: Mapping[str, Check]
    """Parts of the server that ``/readyz`` tries, by name."""
    helpers: Mapping[str, Check]
    """Parts without which the server goes on; ``/readyz`` names those that don't work."""
    registry: CollectorRegistry
    """Figures of this process."""
    shown: CollectorRegistry
    """Figures shown at ``/metrics``."""
    rate_storage: Storage
    """Counts for rate limits: ``limits.storage.storage_from_string("memory://")``."""
    error_page: ErrorPage
    """Shows a problem to a person who asked for a page."""
    workbench_lines: Mapping[str, Path]
    """Control sockets of simulated lines by name; empty outside the demo."""
    aside: Aside = at_once
    """Runs long work, such as reading a file, where it keeps nobody waiting."""
    replays: Replays | None = None
    """Lives past days again for supervisors; without it that page isn't there."""
