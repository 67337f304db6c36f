"""A shift change at a counter: whoever comes takes it with ticket and notes; who may not is told what to do."""

import pytest

from tests.browser.conftest import OFFICE
from tests.browser.test_console import at_counter, refused, said
from tests.lobby import PASSWORD


@pytest.fixture(scope="module")
def binh(programs):
    """The username of a colleague who is no supervisor."""
    programs.command(
        "operator", "add", "binh", "--role", "operator", "--office", OFFICE, "--password-stdin", stdin=PASSWORD
    )
    return "binh"


def test_a_counter_changes_hands_with_ticket_and_notes_by_keyboard(new_page, lobby, binh, sign_in_as):
    """Bình serves; Hoa comes, takes over and finishes; Bình's next press is refused with the way out."""
    sent = lobby.call_to("1")
    lobby._ask("POST", f"/counters/{OFFICE}:1/transfer", {"counter": "4", "note": "thiếu bản sao"})
    leaving = new_page()
    serve_by_keyboard(sign_in_as(leaving, binh, f"/console?office={OFFICE}&counter=4"), sent)

    coming = sign_in_as(new_page(), lobby.username, f"/console?office={OFFICE}&counter=4")
    coming.wait_for_selector("[data-desk=take-over]:visible:enabled")
    assert coming.inner_text("#desk-who") == "binh"
    coming.keyboard.press("w")
    coming.wait_for_selector("#ask[open]")
    assert "binh" in coming.inner_text("#ask-title")
    coming.keyboard.press("Enter")

    said(coming, "Bạn đã tiếp quản quầy")
    coming.wait_for_selector("[data-desk=take-over]", state="hidden")
    at_counter(coming, sent["number"])
    assert coming.get_attribute("#ticket", "data-state") == "serving"
    assert "thiếu bản sao" in coming.inner_text("#why")

    leaving.wait_for_function("() => document.querySelector('#desk-who').textContent === 'hoa'")
    assert not leaving.is_visible("[data-desk=take-over]")
    leaving.keyboard.press("f")
    refused(leaving, "nhờ người phụ trách")

    coming.keyboard.press("f")
    said(coming, f"Đã kết thúc {sent['number']}")


def serve_by_keyboard(page, ticket):
    """Open the counter, call and start."""
    page.wait_for_selector("[data-desk=open]:visible:enabled")
    page.focus("[data-desk=open]")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-action=call-next]:enabled")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    at_counter(page, ticket["number"])
    page.keyboard.press("s")
    page.wait_for_selector("#ticket[data-state=serving]")


def test_who_may_not_take_over_reads_whom_to_ask(new_page, lobby, binh, sign_in_as):
    lobby.act("4", "open")
    page = sign_in_as(new_page(), binh, f"/console?office={OFFICE}&counter=4&lang=en")
    page.wait_for_function("() => document.querySelector('#desk-who').textContent === 'hoa'")

    page.keyboard.press("n")

    refused(page, "ask a supervisor to take over")
