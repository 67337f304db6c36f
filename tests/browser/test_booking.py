"""Booking on a phone and the day's list: readable by everybody, without overflow, and without any script."""

from dataclasses import replace

import pytest

from queue_server.domain.office import Service
from tests.browser.test_accessibility import LANGUAGES, violations
from tests.browser.test_overflow import overflow, resize
from tests.queue_server.adapters.web.test_appointments_api import SLIP, SONGCONG, a_bookable_office, book
from tests.web_app import PASSWORD
from tests.web_site import a_web_site, served

LONG_OFFICE = "Trung tâm phục vụ hành chính công phường Bạch Long Vĩ, thành phố Hải Phòng"
LONG_SERVICE = {
    "vi": "Lao động – Thương binh và Xã hội, Bảo trợ xã hội",
    "en": "Labour, invalids, social affairs and protection",
}
SIZES = ((320, 640), (390, 844), (1366, 768))


@pytest.fixture(scope="module")
def web():
    office = a_bookable_office(capacity=2)
    land, civil = office.services
    second = Service(code="tax", name=LONG_SERVICE, prefix="T", rules=land.rules)
    counters = tuple(replace(one, services=(*one.services, "tax")) for one in office.counters)
    web = a_web_site(office=replace(office, name=LONG_OFFICE, services=(land, civil, second), counters=counters))
    web.client("receptionist-songcong").post(f"{SONGCONG}/slips", json={"slips": [SLIP]})
    return web


@pytest.fixture(scope="module")
def base_url(web):
    with served(web) as url:
        yield url


def signed_in(new_page, who):
    page = new_page()
    page.goto("/sign-in?next=/appointments")
    page.fill("[name=username]", who)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def look(page, name):
    """Check a page at every size, and with axe at the last one."""
    for width, height in SIZES:
        resize(page, width, height)
        assert overflow(page) == [], (name, width)
    assert violations(page) == {}, name


def test_a_time_is_booked_changed_and_cancelled_without_scripts(new_page):
    """An old phone is enough."""
    page = new_page(390, 844, java_script_enabled=False)
    page.goto("/book?office=songcong")
    page.click("a[href*='service=land']")
    page.click(".days a >> nth=2")
    page.click(".times a >> nth=2")
    page.wait_for_selector("[name=mail]", state="hidden")  # a style that comes late hides it
    page.check("[name=remind][value=mail]")
    page.fill("[name=mail]", "an@example.vn")
    page.fill("[name=name]", "Nguyễn Văn An")
    page.click("button[type=submit]")

    page.wait_for_url("**/a/*")
    assert page.locator(".code-line strong").inner_text().replace("-", "") == page.url.rpartition("/")[2]
    assert "a…@example.vn" in page.inner_text(".notify")
    page.click("a[href$='/change']")
    page.click(".days a >> nth=1")
    page.click(".times button >> nth=0")
    page.wait_for_url(lambda url: url.endswith(page.url.rpartition("/")[2]) and "/change" not in url)
    assert "24/2/2026" in page.inner_text(".day-line")
    page.click("summary")
    page.click("details button")
    assert page.get_attribute(".slip", "data-state") == "cancelled"


def test_a_dossier_typed_on_the_phone_gives_its_number_without_scripts(new_page):
    page = new_page(390, 844, java_script_enabled=False)
    page.goto("/code?office=songcong")
    page.fill("[name=code]", "h56.25-240115-0012")
    page.click("button[type=submit]")

    page.wait_for_url("**/t/*")
    assert page.inner_text(".big").startswith("A")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_about_appointments_is_cut_off_or_has_a_violation(new_page, web, language):
    page = new_page()
    mine = book(
        web, begins_at="2026-02-24T09:00:00+07:00", key=f"look-{language}", name="Nguyễn Văn An", phone="0912345678"
    ).json
    code = mine["code"].replace("-", "")
    for name, path in (
        ("services", "/book?office=songcong"),
        ("times", "/book?office=songcong&service=tax"),
        ("chosen", "/book?office=songcong&service=land&at=1771900200"),
        ("mine", f"/a/{code}"),
        ("change", f"/a/{code}/change"),
        ("code", "/code?office=songcong"),
    ):
        page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
        look(page, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_days_list_is_readable_for_everybody(new_page, web, language):
    book(web, begins_at="2026-02-25T09:00:00+07:00", key=f"day-{language}", name="Nguyễn Văn An", phone="0912 345 678")
    page = signed_in(new_page, "receptionist-songcong")
    page.goto(f"/appointments?office=songcong&day=2026-02-25&lang={language}")
    assert page.locator(".day-list li").count() >= 1
    look(page, "day")


def test_an_administrator_brings_slips_in_and_finds_them(new_page):
    """The trial run names every refused row; what was right is in the list at once."""
    page = signed_in(new_page, "administrator-songcong")
    page.goto("/admin/slips/import")
    head = "Mã hồ sơ,Dịch vụ,Ngày hẹn trả\n"

    def bring(rows):
        file = {"name": "slips.csv", "mimeType": "text/csv", "buffer": (head + rows).encode()}
        page.set_input_files("#file", files=[file])
        page.click("#start")

    bring("H56-7001,fish,02/03/2026\nH56-7002,Land,soon\n")
    page.wait_for_selector("#refused:visible")
    assert page.locator("#refused li").count() == 2
    look(page, "refused")
    page.uncheck("#trial")
    bring("H56-7001,Land,02/03/2026\nH56-7002,land,2026-03-03\n")
    page.wait_for_selector("#progress:has-text('2 hồ sơ mới')")

    page.goto("/admin/slips?q=h56-70&lang=en")

    assert page.locator("tbody th").all_inner_texts() == ["H56-7001", "H56-7002"]
    look(page, "slips")
