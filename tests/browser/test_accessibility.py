"""axe finds nothing on any page, in any theme and language."""

from pathlib import Path

import pytest

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""
WEAR = "theme => { document.documentElement.dataset.theme = theme }"
THEMES = ("light", "dark", "contrast")
LANGUAGES = ("vi", "en")


def violations(page):
    """Return what axe finds in each theme; nothing is reloaded in between."""
    # Playwright's own evaluate is not subject to the page's policy, which rightly forbids such scripts.
    page.evaluate(AXE)
    found = {}
    for theme in THEMES:
        page.evaluate(WEAR, theme)
        wrong = page.evaluate(RUN)
        if wrong:
            found[theme] = wrong
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/sign-in", "/tv?office={0}", "/take?office={0}", "/nowhere", "/kiosk"])
def test_a_page_has_no_violation(page, lobby, path, language):
    address = path.format(lobby.office)
    page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
    page.wait_for_selector("main *:visible")

    assert violations(page) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_screen_of_the_kiosk_has_a_violation(new_page, lobby, language):
    page = new_page(1080, 1920)
    page.goto(f"/kiosk?office={lobby.office}&lang={language}")
    page.wait_for_selector(".tile:enabled")
    assert violations(page) == {}

    page.click(f"[data-service={lobby.services[0]}]")
    page.wait_for_selector(".take")
    assert violations(page) == {}

    page.click(".take.plain")
    page.wait_for_selector(".big")
    assert violations(page) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_state_of_the_phone_page_has_a_violation(new_page, lobby, language):
    page = new_page(390, 844)
    ticket = lobby.call_to("4")
    page.goto(f"/t/{ticket['token']}?lang={language}")
    assert violations(page) == {}

    waiting = lobby.issue()
    page.goto(f"/t/{waiting['token']}?lang={language}")
    page.wait_for_selector("#alarm:visible")
    page.click("summary")
    assert violations(page) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_console_and_its_questions_have_no_violation(new_page, lobby, sign_in, language):
    page = new_page()
    lobby.call_to("2")
    sign_in(page, f"/console?office={lobby.office}&counter=2&lang={language}")
    page.wait_for_selector("[data-action=transfer]:enabled")
    assert violations(page) == {}

    page.keyboard.press("t")
    page.wait_for_selector("#ask[open]")
    assert violations(page) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbench_has_no_violation(page, lobby, language):
    page.goto(f"/workbench?office={lobby.office}&lang={language}")
    page.wait_for_selector(".key")

    assert violations(page) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_who_oversees_have_no_violation(page, lobby, sign_in_as, language):
    lobby.call_to("2")
    sign_in_as(page, "lan", "/province")
    for path, filled in (
        ("/province", "#offices tbody tr"),
        (f"/province/{lobby.office}", "main table"),
        ("/reports", "main form"),
        ("/audit", "main form"),
    ):
        page.goto(f"{path}?lang={language}")
        page.wait_for_selector(filled)
        assert violations(page) == {}, path
