"""The console beyond calling: what it asks, does by itself, tells of a ticket, and what the reception does."""

from tests.browser.test_console import at_counter, console, refused, said  # noqa: F401  console is a fixture


def called(page):
    page.wait_for_selector("#ticket[data-state=called]")


def _held(page, address):
    """Return the list of answers (route, answer) to the first request of an address, which the page waits for."""
    held = []
    page.route(address, lambda route: route.continue_() if held else held.append((route, route.fetch())))
    return held


def _release(held):
    for route, answer in held:
        route.fulfill(response=answer)


def _states(answer):
    return {ticket["state"] for ticket in answer.json()["tickets"]}


def test_calling_while_somebody_is_served_asks_first(console, lobby):  # noqa: F811
    """A click beside the mark must not end a citizen's service."""
    page = console("1")
    first, second = lobby.issue(), lobby.issue()
    page.keyboard.press("n")
    at_counter(page, first["number"])
    page.keyboard.press("s")
    page.wait_for_selector("#ticket[data-state=serving]")
    page.wait_for_timeout(750)

    page.keyboard.press("n")
    page.wait_for_selector("#ask[open]")
    page.keyboard.press("Escape")
    at_counter(page, first["number"])
    page.wait_for_timeout(750)
    page.keyboard.press("n")
    page.wait_for_selector("#ask[open]")
    page.keyboard.press("Enter")

    at_counter(page, second["number"])


def test_finishing_keeps_services_done_and_file(console, lobby):  # noqa: F811
    page = console("1")
    lobby.issue()
    page.keyboard.press("n")
    called(page)
    bodies = []
    page.on("request", lambda one: bodies.append(one.post_data_json) if one.url.endswith("/finish") else None)

    page.keyboard.press("d")
    page.wait_for_selector("#ask[open]")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("HS-0412")
    page.keyboard.press("Enter")

    said(page, "Đã kết thúc")
    assert bodies == [{"dossier": "HS-0412", "services": ["civil", "land"]}]


def test_only_the_chosen_services_are_called_in_their_order(console, lobby):  # noqa: F811
    """The counter serves civil before land; its operator wants land alone."""
    page = console("1")
    lobby.issue("civil")
    land = lobby.issue("land")
    page.keyboard.press("o")
    page.wait_for_selector("#ask[open]")
    page.fill("[name=services-civil]", "")
    page.fill("[name=services-land]", "1")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('#chosen').textContent.includes('Đất đai')")

    page.keyboard.press("n")

    at_counter(page, land["number"])


def test_a_key_right_after_a_dialog_is_not_lost(console, lobby):  # noqa: F811
    """Until the next frame is drawn the field of the closed dialog has the keyboard."""
    page = console("1")
    ticket = lobby.issue()
    page.keyboard.press("o")
    page.wait_for_selector("#ask[open]")
    page.focus("[name=services-civil]")

    page.evaluate(
        """() => {
          const key = new KeyboardEvent("keydown", { code: "KeyN", bubbles: true });
          const press = () => document.activeElement.dispatchEvent(key);
          document.querySelector("#ask").addEventListener("close", press, { once: true });
          document.querySelector("#ask form").requestSubmit();
        }"""
    )

    at_counter(page, ticket["number"])


def test_a_late_list_does_not_take_the_called_ticket_off_the_screen(console, lobby):  # noqa: F811
    """A list that was asked for before the call and comes after it: keys would find no ticket to act on."""
    page = console("1")
    late = _held(page, "**/tickets?*")
    with page.expect_request("**/tickets?*"):
        lobby.issue()
    while not late:
        page.wait_for_timeout(20)
    page.keyboard.press("n")
    called(page)
    page.evaluate(
        """() => {
          window.seen = [];
          const ticket = document.querySelector("#ticket");
          new MutationObserver(() => window.seen.push(ticket.dataset.state)).observe(ticket, { attributes: true });
        }"""
    )
    with page.expect_response(lambda one: "/tickets?" in one.url and _states(one) == {"called"}):
        _release(late)

    assert set(page.evaluate("seen")) <= {"called"}


def test_a_key_pressed_while_the_last_action_is_under_way_is_done_after_it(console, lobby):  # noqa: F811
    """The pushed call may be on the screen before the action's own answer is there."""
    page = console("1")
    ticket = lobby.issue()
    held = _held(page, "**/call-next")
    page.keyboard.press("n")
    at_counter(page, ticket["number"])

    page.keyboard.press("s")
    _release(held)

    page.wait_for_selector("#ticket[data-state=serving]")


