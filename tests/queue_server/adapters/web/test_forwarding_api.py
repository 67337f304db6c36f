"""Where boxes forward to: only a box, only its own office, and nothing that doesn't fit."""

from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from queue_server.adapters.forwarding_wire import beginning_message, copy_state, parcel_message
from queue_server.adapters.web.forwarding_metrics import ForwardingCollector
from queue_server.contract.codec import to_wire
from queue_server.contract.forwarding import CopyAnswer
from queue_server.domain.device import DeviceKind
from queue_server.domain.forwarding import Beginning, Cursor, LogRow, Parcel
from queue_server.usecases.ports.forwarding import Forwarded
from tests.queue_server.domain.test_forwarding import LOG
from tests.web_app import MORNING, a_web_app

PATH = "/api/v1/offices/songcong/forwarding"
NONE = Cursor(epoch=None, history=0)


@pytest.fixture
def web():
    web = a_web_app()
    for office in ("songcong", "other"):
        web.tokens[f"box-{office}"] = web.devices.add(f"box-{office}", DeviceKind.BOX, office)[1]
    return web


def begin(web, **fields):
    beginning = Beginning(**{"epoch": "e", "expected": NONE, "after": 0, "digest": ""} | fields)
    return web.client("box-songcong").post(f"{PATH}/history", json=to_wire(beginning_message(beginning)))


def send(web, rows, **fields):
    given = {"epoch": "e", "history": 1, "before": "", "rows": tuple(rows), "newest": LOG[-1].revision}
    parcel = Parcel(**given | fields)
    return web.client("box-songcong").post(f"{PATH}/rows", json=to_wire(parcel_message(parcel)))


def test_a_box_begins_and_sends_its_rows(web):
    """The answer says what is expected next."""
    assert web.client("box-songcong").get(PATH).json["revision"] == 1
    assert begin(web).json["history"] == 1
    answer = send(web, LOG)

    assert (answer.status_code, answer.json["revision"], answer.json["position"]) == (200, 5, 0)
    assert list(web.database.copies.rows("songcong", 0, 0, 100)) == LOG
    state = copy_state(CopyAnswer(**{**web.client("box-songcong").get(PATH).json, "marks": []}))
    assert state.before == LOG[-1].digest


def test_a_gap_is_refused_and_answered_with_what_is_expected(web):
    """So that a box never has to guess."""
    begin(web)
    send(web, LOG[:1])
    answer = send(web, LOG[4:], before=LOG[3].digest)

    assert (answer.status_code, answer.json["code"]) == (409, "log_gap")
    assert answer.json["expected"] == {"epoch": "e", "history": 1, "revision": 2, "position": 0}


def test_other_problems_say_nothing_of_logs(web):
    """The member is there only where it means something."""
    assert "expected" not in web.client().get(PATH).json


def test_a_second_beginning_for_the_same_state_is_refused(web):
    """A repeat that comes late must not turn the copy back."""
    assert begin(web).status_code == 200
    answer = begin(web)

    assert (answer.status_code, answer.json["code"]) == (409, "log_replaced")
    assert answer.json["expected"]["history"] == 1


def test_a_box_of_another_office_is_refused(web):
    """Whatever it sends."""
    for method, path in (("get", PATH), ("post", f"{PATH}/history"), ("post", f"{PATH}/rows")):
        assert getattr(web.client("box-other"), method)(path).status_code == 403


def test_an_office_with_a_box_is_changed_nowhere_else(web):
    """Two places that give numbers would give the same ones; without its box the office works here again."""

    def issue():
        return web.client("kiosk-songcong").post(
            "/api/v1/offices/songcong/tickets", json={"service": "land"}, headers={"Idempotency-Key": "k"}
        )

    assert (issue().status_code, issue().json["code"]) == (409, "office_on_box")
    web.devices.revoke("box-songcong")
    assert issue().status_code == 201


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"type": "Ticket Issued"}, "rows.0.type"),
        ({"fields": "\x00"}, "rows.0.fields"),
        ({"at": -1}, "rows.0.at"),
        ({"revision": 2**63}, "rows.0.revision"),
        ({"note": "x"}, "rows.0.note"),
    ],
)
def test_rows_that_no_log_has_are_refused_by_field(web, change, field):
    """What is stored byte for byte has to be what a log can hold."""
    begin(web)
    parcel = to_wire(parcel_message(Parcel(epoch="e", history=1, before="", rows=(LOG[0],), newest=1)))
    parcel["rows"] = [parcel["rows"][0] | change]
    answer = web.client("box-songcong").post(f"{PATH}/rows", json=parcel)

    assert (answer.status_code, answer.json["field"]) == (422, field)


def test_events_of_a_newer_program_are_copied_though_not_understood(web):
    """The province is updated later than a box sometimes."""
    begin(web)
    odd = LogRow(revision=1, position=0, at=1, type="ticket_beamed", fields='{"to": "moon"}', last=True)
    answer = send(web, [odd], newest=1)

    assert answer.status_code == 200
    assert list(web.database.copies.rows("songcong", 0, 0, 100)) == [odd]


def test_metrics_tell_the_ages(web):
    """An alarm can be set on them."""
    begin(web)
    send(web, LOG)
    web.clock.advance(90)
    forwarded = Forwarded(office="a", revision=7, newest=9, reached_at=MORNING, problem="cut", problem_since=MORNING)
    registry = CollectorRegistry()
    registry.register(ForwardingCollector(web.database.copies, lambda: forwarded, web.clock))
    lines = generate_latest(registry).decode().splitlines()

    assert 'moiso_copy_age_seconds{office="songcong"} 90.0' in lines
    assert 'moiso_forwarding_behind{office="a"} 2.0' in lines
    assert 'moiso_forwarding_age_seconds{office="a"} 90.0' in lines


def test_the_device_list_of_a_box_says_how_forwarding_goes():
    """Beside bridges and displays: it is one more thing on a cable."""
    forwarded = Forwarded(
        office="songcong",
        revision=7,
        newest=9,
        reached_at=MORNING - timedelta(minutes=20),
        problem="cut",
        problem_since=MORNING - timedelta(minutes=15),
    )
    web = a_web_app(forwarded=forwarded)
    here = web.client("supervisor").get("/api/v1/offices/songcong/devices").json["forwarding"]

    assert (here["behind"], here["age_s"], here["problem"]) == (2, 1200.0, "cut")
    assert here["warnings"] == ["forwarding_failing"]
    assert web.client("supervisor").get("/api/v1/offices/other/devices").json["forwarding"] is None
