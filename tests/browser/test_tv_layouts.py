"""Every layout on every screen, in every language and theme; and what reaches a TV that is already open."""

import io

import pytest
import requests
from PIL import Image

from queue_server.domain.shipped_layouts import SHIPPED
from tests.browser.offices import LONGEST_CODE
from tests.browser.test_accessibility import AXE, RUN, THEMES, WEAR
from tests.browser.test_overflow import called, overflow, resize  # noqa: F401  a fixture
from tests.counts import FULL
from tests.lobby import PASSWORD, wait_for
from tests.media_files import a_picture

SIZES = ((1920, 1080), (1080, 1920), (1280, 1024), *(((3840, 2160), (1366, 768)) if FULL else ()))
LANGUAGES = ("vi", "en", "vi+en", "en+vi") if FULL else ("en+vi",)
CODES = [one.code for one in SHIPPED]
SHOWN = ".zone:not([hidden]) .row:not(.blank), .zone:not([hidden]) .desk"


def settled(page):
    """Return what sticks out once texts have found their sizes, which takes a moment after a change of the screen."""
    for _ in range(50):
        wrong = overflow(page)
        if not wrong:
            break
        page.wait_for_timeout(100)
    return wrong


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_layout_fits_every_screen_and_axe_finds_nothing(new_page, code, language):
    """One page for all sizes: a TV is turned or its resolution changed while it runs."""
    page = new_page(*SIZES[0])
    page.goto(f"/tv?office={LONGEST_CODE}&layout={code}&lang={language.replace('+', '%2B')}")
    page.wait_for_selector(SHOWN)
    page.evaluate(AXE)
    found = {}

    for index, (width, height) in enumerate(SIZES):
        resize(page, width, height)
        page.wait_for_function("size => innerWidth === size", arg=width)
        for number, theme in enumerate(THEMES):
            page.evaluate(WEAR, theme)
            # Colours and names don't depend on the size; so every theme once, unless there is all the time.
            wrong = [*settled(page), *(page.evaluate(RUN) if FULL or number == index else [])]
            if wrong:
                found[width, height, theme] = wrong

    assert found == {}


