"""Calls faster than anybody can speak them while server and network fail: none is lost, doubled or spoken over."""

import http.client
import random
import threading
import time
import uuid
from collections import Counter
from datetime import datetime
from functools import partial

import pytest

from tests.counts import count
from tests.cut_line import CutLine
from tests.heard import Ears, tone_banks
from tests.lobby import OFFICE, Lobby

COUNTERS = [str(number) for number in range(1, 9)]
CALLS = count(40, 120)
STORM_S = count(20, 60)
TIME_TO_LIVE_S = count(15, 60)
ENDED_WITHIN_S = TIME_TO_LIVE_S + 60
RESTARTS, CUTS = 2, 5
STEADY_CALLS = count(6, 80)
STEADY_GAP_S = count(3.0, 7.5)
"""Eight a minute in full. An announcement of these banks takes two seconds, one of real banks five."""
LASTING_S = 60

SECTIONS = f"""
[voice]
folder = "voice"
time_to_live_s = {{time_to_live_s}}.0

[office]
code = "{OFFICE}"
name = "Bộ phận một cửa Sông Công"
phone_tickets = true
issue_to_call_pause_s = 0.0

[[office.service]]
code = "land"
name = "Đất đai"
prefix = "A"
""" + "".join(
    f'\n[[office.counter]]\ncode = "{code}"\nname = "Quầy {code}"\nservices = ["land"]\n' for code in COUNTERS
)


class Hall:
    """A server, a line to it that can be cut, and pages that listen."""

    def __init__(self, folder, time_to_live_s=TIME_TO_LIVE_S):
        self.lobby = Lobby(folder, boxes=0, sections=SECTIONS.format(time_to_live_s=time_to_live_s))
        tone_banks(folder / "voice")
        self.lobby.start_server()
        self.token = self.lobby.sign_in()
        self.line = CutLine(self.lobby.port)
        for code in COUNTERS:
            self.act(code, "open")

    def close(self):
        self.line.close()
        self.lobby.stop()

    def act(self, counter, action, body=None):
        return self.ask(f"/api/v1/counters/{OFFICE}:{counter}/{action}", body or {})

    def ask(self, path, body):
        """Ask until it is answered, with one key, as consoles do."""
        key = str(uuid.uuid4())
        end = time.monotonic() + 180
        while time.monotonic() < end:
            try:
                answer = self.lobby.http("POST", path, body, token=self.token, key=key, timeout=5)
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
                continue
            if answer.status != 503:
                return answer
        raise AssertionError(f"no answer to {path}")

    def restart(self):
        self.lobby.kill("server")
        self.lobby.start_server()

    def heard(self):
        """Return all calls, oldest first, with what became of them."""
        path = f"/api/v1/offices/{OFFICE}/announcements?limit=200"
        return self.lobby.http("GET", path, token=self.token).json["announcements"][::-1]

    def open_tv(self, page):
        ears = Ears(page)
        page.goto(f"{self.line.url}/tv?office={OFFICE}")
        wait_until(page, lambda: ears.loaded() >= 182, "loading both banks", 60)
        return ears


class Operator(threading.Thread):
    """Calls, recalls, sends on and takes back at one counter, so many times in so many seconds."""

    def __init__(self, hall, counter, times, seconds):
        super().__init__(daemon=True)
        self.hall, self.counter, self.times, self.seconds = hall, counter, times, seconds
        self.chance = random.Random(int(counter))

    def run(self):
        begin = time.monotonic()
        for number in range(self.times):
            self.do(self.chance.random())
            due = begin + (number + 1) * self.seconds / self.times
            time.sleep(max(0.0, due - time.monotonic()))

    def do(self, what):
        hall, counter = self.hall, self.counter
        if what < 0.3 and hall.act(counter, "recall").status == 200:
            return
        if what < 0.4:
            hall.act(counter, "transfer", {"counter": self.chance.choice(COUNTERS), "position": "first"})
        elif what < 0.45:
            hall.act(counter, "undo")
        hall.ask(f"/api/v1/offices/{OFFICE}/tickets", {"service": "land"})
        hall.act(counter, "call-next")


@pytest.fixture
def hall(tmp_path):
    hall = Hall(tmp_path)
    yield hall
    hall.close()


@pytest.fixture
def patient_hall(tmp_path):
    """Calls live as long as they do by default."""
    hall = Hall(tmp_path, LASTING_S)
    yield hall
    hall.close()


def faults_within(hall, seconds):
    """Return restarts of the server and cuts of the line, as (when in seconds, what to do)."""
    restarts = [(seconds * (number + 1) / (RESTARTS + 1), hall.restart) for number in range(RESTARTS)]
    cuts = [(seconds * (number + 0.5) / CUTS, hall.line.cut) for number in range(CUTS)]
    return sorted(restarts + cuts, key=lambda fault: fault[0])


