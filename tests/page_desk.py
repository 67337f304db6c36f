"""A desk that stands in for everything behind the pages."""

from queue_server.adapters.web.page_sources import TicketPage
from queue_server.adapters.web.tv_showing import TvShowing
from queue_server.contract.messages import TicketStatus, WaitRange
from queue_server.domain.display import DisplaySetup
from queue_server.domain.errors import Refusal
from queue_server.domain.office import Counter, Office, Service
from queue_server.domain.operator import Operator, Role
from queue_server.domain.shipped_layouts import SHIPPED, chosen
from queue_server.usecases.displays import Showing

NGHIA_DO = Office(
    code="nghiado",
    name="Một cửa Nghĩa Đô",
    time_zone="Asia/Ho_Chi_Minh",
    phone_tickets=True,
    services=(Service(code="land", name={"vi": "Đất đai", "en": "Land"}, prefix="A"),),
    counters=(Counter(id="c1", code="1", name="Quầy 1", services=("land",)),),
)
CAU_GIAY = Office(code="caugiay", name="Một cửa Cầu Giấy", time_zone="Asia/Ho_Chi_Minh", services=NGHIA_DO.services)
HOA = Operator(id="o1", username="hoa", name="Hoa", role=Role.OPERATOR, office="nghiado")


def a_status(**changes):
    status = {
        "number": "A007",
        "service": "land",
        "state": "waiting",
        "ahead": 2,
        "expected_wait_s": WaitRange(low=300, high=900),
        "issued_at": "2026-02-23T08:00:00+07:00",
        "revision": 9,
    }
    return TicketStatus(**(status | changes))


class Desk:
    """What the pages ask for and do, kept where a test can see it."""

    def showing(self, office, layout):
        shown = Showing(layout=chosen(list(SHIPPED), layout or ""), setup=DisplaySetup(device=""))
        return TvShowing(showing=shown, device=None, revision=7)

    def __init__(self):
        self.offices = {"nghiado": NGHIA_DO, "caugiay": CAU_GIAY}
        self.who = None
        self.status = a_status()
        self.language = "vi"
        self.moves = []
        self.refusal = None
        self.workbench = False

    def office(self, code):
        if code not in self.offices:
            raise Refusal("office_unknown", code)
        return self.offices[code]

    def ticket(self, token):
        return TicketPage(status=self.status, office="nghiado", language=self.language) if token == "secret" else None

    def move(self, token, move):
        self.moves.append((token, move))
        if self.refusal:
            raise self.refusal

    def sign_in(self, username, password):
        if password != "right":
            raise self.refusal or Refusal("unauthorized", "wrong")
        self.who = HOA
