"""The rules of announcements in Python, by the vectors that hold the TV page to the same."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from display_client.announcer import Announcer, Begin, End, Stop
from queue_server.contract.messages import Board, BoardCall, BoardVoice
from tests.counts import count

CASES = json.loads((Path(__file__).parents[1] / "vectors/announcer.json").read_text(encoding="utf-8"))["cases"]


STEPS = ("call", "call", "call", "recall", "undo", "lost", "finish", "finish", "fail", "tick", "master")


def stamp(seconds):
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def a_call(call_id, number, counter, kind, called, from_s):
    return BoardCall(
        call_id=call_id,
        number=number,
        service="land",
        counter=counter,
        counter_name=f"Quầy {counter}",
        called_at=stamp(called),
        announce_at=stamp(from_s),
        kind=kind,
        times=1,
    )


def a_board(calls, epoch="e1", repeats=1):
    voice = BoardVoice(languages=["vi"], repeats=repeats, chime=True, time_to_live_s=60.0)
    return Board(
        office="a",
        office_name="A",
        epoch=epoch,
        revision=1,
        at=stamp(0),
        service_day="2026-03-02",
        calls=[a_call(*call) for call in calls],
        counters=[],
        services=[],
        voice=voice,
    )


def told(todo):
    words = []
    for one in todo:
        match one:
            case Begin():
                words.append(f"begin:{one.call.call_id}:{one.repeats}")
            case End():
                words.append(f"end:{one.call_id}:{one.outcome}")
            case Stop():
                words.append("stop")
    return words


def take(announcer, step, repeats):
    now = step["t"]
    if "board" in step:
        filler = [(f"f{index}", f"F{index}", "1", "call", now, now) for index in range(step.get("fill", 0))]
        return announcer.offer(a_board([*step["board"], *filler], step.get("epoch", "e1"), repeats), now)
    if "master" in step:
        return announcer.set_master(step["master"], now, step.get("ended", []))
    if "prepared" in step:
        announcer.prepared(*step["prepared"], now)
        return []
    if "finished" in step:
        return announcer.finished(step["finished"], now)
    if "failed" in step:
        return announcer.finished(step["failed"], now, failed=True, error="it can't be played")
    return announcer.tick(now)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_vectors_are_kept(case):
    announcer = Announcer(ended=dict.fromkeys(case.get("ended", [])))
    for step in case["steps"]:
        todo = take(announcer, step, case.get("repeats", 1))
        if "todo" in step:
            assert told(todo) == step["todo"], step


@pytest.mark.parametrize("seed", range(count(20, 300)))
def test_in_any_storm_every_id_ends_once_and_nothing_overlaps(seed):
    """Calls, recalls, undone calls, lost boards, relief and bad players in any order."""
    chance, announcer, now = random.Random(seed), Announcer(), 0.0
    calls, ends, begun, speaking = [], {}, [], None
    is_master = False

    def heed(todo):
        nonlocal speaking
        for one in todo:
            match one:
                case Begin():
                    assert speaking is None, "two at once"
                    assert now >= datetime.fromisoformat(one.call.announce_at).timestamp()
                    speaking = one.call.call_id
                    begun.append(speaking)
                case End():
                    assert one.call_id not in ends, "two ends"
                    ends[one.call_id] = one.outcome
                    speaking = None if speaking == one.call_id else speaking
                case Stop():
                    pass

    for number in range(300):
        now = round(now + chance.choice([0, 0.1, 0.5, 1, 3]), 3)
        match chance.choice(
            ["call", "call", "call", "recall", "undo", "lost", "finish", "finish", "fail", "tick", "master"]
        ):
            case "call":
                calls.append(
                    (f"c{number}", f"A{chance.randint(1, 20)}", "1", "call", now, now + chance.choice([0, 15]))
                )
            case "recall" if calls:
                calls.append((f"c{number}", chance.choice(calls)[1], "1", "recall", now, now))
            case "undo" if calls:
                calls.remove(chance.choice(calls[-3:]))
            case "lost":
                continue
            case "finish" if speaking:
                heed(announcer.finished(speaking, now))
            case "fail" if speaking:
                heed(announcer.finished(speaking, now, failed=True, error="x"))
            case "master":
                is_master = not is_master or chance.random() < 0.7
                heed(announcer.set_master(is_master, now, list(ends) + begun))
        calls = [one for one in calls if now - one[4] <= 90]
        heed(announcer.offer(a_board(calls), now))
    heed(announcer.set_master(True, now, []))
    while (wake := announcer.wake_s()) is not None:
        now = max(now, wake)
        heed(announcer.tick(now))
        if speaking:
            now += 4
            heed(announcer.finished(speaking, now))

    assert len(begun) == len(set(begun))
    assert {call[0] for call in calls} <= set(ends)
    assert {one for one in begun if one != speaking} <= set(ends)
