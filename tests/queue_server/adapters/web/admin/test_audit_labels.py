"""Whatever is changed, the audit names it as the back office does."""

import json
from dataclasses import asdict

from queue_server.adapters.web.admin.audit_labels import audit_labels
from queue_server.adapters.web.admin.catalogue import resources_of
from queue_server.adapters.web.overseer_texts import REPORTS
from queue_server.domain.office import Rules, ServiceRules
from tests.web_app import a_web_app


def paths(value, path=()):
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from paths(one, (*path, key))
    else:
        yield path


def test_every_rule_of_an_office_and_a_service_has_words_in_the_audit():
    """A rule without them would be told by its name in the program."""
    texts = audit_labels(resources_of(a_web_app().deps.use.back_office)) | REPORTS

    unnamed = [
        path
        for rules in (Rules(), ServiceRules())
        for path in paths(json.loads(json.dumps(asdict(rules), default=str)))
        if not any(f"field_{'_'.join(path[first:])}" in texts for first in range(len(path)))
    ]

    assert unnamed == []
    assert texts["value_role_supervisor"] == "Supervisor"
    assert texts["value_policy_fifo"]
    assert texts["field_office_name"] == "Name"
