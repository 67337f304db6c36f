"""A visit at the kiosk of a running server: three taps to a number, several services, locks, scanners."""

import pytest

from tests.browser.test_accessibility import violations
from tests.browser.test_overflow import overflow

SCREENS = [(1080, 1920), (1920, 1080), (1024, 768)]


@pytest.fixture
def kiosk(new_page, lobby):
    """Return a kiosk on its home screen, and what it asks numbers for."""

    def go(width=1080, height=1920, **options):
        page, sent = new_page(width, height, **options), []
        page.on("request", lambda one: sent.append(one) if one.method == "POST" and "/tickets" in one.url else None)
        page.goto(f"/kiosk?office={lobby.office}")
        page.wait_for_selector(".tile")
        return page, sent

    return go


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_a_first_time_visitor_has_a_number_after_three_taps(kiosk, lobby, width, height):
    """In Vietnamese with a finger, then in English with a keyboard alone; nothing is cut off, axe finds nothing."""
    page, sent = kiosk(width, height, has_touch=True)

    page.tap(f"[data-service={lobby.services[0]}]")
    page.wait_for_selector(".take.plain")
    assert overflow(page) == []
    page.tap(".take.plain")
    number = page.inner_text(".big")
    page.tap(".done")
    page.wait_for_selector(".tiles")

    page.focus(".tool[lang=en]")
    page.keyboard.press("Enter")
    page.focus(f"[data-service={lobby.services[0]}]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".take.plain")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.take.plain')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector(".big")

    assert page.inner_text("h1") == "Your number"
    assert page.inner_text(".big") > number
    assert [one.post_data_json["language"] for one in sent] == ["vi", "en"]


def test_one_number_may_be_for_several_services(kiosk, lobby):
    first, second, third, _ = lobby.services
    page, sent = kiosk(1024, 768)
    page.click(f"[data-service={first}]")

    for service in (second, third):
        page.click(".visit .add")
        page.click(f".further [data-service={service}]")
    page.click(".visit .after >> nth=0")
    page.click(".take.plain")

    page.wait_for_selector(".big")
    assert sent[0].post_data_json["then"] == [third]


def test_staff_lock_the_kiosk_and_let_it_go_on(kiosk, lobby):
    """Seen at once, also after the page was loaded anew."""
    page, _ = kiosk(1024, 768)
    try:
        lobby._ask("POST", f"/offices/{lobby.office}/kiosks/lock", {"note": "Phòng chờ đã đông"})
        page.wait_for_selector("#locked[open]")
        assert "Phòng chờ đã đông" in page.inner_text("#locked")
        for _ in range(3):
            page.keyboard.press("Escape")
        page.wait_for_selector("#locked[open]")
        page.reload()
        page.wait_for_selector("#locked[open]")
        assert overflow(page) == []
        assert violations(page) == {}
    finally:
        lobby._ask("POST", f"/offices/{lobby.office}/kiosks/unlock", {})
    page.wait_for_selector("#locked:not([open])", state="attached")


def test_a_scanned_ticket_shows_its_place(kiosk, lobby):
    """Wherever the focus is; a scanner types like a keyboard."""
    ticket = lobby.issue()
    page, _ = kiosk(1024, 768)
    page.focus(f"[data-service={lobby.services[0]}]")

    page.evaluate(
        """text => { for (const key of [...text, "Enter"])
             dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})) }""",
        f"https://so.example.vn/t/{ticket['token']}",
    )

    page.wait_for_selector(".issued.own")
    assert page.inner_text(".big") == ticket["number"]
    assert overflow(page) == []