def test_no_text_is_smaller_than_can_be_read_across_a_hall(new_page):
    """A hundredth of the screen's height is what still can be read at five metres on a 43 inch screen."""
    page = new_page(1920, 1080)
    for code in CODES:
        page.goto(f"/tv?office={LONGEST_CODE}&layout={code}")
        page.wait_for_selector(SHOWN)

        smallest = page.evaluate(
            """() => Math.min(...[...document.querySelectorAll(".zone:not([hidden]) *")]
              .filter((one) => one.children.length === 0 && one.textContent.trim() && one.clientWidth > 1)
              .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""
        )

        assert smallest >= 10.8, code


def test_the_welcome_of_the_morning_fills_its_panel(new_page):
    """Before the first call it is all there is to read: as large as what the panel says when the office is closed."""
    page = new_page(1920, 1080)
    page.goto(f"/tv?office={LONGEST_CODE}")
    page.wait_for_selector(SHOWN)

    sizes = page.evaluate(
        """() => { now.dataset.state = "empty";
          return [...now.querySelectorAll(".welcome p")].map((one) => parseFloat(getComputedStyle(one).fontSize)) }"""
    )

    assert sizes[0] > 50
    assert sizes[1] > 24


@pytest.fixture
def board(new_page, lobby):
    def go(layout, query=""):
        page = new_page(1920, 1080)
        page.goto(f"/tv?office={lobby.office}&layout={layout}{query}")
        page.wait_for_function("() => document.querySelector('.office').textContent.includes('Nghĩa Đô')")
        return page

    return go


def test_a_call_turns_its_counter_s_tile_gold(board, lobby):
    page = board("counters")

    ticket = lobby.call_to("2")

    page.wait_for_selector(".desk[data-new]")
    assert page.inner_text(".desk[data-new] .ticket") == ticket["number"]
    assert page.inner_text(".desk[data-new] .counter") == "Quầy 2"


def test_a_closed_office_says_so_until_a_counter_opens(board, lobby):
    page = board("classic")
    page.wait_for_selector("#now[data-state=shut]")
    assert "đóng cửa" in page.inner_text("#now")

    lobby.act("1", "open")

    page.wait_for_selector("#now[data-state=shown], #now[data-state=empty]")


def test_a_notice_reaches_open_screens_and_goes_again(board, lobby, administrator):
    page = board("classic")

    notice = administrator("POST", f"/offices/{lobby.office}/notices", json={"text": {"vi": "Nghỉ trưa đến 13:30"}})
    page.wait_for_selector(".ticker[data-notice]")
    assert page.inner_text("#ticker") == "Nghỉ trưa đến 13:30"

    administrator("DELETE", f"/offices/{lobby.office}/notices/{notice['id']}")
    page.wait_for_selector(".ticker:not([data-notice])")


def test_an_open_screen_follows_a_change_of_its_layout(board, lobby, administrator):
    """Nobody has to walk to a TV to press F5."""
    layout = administrator("GET", f"/admin/layouts/{lobby.office}:focus")
    values = {name: value for name, value in layout.items() if name not in ("id", "tag", "office", "code")}
    page = board("focus")
    assert page.is_hidden(".ticker")

    changed = ["header 0 0 24 3", "call 0 3 24 18", "ticker 0 21 24 3"]
    administrator("PUT", f"/admin/layouts/{lobby.office}:focus", json=values | {"landscape": changed, "theme": "light"})

    page.wait_for_selector("[data-theme=light] .ticker:not([hidden])", state="attached")
    assert page.is_hidden(".recent")
    administrator("DELETE", f"/admin/layouts/{lobby.office}:focus")
    page.wait_for_selector("[data-theme=dark] .recent:not([hidden])")


def test_a_night_is_black_until_somebody_works(board, lobby, administrator):
    night = {"dark_from": "00:00", "dark_until": "23:59"}
    administrator("PATCH", f"/admin/layouts/{lobby.office}:totem", json=night)
    page = board("totem")
    page.wait_for_selector("html[data-night]")
    assert page.is_hidden("#board")

    lobby.call_to("1")

    page.wait_for_selector("html:not([data-night])")
    assert page.is_visible("#now-number")
    administrator("DELETE", f"/admin/layouts/{lobby.office}:totem")


def test_pictures_play_and_steps_stand_where_there_are_none(board, lobby, administrator):
    page = board("media")
    assert page.is_visible(".media .steps")
    content = io.BytesIO()
    Image.new("RGB", (160, 90), "#0a5c4d").save(content, "PNG")
    where = {"office": lobby.office, "name": "Sảnh.png"}

    administrator("POST", "/admin/media", params=where, data=content.getvalue())
    page = board("media")

    page.wait_for_selector(".slides img.slide")
    administrator("DELETE", f"/admin/media/{lobby.office}:Sảnh.png")


def test_the_code_for_phones_is_a_part_of_the_screen_where_phones_get_numbers(board, lobby, administrator):
    """Otherwise its place says what to do at the kiosk."""
    page = board("phone")
    page.wait_for_selector(".entrance-zone[data-state=shown] img:visible")
    assert page.evaluate("document.querySelector('#entrance-qr').naturalWidth") > 0
    administrator("PATCH", f"/admin/offices/{lobby.office}", json={"phone_tickets": False})
    try:
        page = board("phone")
        page.wait_for_selector(".entrance-zone .steps:visible")
        assert page.is_hidden("#entrance-qr")
    finally:
        administrator("PATCH", f"/admin/offices/{lobby.office}", json={"phone_tickets": True})


def connected(page, administrator, office, device):
    """Wait until the server knows that a screen is there."""
    for _ in range(300):
        known = administrator("GET", f"/offices/{office}/devices")["displays"]
        if any(one["device"] == device and one["online"] for one in known):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"screen {device} did not connect: {known}")


def test_a_new_screen_shows_a_code_and_becomes_a_board_once_it_is_let_in(new_page, lobby, administrator):
    page = new_page(1920, 1080)
    page.goto("/tv")
    page.wait_for_function("() => /^[A-Z2-9]{6}$/.test(document.querySelector('#code').textContent)")
    assert overflow(page) == []

    where = {"office": lobby.office, "name": f"Sảnh {page.inner_text('#code')}"}
    administrator("POST", f"/admin/pairings/{page.inner_text('#code')}/accept", json=where)

    page.wait_for_selector("#board", timeout=20000)
    displays = administrator("GET", f"/admin/displays?office={lobby.office}")["displays"]
    device = next(one["id"] for one in displays if one["name"] == where["name"])
    administrator("PATCH", f"/admin/displays/{device}", json={"layout": "counters"})
    page.wait_for_selector(".desks:not([hidden])")
    connected(page, administrator, lobby.office, device)
    administrator("POST", f"/offices/{lobby.office}/displays/{device}/identify")
    page.wait_for_selector("#identity:not([hidden])")
    assert page.inner_text("#identity-name") == where["name"]


@pytest.fixture(scope="session")
def pictured(administrator, programs):
    """A screen that has sent a picture of itself; return its id."""
    wanted = {"name": "Sảnh tầng 2", "kind": "display", "office": programs.office}
    added = administrator("POST", "/admin/devices", json=wanted)
    content = a_picture("JPEG", (960, 540))
    headers = {"Authorization": f"Bearer {added['token']}", "Content-Type": "application/octet-stream"}
    requests.put(f"{programs.base}/api/v1/displays/picture", content, headers=headers, timeout=20).raise_for_status()
    return added["id"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pages_of_screens_have_no_violation_and_fit(new_page, lobby, administrator, pictured, language):
    page = new_page(1366, 900)
    page.goto("/sign-in?next=/admin")
    page.fill("[name=username]", "quan")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin")
    page.wait_for_load_state("networkidle")
    one = f"screens/item/{pictured}"
    for path in ("screens", one, "screens/files", f"layouts/item/{lobby.office}:classic", "displays", "layouts"):
        page.goto(f"/admin/{path}?office={lobby.office}&lang={language}")
        page.wait_for_selector("h1")
        page.evaluate(AXE)
        assert page.evaluate(RUN) == [], path
        assert overflow(page) == [], path
        resize(page, 390, 844)
        wait_for(lambda: overflow(page) == [], f"{path} to fit", seconds=10)  # a preview is scaled by its script
        resize(page, 1366, 900)


def test_the_editor_shows_a_layout_and_what_is_wrong_with_it(new_page, lobby, administrator):
    page = new_page(1366, 900)
    page.goto(f"/sign-in?next=/admin/layouts/item/{lobby.office}:classic")
    page.fill("[name=username]", "quan")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    preview = page.frame_locator("#frame")
    preview.locator("#now-number:not(:empty)").wait_for(state="attached")

    page.fill("[name=landscape-recent-column]", "12")
    page.wait_for_selector("#preview-fault:not([hidden])")
    assert page.inner_text("#landscape-recent") in page.inner_text("#preview-fault")

    page.fill("[name=landscape-recent-column]", "14")
    page.select_option("[name=theme]", "light")
    page.wait_for_selector("#preview-fault", state="hidden")
    preview.locator("html[data-theme=light]").wait_for(state="attached")
