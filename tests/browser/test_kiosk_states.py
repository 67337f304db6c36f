"""What a kiosk shows of its office's state: closed services, long waits, used-up quotas, no paper, ratings.

A server in this process at a fixed noon answers; nothing is made up on the way.
"""

import re
from datetime import timedelta

import pytest

from queue_server.domain.paper import Paper, PrinterStatus
from tests.browser.kiosk_office import NOON, OFFICE, a_kiosk_office, issue, served_ticket
from tests.browser.test_accessibility import AXE, RUN, THEMES, WEAR
from tests.browser.test_overflow import overflow, resize
from tests.web_site import served

SCREENS = ((1920, 1080), (1024, 768), (1080, 1920))
CARD = "012345678901|123456789|Nguyen Van An|01011990|Nam|Phuong Nghia Do, Ha Noi|01012021"
ISSUED = re.compile(r"/offices/[^/]+/tickets$")


@pytest.fixture(scope="module")
def web():
    return a_kiosk_office()


@pytest.fixture(scope="module")
def base_url(web):
    with served(web) as address:
        yield address


@pytest.fixture
def kiosk(new_page, web, base_url):
    """Return the page of the paired kiosk; its clock stands still, so that no board is missed."""

    def go(language="vi", width=1080, height=1920):
        page = new_page(width, height)
        page.context.add_cookies([{"name": "moiso_device", "value": web.tokens["kiosk-songcong"], "url": base_url}])
        page.route_web_socket("**/socket.io/**", lambda socket: None)
        page.clock.install(time=NOON)
        page.clock.pause_at(NOON + timedelta(minutes=1))
        page.goto(f"/kiosk?office={OFFICE}&lang={language}")
        page.wait_for_selector(".tile")
        page.clock.run_for(100)
        page.wait_for_selector("[data-service=civil]:disabled")
        return page

    return go


def sent_by(page):
    sent = []
    page.on("request", lambda one: sent.append(one) if one.method == "POST" and ISSUED.search(one.url) else None)
    return sent


def scan(page, text):
    """Type as a scanner does, wherever the focus is."""
    page.evaluate(
        """text => { for (const key of [...text, "Enter"])
             dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})) }""",
        text,
    )


def fits(page):
    """Return what is cut off at any size, and what axe finds."""
    wrong = {}
    for width, height in SCREENS:
        resize(page, width, height)
        found = overflow(page)
        if found:
            wrong[width, height] = found
    return wrong, violations(page)


def violations(page):
    """Return what axe finds in each theme; it waits now and then, so the clock is moved for it."""
    page.evaluate(AXE)
    found = {}
    for theme in THEMES:
        page.evaluate(WEAR, theme)
        page.evaluate(f"() => {{ window.found = null; ({RUN})().then((all) => (window.found = all)) }}")
        while (wrong := page.evaluate("window.found")) is None:
            page.clock.run_for(10)
        if wrong:
            found[theme] = wrong
    return found


def test_closed_services_say_why_and_until_when(kiosk):
    """Lunch break, day off, quota, closing time and hours, in both languages."""
    page = kiosk()

    def said(service):
        return page.locator(f"[data-service={service}] .busy").inner_text().replace("\n", " ")

    assert said("civil") == "Nghỉ trưa phát số lại lúc 13:30"
    assert "Họp chi bộ" in said("land")
    assert "Hôm nay 07:30–11:00" in said("labour")
    assert fits(page) == ({}, {})
    page.click(".tool[lang=en]")
    assert said("building") == "All numbers are given out numbers again tomorrow"
    assert said("business") == "Closing soon: no more numbers today numbers again tomorrow at 07:30"
    assert fits(page) == ({}, {})


def test_a_long_wait_is_told_before_the_number(kiosk, web):
    """So many ahead, about so long: continue? One more tap, and only where it is long."""
    page = kiosk(width=1024, height=768)
    sent = sent_by(page)
    scan(page, CARD.replace("8901|", "8902|"))

    page.click("[data-service=residence]")
    page.click(".take.plain")
    page.wait_for_selector(".asked")
    assert re.fullmatch(r"Còn 1[2-9] người phía trước", page.inner_text(".outlook .ahead"))
    assert re.fullmatch(r"khoảng \d+–\d+ phút", page.inner_text(".outlook .wait"))
    assert fits(page) == ({}, {})
    page.click(".asked .no")
    page.wait_for_selector(".tiles")
    assert sent == []
    scan(page, CARD.replace("8901|", "8902|"))
    page.click("[data-service=residence]")
    page.click(".take.plain")
    page.click(".asked .yes")

    page.wait_for_selector(".big")
    assert len(sent) == 1


