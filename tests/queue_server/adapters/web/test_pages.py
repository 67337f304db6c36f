"""The pages as their server gives them out: headers, languages, refusals, what strangers see."""

import pytest
from flask import Flask

from queue_server.adapters.web.error_texts import ERROR_TEXTS
from queue_server.adapters.web.page_sources import PageSources, TicketMove
from queue_server.adapters.web.pages import register_pages
from queue_server.contract.messages import WaitRange
from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.errors import Refusal
from tests.page_desk import HOA, Desk, a_status


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def client(desk):
    app = Flask("pages")
    sources = PageSources(
        offices=lambda: list(desk.offices.values()),
        office=desk.office,
        ticket=desk.ticket,
        move_ticket=desk.move,
        ticket_url=lambda token: f"https://so.example.vn/t/{token}",
        credential=lambda: desk.who,
        staff=lambda code: [HOA],
        showing=desk.showing,
        sign_in=desk.sign_in,
        sign_out=lambda: setattr(desk, "who", None),
        csrf_token=lambda: "token",
        csrf_valid=lambda token: token == "token",
        workbench=False,
    )
    register_pages(app, sources)
    app.add_url_rule("/take", "pages.take")  # pages lead there; its view has sources of its own
    return app.test_client()


@pytest.mark.parametrize("path", ["/", "/kiosk?office=nghiado", "/tv?office=nghiado", "/t/secret", "/sign-in"])
def test_a_page_runs_nothing_but_the_servers_files(client, path):
    """No script, style or handler stands in the page itself, and the policy forbids it."""
    answer = client.get(path)

    policy = answer.headers["Content-Security-Policy"]
    assert answer.status_code == 200
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "connect-src 'self' ws://localhost wss://localhost" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert " style=" not in answer.text
    assert " onclick=" not in answer.text
    assert "<script>" not in answer.text
    assert "<style" not in answer.text


def test_only_kiosk_and_board_may_be_framed_and_only_by_the_workbench(client):
    def ancestors(path):
        return client.get(path).headers["Content-Security-Policy"].rpartition("frame-ancestors ")[2]

    assert ancestors("/kiosk?office=nghiado") == ancestors("/tv?office=nghiado") == "'self'"
    assert ancestors("/sign-in") == ancestors("/t/secret") == "'none'"


def test_a_strange_host_does_not_get_into_the_policy(client):
    policy = client.get("/", headers={"Host": "evil.example;script-src *"}).headers.get("Content-Security-Policy", "")

    assert "evil" not in policy


@pytest.mark.parametrize("path", ["/kiosk", "/tv"])
def test_without_a_name_several_offices_are_offered(client, path):
    answer = client.get(path)

    assert answer.status_code == 200
    assert f"{path}?office=caugiay" in answer.text


def test_the_only_office_needs_no_name(client, desk):
    del desk.offices["caugiay"]

    assert "Một cửa Nghĩa Đô" in client.get("/kiosk").text


def test_a_screen_that_nobody_let_in_shows_a_code_and_the_public_boards(client):
    answer = client.get("/tv")

    assert 'id="code"' in answer.text
    assert "/tv?office=caugiay" in answer.text


def test_a_display_s_page_is_that_of_its_office(client, desk):
    desk.who = Device(id="d1", name="hall", kind=DeviceKind.DISPLAY, office="nghiado")

    assert 'id="board"' in client.get("/tv").text
    assert client.get("/tv/showing").status_code == 200, "an open page asks under its own address"


def test_a_layout_that_is_not_there_is_a_friendly_page(client):
    assert client.get("/tv?office=nghiado&layout=none").status_code == 404


def test_an_open_tv_is_told_what_to_show_now(client):
    told = client.get("/tv/showing?office=nghiado&layout=focus").json

    assert told["layout"]["code"] == "focus"
    assert told["display_revision"] == 7
    assert [one["prefix"] for one in told["services"]] == ["A"]


def test_an_unknown_office_is_a_friendly_page(client):
    answer = client.get("/kiosk?office=atlantis")

    assert answer.status_code == 404
    assert "atlantis" in answer.text
    assert "/kiosk?office=nghiado" in answer.text


def test_pages_are_vietnamese_unless_asked_otherwise_and_remember_it(client):
    assert 'lang="vi"' in client.get("/", headers={"Accept-Language": "en-US"}).text
    assert 'lang="en"' in client.get("/?lang=en").text
    assert 'lang="en"' in client.get("/sign-in").text
    assert 'lang="vi"' in client.get("/?lang=vi").text


def test_what_one_person_chose_at_the_kiosk_is_not_kept(client):
    client.get("/kiosk?office=nghiado&lang=en")

    assert '<html lang="vi"' in client.get("/kiosk?office=nghiado").text


