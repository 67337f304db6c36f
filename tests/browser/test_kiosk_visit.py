"""A visit at the kiosk: three taps to a number, closed services, long waits, no paper, locks, scanners."""

import json
import re

import pytest

from tests.browser.test_accessibility import violations
from tests.browser.test_overflow import overflow

SCREENS = [(1080, 1920), (1920, 1080), (1024, 768)]
TODAY = [
    ["2026-03-02T07:30:00.000+07:00", "2026-03-02T11:30:00.000+07:00"],
    ["2026-03-02T13:30:00.000+07:00", "2026-03-02T17:00:00.000+07:00"],
]
NOON = "2026-03-02T12:00:00+07:00"
CARD = "012345678901|123456789|Nguyen Van An|01011990|Nam|Phuong Nghia Do, Ha Noi|01012021"


def opening(reason, opens_at=None, note=None):
    hours = [{"begin": begin, "end": end} for begin, end in TODAY]
    return {"reason": reason, "note": note or {}, "opens_at": opens_at, "closes_at": None, "hours": hours, "left": None}


STATES = {
    "civil": opening("break", "2026-03-02T13:30:00.000+07:00"),
    "land": opening("holiday", "2026-03-03T07:30:00.000+07:00", {"vi": "Quốc khánh", "en": "National Day"}),
    "building": opening("quota_reached", "2026-03-03T07:30:00.000+07:00"),
    "business": opening("closing_soon", "2026-03-06T07:30:00.000+07:00"),
    "labour": opening("outside_hours", "2026-03-09T07:30:00.000+07:00"),
}


class Kiosk:
    """A kiosk whose server answers what a test wants."""

    def __init__(self, page, lobby):
        self.page, self.lobby = page, lobby
        self.sent, self.printers, self.tickets = [], None, {}

    def open(self, services=None, data=None, **ticket):
        """Show it; ``services`` changes what is answered of services, ``data`` what the page begins with."""
        page = self.page
        if services is not None:
            # Without a board nobody else's news come in between.
            page.route_web_socket("**/socket.io/**", lambda socket: None)
            page.route(re.compile(r"/api/v1/offices/[^/]+$"), lambda route: self._office(route, services))
            # Answers without a date leave the page's clock as the test sets it.
            page.route("**/procedures?*", lambda route: route.fulfill(json={"procedures": [{}], "sample": True}))
        if data is not None:
            page.route(re.compile(r"/kiosk\?"), lambda route: self._page(route, data))
        page.route("**/tickets", lambda route: self._issue(route, ticket))
        page.route("**/printers", lambda route: route.fulfill(json={"printers": self.printers or []}))
        page.goto(f"/kiosk?office={self.lobby.office}")
        page.wait_for_selector(".tile")

    def scan(self, text):
        """Type as a scanner does, wherever the focus is."""
        self.page.evaluate(
            """text => { for (const key of [...text, "Enter"])
                 dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})) }""",
            text,
        )

    def _office(self, route, services):
        answer = route.fetch().json()
        for one in answer["services"]:
            one.update(services.get(one["service"], {}))
        route.fulfill(json=answer)

    def _page(self, route, data):
        answer = route.fetch()
        before, mark, rest = answer.text().partition('id="page-data">')
        given, end, after = rest.partition("</script>")
        page_data = json.dumps(json.loads(given) | data)
        route.fulfill(response=answer, body=before + mark + page_data + end + after)

    def _issue(self, route, more):
        self.sent.append(route.request.post_data_json)
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | more)


