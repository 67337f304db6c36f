"""The page that shows a past day under other policies."""

from dataclasses import replace
from datetime import date

import pytest

from queue_server.adapters.web.page_wiring import register_pages_of
from queue_server.domain.errors import Refusal
from queue_server.domain.policy import Policy, describe_policy
from tests.web_app import a_web_app


def waits(called, mean_s, within=None):
    return {"called": called, "mean_s": mean_s, "p90_s": 2 * mean_s, "max_s": 3 * mean_s, "within_target": within}


FIGURES = {
    "tickets": 40,
    "all": waits(38, 600.0),
    "by_class": {"normal": waits(30, 700.0), "priority": waits(8, 300.0, 0.875)},
    "overtaken_mean": 0.25,
    "overtaken_max": 3,
    "no_shows": 1,
    "unserved": 1,
}


class FakeReplays:
    """See ``Replays``."""

    def __init__(self):
        self.asked = []

    def replay(self, office, day, policies):
        self.asked.append((office, day, list(policies)))
        if day.year < 2020:
            raise Refusal("invalid", f"office {office} has no tickets of {day}", "day")
        lived = [
            {"policy": describe_policy(Policy(name=one.partition(":")[0])), "figures": FIGURES} for one in policies
        ]
        return {"office": office, "day": day.isoformat(), "was": FIGURES, "policies": lived}


@pytest.fixture
def replays():
    return FakeReplays()


@pytest.fixture
def web(replays):
    web = a_web_app()
    register_pages_of(web.app, replace(web.deps, replays=replays), web.for_pages, web.database.accounts)
    return web


def test_a_supervisor_compares_policies_on_a_day(web, replays):
    """The numbers to try go to the policies that use them."""
    client = web.client(cookie="supervisor")
    assert 'value="2026-02-22"' in client.get("/replay").text

    numbers = "priority_rate=4&ratio_priority=3&ratio_normal=2"
    page = client.get(f"/replay?office=songcong&day=2026-02-20&policy=ratio&policy=accumulating&{numbers}")

    assert page.status_code == 200
    policies = ["ratio:ratio_priority=3,ratio_normal=2", "accumulating:priority_rate=4"]
    assert replays.asked == [("songcong", date(2026, 2, 20), policies)]
    for shown in ("40 phiếu ngày 20/02/2026", "88%", "0,25 / 3", "11,7"):
        assert shown in page.text


def test_a_day_without_tickets_is_said_so(web):
    client = web.client(cookie="supervisor-songcong")

    page = client.get("/replay?day=1999-01-01&office=other")

    assert page.status_code == 422
    assert "Ngày này không có số nào được cấp" in page.text
    assert client.get("/replay?day=yesterday").status_code == 422


@pytest.mark.parametrize(
    ("number", "says"),
    [("ratio_normal=99", "số lần gọi thường: cần số từ 1 đến 20"), ("priority_rate=0.5", "cần số từ 1 đến 100")],
)
def test_a_number_that_makes_no_sense_is_named_with_what_is_allowed(web, replays, number, says):
    """In the reader's language, before anything is lived again."""
    page = web.client(cookie="supervisor").get(f"/replay?office=songcong&day=2026-02-20&{number}")

    assert page.status_code == 422
    assert says in page.text
    assert replays.asked == []


@pytest.mark.parametrize("who", ["operator", "receptionist", "auditor"])
def test_only_supervisors_may(web, replays, who):
    """A replay takes the computer's time."""
    assert web.client(cookie=who).get("/replay?day=2026-02-20").status_code == 403
    assert replays.asked == []


def test_strangers_sign_in_first(web):
    answer = web.client().get("/replay")

    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in")


def test_the_page_is_found_from_the_start_page_and_the_back_office(web):
    client = web.client(cookie="administrator")

    for path in ("/", "/admin"):
        assert 'href="/replay?office=' in client.get(path).text
