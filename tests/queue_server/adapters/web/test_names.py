"""Names that other programs rely on: what the document has may grow, but nothing may go or be called otherwise."""

import pytest

from tests.web_app import a_web_app

ADMINISTERED = "offices services counters operators devices layouts procedures synonyms policies calendars media"
OPERATIONS = {
    "GET /offices": "",
    "GET /offices/{office}": "",
    "GET /offices/{office}/board": "",
    "POST /offices/{office}/tickets": "service then procedure priority_class appointment language phone",
    "GET /tickets/{token}": "",
    "DELETE /tickets/{token}": "",
    "POST /tickets/{token}/late": "",
    "POST /tickets/{token}/back": "",
    "POST /tickets/{token}/rating": "score comment",
    "GET /procedures": "q office limit",
    "GET /procedures/{procedure}": "",
    "GET /offices/{office}/slots": "service from to",
    "POST /appointments": "",
    "DELETE /appointments/{code}": "",
    "POST /appointments/{code}/check-in": "",
    "POST /sessions": "username password",
    "DELETE /sessions/current": "",
    "POST /counters/{counter}/open": "office",
    "POST /counters/{counter}/close": "reason",
    "POST /counters/{counter}/pause": "reason",
    "POST /counters/{counter}/resume": "",
    "POST /counters/{counter}/call-next": "service",
    "POST /counters/{counter}/call": "ticket reason",
    "POST /counters/{counter}/recall": "",
    "POST /counters/{counter}/start": "",
    "POST /counters/{counter}/finish": "note dossier",
    "POST /counters/{counter}/no-show": "",
    "POST /counters/{counter}/hold": "minutes reason",
    "POST /counters/{counter}/transfer": "service counter operator position come_back note",
    "POST /counters/{counter}/undo": "",
    "GET /offices/{office}/tickets": "state service limit",
    **{f"POST /tickets/{{ticket}}/{one}": "" for one in ("return", "cancel", "reprint", "priority")},
    "GET /reports/{name}": "office from to group",
    "GET /audit": "",
    **{f"GET /admin/{one}": "" for one in ADMINISTERED.split()},
}
ANSWERS = {
    "GET /offices": "offices",
    "GET /offices/{office}": "services counters",
    "GET /offices/{office}/board": "office revision at service_day calls counters services epoch",
    "POST /offices/{office}/tickets": "id token number service state ahead expected_wait_s issued_at url revision",
    "GET /tickets/{token}": "number service state ahead expected_wait_s issued_at counter revision",
    "GET /procedures": "procedures",
    "POST /sessions": "token operator",
    "POST /counters/{counter}/call-next": "ticket reason revision",
    "GET /offices/{office}/tickets": "tickets",
}


@pytest.fixture(scope="module")
def document():
    return a_web_app().app.extensions["moiso_openapi"]()


def found(document, name):
    method, _, path = name.partition(" ")
    return document["paths"][f"/api/v1{path}"][method.lower()]


def properties(document, content):
    schema = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
    return set(document["components"]["schemas"][schema]["properties"])


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_takes_what_it_always_took(document, name):
    operation = found(document, name)
    fields = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
    if "requestBody" in operation:
        fields |= properties(document, operation["requestBody"]["content"])

    assert set(OPERATIONS[name].split()) - fields == set()


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_has_what_it_always_had(document, name):
    answers = found(document, name)["responses"]
    told = properties(document, (answers.get("201") or answers["200"])["content"])

    assert set(ANSWERS[name].split()) - told == set()
