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


STEPS = (
    "call",
    "call",
    "call",
    "recall",
    "undo",
    "leave",
    "leave",
    "lost",
    "finish",
    "finish",
    "fail",
    "tick",
    "master",
)


def stamp(seconds):
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def a_call(call_id, number, counter, kind, called, from_s, withdrawn=False):
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
        withdrawn=withdrawn,
    )


def a_board(calls, epoch="e1", repeats=1, merge=True):
    voice = BoardVoice(languages=["vi"], repeats=repeats, chime=True, time_to_live_s=60.0, merge=merge)
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


def take(announcer, step, rules):
    now = step["t"]
    if "board" in step:
        filler = [(f"f{index}", f"F{index}", "1", "call", now, now) for index in range(step.get("fill", 0))]
        return announcer.offer(a_board([*step["board"], *filler], step.get("epoch", "e1"), **rules), now)
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
    rules = {name: case[name] for name in ("repeats", "merge") if name in case}
    for step in case["steps"]:
        todo = take(announcer, step, rules)
        if "todo" in step:
            assert told(todo) == step["todo"], step


class Storm:
    """Calls, recalls, undone calls, lost boards, relief and bad players in any order, on a clock of its own."""

    def __init__(self, seed):
        self.chance, self.announcer, self.now = random.Random(seed), Announcer(), 0.0
        self.calls, self.ends, self.begun = [], {}, []
        self.speaking, self.is_master = None, False

    def step(self, number):
        self.now = round(self.now + self.chance.choice([0, 0.1, 0.5, 1, 3]), 3)
        what = self.chance.choice(STEPS)
        if what == "lost":
            return
        self.call(what, f"c{number}")
        if what in ("finish", "fail") and self.speaking:
            self.heed(self.announcer.finished(self.speaking, self.now, failed=what == "fail", error=None))
        if what == "master":
            self.is_master = not self.is_master or self.chance.random() < 0.7
            self.heed(self.announcer.set_master(self.is_master, self.now, [*self.ends, *self.begun]))
        self.calls = [one for one in self.calls if self.now - one[4] <= 90]
        self.heed(self.announcer.offer(a_board(self.calls), self.now))

    def call(self, what, call_id):
        if what == "call":
            from_s = self.now + self.chance.choice([0, 15])
            self.calls.append((call_id, f"A{self.chance.randint(1, 20)}", "1", "call", self.now, from_s))
        elif what == "recall" and self.calls:
            self.calls.append((call_id, self.chance.choice(self.calls)[1], "1", "recall", self.now, self.now))
        elif what == "undo" and self.calls:
            self.calls.remove(self.chance.choice(self.calls[-3:]))
        elif what == "leave" and self.calls:
            at = self.chance.randrange(len(self.calls))
            self.calls[at] = (*self.calls[at][:6], True)

    def heed(self, todo):
        for one in todo:
            if isinstance(one, Begin):
                assert self.speaking is None, "two at once"
                assert self.now >= datetime.fromisoformat(one.call.announce_at).timestamp()
                self.speaking = one.call.call_id
                self.begun.append(self.speaking)
            elif isinstance(one, End):
                assert one.call_id not in self.ends, "two ends"
                self.ends[one.call_id] = one.outcome
                self.speaking = None if self.speaking == one.call_id else self.speaking

    def settle(self):
        """Speak what is left, with nobody else about."""
        self.heed(self.announcer.set_master(True, self.now, []))
        while (wake := self.announcer.wake_s()) is not None:
            self.now = max(self.now, wake)
            self.heed(self.announcer.tick(self.now))
            if self.speaking:
                self.now += 4
                self.heed(self.announcer.finished(self.speaking, self.now))


@pytest.mark.parametrize("seed", range(count(20, 300)))
def test_in_any_storm_every_id_ends_once_and_nothing_overlaps(seed):
    storm = Storm(seed)
    for number in range(300):
        storm.step(number)
    storm.settle()

    assert len(storm.begun) == len(set(storm.begun))
    assert {call[0] for call in storm.calls} <= set(storm.ends)
    assert set(storm.begun) <= set(storm.ends)
