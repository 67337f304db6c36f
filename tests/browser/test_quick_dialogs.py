"""Dialogs closed and opened again before the browser tells that they were closed, as on a slow computer."""

from tests.browser.test_console import at_counter, console  # noqa: F401  console is a fixture


def test_a_question_of_the_console_is_answered_although_the_next_is_open(console, lobby):  # noqa: F811
    page = console("1")
    lobby.issue("civil")
    land = lobby.issue("land")
    page.keyboard.press("o")
    page.wait_for_selector("#ask[open]")
    page.fill("[name=services-civil]", "")
    page.fill("[name=services-land]", "1")

    page.evaluate(
        """() => {
          document.querySelector("#ask form").requestSubmit();
          document.querySelector("#order").click();
        }"""
    )
    page.wait_for_function("() => document.querySelector('#chosen').textContent.includes('Đất đai')")
    page.fill("[name=services-civil]", "3")
    page.keyboard.press("Enter")

    page.wait_for_function("() => document.querySelector('#chosen').textContent.includes('→')")
    page.keyboard.press("n")
    at_counter(page, land["number"])


def test_a_service_chosen_by_phone_again_is_taken(new_page, lobby):
    page = new_page(390, 844)
    page.goto(f"/take?office={lobby.office}")
    page.locator(".tile").first.click()
    page.wait_for_selector("#sure[open]")

    page.evaluate(
        """() => {
          document.querySelector("#sure [data-back]").click();
          document.querySelector(".tile").click();
        }"""
    )
    page.wait_for_timeout(100)
    page.click("#sure [data-class=normal]")

    page.wait_for_url("**/t/*")
