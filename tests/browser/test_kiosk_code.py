"""The kiosk's way for a code: typed by touch or keyboard, a number or an explanation, readable at every size."""

from datetime import date, timedelta

import pytest
import requests

from tests.browser.test_accessibility import violations
from tests.browser.test_overflow import overflow, resize
from tests.lobby import PASSWORD

SIZES = ((1080, 1920), (1920, 1080), (1024, 768))


@pytest.fixture(scope="module")
def dossiers(programs, used_lobby):
    """The office gives out results in its first line while this module runs; two dossiers are due."""
    programs.command("operator", "add", "boss", "--role", "administrator", "--password-stdin", stdin=PASSWORD)
    api = f"{programs.base}/api/v1"
    account = {"username": "boss", "password": PASSWORD}
    token = requests.post(f"{api}/sessions", json=account, timeout=20).json()["token"]
    staff = requests.Session()
    staff.headers["Authorization"] = f"Bearer {token}"
    rules = f"{api}/admin/bookings/{used_lobby.office}:{used_lobby.services[0]}"
    assert staff.patch(rules, json={"slips": True}, timeout=20).ok
    today = date.today()
    slips = [
        {"dossier": "H56-0001", "service": used_lobby.services[0], "due": today.isoformat(), "ready": True},
        {"dossier": "H56-0002", "service": used_lobby.services[0], "due": (today + timedelta(days=9)).isoformat()},
    ]
    assert staff.post(f"{api}/offices/{used_lobby.office}/slips", json={"slips": slips}, timeout=20).ok
    yield
    assert staff.patch(rules, json={"slips": False}, timeout=20).ok


@pytest.fixture
def kiosk(new_page, lobby, dossiers):
    def go(language="vi", width=1080, height=1920):
        page = new_page(width, height)
        page.goto(f"/kiosk?office={lobby.office}&lang={language}")
        page.wait_for_selector(".tile:enabled")
        return page

    return go


def touch(page, code):
    for letter in code:
        page.click(f".code-dialog [data-key='{letter}']")


def test_a_scanned_dossier_that_is_not_ready_is_explained(kiosk):
    """A scanner types like a keyboard, wherever the focus is."""
    page = kiosk()

    page.evaluate(
        """text => { for (const key of [...text, "Enter"])
             dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})) }""",
        "H56-0002",
    )

    page.wait_for_selector(".code-dialog .notice:visible")
    assert overflow(page) == []


def test_a_dossier_typed_by_touch_gives_its_number(kiosk, lobby):
    page = kiosk()
    page.click(".code-door")
    touch(page, "H56-0001")
    page.click(".code-dialog .go")

    number = page.inner_text(".code-dialog .big")

    assert number.startswith("A")
    page.click(".code-dialog .done")
    assert page.locator(".code-dialog[open]").count() == 0
    page.click(".code-door")
    page.keyboard.type("h56-0001")
    page.keyboard.press("Enter")
    assert page.inner_text(".code-dialog .big") == number


def test_a_way_for_codes_that_is_opened_again_at_once_is_not_empty(kiosk):
    """Browsers tell a moment later that it was closed."""
    page = kiosk()
    page.click(".code-door")

    page.evaluate(
        """() => {
          document.querySelector(".code-dialog .back").click();
          document.querySelector(".code-door").click();
        }"""
    )
    page.wait_for_timeout(100)
    page.keyboard.type("h56")

    assert page.inner_text(".code-dialog .typed") == "H56"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_not_ready_is_explained_and_nothing_is_cut_off(kiosk, language):
    page = kiosk(language)
    assert overflow(page) == []
    page.click(".code-door")
    page.keyboard.type("H56-0002")
    page.keyboard.press("Enter")
    page.wait_for_selector(".code-dialog .notice:visible")

    told = page.inner_text(".code-dialog .notice")

    assert ("due on" if language == "en" else "Ngày hẹn trả") in told
    for width, height in SIZES:
        resize(page, width, height)
        assert overflow(page) == [], (width, height)
    assert violations(page) == {}
