"""Whatever a client says is answered, and what it may not say changes nothing."""

import json
import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.usecases.ports.failures import StorageUnreachable
from tests.counts import count
from tests.queue_server.adapters.realtime.live_office import OFFICE, LiveOffice, hello_of, press_of

EVENTS = {
    "/board": ["board.get", "display.status", "announced"],
    "/counter": ["counter.watch"],
    "/ticket": [],
    "/bridge": ["bridge.hello", "unit.press", "unit.status"],
}


def everybody(office):
    """One client on each namespace."""
    return {
        "/board": office.display(),
        "/counter": office.console(),
        "/ticket": office.phone(office.tickets[0]),
        "/bridge": office.bridge(),
    }


@pytest.mark.parametrize("namespace", EVENTS)
@pytest.mark.parametrize("event", ["nonsense", "connect", "disconnect", "message", "*", "from client", "beat"])
def test_an_unknown_event_is_answered_and_the_connection_stays(namespace, event):
    """A misspelt name is told, not swallowed; names that libraries reserve are no exception."""
    office = LiveOffice(people=1)
    client = everybody(office)[namespace]
    before = office.revision()

    answer = client.call(namespace, event, {})
    client.emit(namespace, event, {})

    assert (answer["ok"], answer["code"]) == (False, "unknown_event")
    (error,) = client.received("error")
    assert (error["event"], error["code"]) == (event, "unknown_event")
    assert client.call(namespace, "again")["ok"] is False
    assert office.revision() == before


@pytest.mark.parametrize(
    ("namespace", "event", "payload", "named"),
    [
        ("/board", "display.status", {"colour": "red"}, "colour"),
        ("/board", "display.status", {"audio": "loud"}, "audio"),
        ("/board", "announced", {"outcome": "spoken"}, "call_id"),
        ("/board", "announced", {"call_id": "c", "outcome": "sung"}, "outcome"),
        ("/board", "board.get", {"office": OFFICE}, "office"),
        ("/counter", "counter.watch", {}, "counter"),
        ("/counter", "counter.watch", {"counter": 1}, "counter"),
        ("/bridge", "bridge.hello", {"lines": [], "units": [], "more": 1}, "more"),
        ("/bridge", "bridge.hello", hello_of("line1"), "unit"),
        ("/bridge", "unit.press", press_of(1, key=0), "key"),
        ("/bridge", "unit.press", press_of(1, press_id="77/3"), "press_id"),
        ("/bridge", "unit.press", press_of(1, age_s=-1), "age_s"),
        ("/bridge", "unit.status", {"unit": "line1/5", "online": 1, "stats": {}}, "online"),
    ],
)
def test_a_wrong_field_is_refused_by_name(namespace, event, payload, named):
    """Who wrote the client finds the mistake from the answer."""
    office = LiveOffice(people=1)
    client = everybody(office)[namespace]
    before = office.revision()

    answer = client.call(namespace, event, payload)

    assert (answer["ok"], answer["code"]) == (False, "invalid")
    assert named in answer["detail"]
    assert office.revision() == before


@pytest.mark.parametrize("text", ['2/board,5["board.get"', "2/board,5[]", '2/board,5["x","\\u0000"]', "2/board,5{}"])
def test_an_unreadable_packet_is_answered_too(text):
    """The id in front of it is all that an answer needs."""
    client = LiveOffice().display()

    client.send_text(text)

    assert client.packets[-1].id == 5
    assert client.packets[-1].data[0]["code"] == "bad_request"


@pytest.mark.parametrize("text", ["2/board,[", "2/nowhere,[]", "7", "", "51-/board,[]", "4/board,{}", "3/board,9[]"])
def test_rubbish_without_an_id_does_not_end_the_connection(text, caplog):
    """Nor does it write tracebacks into the log."""
    client = LiveOffice().display()

    client.send_text(text)

    assert client.call("/board", "board.get")["office"] == OFFICE
    assert not client.dropped
    assert caplog.records == []


def test_two_payloads_are_one_too_many():
    """No event has two."""
    answer = LiveOffice().display().call("/board", "board.get", {}, {})

    assert answer["code"] == "invalid"


def test_a_long_name_is_not_sent_back_whole():
    """A refusal must not be longer than what it refuses."""
    client = LiveOffice().display()

    client.emit("/board", "x" * 5000)

    assert len(client.received("error")[0]["event"]) == 64


def test_a_defect_is_logged_and_answered(caplog):
    """The client learns that it was not its fault, the administrator what happened."""
    office = LiveOffice()
    client = office.display()
    office.boards.of = None

    answer = client.call("/board", "board.get")

    assert answer["code"] == "server_error"
    assert "board.get on /board failed" in caplog.text


def test_a_defect_at_the_door_is_a_refusal(caplog):
    """A client that can't be admitted is told so."""
    office = LiveOffice()
    office.reader.revision = None

    assert office.client().connect("/board", {"office": OFFICE}) == "server_error"
    assert "a connection to /board failed" in caplog.text


def test_a_database_that_does_not_answer_is_busy_not_broken(caplog):
    """It is being restarted: bridges and displays ask again."""

    def away(*_):
        raise StorageUnreachable("db.example.vn: connection refused")

    office = LiveOffice()
    client = office.display()
    office.boards.of = away
    answer = client.call("/board", "board.get")
    office.reader.revision = away

    assert answer["code"] == "busy"
    assert office.client().connect("/board", {"office": OFFICE}) == "busy"
    assert "connection refused" in caplog.text


def test_a_client_that_went_while_it_was_admitted_leaves_nothing_behind():
    """Otherwise every broadcast would try to reach it for ever."""
    office = LiveOffice()
    client = office.client()
    revision = office.reader.revision

    def leave_once(code):
        office.reader.revision = revision
        client.leave()
        return revision(code)

    office.reader.revision = leave_once

    client.send_text("0/board," + json.dumps({"office": OFFICE}))

    assert office.server.manager.rooms == {}
    assert office.realtime.presence.connections()["/board"] == 0


def test_an_event_of_a_client_that_just_went_is_dropped():
    """Its handler may get its turn later than its end."""
    office = LiveOffice()
    client = office.display()
    client.leave()

    client.emit("/board", "board.get")

    assert client.received("error") == []


def test_nobody_is_let_in_elsewhere():
    """The default namespace would need no credentials."""
    client = LiveOffice().client()

    client.send_text("0")
    client.send_text("0/admin,")

    assert [one.data for one in client.packets] == ["Unable to connect", "Unable to connect"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ["office", "call_id", "outcome", "counter", "lines", "units", "unit", "key", "kind", "age_s", "press_id"]


@settings(max_examples=count(50, 200), deadline=None)
@given(
    where=st.sampled_from([(name, event) for name, events in EVENTS.items() for event in events]),
    payload=JSON | st.dictionaries(st.sampled_from(FIELDS), JSON) | st.just(press_of(1)),
    spoiled=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=2),
)
def test_no_payload_breaks_anything(where, payload, spoiled):
    """Every event is answered, no connection ends, nothing is logged as a defect."""
    namespace, event = where
    if isinstance(payload, dict):
        payload = payload | spoiled
    defects = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = defects.append
    logging.getLogger().addHandler(handler)
    try:
        office = LiveOffice(people=1)
        client = everybody(office)[namespace]
        before = office.revision()

        answer = client.call(namespace, event, payload)
    finally:
        logging.getLogger().removeHandler(handler)

    assert defects == []
    assert not client.dropped
    assert answer.get("code") != "server_error"
    if answer.get("ok") is False and event != "unit.press":
        assert office.revision() == before
