"""An office in memory, just true enough that every page can be used: numbers, calls, counters, undo."""

import itertools
import secrets
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from queue_server.domain.errors import Refusal
from queue_server.domain.office import Counter, Office, Rules, Service

SERVICES = (
    Service(code="civil", name={"vi": "Hộ tịch – Chứng thực", "en": "Civil status, certification"}, prefix="A"),
    Service(code="land", name={"vi": "Đất đai – Môi trường", "en": "Land and environment"}, prefix="H"),
    Service(code="building", name={"vi": "Xây dựng – Đô thị", "en": "Building and planning"}, prefix="L"),
    Service(code="business", name={"vi": "Đăng ký kinh doanh", "en": "Business registration"}, prefix="B"),
    Service(
        code="labour",
        name={"vi": "Lao động – Thương binh – Xã hội", "en": "Labour, invalids and social affairs"},
        prefix="C",
    ),
    Service(code="residence", name={"vi": "Cư trú – Căn cước", "en": "Residence and identity"}, prefix="E", open=False),
)
COUNTERS = (
    Counter(id="c1", code="1", name="Quầy 1", services=("civil", "land")),
    Counter(id="c2", code="2", name="Quầy 2", services=("land", "building")),
    Counter(id="c3", code="3", name="Quầy 3", services=("civil", "business")),
    Counter(id="c4", code="4", name="Quầy 4", services=("labour",)),
    Counter(id="c5", code="5", name="Phòng 12 – Tiếp công dân", services=("labour", "business")),
)
NAME = "Trung tâm Phục vụ hành chính công phường Nghĩa Đô"


def an_office(code="nghiado", name=NAME, phone_tickets=True, services=SERVICES):
    return Office(
        code=code,
        name=name,
        time_zone="Asia/Ho_Chi_Minh",
        phone_tickets=phone_tickets,
        rules=Rules(),
        services=services,
        counters=COUNTERS,
    )


def the_longest_office():
    """Return an office whose every text is as long as texts get in real catalogues."""
    names = (
        ("Lao động – Thương binh và Xã hội, Bảo trợ xã hội", "Labour, invalids, social affairs and protection"),
        ("Giải quyết khiếu nại, tố cáo, tiếp công dân", "Complaints, denunciations and citizen reception"),
        ("Đăng ký kinh doanh hộ cá thể và hợp tác xã", "Registration of household businesses and cooperatives"),
        ("Nông nghiệp và Phát triển nông thôn", "Agriculture and rural development"),
        ("Tài nguyên, Khoáng sản và Môi trường", "Natural resources, minerals and environment"),
        ("Văn hoá, Thể thao, Du lịch và Thông tin", "Culture, sports, tourism and information"),
        ("Đất đai – Môi trường", "Land and environment"),
        ("Trả kết quả", "Collect a result"),
    )
    services = tuple(
        Service(code=f"s{index}", name={"vi": vi, "en": en}, prefix=prefix, first_number=1, open=index != 5)
        for index, ((vi, en), prefix) in enumerate(zip(names, "AHLBCEFP", strict=True))
    )
    counters = tuple(
        Counter(id=f"d{index}", code=str(index), name=name, services=tuple(one.code for one in services))
        for index, name in enumerate(("Quầy 12", "Phòng 204 – Tiếp công dân tầng 2", "Bàn trả kết quả liên thông"), 1)
    )
    name = "Trung tâm Phục vụ hành chính công Uỷ ban nhân dân huyện đảo Bạch Long Vĩ"
    office = an_office(code="bachlongvi", name=name, services=services)
    return FakeOffice(office=replace(office, counters=counters), first_number=1000)


@dataclass
class FakeTicket:
    id: str
    token: str
    number: str
    service: str
    priority_class: str
    language: str
    issued_at: datetime
    state: str = "waiting"
    counter: str | None = None
    calls: int = 0
    called_at: datetime | None = None
    started_at: datetime | None = None
    held_until: datetime | None = None
    note: str | None = None
    reason: str | None = None