def test_a_ticket_opens_in_the_language_it_was_taken_in(client, desk):
    desk.language = "en"

    assert "2 people ahead" in client.get("/t/secret").text
    assert "about 5–15 min" in client.get("/t/secret").text


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({}, ""),
        ({"over_break": "perhaps_after"}, "perhaps only after the break"),
        ({"over_break": "perhaps_before"}, "perhaps even before the break"),
        ({"over_break": "perhaps_after", "after_closing": True}, "perhaps only after closing time"),
    ],
)
def test_a_wait_that_may_end_on_either_side_of_a_break_says_so(client, desk, told, says):
    """Without scripts as well."""
    desk.language, desk.status = "en", a_status(expected_wait_s=WaitRange(low=600, high=8100, **told))

    page = client.get("/t/secret").text

    assert ('id="late" hidden' in page) == (not says)
    assert f"<span>{says}</span>" in page


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("waiting", "Còn 2 người phía trước"),
        ("called", "Mời đến"),
        ("serving", "Đang được phục vụ tại"),
        ("held", "Đang tạm giữ"),
        ("finished", "Cảm ơn"),
        ("no_show", "Đã gọi"),
        ("cancelled", "đã được huỷ"),
        ("expired", "Đã hết ngày"),
    ],
)
def test_every_state_of_a_ticket_is_said_without_a_script(client, desk, state, says):
    here = {"counter": "1", "counter_name": "Quầy 1"} if state in ("called", "serving") else {}
    desk.status = a_status(state=state, ahead=2 if state == "waiting" else None, **here)

    page = client.get("/t/secret").text

    assert says in page
    assert ("Quầy 1" in page) == bool(here)


def test_the_next_in_line_is_not_told_a_zero(client, desk):
    desk.status = a_status(ahead=0)

    assert "Sắp đến lượt" in client.get("/t/secret").text


def test_an_unknown_token_is_not_found_and_shows_nothing(client):
    for path in ("/t/A007", "/t/A007/qr.svg"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "Đất đai" not in answer.text


def test_the_qr_code_is_a_picture_of_the_tickets_address(client):
    answer = client.get("/t/secret/qr.svg")

    assert answer.mimetype == "image/svg+xml"
    assert answer.data.count(b"<path") >= 1


@pytest.mark.parametrize("move", list(TicketMove))
def test_a_holder_moves_the_own_ticket_and_sees_it_again(client, desk, move):
    answer = client.post(f"/t/secret/{move.value}")

    assert desk.moves == [("secret", move)]
    assert (answer.status_code, answer.location) == (303, "/t/secret")


def test_a_refused_move_is_explained(client, desk):
    desk.refusal = Refusal("illegal_transition", "called")

    page = client.post("/t/secret/late", follow_redirects=True).text

    assert "Trạng thái hiện tại của phiếu không cho phép" in page


def test_a_made_up_refusal_shows_only_known_sentences(client):
    assert "<b>" not in client.get("/t/secret?refused=<b>hello</b>").text


def test_the_console_asks_strangers_to_sign_in_and_leads_back(client, desk):
    answer = client.get("/console?office=nghiado&counter=1")
    assert answer.location == "/sign-in?next=/console?office%3Dnghiado%26counter%3D1"

    form = {"username": "hoa", "password": "right", "csrf_token": "token"}
    onward = client.post(answer.location, data=form)

    assert onward.location == "/console?office=nghiado&counter=1"
    assert client.get(onward.location).status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example", "evil"],
)
def test_sign_in_leads_nowhere_else(client, elsewhere):
    form = {"username": "hoa", "password": "right", "csrf_token": "token"}

    assert client.post("/sign-in", query_string={"next": elsewhere}, data=form).location == "/console"


@pytest.mark.parametrize(
    ("form", "refusal", "status", "says"),
    [
        ({"password": "wrong", "csrf_token": "token"}, None, 401, "mật khẩu không đúng"),
        ({"password": "right"}, None, 400, "Trang đã cũ"),
        ({"password": "wrong", "csrf_token": "token"}, Refusal("rate_limited", "often"), 429, "quá nhiều lần"),
    ],
)
def test_a_failed_sign_in_says_why_and_keeps_the_name(client, desk, form, refusal, status, says):
    desk.refusal = refusal

    answer = client.post("/sign-in", data={"username": "hoa", **form})

    assert answer.status_code == status
    assert says in answer.text
    assert 'value="hoa"' in answer.text
    assert desk.who is None


def test_the_console_of_another_office_is_not_shown(client, desk):
    desk.who = HOA

    answer = client.get("/console?office=caugiay")

    assert answer.status_code == 403
    assert "Không được phép" in answer.text
    assert "Not allowed" in answer.text


def test_signing_out_needs_the_pages_own_token(client, desk):
    desk.who = HOA
    client.post("/sign-out", data={"csrf_token": "stolen"})
    assert desk.who is HOA

    client.post("/sign-out", data={"csrf_token": "token"})

    assert desk.who is None


def test_a_kiosk_that_nobody_paired_says_so(client):
    assert '"allowed": false' in client.get("/kiosk?office=caugiay").text
    assert '"allowed": true' in client.get("/kiosk?office=nghiado").text


def test_the_workbench_is_of_the_demo_alone(client):
    assert client.get("/workbench?office=nghiado").status_code == 404


def test_a_page_carries_all_its_texts_in_all_languages(client):
    """It also speaks when the server is away."""
    page = client.get("/kiosk?office=nghiado").text

    assert "Máy lấy số đang mất kết nối" in page
    assert "The kiosk has lost its connection" in page
    assert all(f'"{code}":' in page for code in ERROR_TEXTS)
