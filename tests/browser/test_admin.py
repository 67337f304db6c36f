"""The back office in a browser: set up by keyboard, readable by everybody, on every screen."""

import pytest

from tests.browser.test_accessibility import LANGUAGES, violations
from tests.web_app import PASSWORD
from tests.web_site import a_web_site, served

PAGES = (
    "",
    "/offices",
    "/services",
    "/services/new",
    "/counters/item/songcong:1",
    "/operators",
    "/operators/new",
    "/devices",
    "/units",
)
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def web():
    return a_web_site()


@pytest.fixture(scope="module")
def base_url(web):
    with served(web) as url:
        yield url


@pytest.fixture
def admin(new_page):
    """Open pages of the back office as an administrator."""

    def open_page(path, width=1366, height=768):
        page = new_page(width, height)
        page.goto("/sign-in?next=/admin")
        page.fill("[name=username]", "administrator")
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector(".menu")
        page.goto(f"/admin{path}")
        return page

    return open_page


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_the_back_office_has_a_violation(admin, language):
    page = admin("")
    for path in PAGES:
        page.goto(f"/admin{path}?office=songcong&lang={language}")
        assert violations(page) == {}, path


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1366, 768)])
def test_no_page_of_the_back_office_overflows(admin, width, height):
    """On a phone, too: an office is not always set up at a desk."""
    page = admin("", width, height)
    for path in PAGES:
        page.goto(f"/admin{path}?office=songcong&lang=vi")
        assert page.evaluate(OVERFLOW) <= 0, path


def test_a_service_is_added_by_keyboard_alone(admin, web):
    """Mistakes are named at their field, what was entered stays, the second try works at once."""
    page = admin("/services?office=songcong")
    page.get_by_role("link", name="Thêm dịch vụ").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#f-code")
    page.focus("#f-code")
    for text in ("tax", "O", "Thuế", "Tax"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#faults")

    assert "I và O" in page.inner_text("#fault-prefix")
    assert page.input_value("[name=name-vi]") == "Thuế"
    page.fill("#f-prefix", "H")
    page.keyboard.press("Enter")
    page.wait_for_selector(".done")

    assert web.deps.reader.office("songcong").service("tax").name == {"vi": "Thuế", "en": "Tax"}
    page.goto("/admin?office=songcong")
    fields = page.locator("[data-changes]").first.inner_text().split("; ")
    assert {"Mã", "Tên", "Các thiết lập khác"} <= {*fields}
    assert len({*fields}) == len(fields)


def test_a_token_is_shown_once(admin):
    page = admin("/devices/new?office=songcong")
    page.fill("#f-name", "Tivi sảnh")
    page.select_option("#f-kind", "display")
    page.keyboard.press("Enter")
    page.wait_for_selector("#token")

    assert len(page.inner_text("#token")) > 20
    page.click(".ends a")
    page.wait_for_selector("table")
    assert page.locator("#token").count() == 0
