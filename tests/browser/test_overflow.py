"""Nothing is cut off and nothing scrolls sideways, at any size of screen, with the longest texts."""

from dataclasses import replace

import pytest

from tests.browser.offices import LONGEST_CODE

LOOK = """() => {
  const root = document.documentElement;
  const bad = [];
  const STACKS = ".tiles, .home, .confirm, .choices, .rows, .lines, .acts, .place, .about, .top, .line";
  if (root.scrollWidth > root.clientWidth) bad.push(`document: ${root.scrollWidth} > ${root.clientWidth}`);
  const screen = {left: 0, right: root.clientWidth};
  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const apart = element.closest(".hidden-text, script, svg, [hidden], iframe, dialog:not([open]), noscript");
    // Headings of a table that is a list on phones are there for screen readers alone.
    const unseen = getComputedStyle(element.closest("thead") ?? element).clipPath === "inset(50%)";
    // A wide table scrolls in its own region, which keys reach too.
    const scrolls = element.closest("[role=region][tabindex='0']");
    if (apart || unseen || scrolls || !box.width || style.visibility === "hidden") continue;
    const name = `${element.tagName.toLowerCase()}.${element.className} "${element.textContent.trim().slice(0, 40)}"`;
    if (style.display !== "inline" && element.scrollWidth > element.clientWidth + 1 && element.clientWidth)
      bad.push(`${name}: ${element.scrollWidth} > ${element.clientWidth} wide`);
    if (box.left < screen.left - 1 || box.right > screen.right + 1) bad.push(`${name}: outside the screen`);
    if (element.matches(STACKS) && element.scrollHeight > element.clientHeight + 6)
      bad.push(`${name}: ${element.scrollHeight} > ${element.clientHeight} high`);
    // Text is cut off where an ancestor hides what sticks out; letters may stick out of a tight line, lines may not.
    const hides = element.closest("[data-clips]");
    if (hides && element.children.length === 0 && element.textContent.trim()) {
      const range = document.createRange();
      range.selectNodeContents(element);
      const text = range.getBoundingClientRect(), edge = hides.getBoundingClientRect();
      const slack = parseFloat(style.fontSize) * 0.2;
      const cut = text.bottom > edge.bottom + slack || text.top < edge.top - slack;
      if (cut) bad.push(`${name}: cut off by ${hides.className}`);
    }
  }
  return bad;
}"""
BOXES = """found => found.map((element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x, y, width, height };
})"""
MARK_CLIPPING = """() => {
  for (const element of document.querySelectorAll("body, body *")) {
    const {overflowY} = getComputedStyle(element);
    if (["hidden", "clip"].includes(overflowY) && !element.closest(".hidden-text, svg")) element.dataset.clips = "";
  }
}"""


def resize(page, width, height):
    """Give a page another screen."""
    page.set_viewport_size({"width": width, "height": height})


def overflow(page):
    """Return what is cut off; a page that was given another screen has half a second to be laid out anew."""
    page.evaluate(MARK_CLIPPING)
    found = page.evaluate(LOOK)
    if found:
        page.wait_for_timeout(500)
        found = page.evaluate(LOOK)
    return found


@pytest.fixture(scope="module", autouse=True)
def called(used_lobby):
    """Let the longest office call, so that every text is on the screens."""
    longest = replace(used_lobby, office=LONGEST_CODE)
    for counter in ("1", "2", "3"):
        longest.act(counter, "open")
    for service in ("s0", "s1", "s2", "s3", "s0", "s1", "s2", "s3", "s6", "s7"):
        longest.issue(service)
    for counter in ("1", "2", "3", "1", "2", "3", "2"):
        longest.act(counter, "call-next")
    longest.act("2", "recall")


@pytest.mark.parametrize("languages", ["vi+en", "en"])
@pytest.mark.parametrize(
    ("width", "height"), [(1920, 1080), (3840, 2160), (1080, 1920), (1366, 768), (1280, 1024)], ids=str
)
def test_the_board_fits(new_page, width, height, languages):
    page = new_page(width, height)
    page.goto(f"/tv?office={LONGEST_CODE}&lang={languages.replace('+', '%2B')}")
    page.wait_for_selector(".row:not(.blank)")

    assert overflow(page) == []


