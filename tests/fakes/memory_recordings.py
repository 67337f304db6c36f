"""In-memory twin of the voice banks: a clip is its bytes, whatever they are; "bad" is refused."""

from dataclasses import dataclass

from queue_server.domain.errors import Refusal


@dataclass
class MemoryClip:
    """See ``VoiceClip``."""

    token: str
    version: str
    recorded: bool = True


class MemoryRecordings:
    """See ``VoiceBanks`` and ``Recordings``."""

    def __init__(self):
        self.kept = {"vi": {}, "en": {}}

    def clips(self, language):
        return {token: MemoryClip(token, f"v{len(content)}") for token, content in self.kept.get(language, {}).items()}

    def clip(self, language, token):
        return self.kept.get(language, {}).get(token)

    def chime(self):
        return b""

    def joined(self, tokens, with_chime):
        return b""

    def take(self, language, counter_names, name, content):
        if not name.endswith((".wav", ".zip")):
            raise Refusal("invalid", f"{name} is no WAV or ZIP file", "file")
        if content == b"bad":
            return [], {name: "nothing is heard in it"}
        token = name.removesuffix(".wav")
        self.kept[language][token] = content
        return [token], {}

    def forget(self, language, token):
        return self.kept[language].pop(token, None) is not None
