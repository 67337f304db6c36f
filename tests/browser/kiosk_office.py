"""An office at noon in which every service is in another state, behind its real pages, for a kiosk in a browser."""

from dataclasses import replace
from datetime import date

from werkzeug.http import http_date

from queue_server.domain.booking_rules import BookingRules
from queue_server.domain.kiosk import KioskRules
from queue_server.domain.office import Counter, Quota, Rules, Service, ServiceRules
from queue_server.domain.opening_hours import DayOff, OpeningHours, Period
from queue_server.usecases.counter_access import Actor
from queue_server.usecases.issuing import IssueRequest
from tests.builders import an_office
from tests.web_app import MORNING
from tests.web_site import a_web_site

OFFICE = "songcong"
NOON = MORNING.replace(hour=5)
"""12:00 in Vietnam, a Monday; the application begins at eight."""
STAFF = Actor(name="box", operator=None)


def _hours(*periods, closed=()):
    week = (tuple(Period(begin=begin, end=end) for begin, end in periods),) * 5 + ((), ())
    return OpeningHours(week=week, closed=closed)


TODAY_OFF = DayOff(first=date(2026, 2, 23), last=date(2026, 2, 23), note="Họp chi bộ")
RULES = {
    "civil": ServiceRules(hours=_hours((450, 690), (810, 1020))),
    "land": ServiceRules(hours=_hours((450, 1020), closed=(TODAY_OFF,))),
    "building": ServiceRules(quota=Quota(day=1)),
    "business": ServiceRules(hours=_hours((450, 750))),
    "labour": ServiceRules(hours=_hours((450, 660))),
    "residence": ServiceRules(booking=BookingRules(enabled=True)),
    "tax": ServiceRules(quota=Quota(day=1)),
    "forest": ServiceRules(),
}
NAMES = {
    "civil": ("Hộ tịch – Chứng thực", "Civil status, certification"),
    "land": ("Đất đai – Môi trường", "Land and environment"),
    "building": ("Xây dựng – Đô thị", "Building and planning"),
    "business": ("Đăng ký kinh doanh", "Business registration"),
    "labour": ("Lao động – Thương binh – Xã hội", "Labour, invalids and social affairs"),
    "residence": ("Cư trú – Căn cước", "Residence and identity"),
    "tax": ("Thuế", "Tax"),
    "forest": ("Kiểm lâm", "Forestry"),
}


def a_kiosk_office():
    """Return an application at noon.

    Break: civil. Day off: land. Quota used up: building. Closing before the newcomer's turn: business. Over for today:
    labour. Long wait: residence, which also takes appointments. One number left: tax. Open: forest.
    """
    services = tuple(
        Service(code=code, name=dict(zip(("vi", "en"), NAMES[code], strict=True)), prefix=prefix, rules=rules)
        for (code, rules), prefix in zip(RULES.items(), "AHLBCEFK", strict=True)
    )
    counters = tuple(
        Counter(id=f"c{number}", code=str(number), name=f"Quầy {number}", services=served)
        for number, served in enumerate((("business",), ("residence",), ("forest", "civil")), 1)
    )
    rules = Rules(closing_stop=True, kiosk=KioskRules(person_daily_limit=5))
    office = replace(an_office(rules=rules), services=services, counters=counters)
    web = a_web_site(office=office)
    web.app.after_request(lambda answer: _dated(answer, web.clock))
    for counter, service in (("1", "business"), ("2", "residence")):
        _serve(web, counter, service, people=5, seconds=600)
        for _ in range(12):
            issue(web, service)
            web.clock.advance(1)
    issue(web, "building")
    web.clock.advance((NOON - web.clock.now()).total_seconds())
    return web


def issue(web, service, **wish):
    """Give out a number as staff do."""
    return web.use.issuing.issue(OFFICE, IssueRequest(service=service, **wish)).value


def served_ticket(web):
    """Return a ticket whose holder was served."""
    ticket = issue(web, "forest")
    web.use.counter_session.open(OFFICE, "3", STAFF)
    web.use.calling.call(OFFICE, "3", STAFF, ticket.id, "test")
    web.use.serving.finish(OFFICE, "3", STAFF)
    return ticket


def _serve(web, counter, service, people, seconds):
    web.use.counter_session.open(OFFICE, counter, STAFF)
    for _ in range(people):
        issue(web, service)
        web.use.calling.call_next(OFFICE, counter, STAFF)
        web.clock.advance(seconds)
        web.use.serving.finish(OFFICE, counter, STAFF)


def _dated(answer, clock):
    """Give an answer the office's time, by which pages tell theirs."""
    answer.headers["Date"] = http_date(clock.now())
    return answer