def test_the_board_fits_while_the_server_is_away(new_page, cable):
    page = new_page(1920, 1080)
    page.clock.install()
    line = cable(page)
    page.goto(f"/tv?office={LONGEST_CODE}")
    page.wait_for_selector(".row:not(.blank)")
    line.pull()
    page.clock.run_for(13000)
    page.wait_for_selector("#offline:visible")

    for width, height in ((1920, 1080), (1080, 1920), (1366, 768), (1280, 1024)):
        resize(page, width, height)
        assert overflow(page) == []


KIOSKS = ((1080, 1920), (1920, 1080), (1024, 768))
LARGE, LOW = "data-large", "data-low"


def overflow_of_kiosk(page):
    """Return what doesn't fit on the present screen, by size and way of showing."""
    found = {}
    for width, height in KIOSKS:
        resize(page, width, height)
        for wanted in (set(), {LARGE}, {LOW}, {LARGE, LOW}):
            for place, attribute in ((3, LARGE), (4, LOW)):
                if (attribute in wanted) != page.evaluate(
                    "name => document.documentElement.hasAttribute(name)", attribute
                ):
                    page.click(f".tool:nth-child({place})")
            wrong = overflow(page)
            if wrong:
                found[width, height, *sorted(wanted)] = wrong
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_screen_of_the_kiosk_fits(new_page, language):
    page = new_page(1080, 1920)
    page.goto(f"/kiosk?office={LONGEST_CODE}&lang={language}")
    page.wait_for_selector(".tile:enabled")
    assert overflow_of_kiosk(page) == {}

    page.click("[data-service=s0]")
    page.wait_for_selector(".take")
    assert overflow_of_kiosk(page) == {}

    page.click(".take.plain")
    page.wait_for_selector(".qr img")
    assert overflow_of_kiosk(page) == {}


@pytest.mark.parametrize(("width", "height"), KIOSKS, ids=str)
def test_the_kiosks_targets_are_large(new_page, width, height):
    """Tiles are at least 96 px high, tools 64 px, with 16 px between tiles, also on the smallest screen."""
    page = new_page(width, height)
    page.goto(f"/kiosk?office={LONGEST_CODE}")
    page.wait_for_selector(".tile:enabled")

    # Each kind at one look: news of the office draw the tiles anew.
    boxes, tools = (page.eval_on_selector_all(kind, BOXES) for kind in (".tile", ".tool"))

    assert len(boxes) == 8
    assert min(box["height"] for box in boxes) >= 96
    assert min(min(box["height"], box["width"]) for box in tools) >= 64
    beside = [(one, other) for one in boxes for other in boxes if one["y"] == other["y"] and one["x"] < other["x"]]
    assert min(other["x"] - one["x"] - one["width"] for one, other in beside) >= 16


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_console_fits_an_office_screen_and_a_phone(new_page, sign_in, language):
    page = new_page(1366, 768)
    sign_in(page, f"/console?office={LONGEST_CODE}&counter=2&lang={language}")
    page.wait_for_selector("[data-action=transfer]:enabled")
    page.wait_for_selector(".row .number")
    assert overflow(page) == []
    assert page.evaluate("document.body.scrollHeight <= innerHeight")

    resize(page, 360, 740)
    assert overflow(page) == []

    page.keyboard.press("t")
    page.wait_for_selector("#ask[open]")
    assert overflow(page) == []


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", ["/", "/sign-in", "/take?office=bachlongvi", "/workbench?office=nghiado", "/tv"])
def test_the_other_pages_fit_a_phone_and_a_desk(new_page, path, language):
    page = new_page(360, 740)
    page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
    page.wait_for_selector("main *:visible")
    assert overflow(page) == []

    resize(page, 1366, 768)
    assert overflow(page) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_ticket_fits_the_smallest_phone(new_page, lobby, language):
    page = new_page(320, 568)
    four_digits = replace(lobby, office=LONGEST_CODE, token=None).issue("s0")
    assert len(four_digits["number"]) == 5
    for ticket in (lobby.issue(), lobby.call_to("3"), four_digits):
        page.goto(f"/t/{ticket['token']}?lang={language}")
        assert overflow(page) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pages_of_who_oversees_fit_a_phone_and_a_desk(new_page, sign_in_as, language):
    page = new_page(360, 740)
    sign_in_as(page, "lan", "/province")
    for path, filled in (
        ("/province", "#offices tbody tr"),
        (f"/province/{LONGEST_CODE}", "main table"),
        ("/reports", "#chart"),
        ("/audit", "main form"),
    ):
        page.goto(f"{path}?lang={language}")
        page.wait_for_selector(filled)
        for width, height in ((360, 740), (1366, 768)):
            resize(page, width, height)
            assert overflow(page) == [], (path, width)
