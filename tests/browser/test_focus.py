"""By keyboard alone: what has the focus is marked and never hidden, and Tab leads round without a trap."""

import pytest

MOST_STOPS = 150
MOVES_MS = 500
"""A page that is still being filled may move what has the focus for a moment."""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOOK = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height, 40) / 2, 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const style = getComputedStyle(one);
  const seen = box.width > 0 && box.bottom > 0 && box.top < innerHeight && top !== null
    && (one.contains(top) || top.contains(one) || [...(one.labels || [])].some((label) => label.contains(top)));
  const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return {what: one.outerHTML.slice(0, 120), seen, marked};
}"""


def round_trip(page):
    """Press Tab until the page is left, and return what was wrong on the way."""
    wrong, stops = [], []
    page.evaluate("() => { document.activeElement?.blur() }")
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(LOOK)
        if stop is not None and not stop["seen"]:
            page.wait_for_timeout(MOVES_MS)
            stop = page.evaluate(LOOK)
        if stop is None or (stops and stop["what"] == stops[0]["what"]):
            return wrong, len(stops)
        stops.append(stop)
        if not stop["seen"] or not stop["marked"]:
            wrong.append(stop)
    return [*wrong, "no end"], len(stops)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/take?office={0}", "/kiosk?office={0}"])
def test_for_the_public(page, lobby, path):
    """Nobody needs a pointer."""
    page.goto(path.format(lobby.office))
    page.wait_for_selector("main *:visible")

    assert round_trip(page)[0] == []


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (320, 640)])
def test_for_staff(new_page, lobby, sign_in_as, width, height):
    """On the smallest screen they use, and enlarged to four times the size; nothing has to be moved sideways."""
    page = new_page(width, height)
    lobby.call_to("2")
    sign_in_as(page, "lan", "/province")
    for path, filled in (
        (f"/console?office={lobby.office}&counter=2", "[data-action=transfer]:enabled"),
        (f"/supervisor?office={lobby.office}", "main section"),
        ("/reports", "main form"),
        ("/admin/synonyms", ".menu"),
    ):
        page.goto(path)
        page.wait_for_selector(filled)
        wrong, stops = round_trip(page)
        assert wrong == [], path
        assert page.evaluate(OVERFLOW) <= 0, path
        assert stops > 5
