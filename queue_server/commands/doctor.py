"""``queue-server doctor``: one line for each thing an installation needs."""

import argparse
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from queue_server.adapters.voice.announcements import Voice
from queue_server.cluster import redis_answers
from queue_server.commands.doctor_forwarding import forwarding
from queue_server.commands.doctor_printers import printers
from queue_server.commands.failure import EXPECTED
from queue_server.commands.options import add_config, configuration_of
from queue_server.config import Configuration
from queue_server.config_database import SQLITE
from queue_server.domain.phrases import phrases
from queue_server.storage import open_storage
from queue_server.usecases.ports.reading import OfficeReader

LEAST_FREE_BYTES = 500_000_000
OLDEST_COPY = timedelta(days=3)

Finding = tuple[bool, str]
"""Whether it is fine, and a sentence."""


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``doctor``."""
    parser = commands.add_parser(
        "doctor",
        help="check database, clock, disk, Redis, voices, printers, accounts and devices",
        epilog="example: queue-server doctor --config config.toml",
    )
    add_config(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print a line for each check; 1 if any fails."""
    configuration = configuration_of(options)
    findings = list(_findings(configuration))
    for fine, sentence in findings:
        print(f"{'ok  ' if fine else 'FAIL'}  {sentence}")
    return 0 if all(fine for fine, _ in findings) else 1


def _findings(configuration: Configuration) -> Iterator[Finding]:
    there = configuration.path.exists()
    yield True, f"configuration: {configuration.path}" + ("" if there else " is not there; the defaults count")
    checks: tuple[Callable[[Configuration], list[Finding]], ...] = (
        _disk,
        _folders,
        _copies,
        _database,
        _voices,
        printers,
        _redis,
        forwarding,
    )
    for check in checks:
        try:
            yield from check(configuration)
        except EXPECTED as error:
            yield False, str(error)


def _disk(configuration: Configuration) -> list[Finding]:
    url = configuration.database_url
    folder = Path(url.removeprefix(SQLITE)).parent if url.startswith(SQLITE) else configuration.backup_folder
    there = _nearest(folder)
    free = shutil.disk_usage(there).free
    return [(free >= LEAST_FREE_BYTES, f"disk: {free // 1_000_000} MB free in {there}")]


def _folders(configuration: Configuration) -> list[Finding]:
    """Name the folders that can't be written to: copies, uploads and clips would fail when somebody needs them."""
    wanted = (configuration.backup_folder, configuration.media_folder, configuration.voice_folder)
    closed = [str(folder) for folder in wanted if not os.access(_nearest(folder), os.W_OK)]
    return [(False, f"folders: no right to write to {', '.join(closed)}")] if closed else []


def _nearest(folder: Path) -> Path:
    """Return the folder, or the first above it that exists."""
    return next(one for one in (folder, *folder.parents) if one.exists())


def _copies(configuration: Configuration) -> list[Finding]:
    copies = sorted(configuration.backup_folder.glob("*"), key=lambda path: path.stat().st_mtime)
    if not copies:
        return [(True, f"copies: none yet in {configuration.backup_folder}; the first comes with the first day end")]
    newest = datetime.fromtimestamp(copies[-1].stat().st_mtime, UTC)
    fine = datetime.now(UTC) - newest < OLDEST_COPY
    return [(fine, f"copies: {len(copies)}, the newest of {newest.astimezone():%Y-%m-%d %H:%M}")]


def _database(configuration: Configuration) -> list[Finding]:
    with open_storage(configuration) as storage:
        reader = storage.database.reader
        offices = list(reader.offices())
        found = [(bool(offices), f"database: {storage.database.name}, {_offices(len(offices))}")]
        found += _clocks({one.code: _last_event_at(reader, one.code) for one in offices})
        operators = [one for one in storage.staff.all() if not one.disabled]
        first = "" if operators else "; the first: queue-server operator add NAME --role administrator"
        found.append((bool(operators), f"operators: {len(operators)} can sign in{first}"))
        devices = [one for one in storage.devices.all() if not one.revoked]
        found.append((True, f"devices: {len(devices)}"))
        return found


def _offices(count: int) -> str:
    if not count:
        return "no office; name one in [office] of the configuration, or: queue-server office import FILE"
    return "1 office" if count == 1 else f"{count} offices"


def _redis(configuration: Configuration) -> list[Finding]:
    if not configuration.redis_url:
        return [(True, "redis: not used; several workers would be up to 2 s late without it")]
    where = urlsplit(configuration.redis_url)
    if redis_answers(configuration.redis_url):
        return [(True, f"redis: {where.hostname or where.path} answers")]
    # No failure: workers find each other's changes in the database.
    return [(True, f"redis: {where.hostname or where.path} does not answer; workers are up to 2 s late")]


def _voices(configuration: Configuration) -> list[Finding]:
    """Voices are a warning at most: calls chime without them."""
    found = []
    voice = Voice(configuration.voice_folder)
    office = configuration.office
    for language in configuration.voice.languages:
        bank, clips = voice.bank(language), voice.clips(language)
        missing = sum(
            one.token not in clips for one in phrases(language, [one.name for one in office.counters] if office else [])
        )
        recorded = sum(clip.recorded for clip in clips.values())
        sentence = f"voice {language}: {len(clips)} clips, {recorded} recorded, {missing} missing, in {bank.folder}"
        if missing:
            sentence += f"; calls chime instead: queue-server voice build --lang {language}"
        found.append((True, sentence))
    return found


def _last_event_at(reader: OfficeReader, office: str) -> datetime | None:
    newest = reader.events(office, reader.revision(office) - 1, 1)
    return newest[-1].at if newest else None


def _clocks(last_events: dict[str, datetime | None]) -> list[Finding]:
    now = datetime.now(UTC)
    wrong = [
        (
            False,
            f"clock_wrong: the clock says {now:%Y-%m-%d %H:%M:%S} UTC, but office {office} has events until {last}",
        )
        for office, last in last_events.items()
        if last is not None and last > now + timedelta(seconds=2)
    ]
    return wrong or [(True, f"clock: {now:%Y-%m-%d %H:%M:%S} UTC, not behind the events of {len(last_events)} offices")]
