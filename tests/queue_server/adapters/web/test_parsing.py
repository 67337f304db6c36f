"""Whatever is sent, the answer is one the document foresees and never a defect."""

import itertools
import json
from functools import partial
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queue_server.adapters.db.database import open_database
from tests.counts import count
from tests.web_app import a_web_app

TICKETS = "/api/v1/offices/songcong/tickets"
COUNT = itertools.count()

FUZZ = settings(max_examples=count(15, 40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

WORDS = ["land", "civil", "songcong", "1", "2", "vi", "normal", "first", "operator", "5", "x\u0000y", "đ" * 600, ""]
TEXTS = st.sampled_from(WORDS) | st.text(max_size=80)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))
ODD_SEGMENTS = st.text(min_size=1, max_size=30).map(partial(quote, safe=""))
KEYS = st.integers(0, 3).map(str) | st.text(st.characters(codec="latin-1", exclude_characters="\r\n"))

LIKELY_FIELDS = {
    "service": ["land", "civil", None],
    "then": [["civil"], []],
    "priority_class": ["normal", "priority"],
    "language": ["vi", "en"],
    "reason": ["Nghỉ", None],
    "minutes": [5, 0.5, 1e-9, None],
    "counter": ["2", None],
    "operator": ["supervisor", None],
    "position": ["first", "last"],
    "ticket": ["a ticket", "return", "along"],
    "to": ["1", "2"],
    "leaves": ["1", None],
    "take_over": [True],
    "office": ["other", "nowhere"],
    "code": ["land", "tax", "9"],
    "name": ["Quầy 9", {"vi": "Đất"}, {"en": "Land"}],
    "prefix": ["A", "B", ""],
    "services": [["land"], [], ["nothing"]],
    "first_number": [1, 500],
    "last_number": [None, 0, 99],
    "day_start": ["06:00", "25:00"],
    "time_zone": ["Asia/Ho_Chi_Minh", "Mars/Base"],
    "kind": ["kiosk", "bridge"],
    "begins_at": ["2026-02-23T09:00:00+07:00", "0001-01-01T00:00:00+14:00", "2026-02-23"],
    "due": ["2026-02-23", "9999-12-31"],
    "slips": [[{"dossier": "H56-1", "service": "land", "due": "2026-02-23"}], []],
    "role": ["operator", "king"],
    "score": [1, 5, 6],
    "reasons": [["waiting"], ["nothing"], "waiting = Chờ | Waiting"],
    "turn": ["id1.0"],
    "channel": ["webhook", "mail"],
    "address": ["0912345678", "an@example.vn"],
    "reminder": [{"channel": "mail", "address": "an@example.vn"}, None],
    "remind_at": ["17:00", "25:00"],
    "phone": ["a-phone-that-keeps-its-name"],
    "phone_code": ["rotating", "magic"],
    "username": ["operator"],
    "password": ["correct horse"],
    "epoch": ["e1"],
    "history": [0, 1],
    "expected": [{"epoch": None, "history": 0, "revision": 1, "position": 0}],
    "after": [0, 1],
    "digest": [""],
    "before": [""],
    "newest": [1],
    "rows": [[]],
    "configuration": [None, "{}"],
}


@pytest.fixture(scope="module")
def web(tmp_path_factory):
    """Over a real database: it may not take every text and number that Python has."""
    folder = tmp_path_factory.mktemp("fuzz")
    opened = []

    def storage(clock):
        opened.append(open_database(f"sqlite:///{folder / 'moiso.db'}", clock, lambda committed: None))
        return opened[0]

    web = a_web_app(storage=storage, workbench_lines={"line1": folder / "control"})
    web.client("administrator").post("/api/v1/counters/songcong:1/open")
    yield web
    opened[0].close()


def all_operations(web):
    """Return all but signing out, after which nothing else would be let in, and the workbench without its page."""
    paths = web.app.extensions["moiso_openapi"]()["paths"].items()
    left_out = ("/sessions/current", "/workbench/")
    return [
        (path, verb, one)
        for path, verbs in paths
        for verb, one in verbs.items()
        if not any(part in path for part in left_out)
    ]


