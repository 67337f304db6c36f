"""Recordings of the phrases that announcements are made of: what there is, bringing one in, taking one away."""

from collections.abc import Mapping
from dataclasses import dataclass

from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator
from queue_server.domain.phrases import LANGUAGES, phrases
from queue_server.usecases.administration import refuse_unless_administrator
from queue_server.usecases.ports.audit import AuditAction, AuditEntry
from queue_server.usecases.ports.changing import Offices, OfficeTransaction
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.ports.voice import Recordings, VoiceBanks


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseState:
    """A phrase and the clip it has."""

    token: str
    text: str
    version: str | None
    """None while there is no clip."""
    recorded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of recordings that were brought in."""

    taken: tuple[str, ...]
    """Tokens that have a recording now."""
    refused: Mapping[str, str]
    """File name to what is wrong with it."""


class VoiceRecording:
    """What administrators do with the voices; they are shared by all offices of the installation."""

    def __init__(self, offices: Offices, reader: OfficeReader, banks: VoiceBanks, recordings: Recordings) -> None:
        self._offices = offices
        self._reader = reader
        self._banks = banks
        self._recordings = recordings

    def phrases(self, office: str, language: str) -> list[PhraseState]:
        """Return what announcements of an office need in a language.

        Raises:
            Refusal: office_unknown; not_found, for an unknown language.
        """
        clips = self._banks.clips(language)
        return [
            PhraseState(
                token=one.token,
                text=one.text,
                version=clips[one.token].version if one.token in clips else None,
                recorded=one.token in clips and clips[one.token].recorded,
            )
            for one in phrases(_known(language), self._names(office))
        ]

    def bring_in(self, by: Operator, office: str, language: str, name: str, content: bytes) -> Taken:
        """Take recordings: a WAV file named after its token, or a ZIP of them.

        Raises:
            Refusal: forbidden, office_unknown; not_found, for an unknown language; invalid, for a file that can't be
                opened at all.
        """
        refuse_unless_administrator(by, office)
        taken, refused = self._recordings.take(_known(language), self._names(office), name, content)
        if taken:
            self._note(by, office, language, taken, AuditAction.CHANGED)
        return Taken(taken=tuple(taken), refused=refused)

    def take_away(self, by: Operator, office: str, language: str, token: str) -> bool:
        """Remove a recording, so that the engine's clip counts again; return whether there was one.

        Raises:
            Refusal: see ``bring_in``.
        """
        refuse_unless_administrator(by, office)
        removed = self._recordings.forget(_known(language), token)
        if removed:
            self._note(by, office, language, [token], AuditAction.REMOVED)
        return removed

    def _names(self, office: str) -> list[str]:
        return [counter.name for counter in self._reader.office(office).counters]

    def _note(self, by: Operator, office: str, language: str, tokens: list[str], action: AuditAction) -> None:
        def work(tx: OfficeTransaction) -> None:
            target = f"{language}/{tokens[0]}" if len(tokens) == 1 else f"{language}, {len(tokens)}"
            tx.audit(AuditEntry(at=tx.at, by=by.id, office=office, kind="voice", target=target, action=action))

        self._offices.change(office, work)


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise Refusal("not_found", f"there is no voice in {language!r}")
    return language
