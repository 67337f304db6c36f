"""The supervisor's page in a browser: alarms, counters and notices, by keyboard, readable by everybody."""

import pytest

from tests.browser.test_accessibility import LANGUAGES, violations
from tests.browser.test_admin import OVERFLOW, base_url, web  # noqa: F401  fixtures
from tests.web_app import PASSWORD


@pytest.fixture
def supervisor(new_page, web):  # noqa: F811
    """Open the page as a supervisor, with somebody who waits too long."""
    office = "/api/v1/offices/songcong"
    web.client("kiosk-songcong").post(
        f"{office}/tickets", json={"service": "land"}, headers={"Idempotency-Key": "waits"}
    )
    web.clock.advance(1900)

    def open_page(language="vi", width=1366, height=768):
        page = new_page(width, height)
        page.set_default_timeout(30_000)
        page.goto("/sign-in?next=/supervisor")
        page.fill("[name=username]", "supervisor-songcong")
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("tbody tr")
        page.goto(f"/supervisor?lang={language}")
        page.wait_for_selector("tbody tr")
        return page

    return open_page


def test_an_alarm_is_taken_note_of_and_a_notice_put_up_by_keyboard(supervisor):
    """Alarms come first; each row says what to do."""
    page = supervisor()
    assert "Có người chờ" in page.inner_text(".alarm")

    page.get_by_role("button", name="Đã biết").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".alarm.known:has-text('đã biết')")
    page.focus("form.ends input")
    page.keyboard.type("Nghỉ 10 phút")
    page.keyboard.press("Enter")

    page.wait_for_selector(".alarm .what:has-text('Nghỉ 10 phút')")


def test_a_lost_server_is_said_until_it_answers_again(supervisor):
    """Old figures look like an office at rest."""
    page = supervisor()
    page.route("**/api/**", lambda route: route.abort())
    page.focus("summary")
    page.keyboard.press("Enter")

    page.wait_for_selector("#lost:visible")
    page.unroute("**/api/**")
    # Whatever comes into view is looked at at once.
    page.evaluate(
        "() => { offices.hidden = true; requestAnimationFrame(() => setTimeout(() => (offices.hidden = false))) }"
    )
    page.wait_for_selector("#lost", state="hidden")


def test_a_supervisor_acts_on_the_office_by_keyboard(supervisor, web):  # noqa: F811
    """Sends somebody to another counter, closes a service, sends a number elsewhere; each is asked about first."""
    web.client("operator-songcong").post("/api/v1/counters/songcong:1/open")
    page = supervisor()

    press(page, "Điều operator-songcong từ Quầy 1 sang quầy khác")
    page.check("#ask input[value='2']")
    answer(page, "Bên đó đông người chờ")
    page.wait_for_selector("tr:has-text('Quầy 2') td:has-text('operator-songcong')")

    press(page, "Đóng Land")
    answer(page, "Hôm nay đã hết số")
    page.wait_for_selector("tr:has-text('Land') small:has-text('Hôm nay đã hết số')")
    closed = web.client().get("/api/v1/offices/songcong").json["services"][0]["closed_reason"]
    assert closed == {"vi": "Hôm nay đã hết số", "en": "No more numbers today"}

    page.focus("summary")
    page.keyboard.press("Enter")
    press(page, "Chuyển hàng A001")
    page.check("#ask input[value='service:civil']")
    answer(page, "Lấy nhầm hàng chờ")
    page.wait_for_selector(".tickets li:has-text('Civil')")

    press(page, "Mở Land")
    page.wait_for_selector("[aria-label='Đóng Land']")


def press(page, name):
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def answer(page, reason):
    page.get_by_role("button", name=reason).press("Enter")
    page.press("#ask [name=reason]", "Enter")
    page.wait_for_selector("#ask", state="hidden")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_no_violation_and_does_not_overflow(supervisor, language):
    for width, height in ((1366, 768), (390, 844)):
        page = supervisor(language, width, height)
        page.click("summary")
        page.wait_for_selector(".tickets li")
        assert violations(page) == {}
        assert page.evaluate(OVERFLOW) <= 0
        page.click(".does button >> nth=0")
        page.wait_for_selector("#ask[open]")
        assert violations(page) == {}


def test_a_notice_that_was_refused_stays_to_be_put_right(supervisor):
    page = supervisor()
    page.route("**/notices", lambda route: route.fulfill(status=422, json={"code": "invalid"}))
    page.fill("form.ends input >> nth=0", "Nghỉ 10 phút")
    page.keyboard.press("Enter")

    page.wait_for_selector("#refused:visible")

    assert page.input_value("form.ends input >> nth=0") == "Nghỉ 10 phút"
