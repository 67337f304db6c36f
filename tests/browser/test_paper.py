"""Paper in a browser: laid out with a live preview, printers, procedures to read and to print."""

import io

import pytest
from PIL import Image

from queue_server.adapters.catalogue_files import read_procedures
from tests.browser.paper_office import SAMPLE, an_office_with_papers
from tests.browser.test_accessibility import violations
from tests.web_app import PASSWORD
from tests.web_site import served

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SIZES = ((390, 844), (1366, 768), (1920, 1080))
PROCEDURES = (
    "/procedures",
    "/procedures?q=so+do&office=songcong",
    "/procedures?field=Hộ+tịch",
    "/procedures/item/MAU.HT.01?office=songcong",
    "/procedures/item/MAU.DD.01/sheet?size=a5",
    "/procedures/posting?field=Đất+đai",
)


@pytest.fixture(scope="module")
def web():
    return an_office_with_papers()


@pytest.fixture(scope="module")
def base_url(web):
    with served(web) as address:
        yield address


@pytest.fixture
def admin(new_page):
    def open_page(path, width=1366, height=768):
        page = new_page(width, height)
        page.goto("/sign-in?next=/admin")
        page.fill("[name=username]", "administrator")
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector(".menu")
        page.goto(path)
        return page

    return open_page


def a_logo():
    file = io.BytesIO()
    Image.radial_gradient("L").resize((300, 120)).save(file, "PNG")
    return file.getvalue()


def fits(page):
    """Look at every size for what sticks out."""
    wide = {}
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate(OVERFLOW) > 0:
            wide[width] = page.evaluate(OVERFLOW)
    return wide


def test_pages_of_printers_and_paper_fit_and_have_no_violation(admin):
    page = admin("/admin/printers?office=songcong&lang=en")
    assert fits(page) == {}
    page.goto("/admin/printers?office=songcong&lang=vi")
    assert (violations(page), fits(page)) == ({}, {})

    page.goto("/admin/papers/item/songcong?office=songcong&lang=en")
    page.wait_for_selector("#paper[data-shown]")
    assert (violations(page), fits(page)) == ({}, {})


def test_the_preview_follows_what_is_entered(admin):
    """Before anything is saved; a layout without a number is told, and the picture stays."""
    page = admin("/admin/papers/item/songcong?office=songcong")
    page.wait_for_selector("#paper[data-shown]")
    wide = page.evaluate("document.querySelector('#paper canvas').height")

    page.fill("[name=lines-qr]", "")
    page.wait_for_function("height => document.querySelector('#paper canvas').height < height - 150", arg=wide)
    page.click("[data-width='58']")
    page.wait_for_function("() => document.querySelector('#paper canvas').width === 384")
    page.fill("[name=lines-number]", "")
    page.wait_for_selector("#preview-fault:visible")
    page.fill("[name=lines-number]", "1")
    page.wait_for_selector("#preview-fault", state="hidden")
    page.set_input_files("#f-logo", {"name": "logo.png", "mimeType": "image/png", "buffer": a_logo()})
    page.wait_for_function("() => document.querySelector('#logo-data').value.length > 50")
    before = page.get_attribute("#paper", "data-shown")
    page.fill("[name=lines-logo]", "2")
    page.wait_for_function("before => document.querySelector('#paper').dataset.shown > Number(before)", arg=before)
    page.click(".form button[type=submit]")
    page.wait_for_selector(".done")


def test_an_import_is_tried_then_done_with_every_refused_row_named(admin, web):
    """The page says how far it is and what became of it; nothing is reloaded."""
    page = admin("/admin/procedures/import")

    def send(rows):
        text = f"code,name,field\n{rows}".encode()
        page.set_input_files("#file", {"name": "tthc.csv", "mimeType": "text/csv", "buffer": text})
        page.click("#start")

    send("X1,Tên,Hộ tịch\nX1,Tên,Hộ tịch\nX2,,Hộ tịch\n")
    page.wait_for_selector("#refused:visible")
    assert page.locator(".problems li").count() == 2
    assert "đang để trống" in page.inner_text(".problems")
    send("X1,Tên,Hộ tịch\n")
    page.wait_for_selector("#progress:has-text('1 thủ tục hợp lệ')")
    page.uncheck("#trial")
    page.click("#start")
    page.wait_for_selector("#progress:has-text('Thêm 1')")
    assert page.locator("#refused").is_hidden()
    assert fits(page) == {}

    page.goto("/admin/procedures?q=Tên")
    assert (violations(page), fits(page)) == ({}, {})
    web.database.catalogue.load(read_procedures(SAMPLE), keep_others=False, sample=True)


def test_procedures_are_read_and_printed_without_scripts(new_page):
    """What fits and can be read with scripts also works without them."""
    page = new_page()
    for path in PROCEDURES:
        page.goto(f"{path}{'&' if '?' in path else '?'}lang=en")
        assert (path, fits(page)) == (path, {})
        page.goto(f"{path}{'&' if '?' in path else '?'}lang=vi")
        assert (path, violations(page), fits(page)) == (path, {}, {})
    bare = new_page(java_script_enabled=False)
    bare.goto("/")
    bare.click("a[href='/procedures?office=songcong']")
    bare.fill("[name=q]", "khai sinh")
    bare.click("form.search button")
    bare.click(".procedure-list a >> nth=0")
    assert "khai sinh" in bare.inner_text("h1")


def test_a_kiosk_without_a_ticket_printer_prints_each_ticket_once(web, new_page):
    """In a frame of its own, on the paper that the office chose."""
    web.printers.names = ()
    web.client("administrator").patch("/api/v1/admin/offices/songcong", json={"browser_paper": "58"})
    page = new_page(1080, 1920)
    page.context.add_init_script(
        "window.print = () => {"
        "  window.top.printed = (window.top.printed ?? 0) + 1;"
        "  dispatchEvent(new Event('afterprint'));"
        "}"
    )
    page.goto(f"/pair?token={web.tokens['kiosk-songcong']}")
    page.click("[data-service=land]")
    page.click(".take.plain")

    page.wait_for_selector(".big")
    page.wait_for_function("() => window.printed === 1")
    page.wait_for_selector(".print-frame", state="detached")
    assert page.evaluate("window.printed") == 1


def test_a_code_typed_at_the_kiosk_prints_its_number_too(web, new_page):
    """Like a number that was taken there."""
    web.printers.names = ()
    by = web.client("administrator")
    by.patch("/api/v1/admin/offices/songcong", json={"browser_paper": "58"})
    by.patch("/api/v1/admin/bookings/songcong:land", json={"slips": True})
    day = web.client().get("/api/v1/offices/songcong/board").json["service_day"]
    slip = {"dossier": "H56-0001", "service": "land", "due": day, "ready": True}
    assert by.post("/api/v1/offices/songcong/slips", json={"slips": [slip]}).status_code == 200
    page = new_page(1080, 1920)
    page.context.add_init_script("window.print = () => dispatchEvent(new Event('afterprint'))")
    page.goto(f"/pair?token={web.tokens['kiosk-songcong']}")
    page.click(".code-door")

    with page.expect_request("**/t/*/print?paper=58"):
        page.keyboard.type("H56-0001")
        page.keyboard.press("Enter")

    page.wait_for_selector(".code-dialog .big")