@pytest.mark.timeout(600)
def test_in_a_storm_of_calls_and_faults_every_call_ends_once_and_none_is_spoken_over_another(
    hall, chromium, record_figure
):
    page = chromium.new_page()
    ears = hall.open_tv(page)
    operators = [Operator(hall, code, CALLS // len(COUNTERS), STORM_S) for code in COUNTERS]
    faults = faults_within(hall, STORM_S)

    begin = time.monotonic()
    for operator in operators:
        operator.start()
    for at_s, fault in faults:
        page.wait_for_timeout(max(1, (begin + at_s - time.monotonic()) * 1000))
        fault()
    while any(operator.is_alive() for operator in operators):
        page.wait_for_timeout(200)
    wait_until(page, lambda: settled(hall.heard()), "the end of every call", ENDED_WITHIN_S)

    calls = hall.heard()
    states = Counter(call["state"] for call in calls)
    record_figure("how calls ended", dict(states))
    assert len(calls) >= CALLS * 0.8
    assert [call["error"] for call in calls if call["state"] == "failed"] == []
    assert set(states) <= {"spoken", "merged", "withdrawn", "expired"}
    assert states["spoken"] >= 5
    assert all(call["zones"] or call["state"] == "withdrawn" for call in calls), "a call nobody accounted for"
    assert all(len(call["zones"]) <= 1 for call in calls)
    check_order(calls)
    ears.check_that_nothing_overlaps()
    ears.check_that_it_was_heard()
    ears.check_that_no_two_sound_at_once()
    assert len(ears.announcements()) == states["spoken"]
    check_that_the_board_is_the_database(hall, page)


@pytest.mark.timeout(900)
def test_at_the_pace_of_a_full_office_the_same_faults_silence_no_call(patient_hall, chromium, record_figure):
    hall, page = patient_hall, chromium.new_page()
    ears = hall.open_tv(page)
    calls = [
        (number * STEADY_GAP_S, partial(ask_and_call, hall, COUNTERS[number % len(COUNTERS)]))
        for number in range(STEADY_CALLS)
    ]
    steps = [*calls, *faults_within(hall, STEADY_CALLS * STEADY_GAP_S)]

    begin = time.monotonic()
    for at_s, do in sorted(steps, key=lambda step: step[0]):
        page.wait_for_timeout(max(1, (begin + at_s - time.monotonic()) * 1000))
        do()
    wait_until(page, lambda: settled(hall.heard()), "the end of every call", ENDED_WITHIN_S)

    states = Counter(call["state"] for call in hall.heard())
    record_figure("how calls ended", dict(states))
    assert states == {"spoken": STEADY_CALLS}
    check_order(hall.heard())
    ears.check_that_nothing_overlaps()
    ears.check_that_it_was_heard()
    assert len(ears.announcements()) == STEADY_CALLS


@pytest.mark.timeout(300)
def test_when_the_display_that_speaks_dies_another_takes_over_within_15_s(hall, chromium, record_figure):
    first, second = chromium.new_page(), chromium.new_page()
    ears = [hall.open_tv(first)]
    ask_and_call(hall, "1")
    wait_until(first, lambda: hall.heard()[-1]["state"] == "spoken", "the first call", 60)
    ears.append(hall.open_tv(second))
    second.wait_for_timeout(3500)
    ask_and_call(hall, "2")
    ask_and_call(hall, "3")
    wait_until(second, lambda: hall.heard()[1]["state"] == "speaking", "the second call", 60)

    first.close()
    died = time.monotonic()
    wait_until(second, lambda: hall.heard()[2]["state"] in ("speaking", "spoken"), "the take-over", 60)
    took_s = time.monotonic() - died
    record_figure("seconds until another display speaks", round(took_s, 1))
    wait_until(second, lambda: hall.heard()[2]["state"] == "spoken", "the third call", 60)

    assert took_s < 15
    assert len(ears[1].announcements()) == 1, "the call that was begun before is not repeated"
    assert hall.heard()[1]["state"] in ("speaking", "failed")


def ask_and_call(hall, counter):
    hall.ask(f"/api/v1/offices/{OFFICE}/tickets", {"service": "land"})
    hall.act(counter, "call-next")


def settled(calls):
    return all(call["state"] not in ("waiting", "speaking") for call in calls)


def wait_until(page, condition, what, seconds):
    """Wait with the page's events running."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        page.wait_for_timeout(250)


def check_order(calls):
    """Calls begin in the order in which they were made; one that others merged into has the place of the oldest."""
    merged = {call["number"] for call in calls if call["state"] == "merged"}
    begun = [
        (datetime.fromisoformat(call["zones"][0]["begun_at"]), place)
        for place, call in enumerate(calls)
        if call["state"] == "spoken" and call["number"] not in merged
    ]
    assert [place for _, place in begun] == [place for _, place in sorted(begun)]


def check_that_the_board_is_the_database(hall, page):
    """The page shows what the database says, after all of it."""
    board = hall.lobby.board()
    at_counters = {one["number"] for one in hall.lobby.tickets(hall.token) if one["state"] in ("called", "serving")}
    assert {one["number"] for one in board["counters"] if one["number"]} == at_counters
    newest = [call["number"] for call in board["calls"]]

    def shown():
        return page.evaluate("[...document.querySelectorAll('.row .ticket')].map((one) => one.textContent)")

    wait_until(page, lambda: shown() and set(shown()) <= set(newest), "the newest board", 30)
