"""How calls are announced is changed in the back office, and boards follow."""

import re

import pytest

from queue_server.adapters.web.page_wiring import register_pages_of
from tests.web_app import a_web_app

OFFICE = "/api/v1/admin/offices/songcong"
CHOSEN = {
    "voice_languages": ["en", "vi"],
    "voice_sentence": "twice",
    "voice_repeats": 2,
    "voice_chime": False,
    "voice_merge": False,
    "voice_time_to_live_s": 45.0,
}


@pytest.fixture
def web():
    return a_web_app()


@pytest.fixture
def admin(web):
    return web.client("administrator")


def rules(web):
    return web.deps.reader.office("songcong").rules.voice


def test_what_is_chosen_is_on_the_board(web, admin):
    assert admin.patch(OFFICE, json=CHOSEN).status_code == 200

    assert {name: value for name, value in admin.get(OFFICE).json.items() if name in CHOSEN} == CHOSEN
    told = web.client().get("/api/v1/offices/songcong/board").json["voice"]
    assert told == {"languages": ["en", "vi"], "repeats": 2, "chime": False, "time_to_live_s": 45.0, "merge": False}


def test_a_part_is_changed_and_the_rest_stays(web, admin):
    before = rules(web)

    admin.patch(OFFICE, json={"voice_repeats": 3})

    assert (rules(web).repeats, rules(web).languages, rules(web).sentence) == (3, before.languages, before.sentence)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"voice_languages": ["vi", "fr"]}, "voice_languages"),
        ({"voice_languages": ["vi", "vi"]}, "voice_languages"),
        ({"voice_sentence": "sung"}, "voice_sentence"),
        ({"voice_repeats": 4}, "voice_repeats"),
        ({"voice_time_to_live_s": 5.0}, "voice_time_to_live_s"),
    ],
)
def test_what_no_voice_can_do_is_refused_at_its_field(web, admin, wrong, field):
    before = rules(web)

    answer = admin.patch(OFFICE, json=wrong)

    assert answer.status_code in (400, 422)
    assert field in answer.text
    assert rules(web) == before


def test_no_language_means_that_calls_only_chime(web, admin):
    admin.patch(OFFICE, json={"voice_languages": []})

    assert rules(web).languages == ()


def test_the_form_does_what_the_api_does(web):
    register_pages_of(web.app, web.deps, web.for_pages, web.database.accounts)
    client = web.client(cookie="administrator")
    page = client.get("/admin/offices/item/songcong").text
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|tag)" value="([^"]+)"', page))
    filled = dict(re.findall(r'<input class="input[^"]*"[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
    chosen = {"voice_sentence": "short", "policy": "fifo", "browser_paper": "off"}
    wanted = {"voice_languages-vi": "1", "voice_languages-en": "", **chosen}

    answer = client.post("/admin/offices/item/songcong", data={**filled, **hidden, **wanted})

    assert answer.status_code == 303, answer.text
    assert (rules(web).languages, rules(web).sentence.value, rules(web).chime) == (("vi",), "short", False)
