"""The board: calls at once, each on the large panel for its time, still there when the server is not."""

import pytest


@pytest.fixture
def board(new_page, lobby, cable):
    """Return a board and its cable; the page's time stands still between steps."""

    def go(query="", **options):
        page = new_page(1920, 1080, **options)
        page.clock.install()
        line = cable(page)
        page.goto(f"/tv?office={lobby.office}{query}")
        page.wait_for_selector(".line")
        return page, line

    return go


def shows(page, number):
    page.wait_for_function("number => document.querySelector('#now-number').textContent === number", arg=number)


def test_a_call_is_shown_at_once_with_number_counter_and_service(board, lobby):
    page, _ = board()

    ticket = lobby.call_to("1")

    shows(page, ticket["number"])
    assert page.inner_text("#now-counter") == "Quầy 1"
    assert page.inner_text("#now-service") == "Hộ tịch – Chứng thực · Civil status, certification"
    assert page.get_attribute("#now", "data-state") == "new"


def test_a_call_calms_down_after_its_time(board, lobby):
    page, _ = board()
    shows(page, lobby.call_to("1")["number"])

    page.clock.run_for(8000)

    assert page.get_attribute("#now", "data-state") == "shown"


def test_simultaneous_calls_have_the_panel_one_after_the_other(board, lobby):
    """The list has both at once; the panel keeps the first for its time."""
    page, _ = board()
    page.clock.run_for(8000)

    first = lobby.call_to("2")
    shows(page, first["number"])
    second = lobby.call_to("3")
    page.wait_for_function(
        "number => [...document.querySelectorAll('.row .ticket')].some((one) => one.textContent === number)",
        arg=second["number"],
    )
    assert page.inner_text("#now-number") == first["number"]

    page.clock.run_for(8000)
    shows(page, second["number"])
    assert first["number"] in page.inner_text("#rows")


def test_a_recall_says_how_often_it_was_called(board, lobby):
    page, _ = board()
    ticket = lobby.call_to("1")
    shows(page, ticket["number"])
    page.clock.run_for(8000)

    lobby.act("1", "recall")

    page.wait_for_function("() => document.querySelector('#now-times').textContent === 'lần 2'")
    assert page.get_attribute("#now", "data-state") == "new"
    assert page.get_attribute("#now", "data-again") is not None


def test_an_undone_call_leaves_the_board(board, lobby):
    page, _ = board()
    before = lobby.call_to("1")
    shows(page, before["number"])
    page.clock.run_for(8000)
    after = lobby.call_to("1")
    shows(page, after["number"])

    lobby.act("1", "undo")

    shows(page, before["number"])


def test_waiting_counts_follow(board, lobby):
    page, _ = board()
    names = "() => [...document.querySelectorAll('.line')].map((line) => line.innerText).join()"
    before = page.evaluate(names)

    lobby.issue()

    page.wait_for_function(f"before => ({names})() !== before", arg=before)


def test_without_the_server_the_last_board_stays_with_a_badge(board, lobby):
    page, line = board()
    ticket = lobby.call_to("1")
    shows(page, ticket["number"])

    line.pull()
    page.clock.run_for(9000)
    assert not page.is_visible("#offline")
    page.clock.run_for(5000)
    assert page.is_visible("#offline")
    assert page.inner_text("#now-number") == ticket["number"]

    news = lobby.call_to("1")
    line.plug()
    page.clock.run_for(8000)
    shows(page, news["number"])
    page.wait_for_selector("#offline", state="hidden")


def test_a_lost_message_is_made_up_for_at_the_next_beat(board, lobby):
    """The socket stays open, only the board's message is lost."""
    page, line = board()
    shows(page, lobby.call_to("1")["number"])
    line.cut = True
    ticket = lobby.call_to("1")
    page.wait_for_timeout(300)
    page.clock.run_for(8000)

    line.cut = False

    shows(page, ticket["number"])


@pytest.mark.parametrize(
    ("query", "lead"),
    [
        ("", "Mời số\nNow calling"),
        ("&lang=vi", "Mời số"),
        ("&lang=en", "Now calling"),
        ("&lang=en+vi", "Now calling\nMời số"),
    ],
)
def test_the_languages_are_those_of_the_address(board, lobby, query, lead):
    lobby.call_to("1")

    page, _ = board(query)

    assert page.inner_text(".called .lead") == lead


def test_the_panel_beats_slower_than_three_times_a_second_and_not_at_all_on_request(new_page, lobby):
    duration = "getComputedStyle(document.querySelector('#now')).animationDuration"
    name = "getComputedStyle(document.querySelector('#now')).animationName"
    for motion, expected in (("no-preference", "beat"), ("reduce", "none")):
        page = new_page(1920, 1080, reduced_motion=motion)
        page.goto(f"/tv?office={lobby.office}")
        page.wait_for_selector(".line")
        shows(page, lobby.call_to("1")["number"])
        page.wait_for_selector("#now[data-state=new]")
        assert page.evaluate(name) == expected
        if expected == "beat":
            assert float(page.evaluate(duration).removesuffix("s")) >= 1


def test_the_picture_moves_against_burn_in_without_leaving_the_screen(board):
    page, _ = board()
    places = set()
    for _ in range(9):
        page.clock.run_for(60000)
        box = page.locator("#board").bounding_box()
        places.add((box["x"], box["y"]))
        assert box["x"] >= 0 <= box["y"]
        assert box["x"] + box["width"] <= 1920
        assert box["y"] + box["height"] <= 1080

    assert len(places) >= 8


def test_a_closed_office_says_why_in_both_languages(board, lobby):
    """What the supervisor wrote for every service; the one that is switched off for good has nothing to say."""
    reason = {"vi": "Mất điện, sửa đến 15 giờ", "en": "Power cut, mended by 3 pm"}
    page, _ = board()
    for service in ("civil", "land", "building", "business", "labour"):
        lobby._ask("POST", f"/offices/{lobby.office}/services/{service}/close", {"reason": reason})
    try:
        page.wait_for_function("() => document.querySelector('#now').dataset.state === 'shut'")
        page.wait_for_function("() => document.querySelector('.shut .lead').innerText.includes('Mất điện')")
        assert page.inner_text(".shut .lead") == "Mất điện, sửa đến 15 giờ\nPower cut, mended by 3 pm"
        assert "Vui lòng quay lại" not in page.inner_text("#now")
    finally:
        for service in ("civil", "land", "building", "business", "labour"):
            lobby._ask("POST", f"/offices/{lobby.office}/services/{service}/open", {})
