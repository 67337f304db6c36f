"""Signing in and out over HTTP."""

import pytest

from queue_server.config import SecuritySection
from tests.web_app import PASSWORD, a_web_app

SESSIONS = "/api/v1/sessions"
CURRENT = "/api/v1/sessions/current"
TICKETS = "/api/v1/offices/songcong/tickets"


@pytest.fixture
def web():
    return a_web_app()


def sign_in(client, username="operator-songcong", password=PASSWORD):
    return client.post(SESSIONS, json={"username": username, "password": password})


def test_the_token_of_a_session_is_good_for_its_operators_work(web):
    """Until it is ended."""
    answer = sign_in(web.client())
    headers = {"Authorization": f"Bearer {answer.json['token']}"}

    assert answer.status_code == 201
    operator = answer.json["operator"]
    assert (operator["username"], operator["role"], operator["office"]) == ("operator-songcong", "operator", "songcong")
    assert web.client().get(TICKETS, headers=headers).status_code == 200
    assert web.client().delete(CURRENT, headers=headers).status_code == 204
    assert web.client().get(TICKETS, headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("username", "password"), [("operator-songcong", "wrong"), ("nobody", PASSWORD), ("operator-songcong", "")]
)
def test_a_wrong_name_and_a_wrong_password_look_alike(web, username, password):
    """Nobody learns which names exist."""
    answer = sign_in(web.client(), username, password)

    assert (answer.status_code, answer.json["code"]) == (401, "unauthorized")
    assert answer.json["detail"] == "user name or password is wrong"


def test_a_password_never_comes_back(web):
    """Not in an answer about another field, nor in one about itself."""
    wrong_field = web.client().post(SESSIONS, json={"username": "a", "password": "hunter2", "office": "x"})
    too_long = sign_in(web.client(), password="hunter2" * 100)
    no_text = web.client().post(SESSIONS, json={"username": "a", "password": ["hunter2"]})

    assert {one.status_code for one in (wrong_field, too_long, no_text)} == {422}
    assert not any("hunter2" in one.text for one in (wrong_field, too_long, no_text))


def test_attempts_are_limited_per_address():
    """Guessing passwords takes years; other addresses are not held up."""
    web = a_web_app(security=SecuritySection(sign_in_rate_limit="3/minute"))
    guesser, other = web.client(), web.client()
    other.environ_base["REMOTE_ADDR"] = "192.0.2.7"

    assert [sign_in(guesser, password="guess").status_code for _ in range(4)] == [401, 401, 401, 429]
    assert sign_in(guesser).json["code"] == "rate_limited"
    assert sign_in(other).status_code == 201


def test_a_bad_bearer_token_does_not_get_more_attempts():
    """Whatever a header says, the address counts."""
    web = a_web_app(security=SecuritySection(sign_in_rate_limit="1/minute"))
    headers = [{"Authorization": f"Bearer made-up-{n}"} for n in range(3)]
    body = {"username": "operator", "password": "guess"}

    assert [web.client().post(SESSIONS, json=body, headers=one).status_code for one in headers] == [401, 429, 429]


def test_signing_out_needs_a_session(web):
    """A device has none."""
    assert web.client().delete(CURRENT).status_code == 401
    assert web.client("kiosk-songcong").delete(CURRENT).status_code == 403
