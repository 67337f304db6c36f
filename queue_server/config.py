"""The server's sections of the configuration file."""

from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

import msgspec

from queue_server.config_database import DatabaseSection, database_url
from queue_server.config_forward import ForwardSection, forward_section
from queue_server.config_notify import NotifySection, notify_section
from queue_server.config_office import OfficeSection, office_from_section
from queue_server.domain.announcement import Sentence, VoiceRules
from queue_server.domain.office import Office
from queue_server.settings import Settings, SettingsError, SettingsFile, written

Rate = Annotated[str, written("30/second, minute, hour or day, or off", r"^(off|\d+/(second|minute|hour|day))$")]
"""``30/minute``, or ``off``."""


PRINTER_DEVICE = (
    r"^(tcp://[^/\s:]+(:\d{1,5})?|usb://[0-9a-fA-F]{4}:[0-9a-fA-F]{4}|serial:///dev/[^\s?]+(\?baud=\d+)?|file:///\S+)$"
)
"""Network, USB by vendor and product, serial line, or a device file."""


class ServerSection(Settings, frozen=True, kw_only=True):
    """[server]"""

    host: str = "127.0.0.1"
    """Address to listen on; others than this computer's own need operators with passwords."""
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8000
    public_url: Annotated[
        str, written("https://so.example.vn, without a slash at its end", r"^(https?://[^\s]+[^/\s])?$")
    ] = ""
    """What citizens reach the server by, for QR codes: ``https://so.example.vn``."""
    allowed_hosts: list[str] = []
    """Host names that may stand in addresses the server hands out when ``public_url`` is empty."""
    trusted_proxies: list[str] = []
    """Addresses or networks (``10.0.0.0/8``) of proxies whose ``X-Forwarded-For`` and ``-Proto`` count."""
    media_folder: str = "var/media"
    """Pictures and films for screens, in a folder for each office."""
    workbench_lines: dict[str, str] = {}
    """Line name to the control socket of its simulator; with it the workbench page is served."""

    def __post_init__(self) -> None:
        """Refuse proxies that are no addresses."""
        for proxy in self.trusted_proxies:
            try:
                ip_network(proxy)
            except ValueError:
                raise ValueError(f"trusted_proxies: {proxy!r} is no address or network") from None


class RedisSection(Settings, frozen=True, kw_only=True):
    """[redis]"""

    url: Annotated[str, written("redis://host:6379/0, rediss:// or unix:///path", r"^((rediss?://|unix:///).+)?$")] = ""
    """Wakes several workers up for each other's changes: ``redis://127.0.0.1:6379/0``."""
    password_file: str = ""
    """Holds the password of the user in ``url``, if Redis wants one."""

    def __post_init__(self) -> None:
        """Refuse a secret that everybody may read who may read the configuration."""
        if urlsplit(self.url).password:
            raise ValueError("url: the password belongs into password_file")


class SecuritySection(Settings, frozen=True, kw_only=True):
    """[security]"""

    issue_rate_limit: Rate = "30/minute"
    """Tickets per device, or per address for phones."""
    sign_in_rate_limit: Rate = "10/minute"
    """Attempts to sign in per address."""
    search_rate_limit: Rate = "50/second"
    """Searches for procedures per address."""
    code_rate_limit: Rate = "60/minute"
    """Codes of appointments and dossiers that are tried, per device or address."""
    token_rate_limit: Rate = "60/minute"
    """Wrong addresses of tickets per address; right ones are never counted."""
    secret_file: str = "var/moiso.secret"
    """Signs cookies; created when missing, readable by the server alone."""


class VoiceSection(Settings, frozen=True, kw_only=True):
    """[voice]"""

    folder: str = "var/voice"
    """Holds a bank of clips for each language."""
    languages: tuple[Literal["vi", "en"], ...] = ("vi", "en")
    """Spoken one after the other, in this order; with an empty one calls only chime."""
    repeats: Annotated[int, msgspec.Meta(ge=1, le=3)] = 1
    """How often each call is spoken; once while others wait to be spoken."""
    chime: bool = True
    time_to_live_s: Annotated[float, msgspec.Meta(ge=10, le=60)] = 60.0
    """A call that couldn't be spoken so long after its time is dropped."""
    merge: bool = True
    """A call that still waits to be spoken makes way for a later one of the same number."""
    sentence: Literal["full", "twice", "short"] = "full"
    """What is said: "number A012, counter 3", with the number twice, or without the word "number"."""
    engine: Literal["espeak-ng", "piper"] = "espeak-ng"
    """What ``voice build`` makes clips with."""
    piper_command: str = "piper"
    piper_models: dict[Literal["vi", "en"], str] = {}
    """Model file by language: ``{vi = "models/vi.onnx"}``."""

    def __post_init__(self) -> None:
        """Refuse a language that is named twice."""
        if len(set(self.languages)) < len(self.languages):
            raise ValueError("languages: one is named twice")


