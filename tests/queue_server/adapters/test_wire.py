"""Views become messages of the contract: codes, local times, nothing private."""

from datetime import UTC, date, datetime, timedelta

import pytest

from queue_server.adapters.wire import board_message, rfc3339, ticket_message
from queue_server.contract.codec import from_wire, to_wire
from queue_server.contract.messages import Board
from queue_server.domain.announcement import VoiceRules
from queue_server.domain.availability import Availability
from queue_server.domain.ticket import TicketState
from queue_server.usecases.board import BoardView, CounterView, ServiceView, TicketView
from tests.ticket_builders import MORNING, a_call, a_ticket

ZONE = "Asia/Ho_Chi_Minh"


def a_board(**fields):
    ticket = a_ticket()
    given = {
        "office": "songcong",
        "office_name": "Sông Công",
        "epoch": "e",
        "revision": 7,
        "at": MORNING,
        "time_zone": ZONE,
        "service_day": date(2026, 3, 2),
        "calls": (a_call(ticket), a_call(ticket, "call2", "9")),
        "counter_names": {"1": "Quầy 1"},
        "counters": (CounterView(counter="1", name="Quầy 1", state="calling", number="A001", waiting=2),),
        "services": (ServiceView(service="land", name={"vi": "Đất đai"}, availability=Availability(), waiting=2),),
        "voice": VoiceRules(),
    }
    return BoardView(**(given | fields))


def test_a_board_says_what_a_lobby_may_see():
    """The shape that integrators rely on."""
    wire = to_wire(board_message(a_board()))

    assert {key: wire[key] for key in ("office", "office_name", "epoch", "revision", "at", "service_day")} == {
        "office": "songcong",
        "office_name": "Sông Công",
        "epoch": "e",
        "revision": 7,
        "at": "2026-03-02T08:00:00.000+07:00",
        "service_day": "2026-03-02",
    }
    assert wire["counters"] == [{"counter": "1", "name": "Quầy 1", "state": "calling", "number": "A001", "waiting": 2}]
    land = {"service": "land", "name": {"vi": "Đất đai"}, "waiting": 2, "expected_wait_s": None}
    assert wire["services"] == [land | {"open": True, "opening": None, "closed_reason": None}]
    assert wire["calls"][0] == {
        "call_id": "call1",
        "number": "A001",
        "service": "land",
        "counter": "1",
        "counter_name": "Quầy 1",
        "called_at": "2026-03-02T08:00:00.000+07:00",
        "announce_at": "2026-03-02T08:00:00.000+07:00",
        "kind": "call",
        "times": 1,
        "withdrawn": False,
        "tokens": {language: ["invite", "letter-a", "n0", "n0", "n1", "counter", "n1"] for language in ("vi", "en")},
    }
    assert wire["voice"] == {
        "languages": ["vi", "en"],
        "repeats": 1,
        "chime": True,
        "time_to_live_s": 60.0,
        "merge": True,
    }


def test_a_call_has_tokens_only_while_it_may_still_be_spoken():
    """A display that comes later must not speak old news."""
    in_time = board_message(a_board(at=MORNING + timedelta(seconds=60)))
    too_late = board_message(a_board(at=MORNING + timedelta(seconds=61)))

    assert [bool(call.tokens) for call in in_time.calls] == [True, True]
    assert [bool(call.tokens) for call in too_late.calls] == [False, False]


def test_a_call_whose_ticket_left_says_so_and_has_no_tokens():
    """Whoever did not begin to speak it must not send anybody to that counter now."""
    first, second = board_message(a_board(withdrawn=frozenset({"call1"}))).calls

    assert (first.withdrawn, first.tokens) == (True, {})
    assert (second.withdrawn, bool(second.tokens)) == (False, True)


def test_the_order_of_the_languages_is_that_of_the_office():
    board = board_message(a_board(voice=VoiceRules(languages=("en", "vi"))))

    assert list(to_wire(board)["calls"][0]["tokens"]) == ["en", "vi"]


def test_a_board_survives_the_wire():
    """Displays decode what this makes."""
    message = board_message(a_board())

    assert from_wire(Board, to_wire(message)) == message


def test_a_call_from_a_counter_that_was_removed_keeps_its_code():
    """The board must not fail over a counter that the back office took away at noon."""
    assert board_message(a_board()).calls[1].counter_name == "9"


def test_before_the_first_action_the_day_is_the_calendars():
    """In the office's zone, not in UTC."""
    late = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)

    assert board_message(a_board(service_day=None, at=late)).service_day == "2026-03-02"


@pytest.mark.parametrize(
    ("state", "counter"),
    [
        (TicketState.CALLED, "1"),
        (TicketState.SERVING, "1"),
        (TicketState.FINISHED, None),
        (TicketState.NO_SHOW, None),
        (TicketState.HELD, None),
    ],
)
def test_a_ticket_names_its_counter_only_while_it_is_there(state, counter):
    """Nobody is sent to a counter where they are done."""
    view = TicketView(
        ticket=a_ticket(1, state, counter="1"), ahead=None, wait=None, counter_name=None, time_zone=ZONE, revision=9
    )

    message = ticket_message(view)

    assert (message.number, message.state, message.counter, message.revision) == ("A001", state.value, counter, 9)
    assert message.issued_at == "2026-03-02T08:00:00.000+07:00"


def test_times_carry_the_offset_of_that_day():
    """Also where clocks change."""
    assert rfc3339(datetime(2026, 1, 1, tzinfo=UTC), "Europe/Berlin") == "2026-01-01T01:00:00.000+01:00"
    assert rfc3339(datetime(2026, 7, 1, tzinfo=UTC), "Europe/Berlin") == "2026-07-01T02:00:00.000+02:00"
