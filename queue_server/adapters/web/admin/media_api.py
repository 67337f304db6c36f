"""Pictures and films for screens: listing, uploading and removing them, and serving them to screens."""

from collections.abc import Iterator
from typing import Annotated

from flask import Flask, Response, request, send_file
from pydantic import Field, StringConstraints
from pydantic.json_schema import SkipJsonSchema

from queue_server.adapters.media_content import Fault
from queue_server.adapters.media_folder import MOST_BYTES, MediaFile, MediaFolder, mime_of
from queue_server.adapters.web.access import PUBLIC, Access, allow
from queue_server.adapters.web.admin.admin_api import by_whom
from queue_server.adapters.web.admin.resource import office_and_code
from queue_server.adapters.web.bodies import PLAIN, Code
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.adapters.web.parsing import Path, Query, unset
from queue_server.contract.fields import FromServer
from queue_server.domain.operator import Right
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.ports.reading import OfficeReader

ADMINISTERS = Access(right=Right.ADMINISTER)
CHUNK = 1 << 16
AN_HOUR_S = 3600

Name = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=PLAIN)]


class MediaItem(FromServer, frozen=True, kw_only=True):
    """A picture or film."""

    id: str
    """``office:name``."""
    office: str
    name: str
    kind: str
    """image or video."""
    size: int
    """Bytes."""
    url: str


class MediaList(FromServer, frozen=True, kw_only=True):
    """Pictures and films, by office and name."""

    media: list[MediaItem]


class MediaQuery(Query):
    """Whose files; left out: of all offices that one administers."""

    office: Code | SkipJsonSchema[None] = Field(default=None, json_schema_extra=unset)


class UploadQuery(Query):
    """What is uploaded."""

    office: Code
    name: Name = Field(description="With its end: `.png .jpg .jpeg .webp .gif .mp4 .webm`.")


class MediaPath(Path):
    """Names a file."""

    item: Annotated[str, StringConstraints(min_length=3, max_length=170, pattern=PLAIN)] = Field(
        description="`{office}:{name}`"
    )


class MediaOperations:
    """What administrators do with files."""

    def __init__(self, folder: MediaFolder, reader: OfficeReader) -> None:
        self._folder = folder
        self._reader = reader

    @Operation(
        method="GET",
        rule="/admin/media",
        access=ADMINISTERS,
        answer=MediaList,
        refusals=["office_unknown", "forbidden"],
    )
    def list_media(self, query: MediaQuery) -> Reply:
        """List the pictures and films of an office, or of all."""
        own = by_whom().office
        offices = [self._office(query.office)] if query.office else [one.code for one in self._reader.offices()]
        asked = [office for office in offices if own in (None, office)]
        return Reply(MediaList(media=[media_item(one, file) for one in asked for file in self._folder.files(one)]))

    @Operation(
        method="POST",
        rule="/admin/media",
        access=ADMINISTERS,
        answer=MediaItem,
        status=201,
        refusals=["office_unknown", "forbidden", "invalid", "too_large", *Fault],
    )
    def upload_media(self, query: UploadQuery) -> Reply:
        """Upload a picture (at most 20 MB) or film (600 MB).

        The body is the file itself, as `application/octet-stream`. A file of the same name is replaced.
        """
        office = self._office(query.office)
        request.max_content_length = max(MOST_BYTES.values())
        return Reply(media_item(office, self._folder.save(office, query.name, _chunks())))

    @Operation(
        method="DELETE",
        rule="/admin/media/<item>",
        access=ADMINISTERS,
        path=MediaPath,
        status=204,
        refusals=["office_unknown", "forbidden", "not_found"],
    )
    def remove_media(self, path: MediaPath) -> Reply:
        """Remove a picture or film; layouts that name it leave it out."""
        office, name = office_and_code(path.item)
        self._folder.remove(self._office(office), name)
        return Reply(None)

    def _office(self, code: str) -> str:
        refuse_unless_administrator(by_whom(), code)
        return self._reader.office(code).code


def install_media_files(app: Flask, folder: MediaFolder) -> None:
    """Serve ``/media/<office>/<name>``, in parts where a film player asks for parts."""

    @allow(PUBLIC)
    def media(office: str, name: str) -> Response:
        answer = send_file(folder.path(office, name), mimetype=mime_of(name), max_age=AN_HOUR_S, conditional=True)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Content-Security-Policy"] = "default-src 'none'"
        return answer

    app.add_url_rule("/media/<office>/<name>", "media", media)


def media_item(office: str, file: MediaFile) -> MediaItem:
    """Return a file as it is answered."""
    return MediaItem(
        id=f"{office}:{file.name}",
        office=office,
        name=file.name,
        kind=file.kind,
        size=file.size,
        url=f"/media/{office}/{file.name}",
    )


def _chunks() -> Iterator[bytes]:
    while chunk := request.stream.read(CHUNK):
        yield chunk
