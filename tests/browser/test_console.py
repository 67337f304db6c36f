"""The console: a whole working day by keyboard, every refusal in words, nothing done twice."""

import re
from functools import partial

import pytest

NUMBER = re.compile(r"[A-Z]\d{3,}")


@pytest.fixture
def console(new_page, lobby, sign_in):
    """Return the console of a counter that is open and has no ticket."""

    def go(counter, language="vi", **options):
        page = new_page(**options)
        lobby.act(counter, "open")
        ticket = lobby.call_to(counter)
        lobby.act(counter, "finish")
        sign_in(page, f"/console?office={lobby.office}&counter={counter}&lang={language}")
        page.wait_for_selector("[data-action=call-next]:enabled")
        assert ticket
        return page

    return go


def at_counter(page, number):
    page.wait_for_function("number => document.querySelector('#number').textContent === number", arg=number)


def said(page, text):
    page.wait_for_function("text => document.querySelector('#said').textContent.includes(text)", arg=text)


def refused(page, text):
    page.wait_for_selector("#refused:visible")
    assert text in page.inner_text("#refused")


def test_a_day_by_keyboard_alone(new_page, lobby):
    """Sign in, choose and open the counter, call, recall, start, finish, undo, hold, transfer, pause, resume."""
    page = new_page()
    for step in ("open", "close"):
        lobby.act("4", step)
    first, second = lobby.issue("labour"), lobby.issue("labour")
    press = page.keyboard.press
    page.goto(f"/console?office={lobby.office}&counter=4")
    page.focus("[name=username]")
    page.keyboard.type(lobby.username)
    press("Tab")
    page.keyboard.type(lobby.password)
    press("Enter")
    page.wait_for_selector("[data-desk=open]:visible:enabled")
    press("p")
    page.wait_for_selector("[data-action=call-next]:enabled")
    serve_by_keyboard(page, first)
    put_aside_and_pause_by_keyboard(page, first, second)


def press_a_shortcut(page, letter):
    """Press it when what it does can be done: while an action is on its way, no other begins."""
    page.wait_for_selector(f"[aria-keyshortcuts={letter.upper()}]:enabled:visible")
    page.keyboard.press(letter)


def serve_by_keyboard(page, first):
    """Call, recall, start, finish and undo."""
    press = partial(press_a_shortcut, page)
    press("n")
    page.wait_for_function("() => document.querySelector('#number').textContent !== '–'")
    while page.inner_text("#number") != first["number"]:
        here = page.inner_text("#number")
        page.wait_for_timeout(750)
        press("n")
        page.wait_for_function("here => document.querySelector('#number').textContent !== here", arg=here)
    press("r")
    said(page, f"Đã gọi lại {first['number']}")
    press("s")
    page.wait_for_selector("#ticket[data-state=serving]")
    press("f")
    said(page, f"Đã kết thúc {first['number']}")
    press("z")
    page.wait_for_selector("#ticket[data-state=serving]")
    at_counter(page, first["number"])


def put_aside_and_pause_by_keyboard(page, first, second):
    """Hold, transfer, pause and resume."""
    press = partial(press_a_shortcut, page)
    press("h")
    page.wait_for_selector("#ask[open]")
    page.keyboard.press("Enter")
    said(page, f"Đã tạm giữ {first['number']}")
    page.wait_for_timeout(750)
    press("n")
    at_counter(page, second["number"])
    press("t")
    page.wait_for_selector("#ask[open]")
    assert "Quầy 2 – Đang đóng" in page.text_content("#ask")  # nobody is sent there unknowingly
    page.keyboard.press("Enter")
    said(page, f"Đã chuyển {second['number']}")
    press("p")
    page.wait_for_selector("#ask[open]")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-desk=resume]:visible:enabled")
    assert page.is_disabled("[data-action=call-next]")
    press("p")
    page.wait_for_selector("[data-desk=pause]:visible")


def test_a_double_click_on_call_next_calls_one(console, lobby):
    page = console("1")
    lobby.issue()
    second = lobby.issue()

    page.dblclick("[data-action=call-next]")

    page.wait_for_selector("#ticket[data-state=called]")
    page.wait_for_timeout(400)
    assert page.locator(f"[data-ticket={second['number']}]").count() == 1


def test_nobody_waiting_is_said_in_the_readers_language(console, lobby):
    for language, text in (("vi", "Không có ai đang chờ quầy này."), ("en", "Nobody is waiting for this counter.")):
        page = console("4", language)
        while page.inner_text("#tab-waiting .count") != "0":
            page.wait_for_timeout(750)
            page.keyboard.press("n")
            page.wait_for_timeout(350)
        page.wait_for_timeout(750)
        page.keyboard.press("n")
        refused(page, text)


def test_a_no_show_too_early_says_what_to_do(console, lobby):
    page = console("3")
    lobby.issue("business")
    page.keyboard.press("n")
    page.wait_for_selector("#ticket[data-state=called]")

    page.keyboard.press("a")

    refused(page, "Chưa thể ghi vắng mặt")