@pytest.fixture
def kiosk(new_page, lobby):
    def make(width=1080, height=1920, **options):
        return Kiosk(new_page(width, height, **options), lobby)

    return make


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_a_first_time_visitor_has_a_number_after_three_taps(kiosk, lobby, width, height):
    """In Vietnamese with a finger, then in English with a keyboard alone; nothing is cut off, axe finds nothing."""
    here = kiosk(width, height, has_touch=True)
    here.open()
    page = here.page

    page.tap(f"[data-service={lobby.services[0]}]")
    page.wait_for_selector(".take.plain")
    assert overflow(page) == []
    page.tap(".take.plain")
    number = page.inner_text(".big")
    page.tap(".done")
    page.wait_for_selector(".tiles")

    page.focus(".tool[lang=en]")
    page.keyboard.press("Enter")
    page.focus(f"[data-service={lobby.services[0]}]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".take.plain")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.take.plain')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector(".big")

    assert page.inner_text("h1") == "Your number"
    assert page.inner_text(".big") > number
    assert [one["language"] for one in here.sent] == ["vi", "en"]


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_closed_services_say_why_and_until_when(kiosk, width, height):
    """Lunch break, holiday, quota, closing time and hours, in both languages."""
    here = kiosk(width, height)
    here.page.clock.set_fixed_time(NOON)
    here.open(services={code: {"open": False, "opening": one} for code, one in STATES.items()})
    page = here.page
    page.wait_for_selector("[data-service=civil]:disabled")

    def said(service):
        return page.locator(f"[data-service={service}] .busy").inner_text().replace("\n", " ")

    assert said("civil") == "Nghỉ trưa phát số lại lúc 13:30"
    assert "Quốc khánh" in said("land")
    assert "Hôm nay 07:30–11:30, 13:30–17:00" in said("labour")
    assert overflow(page) == []
    page.click(".tool[lang=en]")
    assert said("land") == "Public holiday: National Day numbers again tomorrow at 07:30"
    assert said("building") == "All numbers are given out numbers again tomorrow at 07:30"
    assert said("business") == "Closing soon: no more numbers today numbers again Friday at 07:30"
    assert "09/03 at 07:30" in said("labour")
    assert overflow(page) == []
    assert violations(page) == {}


def test_a_long_wait_is_told_before_the_number(kiosk, lobby):
    """So many ahead, about so long: continue? One more tap, and only where it is long."""
    long = {"waiting": 12, "expected_wait_s": {"low": 2400.0, "high": 3600.0}}
    here = kiosk(1024, 768)
    here.open(services={lobby.services[0]: long})
    page = here.page

    page.wait_for_selector(f"[data-service={lobby.services[0]}]:has-text('12')")
    page.click(f"[data-service={lobby.services[0]}]")
    page.click(".take.plain")
    page.wait_for_selector(".asked")
    assert (page.inner_text(".outlook .ahead"), page.inner_text(".outlook .wait")) == (
        "Còn 12 người phía trước",
        "khoảng 40–60 phút",
    )
    assert overflow(page) == []
    assert violations(page) == {}
    page.click(".asked .no")
    page.wait_for_selector(".tiles")
    assert here.sent == []
    page.click(f"[data-service={lobby.services[0]}]")
    page.click(".take.plain")
    page.click(".asked .yes")

    page.wait_for_selector(".big")
    assert len(here.sent) == 1


def test_one_number_may_be_for_several_services(kiosk, lobby):
    first, second, third, _ = lobby.services
    here = kiosk(1024, 768)
    here.open()
    page = here.page
    page.click(f"[data-service={first}]")

    page.click(".visit .add")
    page.wait_for_selector(".further")
    assert page.locator(f"[data-service={first}]").count() == 0
    assert overflow(page) == []
    page.click(f"[data-service={second}]")
    page.click(".visit .add")
    page.click(f"[data-service={third}]")
    page.wait_for_selector(".visit .after >> nth=1")
    assert overflow(page) == []
    assert violations(page) == {}
    page.click(".visit .after >> nth=0")
    page.click(".take.plain")

    page.wait_for_selector(".big")
    assert here.sent[0]["then"] == [third]


def test_without_paper_the_number_stays_on_the_screen(kiosk, lobby):
    """It is told before and with the number; the screen stays longer, so that it can be photographed."""
    here = kiosk(1024, 768)
    here.printers = [{"printer": "front", "ready": False, "paper": "out", "cover_open": False}]
    here.page.clock.install()
    here.open(data={"printer": "front"}, printer="front")
    page = here.page
    page.wait_for_selector("[data-trouble]")
    assert "hết giấy" in page.inner_text("[data-trouble]")
    page.click(f"[data-service={lobby.services[0]}]")
    page.click(".take.plain")
    page.wait_for_selector(".remember.notice")

    page.clock.run_for(30_000)
    assert page.is_visible(".big")
    assert "chụp màn hình" in page.inner_text(".remember")
    assert overflow(page) == []
    assert violations(page) == {}
    here.printers = [{"printer": "front", "ready": True, "paper": "enough", "cover_open": False}]
    page.clock.run_for(11_000)
    page.wait_for_selector(".tiles")


def test_staff_lock_the_kiosk_and_let_it_go_on(kiosk, lobby):
    """Seen at once, also after the page was loaded anew."""
    here = kiosk(1024, 768)
    here.open()
    page = here.page
    try:
        lobby._ask("POST", f"/offices/{lobby.office}/kiosks/lock", {"note": "Phòng chờ đã đông"})
        page.wait_for_selector("#locked[open]")
        assert "Phòng chờ đã đông" in page.inner_text("#locked")
        page.keyboard.press("Escape")
        page.reload()
        page.wait_for_selector("#locked[open]")
        assert overflow(page) == []
        assert violations(page) == {}
    finally:
        lobby._ask("POST", f"/offices/{lobby.office}/kiosks/unlock", {})
    page.wait_for_selector("#locked:not([open])", state="attached")


def test_what_is_scanned_is_read_and_nothing_of_a_card_stays(kiosk, lobby):
    """A ticket shows its place; a card goes with the next number only, and only where the office wants it."""
    ticket = lobby.issue()
    here = kiosk(1024, 768)
    here.open(data={"cards": True})
    page = here.page
    page.focus(f"[data-service={lobby.services[0]}]")

    here.scan(f"https://so.example.vn/t/{ticket['token']}")
    page.wait_for_selector(".issued.own")
    assert page.inner_text(".big") == ticket["number"]
    assert overflow(page) == []
    page.click(".done")
    here.scan("x" * 500)
    page.wait_for_selector("#told:has-text('Không nhận ra mã này')")
    here.scan(CARD)
    page.wait_for_selector("#told:has-text('Đã đọc thẻ')")
    assert overflow(page) == []
    for _ in range(2):
        page.click(f"[data-service={lobby.services[0]}]")
        page.click(".take.plain")
        page.click(".done")

    assert [one.get("person") for one in here.sent] == [CARD[:12], None]
    assert page.evaluate("JSON.stringify([localStorage, sessionStorage])") == "[{},{}]"
