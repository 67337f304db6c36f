"""The words of the back office for what the audit tells: fields and choices by the names under which they are kept."""

import json
from collections.abc import Iterator, Mapping, Sequence

from queue_server.adapters.web.admin.fields import ChoiceField, ChoicesField
from queue_server.adapters.web.admin.resource import Resource
from queue_server.adapters.web.languages import LANGUAGES


def audit_labels(resources: Sequence[Resource]) -> dict[str, str]:
    """Return marked texts: ``field_<name>``, ``field_<kind>_<name>`` and ``value_<name>_<choice>``.

    The audit names a value of nested rules by its path; joined by underscores that is the form's name of the field.
    """
    labels: dict[str, str] = {}
    for resource in resources:
        for field in resource.fields:
            labels[f"field_{resource.item.lower()}_{field.name}"] = field.label
            labels.setdefault(f"field_{field.name}", field.label)
            if isinstance(field, ChoiceField | ChoicesField):
                for option in field.options(None):
                    labels.setdefault(f"value_{field.name}_{option.value}", option.label)
    return labels


def changed_fields(kind: str, changes: Mapping[str, Sequence[str | None]], labels: Mapping[str, str]) -> list[str]:
    """Return the words for the fields that differ, each once; of nested rules those that changed.

    Args:
        kind: what was changed: ``service``.
        changes: before and after by name, as the audit keeps them.
        labels: of ``audit_labels`` and of the audit itself; what has none is called by its path.
    """
    paths = (path for name, (before, after) in changes.items() for path in _differing(name, before, after))
    return list(dict.fromkeys(_words(kind, path, labels) for path in paths))


def _differing(name: str, before: str | None, after: str | None) -> Iterator[str]:
    old, new = dict(_leaves(name, _parsed(before))), dict(_leaves(name, _parsed(after)))
    yield from (path for path in {**old, **new} if old.get(path) != new.get(path))


def _parsed(text: str | None) -> object:
    try:
        return text if text is None else json.loads(text)
    except ValueError:
        return text


def _leaves(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from _leaves(f"{path}.{key}", one)
    else:
        yield path, value


def _words(kind: str, path: str, labels: Mapping[str, str]) -> str:
    parts = path.split(".")
    if parts[-1] in LANGUAGES:
        parts.pop()
    keys = ("_".join(parts[first:]) for first in range(len(parts)))
    named = (f"field_{one}" for key in keys for one in (f"{kind}_{key}", key))
    return next((labels[one] for one in named if one in labels), path)
