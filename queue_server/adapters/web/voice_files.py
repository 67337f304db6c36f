"""Sound as files: the clips displays play, and whole announcements for previews and loudspeakers that fetch them."""

import hashlib
from functools import cached_property

import msgspec
from flask import Blueprint, Flask, Response, request

from queue_server.adapters.web.access import PUBLIC, allow
from queue_server.adapters.web.parsing import JSON
from queue_server.domain.errors import Refusal
from queue_server.domain.phrases import tokens
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.ports.voice import VoiceBanks

FOREVER = "public, max-age=31536000, immutable"
"""For an address that has the clip's version in it."""
ASK_AGAIN = "no-cache"
A_MINUTE = "public, max-age=60"


def install_voice_files(app: Flask, banks: VoiceBanks, reader: OfficeReader) -> None:
    """Serve ``/voice/<language>/…`` and ``/announcements/<call id>.wav``; all of it is heard in the lobby anyway."""

    chime = _Chime(banks)

    @allow(PUBLIC)
    def index(language: str) -> Response:
        versions = {token: clip.version for token, clip in sorted(banks.clips(language).items())}
        answer = Response(
            msgspec.json.encode({"language": language, "clips": versions, "chime": chime.version}), content_type=JSON
        )
        return _cached(answer, ASK_AGAIN)

    @allow(PUBLIC)
    def clip(language: str, token: str) -> Response:
        content = banks.clip(language, token)
        if content is None:
            raise Refusal("not_found", f"there is no clip {token!r} in language {language!r}")
        wanted = request.args.get("v")
        known = banks.clips(language).get(token)
        return _cached(_wav(content), FOREVER if known and wanted == known.version else ASK_AGAIN)

    @allow(PUBLIC)
    def announcement(call_id: str) -> Response:
        found = reader.call(call_id)
        if found is None:
            raise Refusal("not_found", "there is no such call")
        office_code, call = found
        office = reader.office(office_code)
        names = {counter.code: counter.name for counter in office.counters}
        voice = office.rules.voice
        words = tokens(call.number, call.kind, names.get(call.counter, call.counter), voice.sentence)
        return _cached(_wav(banks.joined(dict.fromkeys(voice.languages, words), voice.chime)), A_MINUTE)

    files = Blueprint("voice", __name__)
    files.add_url_rule("/voice/<language>/index.json", "index", index)
    files.add_url_rule("/voice/<language>/<token>.wav", "clip", clip)
    files.add_url_rule("/voice/chime.wav", "chime", chime.file)
    files.add_url_rule("/announcements/<call_id>.wav", "announcement", announcement)
    app.register_blueprint(files)


class _Chime:
    """The chime, known by its content: it changes with a release, and a loudspeaker runs for years."""

    def __init__(self, banks: VoiceBanks) -> None:
        self._banks = banks

    @cached_property
    def version(self) -> str:
        """Return what the address of its file ends with."""
        return hashlib.sha256(self._banks.chime()).hexdigest()[:12]

    @allow(PUBLIC)
    def file(self) -> Response:
        """Answer with the sound."""
        wanted = request.args.get("v")
        return _cached(_wav(self._banks.chime()), FOREVER if wanted == self.version else ASK_AGAIN)


def _wav(content: bytes) -> Response:
    return Response(content, mimetype="audio/wav")


def _cached(answer: Response, policy: str) -> Response:
    answer.headers["Cache-Control"] = policy
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
