"""The supervisor's page in a browser: alarms and counters live, notices, readable by everybody."""

import pytest

from tests.browser.test_accessibility import LANGUAGES, violations

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def supervisor(new_page, sign_in, lobby):
    """Open the page as a supervisor."""

    def open_page(language="vi", width=1366, height=768):
        page = new_page(width, height)
        sign_in(page, f"/supervisor?lang={language}")
        page.wait_for_selector("tbody tr")
        return page

    return open_page


def test_what_happens_at_counters_shows_without_reloading(supervisor, lobby):
    """And leads to the counter's console."""
    page = supervisor()

    ticket = lobby.call_to("1")

    page.wait_for_function("number => document.body.textContent.includes(number)", arg=ticket["number"])
    assert "counter=1" in page.locator("tbody a").first.get_attribute("href")


def test_a_notice_is_put_up_and_taken_off_by_keyboard(supervisor):
    page = supervisor()
    page.focus("form.ends input")
    page.keyboard.type("Nghỉ 10 phút")
    page.keyboard.press("Enter")
    page.wait_for_selector(".alarm .what:has-text('Nghỉ 10 phút')")

    page.get_by_role("button", name="Gỡ xuống").focus()
    page.keyboard.press("Enter")

    page.wait_for_selector(".alarm .what:has-text('Nghỉ 10 phút')", state="detached")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_no_violation_and_does_not_overflow(supervisor, lobby, language):
    lobby.call_to("2")
    for width, height in ((1366, 768), (390, 844)):
        page = supervisor(language, width, height)
        assert violations(page) == {}
        assert page.evaluate(OVERFLOW) <= 0
