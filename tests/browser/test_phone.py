"""The phone page: also without JavaScript, live with it, impossible to miss, silent about everybody else."""


def test_without_javascript_the_ticket_refreshes_and_can_be_given_up(new_page, lobby):
    page = new_page(390, 844, java_script_enabled=False)
    ticket = lobby.issue()
    page.goto(f"/t/{ticket['token']}")
    assert page.inner_text(".big") == ticket["number"]
    assert page.locator("noscript meta[http-equiv=refresh]").count() == 1

    page.click("text=Tôi đến muộn")
    assert page.get_attribute("#ticket", "data-state") == "held"
    page.click("text=Tôi đã quay lại")
    assert page.get_attribute("#ticket", "data-state") == "waiting"
    page.click("summary")
    page.click("text=Đồng ý huỷ")

    assert page.get_attribute("#ticket", "data-state") == "cancelled"


def test_the_place_in_the_line_counts_down_in_place(new_page, lobby):
    page = new_page(390, 844)
    first, second = lobby.issue("building"), lobby.issue("building")
    page.goto(f"/t/{second['token']}")
    before = page.inner_text("#ahead")
    page.wait_for_selector("#alarm:visible")

    lobby.act("2", "open")
    lobby.act("2", "call", ticket=first["id"], reason="test")

    page.wait_for_function("before => document.querySelector('#ahead').textContent !== before", arg=before)


def test_being_called_is_impossible_to_miss(new_page, lobby):
    """The whole page changes, the title alternates, and after one tap the phone rings."""
    page = new_page(390, 844)
    page.add_init_script(
        "window.shaken = []; navigator.vibrate = (pattern) => { if (pattern) window.shaken.push(pattern); return true }"
    )
    ticket = lobby.issue()
    page.goto(f"/t/{ticket['token']}")
    page.click("#alarm")
    assert page.get_attribute("#alarm", "aria-pressed") == "true"
    assert page.evaluate("window.shaken.length") == 1

    lobby.act("1", "open")
    lobby.act("1", "call", ticket=ticket["id"], reason="test")

    page.wait_for_selector("#ticket[data-state=called]")
    assert page.inner_text(".lower .counter") == "Quầy 1"
    page.wait_for_function("() => document.title.includes('→ Quầy 1')")
    page.wait_for_function("() => window.shaken.length >= 2")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(246, 189, 44)"


def test_an_unknown_token_shows_nothing_of_anyone(new_page, lobby):
    page = new_page(390, 844)
    ticket = lobby.issue()

    for token in ("nonsense", ticket["id"], ticket["number"], ticket["token"][:-1]):
        answer = page.goto(f"/t/{token}")
        assert answer.status == 404
        assert ticket["number"] not in page.content().replace(f"/t/{token}", "")


def test_a_number_is_taken_by_phone_and_found_again(new_page, lobby):
    page = new_page(390, 844)
    page.goto(f"/take?office={lobby.office}")
    page.wait_for_selector(".tile:enabled")

    page.click(f"[data-service={lobby.services[0]}]")
    page.click("[data-class=normal]")
    page.wait_for_url("**/t/*")
    number, address = page.inner_text(".big"), page.url

    page.goto(f"/take?office={lobby.office}")
    assert number in page.inner_text("#mine-link")
    page.click("#mine-link")
    page.wait_for_url(address)


def test_a_ticket_taken_in_english_opens_in_english(new_page, lobby):
    page = new_page(390, 844)

    page.goto(f"/t/{lobby.issue(language='en')['token']}")

    assert page.get_attribute("html", "lang") == "en"
    assert page.inner_text("h1") == "Your number"


def test_a_page_whose_ticket_is_over_says_so_and_asks_no_more(new_page, lobby):
    page, asked = new_page(390, 844), []
    ticket = lobby.issue()
    page.goto(f"/t/{ticket['token']}")
    page.wait_for_selector("#alarm:visible")

    def gone(route):
        asked.append(route.request.url)
        route.fulfill(status=404, content_type="text/html", body="<p>nothing here</p>")

    page.route("**/t/*", gone)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    page.wait_for_selector("text=nothing here")
    before = len(asked)
    page.wait_for_timeout(3500)
    assert len(asked) == before


def test_what_an_office_offers_changes_under_the_eyes_of_a_phone(new_page, lobby):
    """A service that is gone takes its tile along, and the others go on."""
    page, removed = new_page(390, 844), []

    def office(route):
        answer = route.fetch()
        shown = answer.json()
        shown["services"] = [one for one in shown["services"] if one["service"] not in removed]
        route.fulfill(response=answer, json=shown)

    page.route(f"**/api/v1/offices/{lobby.office}", office)
    page.goto(f"/take?office={lobby.office}")
    page.wait_for_selector(".tile .busy:has-text(' ')")
    gone = page.locator(".tile").first.get_attribute("data-service")
    page.click(f".tile[data-service={gone}]")

    removed.append(gone)
    lobby.issue("building")

    page.wait_for_selector(f".tile[data-service={gone}]", state="detached")
    assert page.locator("dialog[open]").count() == 0
    assert page.locator(".tile .busy span").count() > 0


def test_a_phone_without_network_says_so_at_once_and_comes_back(new_page, lobby):
    page = new_page(390, 844)
    page.goto(f"/t/{lobby.issue()['token']}")
    page.wait_for_selector("#alarm:visible")
    page.wait_for_selector("#lost", state="hidden")

    page.context.set_offline(True)
    page.wait_for_selector("#lost:visible")
    page.context.set_offline(False)

    page.wait_for_selector("#lost", state="hidden")


def test_the_theme_that_was_chosen_stays_when_the_system_turns_dark(new_page):
    page = new_page(390, 844, color_scheme="light")
    page.goto("/")
    page.click("#theme")
    page.click("#theme")
    assert page.get_attribute("html", "data-theme") == "contrast"

    page.emulate_media(color_scheme="dark")
    page.emulate_media(color_scheme="light")
    page.emulate_media(color_scheme="dark")

    assert (
        page.evaluate("() => new Promise(requestAnimationFrame).then(() => document.documentElement.dataset.theme)")
        == "contrast"
    )
