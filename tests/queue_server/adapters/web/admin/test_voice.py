"""The page of the phrases: administrators alone change them, and everything that went wrong is named."""

import re

import pytest

from queue_server.adapters.web.admin.reason_words import in_words
from queue_server.adapters.web.admin.voice import LARGEST_UPLOAD, REASONS
from queue_server.domain.phrases import phrases
from tests.web_site import a_web_site


@pytest.fixture
def web():
    return a_web_site()


def page(web, who="administrator", query=""):
    return web.client(cookie=who).get(f"/admin/voice{query}")


def change(web, method, name, content=b"", who="administrator"):
    client = web.client(cookie=who)
    token = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/admin/voice").text)[1]
    path = f"/admin/voice/vi/{name}?office=songcong"
    return client.open(path, method=method, data=content, headers={"X-CSRF-Token": token, "Accept": "application/json"})


def test_it_lists_every_phrase_of_the_language_with_what_it_has(web):
    change(web, "PUT", "n1.wav", b"sound")
    shown = page(web)

    assert shown.status_code == 200
    for phrase in phrases("vi"):
        assert f'data-token="{phrase.token}"' in shown.text
    assert shown.text.count('data-do="reset"') == 1
    assert "microphone=(self)" in shown.headers["Permissions-Policy"]
    assert "microphone=()" in web.client().get("/").headers["Permissions-Policy"]
    assert "seven" in page(web, query="?voice=en").text


def test_a_recording_is_taken_and_taken_away_and_both_are_in_the_audit_log(web):
    assert change(web, "PUT", "n1.wav", b"sound").json == {"taken": ["n1"], "refused": {}}
    assert change(web, "DELETE", "n1").json == {"removed": True}
    assert change(web, "DELETE", "n1").json == {"removed": False}

    found = {(one.target, one.action) for one in web.database.audit.entries("songcong", 10) if one.kind == "voice"}
    assert found == {("vi/n1", "removed"), ("vi/n1", "changed")}


def test_what_is_refused_is_named_and_leaves_no_trace(web):
    assert change(web, "PUT", "n1.wav", b"bad").json["refused"] == {"n1.wav": "Không nghe thấy gì trong tệp."}
    assert change(web, "PUT", "n1.mp3", b"sound").status_code == 422
    assert change(web, "PUT", "n1.wav", b"x" * (LARGEST_UPLOAD + 1)).status_code == 413
    assert [one for one in web.database.audit.entries("songcong", 10) if one.kind == "voice"] == []


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("is named after no phrase; see queue-server voice check --list", "No phrase of the list has this code."),
        ("0.02 s without its silence; allowed are 0.1 to 8 s", "Without its silence it has to last 0.1 to 8 seconds."),
        ("longer than 60 s", "It is longer than 60 seconds."),
        ("larger than 4 MB, or the ZIP holds too much", "It is larger than 4 MB."),
        ("4000 samples a second; allowed are 8000 to 192000", "It needs 8000 to 192000 samples a second."),
        ("not a PCM WAV file (EOF)", "It is no WAV file or ZIP, or it is damaged."),
        ("the disk is full", "the disk is full"),
    ],
)
def test_why_a_recording_cannot_be_used_is_said_in_the_readers_words(web, reason, words):
    with web.app.test_request_context("/?lang=en"):
        assert in_words(reason, REASONS) == words


def test_an_unknown_language_is_not_found(web):
    assert page(web, query="?voice=xx").status_code == 404


@pytest.mark.parametrize("who", ["operator", "supervisor", "auditor"])
def test_others_are_kept_out(web, who):
    assert page(web, who).status_code == 403
    assert web.client().get("/admin/voice").status_code == 302
    client = web.client(cookie="administrator")
    assert client.put("/admin/voice/vi/n1.wav", data=b"sound").status_code == 403
