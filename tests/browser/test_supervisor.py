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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_no_violation_and_does_not_overflow(supervisor, language):
    for width, height in ((1366, 768), (390, 844)):
        page = supervisor(language, width, height)
        assert violations(page) == {}
        assert page.evaluate(OVERFLOW) <= 0
