"""Rating with a finger: on the phone without JavaScript, at a kiosk with a scanner, on the tablet at the counter."""

import pytest

from tests.browser.test_accessibility import violations

NO_OVERFLOW = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture
def served(lobby):
    ticket = lobby.call_to("1")
    lobby.act("1", "start")
    lobby.act("1", "finish")
    return ticket


def test_a_phone_without_javascript_rates_and_puts_a_slip_right(new_page, served):
    page = new_page(390, 844, java_script_enabled=False)
    page.goto(f"/t/{served['token']}")
    assert page.locator("noscript meta[http-equiv=refresh]").count() == 0

    page.click("[data-score='2']")
    page.click("text=Thời gian chờ")
    page.fill("[name=comment]", "chờ lâu quá")
    page.click("text=Gửi đánh giá")

    assert page.inner_text(".given strong") == "Không hài lòng"
    page.click("#rating summary")
    assert page.is_checked("[value=waiting]")
    page.click("[data-score='5']")
    page.click("text=Gửi đánh giá")
    assert page.inner_text(".given strong") == "Rất hài lòng"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_rating_on_the_phone_page_fits_and_has_no_violation(new_page, served, language):
    page = new_page(390, 844)
    page.goto(f"/t/{served['token']}?lang={language}")
    page.wait_for_selector(".rating .face:visible")

    assert page.evaluate(NO_OVERFLOW)
    assert violations(page) == {}


def test_at_a_kiosk_the_code_is_scanned_and_the_page_goes_away(new_page, served, lobby):
    """A scanner types the address and presses Enter; then it is the next person's screen."""
    page = new_page(1080, 1920)
    page.goto(f"/rate?office={lobby.office}")
    assert page.locator("a.home").count() == 0, "nothing leads away from a kiosk"
    page.keyboard.type(f"https://so.example.vn/t/{served['token']}")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rate/*")
    assert page.evaluate(NO_OVERFLOW)
    assert violations(page) == {}

    page.clock.install()
    page.click("[data-score='4']")
    page.click("text=Gửi đánh giá")
    page.wait_for_selector(".thanks")
    page.clock.fast_forward(7000)

    page.wait_for_url("**/rate?office=*")


def test_a_language_chosen_at_a_kiosk_goes_along_and_is_over_for_the_next(new_page, served, lobby):
    page = new_page(1920, 1080)
    page.goto(f"/rate?office={lobby.office}")
    page.click("text=English")
    page.wait_for_selector("h1:has-text('Rate how you were served')")
    page.keyboard.type(served["token"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/rate/*")
    assert page.inner_text("#rating-title") == "How satisfied are you?"
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "nobody has to scroll a kiosk"

    page.clock.install()
    page.goto(f"/rate?office={lobby.office}&lang=en")
    page.clock.fast_forward(46000)

    page.wait_for_url(f"**/rate?office={lobby.office}")
    assert page.get_attribute("html", "lang") == "vi"


def test_the_tablet_follows_the_counter(new_page, lobby, sign_in):
    """It asks whoever was served, takes one touch and reasons, and asks the next person anew."""
    page = sign_in(new_page(1024, 768), f"/rating/{lobby.office}:1")
    page.wait_for_selector("#asking h2")
    assert page.locator("a.home").count() == 0
    assert violations(page) == {}
    ticket = lobby.call_to("1")
    lobby.act("1", "start")

    page.wait_for_selector(f"#asking .number:text-is('{ticket['number']}')")
    assert page.evaluate(NO_OVERFLOW)
    assert min(box["height"] for box in (one.bounding_box() for one in page.locator(".face").all())) >= 96
    assert violations(page) == {}
    page.click("[data-score='1']")
    page.wait_for_selector(".reason")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        page.click("text=Thời gian chờ")
    assert page.get_attribute("[data-keep=waiting]", "aria-pressed") == "true"
    assert violations(page) == {}
    page.click("[data-keep=done]")
    page.wait_for_selector(".thanks")

    lobby.act("1", "finish")
    other = lobby.call_to("1")
    lobby.act("1", "start")
    page.wait_for_selector(f"#asking .number:text-is('{other['number']}')")


def test_a_touch_counts_although_the_server_is_away(new_page, lobby, sign_in, cable):
    """Whoever rated has left when the connection is back."""
    page = new_page(1024, 768)
    line = cable(page)
    ticket = lobby.call_to("1")
    lobby.act("1", "start")
    sign_in(page, f"/rating/{lobby.office}:1")
    page.wait_for_selector(f"#asking .number:text-is('{ticket['number']}')")
    line.pull()
    page.clock.install()

    page.click("[data-score='4']")
    for _ in range(3):
        page.clock.run_for(8000)
    line.plug()
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        page.clock.run_for(4000)

    assert lobby._ask("GET", f"/counters/{lobby.office}:1/rating")["score"] == 4


def test_the_entrance_fits_and_has_no_violation(new_page, lobby, sign_in):
    page = sign_in(new_page(1920, 1080), f"/o/{lobby.office}/entrance")
    page.wait_for_selector("#qr[src*='?at=']")
    assert page.evaluate("document.querySelector('#qr').naturalWidth") > 0
    for width, height in ((1920, 1080), (1080, 1920), (1024, 768), (768, 1024)):
        page.set_viewport_size({"width": width, "height": height})
        box = page.locator("#qr").bounding_box()
        assert page.evaluate(NO_OVERFLOW)
        assert box["y"] + box["height"] <= height
    assert violations(page) == {}


def test_a_number_is_taken_without_javascript(new_page, lobby):
    page = new_page(390, 844, java_script_enabled=False)
    page.goto(f"/take?office={lobby.office}")

    page.click(f"button[value={lobby.services[0]}]")

    assert page.get_attribute("#ticket", "data-state") == "waiting"
    number = page.inner_text(".big")
    page.goto(f"/take?office={lobby.office}")
    assert number in page.inner_text(".mine")
