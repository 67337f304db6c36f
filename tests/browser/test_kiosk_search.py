"""Finding a procedure at the kiosk: by typing without marks, by field, by keyboard or scanner; then a number for it."""

import pytest

from tests.browser.test_accessibility import violations
from tests.browser.test_overflow import overflow

ISSUE = "**/api/v1/offices/*/tickets"


@pytest.fixture
def search(new_page, lobby):
    """Return a kiosk on its search."""

    def go(width=1080, height=1920, query="", **options):
        page = new_page(width, height, **options)
        page.goto(f"/kiosk?office={lobby.office}{query}")
        page.click(".finder")
        page.wait_for_selector(".result.of-field")
        return page

    return go


def tap(page, text):
    for letter in text:
        page.click(f'[data-key="{letter}"]')


def test_a_procedure_is_found_and_its_number_taken(search, lobby):
    """The number knows what it is for, and what to bring is shown before."""
    page = search()
    sent = []
    page.on("request", lambda one: sent.append(one.post_data_json) if one.method == "POST" else None)

    tap(page, "ket hon")
    page.click("[data-procedure='MAU.HT.05']")

    page.wait_for_selector(".facts")
    assert page.inner_text("h1") == "Đăng ký kết hôn"
    assert "Giấy tờ tuỳ thân" in page.inner_text(".facts")
    page.click(".take.plain")
    assert page.inner_text(".big").startswith("A")
    assert sent[-1]["procedure"] == "MAU.HT.05"
    assert sent[-1]["service"] == "civil"


def test_fields_lead_to_their_procedures_and_back(search):
    page = search()

    page.click(".of-field:has-text('Chứng thực')")
    page.wait_for_selector("[data-procedure^='MAU.CT']")
    page.click(".back")

    page.wait_for_selector(".result.of-field")
    page.click(".back")
    page.wait_for_selector(".tiles")


def test_all_fields_can_be_reached_without_scrolling(search):
    page = search(1024, 768)
    seen = set()

    for _ in range(20):
        seen |= set(page.locator(".result.of-field .name").all_inner_texts())
        if page.locator(".result.more").count() == 0:
            break
        page.click(".result.more")

    assert {"Hộ tịch", "Chứng thực", "Xây dựng", "Đăng ký kinh doanh"} <= seen


def test_a_real_keyboard_types_wherever_the_focus_is(search):
    page = search()

    page.keyboard.type("khai sin")
    page.wait_for_selector("[data-procedure='MAU.HT.01']")
    page.keyboard.press("Backspace")

    assert page.inner_text(".typed") == "khai si"


def test_what_is_not_found_is_said(search):
    page = search()

    tap(page, "qqqq")

    page.wait_for_function("() => document.querySelector('.told:not(#told)').textContent.includes('Không tìm thấy')")


@pytest.mark.parametrize(("width", "height"), [(1080, 1920), (1024, 768), (1920, 1080)], ids=str)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_search_and_facts_fit_and_have_no_violation(search, width, height, language):
    page = search(width, height, f"&lang={language}")
    assert overflow(page) == []
    tap(page, "nha")
    page.wait_for_selector("[data-procedure]")
    assert overflow(page) == []
    assert violations(page) == {}
    for key in page.locator(".key").all():
        assert key.bounding_box()["height"] >= 72

    page.click("[data-procedure] >> nth=0")
    page.wait_for_selector(".facts")
    assert overflow(page) == []
    assert violations(page) == {}
