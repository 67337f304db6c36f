"""The kiosk: three taps to a number, one number per wish, starts over by itself, survives a server that is away."""

import re

import pytest

ISSUED = re.compile(r"/offices/[^/]+/tickets$")


@pytest.fixture
def kiosk(new_page, lobby):
    """Return a kiosk on its home screen; further arguments go to the page."""

    def go(clock=False, query="", **options):
        page = new_page(1080, 1920, **options)
        if clock:
            page.clock.install()
        page.goto(f"/kiosk?office={lobby.office}{query}")
        page.wait_for_selector(".tile:enabled")
        if clock:
            # A clock that leaps misses the server's beats; what is seen then is the matter of a test of its own.
            page.evaluate("() => { document.querySelector('#away').showModal = () => {} }")
        return page

    return go


def requests_for_tickets(page):
    sent = []
    page.on("request", lambda one: sent.append(one) if one.method == "POST" and ISSUED.search(one.url) else None)
    return sent


def test_two_taps_give_a_number(kiosk, lobby):
    page = kiosk()

    page.click(f"[data-service={lobby.services[0]}]")
    page.click(".take.plain")

    assert re.fullmatch(r"[A-Z]\d{3,}", page.inner_text(".big"))
    assert page.locator(".qr img").evaluate("image => image.decode().then(() => image.naturalWidth > 0)")


def test_priority_takes_three_taps_and_says_so(kiosk, lobby):
    """Priority is declared at the kiosk and checked at the counter."""
    page = kiosk()
    sent = requests_for_tickets(page)

    page.click(".priority")
    page.click(f"[data-service={lobby.services[0]}]")
    assert page.locator(".take").count() == 1
    page.click(".take.with-priority")

    page.wait_for_selector(".big")
    assert sent[0].post_data_json == {"service": lobby.services[0], "priority_class": "priority", "language": "vi"}


def test_a_double_tap_is_one_number(kiosk, lobby):
    page = kiosk()
    sent = requests_for_tickets(page)
    page.click(f"[data-service={lobby.services[0]}]")

    page.evaluate("document.querySelector('.take.plain').click(), document.querySelector('.take.plain').click()")

    page.wait_for_selector(".big")
    assert len(sent) == 1


