"""Structures of the domain as JSON text, and back."""

from typing import Any, TypeVar, get_args

import msgspec

from queue_server.domain.events import Event
from queue_server.domain.operator import Skill
from queue_server.domain.ticket import Leg
from queue_server.usecases.ports.changing import Step

T = TypeVar("T")

_encoder = msgspec.json.Encoder()
_KINDS: dict[str, type[Event]] = {kind.type: kind for kind in get_args(Event)}
_EMPTY = "[]"


def encode(value: object) -> str:
    """Return a dataclass, or lists and dicts of JSON values, as JSON text; instants keep their microseconds."""
    return _encoder.encode(value).decode()


def decode(text: str, kind: type[T]) -> T:
    """Return what ``encode`` was given, as the type it had."""
    decoder = _decoders.get(kind)
    if decoder is None:
        decoder = _decoders[kind] = msgspec.json.Decoder(kind)
    value: T = decoder.decode(text)
    return value


def decode_event(type_: str, fields: str) -> Event:
    """Return an event from its stored type and fields."""
    return decode(fields, _KINDS[type_])


def decode_legs(text: str) -> tuple[Leg, ...]:
    """Return the legs of a ticket."""
    return _legs.decode(text)


def decode_codes(text: str) -> tuple[str, ...]:
    """Return a list of codes."""
    return () if text == _EMPTY else _codes.decode(text)


def decode_texts(text: str) -> dict[str, str]:
    """Return texts by language code, or any strings by name."""
    return _texts.decode(text)


def decode_skills(text: str) -> tuple[Skill, ...]:
    """Return the skills of an operator."""
    return () if text == _EMPTY else _skills.decode(text)


def decode_step(text: str) -> Step:
    """Return what a counter can undo."""
    return decode(text, Step)


_decoders: dict[type, msgspec.json.Decoder[Any]] = {}
_legs = msgspec.json.Decoder(tuple[Leg, ...])
_skills = msgspec.json.Decoder(tuple[Skill, ...])
_codes = msgspec.json.Decoder(tuple[str, ...])
_texts = msgspec.json.Decoder(dict[str, str])