class PrinterSection(Settings, frozen=True, kw_only=True):
    """[[printing.printer]]"""

    name: Annotated[str, written("with letters, digits, - and _, at most 64", r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
    device: Annotated[
        str, written("tcp://host, usb://04b8:0e15, serial:///dev/ttyUSB0 or file:///dev/usb/lp0", PRINTER_DEVICE)
    ]
    """``tcp://192.168.1.60``, ``usb://04b8:0e15``, ``serial:///dev/ttyUSB0?baud=115200`` or ``file:///dev/usb/lp0``."""
    width_mm: Literal[80, 58, 57] = 80
    offices: list[str] = []
    """Codes of the offices that may use it; none means all of this server."""
    kiosks: list[str] = []
    """Names of kiosks whose tickets it prints."""
    units: list[str] = []
    """Units with keys that issue tickets, which it prints: ``line1/5``."""


class PrintingSection(Settings, frozen=True, kw_only=True):
    """[printing]"""

    printer: list[PrinterSection] = []

    def __post_init__(self) -> None:
        """Refuse two printers of one name."""
        names = [one.name for one in self.printer]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"printer.name: {name!r} is given more than once")


class ProceduresSection(Settings, frozen=True, kw_only=True):
    """[procedures]"""

    sample: bool = True
    """Fill an empty catalogue with the shipped sample at the first start; the first import replaces it."""


class PrivacySection(Settings, frozen=True, kw_only=True):
    """[privacy]"""

    appointments_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 30
    """Days after which appointments, with names and phones, and collected result slips are deleted."""
    slips_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 400
    """Days after which result slips that nobody collected are deleted."""


class UnusedSection(Settings, frozen=True, kw_only=True):
    """A section that has no keys yet."""


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """All that the server reads, with absolute paths."""

    path: Path
    server: ServerSection
    security: SecuritySection
    database_url: str
    """The password's file, if there is one, stands in its query; a password never does."""
    backup_folder: Path
    media_folder: Path
    secret_file: Path
    redis_url: str
    """With the password in it; empty without Redis."""
    voice: VoiceSection
    """Its paths are relative to the file; see ``voice_folder``."""
    voice_folder: Path
    printing: PrintingSection
    procedures: ProceduresSection
    privacy: PrivacySection
    office: Office | None
    """Loaded once, when the database has no such office."""
    forward: ForwardSection
    """With absolute paths."""
    notify: NotifySection
    """With absolute paths."""


def read_configuration(path: Path) -> Configuration:
    """Return the server's configuration.

    Raises:
        SettingsError: names file, section and key.
    """
    return _configuration(SettingsFile.read(path))


def _voice_rules(voice: VoiceSection) -> VoiceRules:
    return VoiceRules(
        languages=voice.languages,
        repeats=voice.repeats,
        chime=voice.chime,
        time_to_live_s=voice.time_to_live_s,
        merge=voice.merge,
        sentence=Sentence(voice.sentence),
    )


def default_configuration(folder: Path) -> Configuration:
    """Return the configuration of a server without a file; its data go to ``var`` in a folder."""
    return _configuration(SettingsFile.empty(folder))


def _configuration(file: SettingsFile) -> Configuration:
    file.section("kiosk", UnusedSection)
    server = file.section("server", ServerSection)
    database = file.section("database", DatabaseSection)
    security = file.section("security", SecuritySection)
    voice = file.section("voice", VoiceSection)
    office = None
    if file.has("office"):
        section = file.section("office", OfficeSection)
        try:
            office = office_from_section(section)
            office = replace(office, rules=replace(office.rules, voice=_voice_rules(voice)))
        except ValueError as error:
            raise SettingsError(f"{file.path}: [office]: {error}") from None
    return Configuration(
        path=file.path,
        server=server,
        security=security,
        database_url=database_url(file, database),
        backup_folder=file.resolve(database.backup_folder),
        media_folder=file.resolve(server.media_folder),
        secret_file=file.resolve(security.secret_file),
        redis_url=_redis_url(file, file.section("redis", RedisSection)),
        voice=voice,
        voice_folder=file.resolve(voice.folder),
        printing=file.section("printing", PrintingSection),
        procedures=file.section("procedures", ProceduresSection),
        privacy=file.section("privacy", PrivacySection),
        office=office,
        forward=forward_section(file),
        notify=notify_section(file),
    )


def _redis_url(file: SettingsFile, redis: RedisSection) -> str:
    if not redis.url or not redis.password_file:
        return redis.url
    path = file.resolve(redis.password_file)
    try:
        password = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file.path}: [redis]: password_file: {path}: cannot be read ({error})") from None
    url = urlsplit(redis.url)
    user, _, host = url.netloc.rpartition("@")
    return url._replace(netloc=f"{user}:{quote(password, safe='')}@{host}").geturl()