def bodies(document, operation):
    """Return bodies with the right fields and likely values, with any values and fields, and any JSON at all."""
    described = operation.get("requestBody")
    if described is None:
        return st.none()
    name = described["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    schema = document["components"]["schemas"][name]
    fields = sorted(schema["properties"])
    likely = {field: st.sampled_from(LIKELY_FIELDS[field]) for field in fields if field in LIKELY_FIELDS}
    required = {field: likely.get(field, VALUES) for field in schema.get("required", ())}
    right = st.fixed_dictionaries(required, optional={one: likely[one] for one in likely if one not in required})
    mixed = st.dictionaries(st.sampled_from(fields) | TEXTS, VALUES, max_size=len(fields) + 1)
    return right | right | mixed | VALUES


def segments(names, ticket):
    """Return paths that name what there is, and others."""
    likely = {
        "office": ["songcong"] * 4 + ["other", "nowhere"],
        "counter": ["songcong:1"] * 6 + ["c1", "songcong:", "songcong:77", "1"],
        "ticket": [ticket["id"]] * 4 + [ticket["token"]],
        "token": [ticket["token"]] * 4 + [ticket["id"]],
        "line": ["line1"],
        "address": ["1", "248"],
        "device": ["nobody"],
        "alarm": ["longest_wait:land"],
        "notice": ["nothing"],
        "secret": ["nobody"],
        "code": ["ABC234", "7KQF-2M9X"],
        "dossier": ["H56-1", "H56-2"],
        "name": ["waiting", "tickets.csv", "nothing"],
        "procedure": ["MAU.HT.01", "nothing"],
        "service": ["civil", "nothing"],
        "operator": ["administrator", "nobody"],
        "job": ["nothing"],
        "message": ["nothing"],
        "item": ["other", "other:land", "other:9", "other:nothing", "nobody"],
    }
    usual = st.fixed_dictionaries({name: st.sampled_from(likely[name]) for name in names})
    return usual | usual | usual | st.fixed_dictionaries(dict.fromkeys(names, ODD_SEGMENTS))


def send(web, client, method, path, **options):
    answer = client.open(path, method=method, **options)
    assert answer.status_code != 500, (method, path, options)
    return answer


@given(data=st.data())
@settings(FUZZ, max_examples=count(100, 250))
def test_no_request_is_a_defect(web, data):
    """Any path, query, key and JSON, from somebody who may do everything, in whatever state the office is."""
    client = web.client("administrator")
    fresh = {"Idempotency-Key": f"fresh-{next(COUNT)}"}
    ticket = send(web, client, "POST", TICKETS, json={"service": "land"}, headers=fresh).json
    path, method, operation = data.draw(st.sampled_from(all_operations(web)))
    names = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"]
    body = data.draw(bodies(web.app.extensions["moiso_openapi"](), operation))
    if isinstance(body, dict) and body.get("ticket") == "a ticket":
        body["ticket"] = ticket["id"]
    query = data.draw(st.dictionaries(st.sampled_from(["state", "service", "limit"]) | TEXTS, TEXTS, max_size=3))
    send(
        web,
        client,
        method,
        path.format(**data.draw(segments(names, ticket))),
        query_string=query if method == "get" else None,
        data=None if body is None else json.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": data.draw(KEYS)},
    )


@given(raw=st.binary(max_size=200) | st.text(max_size=100).map(partial(str.encode, errors="surrogatepass")))
@FUZZ
def test_no_bytes_are_a_defect(web, raw):
    """Broken UTF-8, NUL, half a number."""
    send(web, web.client(), "POST", "/api/v1/sessions", data=raw, content_type="application/json")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'"{}"',
        b"7",
        b"null",
        b"\xff{}",
        b"{}{}",
        b'{"username": "\\ud800"}',
        b"[" * 5000,
        b'{"a":' * 5000,
    ],
)
def test_what_is_no_json_object_is_malformed(web, body):
    """400: nothing in it can be named."""
    answer = send(web, web.client(), "POST", "/api/v1/sessions", data=body, content_type="application/json")

    assert (answer.status_code, answer.json["code"]) == (400, "bad_request")


def test_a_body_of_another_type_is_malformed(web):
    """A form is not JSON, even if it looks like it."""
    answer = web.client().post("/api/v1/sessions", data={"username": "a", "password": "b"})

    assert (answer.status_code, answer.json["code"]) == (400, "bad_request")


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
def test_json_may_say_its_charset(web, kind):
    """As many clients do."""
    body = json.dumps({"username": "operator", "password": "correct horse"})

    assert web.client().post("/api/v1/sessions", data=body, content_type=kind).status_code == 201


def test_types_are_not_guessed(web):
    """A number in quotes is a mistake that shows up today, not a surprise next year."""
    client = web.client("administrator")
    path = "/api/v1/counters/songcong:1/transfer"

    answer = client.post(path, json={"service": "civil", "come_back": "true"}, headers={"Idempotency-Key": "guess"})

    assert (answer.status_code, answer.json["field"]) == (422, "come_back")
