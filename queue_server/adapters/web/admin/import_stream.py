"""Importing a file that a page sends: kept aside, worked through in the background, told about line by line."""

import logging
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

import msgspec
from flask import Response, request, stream_with_context
from flask_babel import gettext

from queue_server.adapters.table_files import FileRefused
from queue_server.adapters.web.error_texts import error_sentence
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.failures import StorageError

logger = logging.getLogger(__name__)

CHUNK = 256 * 1024
KINDS = (".csv", ".xlsx")

Event = dict[str, object]
Told = Event | FileRefused | Refusal | None
"""What the work in the background says: how far it is, why it failed, or that it is over."""

Tell = Callable[[Told], None]


def imported(name: str, largest: int, work: Callable[[Path, Tell], None]) -> Response:
    """Return what becomes of the file in the request's body, one JSON object in each line.

    Args:
        name: of the file; its ending says of what kind it is.
        largest: bytes that are taken.
        work: reads the file and tells what it does: ``{rows}`` now and then, and a result; what it refuses is told as
            ``{refused, problems: [{row, column, reason}]}``.
    """
    request.max_content_length = largest
    path = _kept(name)
    told: SimpleQueue[Told] = SimpleQueue()

    def run() -> None:
        try:
            work(path, told.put)
        except (FileRefused, Refusal) as refused:
            told.put(refused)
        except StorageError as lost:
            logger.warning("an import ended because of the database: %s", lost)
            told.put(Refusal("busy", str(lost)))
        finally:
            path.unlink()
            told.put(None)

    Thread(target=run, daemon=True).start()
    return Response(stream_with_context(_lines(told)), content_type="application/x-ndjson")


def _kept(name: str) -> Path:
    """Store the request's body in a file of the same kind."""
    suffix = Path(name).suffix.lower()
    with tempfile.NamedTemporaryFile(suffix=suffix if suffix in KINDS else ".unknown", delete=False) as file:
        try:
            while chunk := request.stream.read(CHUNK):
                file.write(chunk)
        except BaseException:
            Path(file.name).unlink()  # too large, or whoever sent it is gone
            raise
    return Path(file.name)


def _lines(told: "SimpleQueue[Told]") -> Iterator[bytes]:
    while (event := told.get()) is not None:
        yield msgspec.json.encode(_said(event)) + b"\n"


def _said(event: Event | FileRefused | Refusal) -> Event:
    if isinstance(event, Refusal):
        return {"refused": error_sentence(event.code), "problems": []}
    if isinstance(event, FileRefused):
        problems: list[Event] = [
            {"row": one.row, "column": one.column, "reason": gettext(one.words, **one.values)} for one in event.problems
        ]
        about = gettext(event.words, **event.values)
        return {"refused": gettext("The file %(about)s", about=about), "problems": problems}
    return event