def test_one_number_for_several_services_and_a_quota_that_ends_in_between(kiosk, web):
    """What can't be had says why; the last number of a chosen one is gone: it is named, and the rest is given."""
    page = kiosk(width=1024, height=768)
    scan(page, CARD)
    page.click("[data-service=forest]")
    page.click(".visit .add")
    page.wait_for_selector(".further [data-service=building]:disabled")
    assert page.locator(".further [data-service=civil]:enabled").count() == 1
    assert page.locator(".further [data-service=forest]").count() == 0
    assert fits(page) == ({}, {})
    page.click("[data-service=tax]")
    page.click(".visit .add")
    page.click("[data-service=civil]")
    page.wait_for_selector(".visit .after >> nth=1")
    assert fits(page) == ({}, {})
    issue(web, "tax")
    sent = sent_by(page)

    page.click(".take.plain")
    page.wait_for_selector(".confirm .notice:visible")
    told = page.inner_text(".confirm .notice")
    assert fits(page) == ({}, {})
    page.click(".take.plain")
    page.wait_for_selector(".big")

    assert told.startswith("Thuế: ")
    assert [one.post_data_json["then"] for one in sent] == [["tax", "civil"], ["civil"]]


def test_without_paper_the_number_stays_on_the_screen(kiosk, web):
    """It is told before and with the number; the screen stays longer, so that it can be photographed."""
    web.printers.known = {"hall": PrinterStatus(online=True, paper=Paper.OUT)}
    page = kiosk(width=1024, height=768)
    page.wait_for_selector("[data-trouble]")
    assert "hết giấy" in page.inner_text("[data-trouble]")
    scan(page, CARD)
    page.click("[data-service=forest]")
    page.click(".take.plain")
    page.wait_for_selector(".remember.notice")

    page.clock.run_for(30_000)
    assert page.is_visible(".big")
    assert "chụp màn hình" in page.inner_text(".remember")
    assert fits(page) == ({}, {})
    web.printers.known = {}
    page.clock.run_for(11_000)
    page.wait_for_selector(".tiles")


def test_a_card_is_asked_for_goes_with_one_number_and_leaves_nothing(kiosk):
    page = kiosk(width=1024, height=768)
    sent = sent_by(page)
    scan(page, "x" * 500)
    page.wait_for_selector("#told:has-text('Không nhận ra mã này')")
    scan(page, CARD)
    page.wait_for_selector("#told:has-text('Đã đọc thẻ')")
    assert overflow(page) == []
    page.click("[data-service=forest]")
    page.click(".take.plain")
    page.click(".done")
    page.click("[data-service=forest]")
    page.click(".take.plain")

    page.wait_for_selector(".confirm .notice:visible")
    page.click(".back")
    page.wait_for_selector(".tile:enabled")
    assert [one.post_data_json.get("person") for one in sent] == [CARD[:12], None]
    assert page.evaluate("JSON.stringify([localStorage, sessionStorage])") == "[{},{}]"


def test_booking_and_rating_are_found_from_the_start(kiosk, web):
    """A code leads a phone to booking; the code of a ticket to five faces, of which one touch counts at once."""
    page = kiosk(language="en")
    page.click(".more >> nth=0")
    page.wait_for_function("() => document.querySelector('.lead img').naturalWidth > 0")
    assert fits(page) == ({}, {})
    page.click(".back")
    page.click(".more >> nth=1")
    assert fits(page) == ({}, {})

    scan(page, f"https://so.example.vn/t/{issue(web, 'civil', override=True).token}")
    page.wait_for_selector("#told:has-text('nothing to rate')")
    ticket = served_ticket(web)
    scan(page, f"https://so.example.vn/t/{ticket.token}")
    page.wait_for_selector(".face")
    assert fits(page) == ({}, {})
    page.click("[data-score='2']")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        page.click("[data-reason=waiting]")
    assert fits(page) == ({}, {})
    page.click(".done")
    page.wait_for_selector(".tiles")
    scan(page, f"https://so.example.vn/t/{ticket.token}")
    page.wait_for_selector(".own .to-rate")
    assert "Thank you for your visit" in page.inner_text(".own")
    assert fits(page) == ({}, {})
    page.clock.run_for(21_000)
    page.wait_for_selector(".tiles")
    rating = web.database.ratings.rating(ticket.id, 0)
    assert (rating.score, rating.reasons) == (2, ("waiting",))
