"""The same key acts once: a repeat gets the first answer, another request with it is refused."""

import pytest

from tests.web_app import a_web_app

TICKETS = "/api/v1/offices/songcong/tickets"
NEXT = "/api/v1/counters/songcong:1/call-next"


@pytest.fixture
def web():
    return a_web_app()


def post(client, path, key, body=None, **options):
    return client.post(path, json=body, headers={} if key is None else {"Idempotency-Key": key}, **options)


@pytest.mark.parametrize("key", [None, "", " ", "a b", "x" * 129, "phím", "a\tb"])
@pytest.mark.parametrize("path", [TICKETS, NEXT])
def test_issuing_and_counter_actions_need_a_key(web, path, key):
    """1 to 128 visible ASCII characters; without it a retry could act twice."""
    answer = post(web.client("operator"), path, key, {"service": "land"})

    assert (answer.status_code, answer.json["code"]) == (400, "idempotency_key_missing")


@pytest.mark.parametrize("key", ["!", "~" * 128, "0b6ef0ae-7f8f-4d0c-9c2f-000000000000"])
def test_every_visible_key_is_taken(web, key):
    """What integrators make keys from is theirs."""
    assert post(web.client(), TICKETS, key, {"service": "land"}).status_code == 201


def test_a_repeat_gets_the_first_answer(web):
    """Status and body are the same and nothing happens; a header tells."""
    first = post(web.client(), TICKETS, "k", {"service": "land"})
    revision = web.client().get("/api/v1/offices/songcong/board").json["revision"]

    again = post(web.client(), TICKETS, "k", {"service": "land"})

    assert (again.status_code, again.json) == (201, first.json)
    assert (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"]) == (None, "true")
    assert web.client().get("/api/v1/offices/songcong/board").json["revision"] == revision


@pytest.mark.parametrize(
    "body", ['{"service":"land"}', '{ "language": "vi", "service": "land" }', '{"service":"l\\u0061nd","then":[]}']
)
def test_the_same_request_in_other_words_is_a_repeat(web, body):
    """Order, blanks, escapes and defaults don't change what is asked."""
    post(web.client(), TICKETS, "k", {"service": "land"})
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}

    assert web.client().post(TICKETS, data=body, headers=headers).headers["Idempotent-Replayed"] == "true"


def test_the_same_key_for_another_request_is_refused(web):
    """A client that mixes up its keys must hear it."""
    post(web.client(), TICKETS, "k", {"service": "land"})

    answer = post(web.client(), TICKETS, "k", {"service": "civil"})

    assert (answer.status_code, answer.json["code"]) == (422, "idempotency_conflict")


def test_a_key_belongs_to_path_and_caller(web):
    """Two machines may choose the same key; anonymous callers share theirs."""
    body = {"service": "land"}
    first = post(web.client("kiosk-songcong"), TICKETS, "k", body).json["number"]

    assert post(web.client("operator"), TICKETS, "k", body).json["number"] != first
    assert post(web.client(), TICKETS, "k", body).headers.get("Idempotent-Replayed") is None
    assert post(web.client(), TICKETS, "k", body).headers["Idempotent-Replayed"] == "true"
    web.client("operator").post("/api/v1/counters/songcong:1/open")
    assert post(web.client("operator"), NEXT, "k").headers.get("Idempotent-Replayed") is None


def test_a_new_session_of_the_same_operator_is_the_same_caller(web):
    """Signing in again after a cut doesn't make a retry a second action."""
    client = web.client("operator")
    post(client, TICKETS, "k", {"service": "land"})
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {web.sign_in.sign_in('operator', 'correct horse').token}"

    assert post(client, TICKETS, "k", {"service": "land"}).headers["Idempotent-Replayed"] == "true"


def test_a_refusal_is_not_kept(web):
    """The same key works once somebody waits."""
    client = web.client("operator")
    client.post("/api/v1/counters/songcong:1/open")
    assert post(client, NEXT, "k").json["code"] == "queue_empty"
    post(client, TICKETS, "t", {"service": "land"})

    assert post(client, NEXT, "k").json["ticket"]["number"] == "A001"


def test_a_repeated_step_of_a_counter_calls_nobody_else(web):
    """A click that was sent twice calls one person."""
    client = web.client("operator")
    client.post("/api/v1/counters/songcong:1/open")
    for key in "ab":
        post(client, TICKETS, key, {"service": "land"})

    answers = [post(client, NEXT, "c") for _ in range(2)]

    assert [one.json["ticket"]["number"] for one in answers] == ["A001", "A001"]
    assert answers[1].headers["Idempotent-Replayed"] == "true"
