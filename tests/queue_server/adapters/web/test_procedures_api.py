"""The catalogue over HTTP: public, limited, and numbers that name a procedure."""

import pytest

from queue_server.config import SecuritySection
from queue_server.domain.procedure import Procedure
from tests.web_app import a_web_app


@pytest.fixture
def web():
    return a_web()


def a_web(**settings):
    web = a_web_app(**settings)
    web.database.catalogue.load(
        [
            [
                Procedure(
                    code="1.001193", name="Đăng ký khai sinh", field="Hộ tịch", documents=("Tờ khai",), service="land"
                ),
                Procedure(code="2", name="Đăng ký kết hôn", field="Hộ tịch"),
            ]
        ],
        keep_others=True,
        sample=True,
    )
    return web


def test_anybody_may_search(web):
    answer = web.client().get("/api/v1/procedures?q=khai%20sin&limit=1")

    assert answer.status_code == 200
    assert answer.json["sample"] is True
    assert [one["code"] for one in answer.json["procedures"]] == ["1.001193"]


def test_an_office_names_the_line_to_wait_in(web):
    answer = web.client().get("/api/v1/procedures?office=songcong")

    assert [(one["code"], one["service"]) for one in answer.json["procedures"]] == [("1.001193", "land")]


def test_a_procedure_is_shown_whole(web):
    answer = web.client().get("/api/v1/procedures/1.001193")

    assert answer.json["documents"] == ["Tờ khai"]
    assert answer.json["online_level"] == "none"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/procedures/9", 404, "procedure_unknown"),
        ("/procedures?office=nowhere", 404, "office_unknown"),
        ("/procedures?limit=0", 422, "invalid"),
        ("/procedures?limit=1001", 422, "invalid"),
        ("/procedures?q=" + "x" * 201, 422, "invalid"),
        ("/procedures?what=1", 422, "invalid"),
        ("/fields?office=nowhere", 404, "office_unknown"),
    ],
)
def test_what_is_not_allowed_is_named(web, path, status, code):
    answer = web.client().get(f"/api/v1{path}")

    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_fields_are_listed_with_their_numbers(web):
    assert web.client().get("/api/v1/fields").json == {"fields": [{"field": "Hộ tịch", "procedures": 2}]}


def test_searches_are_limited_per_address():
    client = a_web(security=SecuritySection(search_rate_limit="2/hour")).client()

    answers = [client.get("/api/v1/procedures?q=a") for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) > 0


def test_a_number_may_name_its_procedure(web):
    client = web.client()
    issue = {"service": "land", "procedure": "1.001193"}

    answer = client.post("/api/v1/offices/songcong/tickets", json=issue, headers={"Idempotency-Key": "k1"})
    unknown = client.post(
        "/api/v1/offices/songcong/tickets", json=issue | {"procedure": "9"}, headers={"Idempotency-Key": "k2"}
    )

    assert answer.status_code == 201
    assert web.database.reader.ticket(answer.json["id"]).procedure == "1.001193"
    assert (unknown.status_code, unknown.json["field"]) == (422, "procedure")
