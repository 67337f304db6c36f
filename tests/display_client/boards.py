"""Builders of boards and views for the tests of displays."""

from datetime import datetime, timedelta, timezone

from display_client.layout import View
from display_client.wording import VIETNAMESE
from queue_server.contract.messages import Board, BoardCall, BoardCounter, BoardService, WaitRange

HANOI = timezone(timedelta(hours=7))
MORNING = datetime(2026, 2, 23, 8, 5, 12, tzinfo=HANOI)


def a_call(number="A007", counter="1", **changes):
    return BoardCall(
        **{
            "call_id": f"{number}-{counter}-{changes.get('times', 1)}",
            "number": number,
            "service": "land",
            "counter": counter,
            "counter_name": f"Quầy {counter}",
            "called_at": MORNING.isoformat(),
            "announce_at": MORNING.isoformat(),
            "kind": "call",
            "times": 1,
        }
        | changes
    )


def a_counter(counter="1", state="calling", number="A007", **changes):
    return BoardCounter(
        **{"counter": counter, "name": f"Quầy {counter}", "state": state, "number": number, "waiting": 0} | changes
    )


def a_service(service="land", waiting=3, **changes):
    name = {"vi": "Đất đai", "en": "Land"}
    return BoardService(**{"service": service, "name": name, "waiting": waiting} | changes)


def a_board(revision=1, epoch="e1", **changes):
    return Board(
        **{
            "office": "songcong",
            "office_name": "Bộ phận một cửa Sông Công",
            "epoch": epoch,
            "revision": revision,
            "at": MORNING.isoformat(),
            "service_day": "2026-02-23",
            "calls": [a_call("A006", "2"), a_call()],
            "counters": [a_counter(), a_counter("2", "serving", "A006"), a_counter("3", "closed", None)],
            "services": [a_service(expected_wait_s=WaitRange(low=240, high=600)), a_service("tax", 0)],
        }
        | changes
    )


def a_view(**changes):
    return View(
        **{"board": a_board(), "wording": VIETNAMESE, "language": "vi", "clock": MORNING, "age_s": 1.0} | changes
    )
