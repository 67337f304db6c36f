"""One call as one WAV file, for previews and for loudspeakers that fetch a file."""

import array
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from queue_server.adapters.voice.clip_bank import Clip, ClipBank
from queue_server.adapters.voice.loudness import LONGEST_S
from queue_server.adapters.voice.sound import Samples, chime, read_wav, silence, write_wav
from queue_server.domain.phrases import LANGUAGES

WITHIN_S = 0.03
"""Between two clips of a sentence."""
AFTER_CHIME_S = 0.05
BETWEEN_LANGUAGES_S = 0.2


class Voice:
    """The banks of all languages, and what is made from them."""

    def __init__(self, folder: Path) -> None:
        self._banks = {language: ClipBank(folder, language) for language in LANGUAGES}

    def bank(self, language: str) -> ClipBank:
        """Return the bank of a language.

        Raises:
            KeyError: a language that has no words.
        """
        return self._banks[language]

    def clips(self, language: str) -> Mapping[str, Clip]:
        """Return the clips of a language by token; none for an unknown language."""
        return self._banks[language].clips() if language in self._banks else {}

    def clip(self, language: str, token: str) -> bytes | None:
        """Return a clip's WAV file, None if there is none."""
        return self._banks[language].content(token) if language in self._banks else None

    def chime(self) -> bytes:
        """Return the chime's WAV file."""
        return write_wav(_chime())

    def joined(self, tokens: Mapping[str, Sequence[str]], with_chime: bool) -> bytes:
        """Return a whole announcement; clips that are missing are left out.

        Args:
            tokens: by language, in the order in which they are spoken.
            with_chime: whether a chime comes first; it always does where no clip is found.
        """
        spoken = [part for part in (self._sentence(one, tokens[one]) for one in tokens) if part]
        found = array.array("h")
        if with_chime or not spoken:
            found += _chime() + (silence(AFTER_CHIME_S) if spoken else silence(0))
        for index, sentence in enumerate(spoken):
            found += silence(BETWEEN_LANGUAGES_S if index else 0) + sentence
        return write_wav(found)

    def _sentence(self, language: str, tokens: Sequence[str]) -> "Samples[int]":
        found = array.array("h")
        for token in tokens:
            content = self.clip(language, token)
            if content is not None:
                found += (silence(WITHIN_S) if found else silence(0)) + read_wav(content, LONGEST_S)
        return found


@cache
def _chime() -> "Samples[int]":
    return chime()
