"""The sound of announcements: clips by language and token."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class VoiceClip(Protocol):
    """A clip of a bank."""

    @property
    def token(self) -> str:
        """Return what names it."""

    @property
    def version(self) -> str:
        """Return a word that is another one after every change of the clip."""

    @property
    def recorded(self) -> bool:
        """Return whether people recorded it; a speech engine made the others."""


class VoiceBanks(Protocol):
    """The clips of all languages."""

    def clips(self, language: str) -> Mapping[str, VoiceClip]:
        """Return the clips of a language by token; none for an unknown language."""

    def clip(self, language: str, token: str) -> bytes | None:
        """Return a clip as a WAV file, None if there is none."""

    def chime(self) -> bytes:
        """Return the chime as a WAV file."""

    def joined(self, tokens: Mapping[str, Sequence[str]], with_chime: bool) -> bytes:
        """Return a whole announcement as a WAV file; clips that are missing are left out.

        Args:
            tokens: by language, in the order in which they are spoken.
            with_chime: whether a chime comes first; it always does where no clip is found.
        """


class Recordings(Protocol):
    """Changes what people recorded."""

    def take(
        self, language: str, counter_names: Sequence[str], name: str, content: bytes
    ) -> tuple[list[str], dict[str, str]]:
        """Store recordings; one that is refused keeps no other out.

        Args:
            language: one that has words.
            counter_names: counters whose names are spoken.
            name: ``<token>.wav``, or any name that ends in ``.zip``.
            content: the file.

        Returns:
            Tokens that have a recording now, and what is wrong with the others by file name.

        Raises:
            Refusal: invalid, when the file can't be opened at all.
        """

    def forget(self, language: str, token: str) -> bool:
        """Remove a recording; return whether there was one."""