def test_a_key_meant_for_the_last_ticket_does_not_touch_the_next(console, lobby):  # noqa: F811
    """Whoever presses "finish" before the next number is on the screen means the one that is."""
    page = console("1")
    first, second = lobby.issue(), lobby.issue()
    page.keyboard.press("n")
    at_counter(page, first["number"])
    page.wait_for_timeout(750)
    acted = []
    page.on("request", lambda one: acted.append(one.url.rpartition("/")[2]) if one.method == "POST" else None)
    lists = _held(page, "**/tickets?*")
    held = _held(page, "**/call-next")
    page.keyboard.press("n")
    while not (held and lists):
        page.wait_for_timeout(20)

    page.keyboard.press("f")
    page.keyboard.press("n")
    _release(held + lists)
    at_counter(page, second["number"])
    page.keyboard.press("r")
    said(page, "Đã gọi lại")

    assert acted == ["call-next", "recall"]


def test_the_console_calls_by_itself_when_it_is_free(console, lobby):  # noqa: F811
    """And says so before, so that it surprises nobody."""
    page = console("1")
    page.keyboard.press("u")

    ticket = lobby.issue()

    said(page, "Sẽ gọi số tiếp sau")
    page.keyboard.press("o")  # whoever does something else has time for it
    page.wait_for_function("() => document.querySelector('#said').textContent === ''")
    page.keyboard.press("Escape")
    at_counter(page, ticket["number"])
    page.keyboard.press("u")
    assert page.get_attribute("#auto", "aria-pressed") == "false"


def test_a_ticket_tells_its_way_through_the_office(console, lobby):  # noqa: F811
    page = console("1")
    lobby.issue()
    page.keyboard.press("n")
    called(page)

    page.keyboard.press("i")
    page.wait_for_selector("#ask[open]")

    text = page.inner_text("#ask")
    assert "Quầy 1" in text
    assert "gọi lúc" in text
    page.keyboard.press("Escape")
    page.wait_for_selector("#ask[open]", state="detached")


def test_the_reception_issues_and_changes_priority(console, lobby):  # noqa: F811
    page = console("1")
    page.keyboard.press("l")
    page.wait_for_selector("#ask[open]")
    page.keyboard.press("Enter")
    said(page, "Đã cấp")
    row = page.locator("[data-ticket]").first
    row.wait_for()

    row.locator("button[aria-label^='Đổi diện ưu tiên']").click()
    page.check("#ask [value=priority]")
    page.keyboard.press("Enter")

    page.wait_for_selector("[data-ticket] .pill.priority")


def test_a_no_show_too_early_says_from_when(console, lobby):  # noqa: F811
    """Before anybody presses, and again when somebody does."""
    page = console("3")
    lobby.issue("business")
    page.keyboard.press("n")
    called(page)

    page.wait_for_function("() => document.querySelector('#hint').textContent.includes('cần gọi thêm 1 lần')")
    page.keyboard.press("a")

    refused(page, "cần gọi thêm 1 lần")


def test_what_another_does_at_the_counter_shows_at_once(console, lobby):  # noqa: F811
    """A call box, a colleague or a program."""
    page = console("1")
    ticket = lobby.issue()

    lobby.act("1", "call-next")

    at_counter(page, ticket["number"])
    page.wait_for_function("() => document.querySelector('#why').textContent.includes('đã chờ')")


def test_the_console_goes_along_to_the_counter_somebody_is_sent_to(console, lobby):  # noqa: F811
    """Ticket and note come along; nobody has to look for their work."""
    page = console("1")
    ticket = lobby.issue()
    page.keyboard.press("n")
    at_counter(page, ticket["number"])

    lobby._ask("POST", f"/offices/{lobby.office}/operators/hoa/move", {"to": "3", "reason": "đông người"})

    page.wait_for_function("() => document.querySelector('#counter-name').textContent === 'Quầy 3'")
    said(page, "Phụ trách đã điều bạn sang Quầy 3")
    at_counter(page, ticket["number"])
    assert "đông người" in page.inner_text("#why")


def test_what_is_pressed_is_done_though_the_list_changed_meanwhile(console, lobby):  # noqa: F811
    """In a busy hall the lists change several times a second, and a press takes a tenth of one."""
    page = console("2")
    ticket = lobby.issue("building")
    lobby.act("2", "call", ticket=ticket["id"], reason="test")
    lobby.act("2", "hold")
    page.click("#tab-held")
    page.hover(f"[data-ticket={ticket['number']}] button[aria-label^='Đưa phiếu']")

    page.mouse.down()
    with page.expect_response("**/tickets?*"):
        lobby.issue("building")
    page.wait_for_timeout(200)
    assert page.inner_text("#tab-waiting .count") == "0"
    page.mouse.up()

    said(page, f"Đã đưa {ticket['number']} lại hàng chờ")
    page.wait_for_function("() => document.querySelector('#tab-waiting .count').textContent === '2'")
