"""The words of the back office for what the audit tells: fields and choices by the names under which they are kept."""

from collections.abc import Sequence

from queue_server.adapters.web.admin.fields import ChoiceField, ChoicesField
from queue_server.adapters.web.admin.resource import Resource


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