@dataclass
class FakeOffice:
    office: Office = field(default_factory=an_office)
    first_number: int = 1
    epoch: str = field(default_factory=lambda: secrets.token_hex(8))

    def __post_init__(self):
        self.lock = threading.RLock()
        self.revision = 0
        self.tickets: dict[str, FakeTicket] = {}
        self.calls: list[dict] = []
        self.desks = {counter.code: "closed" for counter in self.office.counters}
        self.reasons: dict[str, str | None] = {}
        self.series = {service.prefix: itertools.count(self.first_number) for service in self.office.services}
        self.steps: dict[str, tuple] = {}
        self.answers: dict[str, tuple] = {}
        self.listeners = []

    # --- reading ---

    def waiting(self, services):
        rank = {"priority": 0, "appointment": 1, "normal": 2}
        mine = [one for one in self.tickets.values() if one.state == "waiting" and one.service in services]
        return sorted(mine, key=lambda one: (rank[one.priority_class], one.issued_at))

    def at_counter(self, counter):
        here = (one for one in self.tickets.values() if one.counter == counter and one.state in ("called", "serving"))
        return next(here, None)

    def expected(self, service):
        ahead = len(self.waiting([service]))
        return {"low": ahead * 240.0, "high": ahead * 420.0} if ahead else None

    def board(self):
        return {
            "office": self.office.code,
            "office_name": self.office.name,
            "epoch": self.epoch,
            "revision": self.revision,
            "at": stamp(datetime.now(UTC)),
            "service_day": datetime.now(UTC).date().isoformat(),
            "calls": self.calls[-12:],
            "counters": [self.counter_view(counter) for counter in self.office.counters],
            "services": [self.service_view(service) for service in self.office.services],
        }

    def counter_view(self, counter):
        ticket, state = self.at_counter(counter.code), self.desks[counter.code]
        if state == "open" and ticket:
            state = "serving" if ticket.state == "serving" else "calling"
        return {
            "counter": counter.code,
            "name": counter.name,
            "state": state,
            "number": ticket.number if ticket else None,
            "waiting": 0 if state == "closed" else len(self.waiting(counter.services)),
        }

    def service_view(self, service):
        return {
            "service": service.code,
            "name": service.name,
            "waiting": len(self.waiting([service.code])),
            "expected_wait_s": self.expected(service.code),
        }

    def status(self, ticket):
        line = self.waiting([ticket.service])
        here = ticket.state in ("called", "serving")
        return {
            "number": ticket.number,
            "service": ticket.service,
            "state": ticket.state,
            "ahead": line.index(ticket) if ticket in line else None,
            "expected_wait_s": self.expected(ticket.service) if ticket in line else None,
            "issued_at": stamp(ticket.issued_at),
            "revision": self.revision,
            "counter": ticket.counter if here else None,
            "counter_name": self.office.counter(ticket.counter).name if here else None,
        }

    def by_token(self, token):
        return next((one for one in self.tickets.values() if one.token == token), None)

    def by_id(self, ticket_id):
        if ticket_id not in self.tickets:
            raise Refusal("ticket_unknown", "no such ticket")
        return self.tickets[ticket_id]

    # --- changing ---

    def changed(self, *kinds):
        self.revision += 1
        for listener in self.listeners:
            listener(self, list(kinds))

    def issue(self, service, priority_class="normal", language="vi"):
        with self.lock:
            wanted = self.office.service(service)
            if not wanted.open:
                raise Refusal("service_closed", f"{service} is closed")
            number = f"{wanted.prefix}{next(self.series[wanted.prefix]):03d}"
            ticket = FakeTicket(
                id=secrets.token_hex(6),
                token=secrets.token_urlsafe(18),
                number=number,
                service=service,
                priority_class=priority_class,
                language=language,
                issued_at=datetime.now(UTC),
            )
            self.tickets[ticket.id] = ticket
            self.changed("ticket_issued")
            return ticket

    def put_on_board(self, ticket, kind):
        self.calls.append(
            {
                "call_id": secrets.token_hex(6),
                "number": ticket.number,
                "service": ticket.service,
                "counter": ticket.counter,
                "counter_name": self.office.counter(ticket.counter).name,
                "called_at": stamp(datetime.now(UTC)),
                "announce_at": stamp(datetime.now(UTC)),
                "kind": kind,
                "times": ticket.calls,
                "tokens": {},
            }
        )

    def hold(self, ticket, minutes):
        ticket.state = "held"
        ticket.held_until = datetime.now(UTC) + timedelta(minutes=minutes or 15)


def stamp(at):
    return at.astimezone().isoformat(timespec="milliseconds") if at else None
