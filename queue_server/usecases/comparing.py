"""Compare-and-set for what administrators edit: a tag names the content they saw."""

import hashlib
import json
from dataclasses import asdict, is_dataclass
from typing import TypeVar

from queue_server.domain.errors import Refusal

T = TypeVar("T")


def tag_of(value: object) -> str:
    """Return a short name of a dataclass's content; equal content has equal tags."""
    assert is_dataclass(value)
    assert not isinstance(value, type)
    text = json.dumps(asdict(value), sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def refuse_if_changed(current: T, wanted: T | None, tag: str | None) -> None:
    """Refuse to overwrite what somebody else changed since; a repeat of what is stored already is fine.

    Args:
        current: what is stored.
        wanted: what shall be stored; None when it shall go.
        tag: names what the administrator saw; None overwrites anything.

    Raises:
        Refusal: changed_meanwhile.
    """
    if tag is not None and tag != tag_of(current) and current != wanted:
        raise Refusal("changed_meanwhile", "somebody else has changed this since it was read")


def differences(before: object | None, after: object | None) -> dict[str, list[str | None]]:
    """Return the fields in which two versions of a dataclass differ, as text; None stands for "not there"."""
    old, new = _texts(before), _texts(after)
    return {
        name: [old.get(name), new.get(name)]
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    }


def _texts(value: object | None) -> dict[str, str]:
    if value is None:
        return {}
    assert is_dataclass(value)
    assert not isinstance(value, type)
    return {
        name: one if isinstance(one, str) else json.dumps(one, default=str, ensure_ascii=False)
        for name, one in asdict(value).items()
        if one is not None
    }