def test_an_absent_ticket_returns_from_its_list(console, lobby):
    page = console("2")
    lobby.issue("building")
    page.keyboard.press("n")
    page.wait_for_selector("#ticket[data-state=called]")
    number = page.inner_text("#number")
    page.keyboard.press("r")
    said(page, "Đã gọi lại")
    page.keyboard.press("a")
    said(page, f"Đã ghi vắng mặt {number}")

    page.click("#tab-no_show")
    page.click(f"[data-ticket={number}] button[aria-label^='Đưa phiếu']")

    said(page, f"Đã đưa {number} lại hàng chờ")
    page.click("#tab-waiting")
    page.wait_for_selector(f"[data-ticket={number}]")


def test_calling_out_of_turn_asks_for_the_reason_and_shows_it(console, lobby):
    """Found and called by keyboard; a reason of blanks is none."""
    page, ticket = console("1"), lobby.issue()
    page.wait_for_selector(f"[data-ticket={ticket['number']}]")

    for key in ("/", *ticket["number"], "Enter", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector("#ask[open] [name=reason]:focus")
    page.keyboard.type("   ")
    page.keyboard.press("Enter")
    assert page.is_visible("#ask [name=reason]:invalid")
    page.click(".suggestion >> nth=0")
    page.click("#ask [type=submit]")

    at_counter(page, ticket["number"])
    assert page.inner_text("#why") == "Cán bộ chọn gọi: Sức khoẻ yếu"


def test_the_reason_of_a_call_is_in_the_readers_words(console, lobby):
    page = console("1")
    lobby.issue()

    page.keyboard.press("n")

    page.wait_for_selector("#ticket[data-state=called]")
    assert "theo thời gian chờ và diện ưu tiên · Thường · đã chờ" in page.inner_text("#why")


def test_cancelling_asks_first(console, lobby):
    page = console("1")
    ticket = lobby.issue()
    button = f"[data-ticket={ticket['number']}] button[aria-label^='Huỷ']"

    page.click(button)
    page.keyboard.press("Escape")
    assert page.locator(f"[data-ticket={ticket['number']}]").count() == 1
    page.click(button)
    page.click("#ask [type=submit]")

    said(page, f"Đã huỷ {ticket['number']}")
    page.wait_for_selector(f"[data-ticket={ticket['number']}]", state="detached")


def test_a_note_goes_with_finish_even_when_the_next_is_called_at_once(console, lobby):
    page = console("1")
    lobby.issue()
    lobby.issue()
    page.keyboard.press("n")
    page.wait_for_selector("#ticket[data-state=called]")
    bodies = []
    page.on("request", lambda one: bodies.append(one.post_data_json) if one.url.endswith("/finish") else None)

    page.fill("#note", "thiếu bản sao")
    page.wait_for_timeout(750)
    page.click("[data-action=call-next]")

    page.wait_for_function("() => document.querySelector('#note').value === ''")
    assert bodies == [{"note": "thiếu bản sao"}]


def test_shortcuts_do_nothing_while_typing_and_can_be_switched_off(console, lobby):
    page = console("1")
    lobby.issue()
    page.fill("#filter", "")
    page.focus("#filter")
    page.keyboard.type("nrz")
    assert page.inner_text("#number") == "–"

    page.click("#keys")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    page.wait_for_timeout(300)

    assert page.inner_text("#number") == "–"


def test_a_colleagues_work_shows_without_reloading(console, lobby):
    page = console("1")

    ticket = lobby.issue()

    page.wait_for_selector(f"[data-ticket={ticket['number']}]")


def test_the_list_is_filtered_by_number_service_and_counter(console, lobby):
    page = console("1")
    mine, other = lobby.issue("civil"), lobby.issue("labour")
    page.wait_for_selector(f"[data-ticket={mine['number']}]")
    assert page.locator(f"[data-ticket={other['number']}]").count() == 0

    page.uncheck("#mine")
    page.wait_for_selector(f"[data-ticket={other['number']}]")
    page.fill("#filter", other["number"].lower())

    assert page.locator("[data-ticket]").count() == 1


def test_without_the_server_the_console_says_so(new_page, lobby, sign_in, cable):
    """And keeps its signs."""
    page = new_page()
    page.clock.install()
    line = cable(page)
    lobby.act("1", "open")
    lobby.issue()
    sign_in(page, f"/console?office={lobby.office}&counter=1")
    page.wait_for_selector("[data-action=call-next]:enabled")

    line.pull()
    page.clock.run_for(13000)
    page.wait_for_selector("#offline:visible")
    page.fill("#filter", "")  # draws the list anew
    assert page.locator("#list .row .icon use").count() == 0  # signs are not asked from the server
    line.plug()
    page.clock.run_for(8000)

    page.wait_for_selector("#offline", state="hidden")


def test_a_stranger_is_asked_to_sign_in_and_led_back(page, lobby):
    page.goto(f"/console?office={lobby.office}&counter=1")
    page.fill("[name=username]", lobby.username)
    page.fill("[name=password]", "wrong password")
    page.keyboard.press("Enter")
    page.wait_for_selector("#refusal")
    assert "không đúng" in page.inner_text("#refusal")

    page.fill("[name=password]", lobby.password)
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/console?office={lobby.office}&counter=1")
    page.click("form[action='/sign-out'] button")
    page.wait_for_url("**/")
    page.goto(f"/console?office={lobby.office}")
    assert "/sign-in" in page.url
