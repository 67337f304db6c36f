"""Policies by API and page."""

import pytest

from tests.web_site import a_web_site

POLICIES = "/api/v1/admin/policies"


@pytest.fixture
def web():
    return a_web_site()


def rules(web):
    return web.database.reader.office("songcong").rules


def test_an_administrator_sets_a_policy_and_its_numbers(web):
    """It counts from the next call on; what is not said stays."""
    client = web.client("administrator")

    answer = client.patch(f"{POLICIES}/songcong", json={"name": "ratio", "ratio_priority": 3, "max_wait_s": 0})

    assert answer.status_code == 200, answer.text
    assert rules(web).selection.name == "ratio"
    assert rules(web).policy_options.ratio_priority == 3
    assert rules(web).policy_options.max_wait_s is None
    assert rules(web).policy_options.ratio_normal == 1
    assert [one["code"] for one in client.get(POLICIES).json["policies"]] == ["other", "songcong"]


@pytest.mark.parametrize("change", [{"name": "lottery"}, {"priority_rate": 0.5}, {"ratio_normal": 99}, {"speed": 1}])
def test_what_no_policy_can_be_is_refused(web, change):
    before = rules(web)

    answer = web.client("administrator").patch(f"{POLICIES}/songcong", json=change)

    assert answer.status_code in (400, 422)
    assert rules(web) == before


def test_the_page_shows_what_is_set(web):
    page = web.client(cookie="administrator").get("/admin/policies/item/songcong?office=songcong")

    assert page.status_code == 200
    assert 'value="accumulating" selected' in page.text
    assert 'name="priority_rate"' in page.text
