"""The OpenAPI document is valid, complete and true; the truth is checked by every test's client."""

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from queue_server.contract.error_codes import ERROR_CODES
from tests.web_app import a_web_app


@pytest.fixture(scope="module")
def web(tmp_path_factory):
    return a_web_app(workbench_lines={"line1": tmp_path_factory.mktemp("workbench") / "control"})


@pytest.fixture(scope="module")
def document(web):
    return web.client().get("/api/openapi.json").json


def operations(document):
    return [(path, method, one) for path, methods in document["paths"].items() for method, one in methods.items()]


def test_the_document_is_valid_openapi(document):
    """Of version 3.1, so that generators take it."""
    assert document["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_operation_is_in_it_and_nothing_else(web, document):
    """Each action of a counter has a path of its own."""
    routed = {
        (rule.rule.replace("<", "{").replace(">", "}"), method.lower())
        for rule in web.app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/") or rule.rule in ("/healthz", "/readyz")
    }

    assert {(path, method) for path, method, _ in operations(document)} == routed
    assert "/api/v1/counters/{counter}/no-show" in document["paths"]


def test_operations_have_ids_and_words_of_their_own(document):
    """Generated clients are named after them."""
    ids = [one["operationId"] for _, _, one in operations(document)]

    assert len(ids) == len(set(ids)) > 25
    assert all(one["summary"] and one["tags"] for _, _, one in operations(document))


def test_bodies_refuse_unknown_fields(document):
    """The document says so too."""
    schemas = document["components"]["schemas"]

    bodies = [name for name in schemas if name.endswith("Body")]
    assert len(bodies) > 10
    assert all(schemas[name]["additionalProperties"] is False for name in bodies)


def test_errors_are_declared_with_their_codes(document):
    """Every operation can fail, and says how."""
    for path, _, one in operations(document):
        for status, answer in one["responses"].items():
            if status >= "400":
                schema = answer["content"]["application/problem+json"]["schema"]
                codes = schema["allOf"][1]["properties"]["code"]["enum"]
                assert codes, path
                assert set(codes) <= set(ERROR_CODES)


@pytest.mark.parametrize(
    ("path", "method", "expected"),
    [
        ("/api/v1/offices", "get", None),
        ("/api/v1/tickets/{token}", "delete", None),
        ("/api/v1/offices/{office}/tickets", "get", [{"bearer": []}, {"session": []}]),
        (
            "/api/v1/offices/{office}/tickets",
            "post",
            [{"bearer": []}, {"session": [], "csrf": []}, {"device": [], "csrf": []}, {}],
        ),
        ("/api/v1/counters/{counter}/open", "post", [{"bearer": []}, {"session": [], "csrf": []}]),
    ],
)
def test_credentials_are_declared(document, path, method, expected):
    """As the guard decides."""
    assert document["paths"][path][method].get("security") == expected


@pytest.mark.parametrize(
    ("path", "required"),
    [
        ("/api/v1/offices/{office}/tickets", True),
        ("/api/v1/counters/{counter}/undo", True),
        ("/api/v1/tickets/{ticket}/cancel", False),
        ("/api/v1/counters/{counter}/open", None),
    ],
)
def test_the_key_header_is_declared(document, path, required):
    """Required where a repeat would act twice."""
    parameters = {one["name"]: one for one in document["paths"][path]["post"].get("parameters", [])}

    assert parameters.get("Idempotency-Key", {}).get("required") is required


def test_bodies_that_may_be_left_out_say_so(document):
    """Most counter actions need none."""

    def required(path):
        return document["paths"][path]["post"]["requestBody"]["required"]

    assert required("/api/v1/offices/{office}/tickets") is True
    assert required("/api/v1/counters/{counter}/finish") is False
    assert "requestBody" not in document["paths"]["/api/v1/counters/{counter}/undo"]["post"]
