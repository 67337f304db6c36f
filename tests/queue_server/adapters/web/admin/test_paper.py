"""Tickets on paper in the back office: laid out, seen beforehand as they will be printed, tried."""

import base64
import io
import re

import pytest
import zxingcpp
from PIL import Image

from queue_server.adapters.printing.escpos_job import picture_of
from queue_server.adapters.printing.spool import PrinterSetup, Spool
from queue_server.adapters.printing.ticket_picture import DOTS
from queue_server.domain.paper import JobState, PaperPart, PrinterStatus
from queue_server.usecases.papers import SAMPLE_ADDRESS
from tests.fakes.memory_printing import MemoryPrinterStates
from tests.web_site import a_web_site

PAPER = "/api/v1/admin/papers/songcong"
FORM = "/admin/papers/item/songcong"
PREVIEW = "/admin/papers/songcong/preview.png"


@pytest.fixture(scope="module")
def site():
    return a_web_site()


@pytest.fixture
def web(site):
    """The site with the usual layout and nothing printed."""
    site.database.paper_layouts.__init__()
    site.database.print_queue.__init__()
    return site


@pytest.fixture
def client(web):
    return web.client(cookie="administrator-songcong")


def layout(web):
    return web.database.paper_layouts.layout("songcong")


def hidden(client):
    return dict(re.findall(r'<input type="hidden" name="(csrf_token|tag)" value="([^"]+)"', client.get(FORM).text))


def a_form(client, **fields):
    lines = {"lines-number": "1", "lines-size-number": "huge", "lines-qr": "2", "lines-size-qr": "usual"}
    return hidden(client) | lines | {"language": "holder", "logo": ""} | fields


def a_logo():
    file = io.BytesIO()
    Image.new("L", (200, 80)).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


class RecordingPrinter:
    """Keeps the bytes it was given."""

    def __init__(self):
        self.jobs = []

    def print(self, job):
        self.jobs.append(job.whole)

    def status(self):
        return PrinterStatus(online=True)


def test_lines_have_places_and_sizes(web, client):
    answer = client.post(FORM, data=a_form(client, **{"header-vi": "Tầng 1", "lines-time": "3", "lines-ahead": ""}))

    assert answer.status_code == 303
    assert [(one.part, one.size) for one in layout(web).lines] == [
        ("number", "huge"),
        ("qr", "usual"),
        ("time", "usual"),
    ]
    assert layout(web).header == {"vi": "Tầng 1"}


@pytest.mark.parametrize("width", [80, 58])
def test_the_preview_is_what_is_printed(web, client, width):
    """The same dots: the printer's own bytes, and its code can be scanned."""
    fields = a_form(client, language="vi+en", logo=a_logo(), **{"footer-vi": "Hẹn gặp lại", "lines-logo": "3"})
    preview = client.post(f"{PREVIEW}?width={width}&language=vi", data=fields)
    client.post(FORM, data=fields)
    client.post("/admin/papers/songcong/test", data=hidden(client) | {"printer": "hall"})
    printer, queue = RecordingPrinter(), web.database.print_queue
    setup = PrinterSetup(name="hall", printer=printer, width_mm=width, offices=frozenset())
    layouts, states = web.database.paper_layouts, MemoryPrinterStates()
    spool = Spool([setup], queue, layouts, states, web.clock, lambda work: work(), lambda name: True)

    spool.work(setup)

    seen = Image.open(io.BytesIO(preview.data))
    (printed,) = printer.jobs
    assert preview.mimetype == "image/png"
    assert picture_of(printed, DOTS[width]).tobytes() == seen.convert("1").tobytes()
    assert [one.text for one in zxingcpp.read_barcodes(seen.convert("L"))] == [SAMPLE_ADDRESS]
    assert [one.state for one in queue.jobs.values()] == [JobState.PRINTED]


def test_the_stored_paper_is_shown_without_any_script(client):
    answer = client.get(f"{PREVIEW}?width=58&language=en")
    assert Image.open(io.BytesIO(answer.data)).width == DOTS[58]
    assert "preview.png" in client.get(FORM).text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"lines-number": ""}, "số"),
        ({"logo": base64.b64encode(b"no picture").decode()}, "hình"),
        ({"language": "fr"}, ""),
    ],
)
def test_what_makes_no_ticket_is_told_and_not_stored(web, client, fields, words):
    before = layout(web)

    preview = client.post(PREVIEW, data=a_form(client, **fields))
    stored = client.post(FORM, data=a_form(client, **fields))

    assert (preview.status_code, stored.status_code) == (422, 422)
    assert words in preview.json["fault"]
    assert layout(web) == before


def test_layouts_that_come_with_the_program_keep_logo_and_texts(web, client):
    client.post(FORM, data=a_form(client, logo=a_logo(), **{"footer-vi": "Hẹn gặp lại"}))
    for name in ("short", "large", "bilingual", "usual"):
        answer = client.post(f"{FORM}/do/begin_{name}", data=hidden(client))
        assert answer.status_code == 303
        assert layout(web).footer == {"vi": "Hẹn gặp lại"}
        assert layout(web).logo == a_logo()
        assert layout(web).languages == (("vi", "en") if name == "bilingual" else ())
    assert PaperPart.WAIT in [one.part for one in layout(web).lines]


def test_the_api_changes_the_paper_and_the_log_tells_who(web):
    by = web.client("administrator-songcong")

    answer = by.patch(PAPER, json={"lines": ["number large", "service usual"], "language": "vi+en", "logo": a_logo()})

    assert (answer.status_code, answer.json["language"]) == (200, "vi+en")
    (entry,) = web.database.paper_layouts.audit
    assert (entry.kind, entry.office, entry.changes["logo"][1]) == ("paper", "songcong", f"{len(a_logo())} characters")
    stale = by.patch(PAPER, json={"language": "en"}, headers={"If-Match": '"0000000000000000"'})
    assert (stale.status_code, stale.json["code"]) == (409, "changed_meanwhile")
    assert by.get("/api/v1/admin/papers/other").status_code == 403


def test_a_test_print_goes_only_to_printers_of_the_office(web, client):
    answer = client.post("/admin/papers/songcong/test", data=hidden(client) | {"printer": "attic"})
    assert answer.status_code == 422
    assert web.database.print_queue.jobs == {}
