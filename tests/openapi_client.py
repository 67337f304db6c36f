"""A test client that holds every answer against the OpenAPI document the application serves."""

from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.exceptions import HTTPException

PROBLEM = "application/problem+json"
_documents = {}
"""By paths and methods: hundreds of applications with the same ones are made, and a document takes 0.2 s."""


class OpenApiClient(FlaskClient):
    """Fails a test whose request or answer the document does not foresee."""

    def open(self, *args, **kwargs):
        response = super().open(*args, **kwargs)
        document = _document(self.application)
        operation = _operation(self.application, document, response.request)
        if operation is not None:
            _check_answer(document, operation, response)
            _check_request(document, operation, response, kwargs)
        elif response.request.path.startswith("/api/") and response.status_code >= 400:
            _check(document, {"$ref": "#/components/schemas/Problem"}, response.json)
        return response


def _document(app):
    served = frozenset((rule.rule, *sorted(rule.methods)) for rule in app.url_map.iter_rules())
    if served not in _documents:
        _documents[served] = app.extensions["moiso_openapi"]()
    return _documents[served]


def _operation(app, document, request):
    """Return what the document says about a request, None if it has no such path or method."""
    try:
        rule, _ = app.url_map.bind("localhost").match(request.path, request.method, return_rule=True)
    except HTTPException:
        return None
    path = rule.rule.replace("<", "{").replace(">", "}")
    if not path.startswith("/api/v1/") and path not in ("/healthz", "/readyz"):
        return None
    return document["paths"][path][request.method.lower()]


def _check_answer(document, operation, response):
    status = str(response.status_code)
    assert status in operation["responses"], f"{operation['operationId']} answers {status}: {response.data!r}"
    content = operation["responses"][status].get("content", {})
    if not content:
        assert response.data == b""
        return
    assert response.mimetype in content
    if not response.is_json:
        return
    _check(document, content[response.mimetype]["schema"], response.json)
    if response.status_code in (429, 503):
        assert int(response.headers["Retry-After"]) > 0


def _check_request(document, operation, response, sent):
    """What the server takes, the document allows."""
    described = operation.get("requestBody")
    if response.status_code >= 300 or described is None:
        return
    if sent.get("json") is None:
        assert "data" in sent or described["required"] is False
        return
    _check(document, described["content"]["application/json"]["schema"], sent["json"])


def _check(document, schema, value):
    Draft202012Validator({**schema, "components": document["components"]}).validate(value)
