"""The readable documentation: everything of the document, nothing that a strict policy forbids."""

import re

import pytest

from queue_server.contract.error_codes import ERROR_CODES
from tests.web_app import a_web_app


@pytest.fixture(scope="module")
def page():
    return a_web_app().client().get("/api/docs")


def test_it_names_every_operation_message_and_code(page):
    """Problems' ``type`` leads to a code's row."""
    document = a_web_app().client().get("/api/openapi.json").json

    for path in document["paths"]:
        assert path in page.text
    for name in document["components"]["schemas"]:
        assert f'id="message-{name}"' in page.text
    for code in ERROR_CODES:
        assert f'<tr id="{code}">' in page.text


def test_every_link_in_it_leads_somewhere(page):
    """And no id is given twice."""
    ids = re.findall(r'\bid="([^"]+)"', page.text)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page.text)) <= set(ids)


def test_it_loads_one_style_sheet_and_runs_nothing(page):
    """No script, no inline style, nothing from other servers."""
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert re.findall(r"<(?:link|script|img|iframe)[^>]*>", page.text) == [
        '<link rel="stylesheet" href="/static/css/api_docs.css">'
    ]
    assert not re.search(r"\bstyle=|\bon[a-z]+=", page.text)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page.text)
