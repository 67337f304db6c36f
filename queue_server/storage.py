"""What commands work with beside a running server: the open database and the use cases of accounts."""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from queue_server.adapters.catalogue_files import read_procedures
from queue_server.adapters.db.database import Database, open_database
from queue_server.adapters.environment import Argon2, RandomIds, SystemClock
from queue_server.adapters.forwarding.forwarder import Forwarder
from queue_server.adapters.forwarding.province_client import HttpProvince
from queue_server.config import Configuration
from queue_server.config_forward import ForwardSection
from queue_server.settings import SettingsError
from queue_server.usecases.devices import Devices
from queue_server.usecases.forwarding import Forwarding
from queue_server.usecases.ports.catalogue import NEW
from queue_server.usecases.ports.changing import Committed
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.forwarding import Forwarded, LinkDown
from queue_server.usecases.procedures import load_sample
from queue_server.usecases.sign_in import Staff

SAMPLE = Path(__file__).parent / "sample_catalogue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """An open database."""

    database: Database
    staff: Staff
    devices: Devices


@contextmanager
def open_storage(
    configuration: Configuration, on_commit: Callable[[Committed], None] = lambda committed: None
) -> Iterator[Storage]:
    """Open the configured database for a command, migrated and with the configured office in it.

    Raises:
        StorageError: it can't be opened.
        Refusal: busy.
    """
    database = open_database(configuration.database_url, SystemClock(), on_commit)
    try:
        load_office(database, configuration)
        load_sample_catalogue(database, configuration)
        ids = RandomIds()
        yield Storage(
            database=database,
            staff=Staff(database.accounts, Argon2(), ids),
            devices=Devices(database.accounts, ids),
        )
    finally:
        database.close()


def forwarding_of(section: ForwardSection, database: Database, clock: Clock) -> tuple[Forwarding, str] | None:
    """Return what forwards the configured office, with its code; None where nothing is forwarded.

    Raises:
        SettingsError: it isn't clear which office, or there is no token.
    """
    if not section.url:
        return None
    codes = [one.code for one in database.reader.offices()]
    wanted = [section.office] if section.office else codes
    if len(wanted) != 1 or wanted[0] not in codes:
        known = ", ".join(codes) or "none"
        raise SettingsError(f"[forward]: office: must name one of the offices of this server: {known}")
    token_file = Path(section.token_file)

    def read_token() -> str:
        try:
            return token_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise LinkDown(f"{token_file}: the token can't be read ({error})") from None

    province = HttpProvince(section.url, read_token, section.ca_file)
    return Forwarding(database.log, province, clock, wanted[0]), wanted[0]


def forwarder_of(
    section: ForwardSection, database: Database, clock: Clock, is_on_duty: Callable[[], bool]
) -> Forwarder | None:
    """Return the task that forwards the configured office, None where nothing is forwarded.

    Raises:
        SettingsError: as ``forwarding_of``.
    """
    found = forwarding_of(section, database, clock)
    return None if found is None else Forwarder(*found, clock, is_on_duty=is_on_duty)


def what_is_forwarded(forwarder: Forwarder | None) -> Callable[[], Forwarded | None]:
    """Return a question for how forwarding goes; its answer is None where nothing is forwarded."""
    return lambda: None if forwarder is None else forwarder.forwarding.forwarded


def load_sample_catalogue(database: Database, configuration: Configuration) -> None:
    """Fill a catalogue that was never touched with the shipped sample, if the configuration wants it."""
    if configuration.procedures.sample and database.catalogue.tag() == NEW:
        procedures = [one for batch in read_procedures(SAMPLE / "procedures.csv") for one in batch]
        synonyms = tomllib.loads((SAMPLE / "synonyms.toml").read_text(encoding="utf-8"))
        load_sample(database.catalogue, procedures, synonyms)


def load_office(database: Database, configuration: Configuration) -> None:
    """Store the configured office once; afterwards the database owns it."""
    if configuration.office is not None:
        database.setup.add_office(configuration.office, "configuration")