def test_a_number_is_shown_although_somebody_went_back_before_it_came(kiosk, lobby):
    """It was given; without paper nobody would know it."""
    page = kiosk()
    held = []
    page.route("**/tickets", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks its handlers
    page.click(f"[data-service={lobby.services[0]}]")
    page.click(".take.plain")
    page.wait_for_selector(".confirm[data-sending]")
    page.click(".confirm .back")
    page.wait_for_selector(".home")

    held[0].continue_()

    page.wait_for_selector(".issued .big")


def test_a_retry_after_silence_asks_for_the_same_number(kiosk, lobby):
    """The first answer is lost on the way; the second request carries the same key and gets the same ticket."""
    page = kiosk()
    numbers, keys = [], []

    def lose_the_first(route):
        if route.request.method != "POST":
            route.continue_()
            return
        keys.append(route.request.headers["idempotency-key"])
        answer = route.fetch()
        numbers.append(answer.json()["number"])
        if len(keys) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/tickets", lose_the_first)
    page.click(f"[data-service={lobby.services[0]}]")
    page.click(".take.plain")

    assert page.inner_text(".big") == numbers[0]
    assert len(set(keys)) == 1 < len(keys)
    assert len(set(numbers)) == 1


def test_a_key_can_be_made_without_https(kiosk, lobby):
    """crypto.randomUUID exists only where the page came by HTTPS or from this computer."""
    page = kiosk()
    page.evaluate("delete Crypto.prototype.randomUUID")

    page.click(f"[data-service={lobby.services[0]}]")
    page.click(".take.plain")

    assert page.inner_text(".big")


def test_a_closed_service_stays_visible_with_the_reason(kiosk):
    page = kiosk()

    closed = page.locator(".tile:disabled")

    assert closed.count() == 1
    assert "Đang tạm ngừng tiếp nhận" in closed.inner_text()


def test_the_language_changes_at_once_and_is_that_of_the_ticket(kiosk, lobby):
    page = kiosk()
    sent = requests_for_tickets(page)

    page.click(".tool[lang=en]")

    assert page.inner_text("h1") == "What are you here for?"
    assert page.get_attribute("html", "lang") == "en"
    page.click(f"[data-service={lobby.services[0]}]")
    page.click(".take.plain")
    page.wait_for_selector(".big")
    assert sent[0].post_data_json["language"] == "en"


def test_an_abandoned_screen_warns_and_starts_over(kiosk, lobby):
    """After 25 s the kiosk asks, after 45 s it is as the next person expects it."""
    page = kiosk(clock=True)
    page.click(".tool[lang=en]")
    page.click(".tool:nth-child(2)")
    page.click(f"[data-service={lobby.services[0]}]")
    page.wait_for_selector(".take")

    page.clock.run_for(24000)
    assert not page.is_visible("#idle")
    page.clock.run_for(2000)
    assert page.is_visible("#idle")
    assert page.inner_text("#idle-title") == "Are you still there?"
    page.clock.run_for(21000)

    assert not page.is_visible("#idle")
    assert page.inner_text("h1") == "Mời chọn việc cần làm"
    assert page.get_attribute("html", "data-theme") == "light"


def test_a_touch_keeps_the_screen(kiosk, lobby):
    page = kiosk(clock=True)
    page.click(f"[data-service={lobby.services[0]}]")
    page.wait_for_selector(".take")
    page.clock.run_for(30000)
    assert page.is_visible("#idle")

    page.click("#idle-stay")
    page.clock.run_for(20000)

    assert not page.is_visible("#idle")
    assert page.is_visible(".take.plain")


def test_a_home_screen_that_nobody_changed_never_asks(kiosk):
    page = kiosk(clock=True)
    page.click("h1")

    page.clock.run_for(120000)

    assert not page.is_visible("#idle")


def test_the_number_stays_20_seconds_and_any_touch_extends_it(kiosk, lobby):
    page = kiosk(clock=True)
    page.click(f"[data-service={lobby.services[0]}]")
    page.click(".take.plain")
    page.wait_for_selector(".big")

    page.clock.run_for(15000)
    page.mouse.click(540, 400)
    page.clock.run_for(15000)
    assert page.is_visible(".big")
    page.clock.run_for(6000)

    assert page.inner_text("h1") == "Mời chọn việc cần làm"


def test_done_ends_the_ticket_screen(kiosk, lobby):
    page = kiosk()
    page.click(f"[data-service={lobby.services[0]}]")
    page.click(".take.plain")

    page.click(".done")

    page.wait_for_selector(".tiles")


def test_a_server_that_is_away_is_said_in_full_and_it_recovers_by_itself(kiosk, new_page, lobby, cable):
    page = new_page(1080, 1920)
    page.clock.install()
    line = cable(page)
    page.goto(f"/kiosk?office={lobby.office}")
    page.click(f"[data-service={lobby.services[0]}]")
    page.wait_for_selector(".take")

    line.pull()
    page.clock.run_for(13000)
    page.wait_for_selector("#away[open]")
    box = page.locator("#away").bounding_box()
    assert (box["width"], box["height"]) == (1080, 1920)
    page.keyboard.press("Escape")
    assert page.is_visible("#away")
    page.clock.run_for(32000)
    assert not page.is_visible("#idle"), "who can't do anything is asked whether somebody is there"

    line.plug()
    page.clock.run_for(8000)
    page.wait_for_selector("#away:not([open])", state="attached")
    page.click(f"[data-service={lobby.services[0]}]")
    page.wait_for_selector(".take")


def test_counts_change_while_the_kiosk_is_looked_at(kiosk, lobby):
    page = kiosk()
    tile = page.locator(f"[data-service={lobby.services[3]}] .busy")
    before = tile.inner_text()

    lobby.issue(lobby.services[3])

    page.wait_for_function(
        "([service, before]) => document.querySelector(`[data-service=${service}] .busy`).innerText !== before",
        arg=[lobby.services[3], before],
    )


def test_the_kiosk_works_by_keyboard_alone(kiosk, lobby):
    page = kiosk()

    page.focus(f"[data-service={lobby.services[0]}]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".take.plain")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.inner_text(".big")
