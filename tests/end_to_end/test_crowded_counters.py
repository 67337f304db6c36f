"""Eight operators at consoles, eight at call boxes at once: no ticket at two counters, all agree at the end."""

import random
import threading
import time
import uuid
from collections import Counter

import pytest

from tests.counts import count
from tests.fingers import press_and_listen
from tests.ledger import Ledger
from tests.lobby import OFFICE, PASSWORD, Lobby, wait_for

CONSOLES = range(1, 9)
BOXES = range(9, 17)
KEYS = {"1": "next", "2": "start", "3": "transfer:civil", "4": "finish"}
"""Set in the back office for the boxes of the second half, whose file says otherwise."""

EXPECTED_REFUSALS = {
    "queue_empty",
    "no_ticket",
    "no_undo",
    "undo_too_late",
    "no_show_too_soon",
    "illegal_transition",
    "counter_paused",
    "ticket_taken",
}


@pytest.fixture
def lobby(tmp_path):
    lobby = Lobby(tmp_path, boxes=16)
    lobby.start_all()
    yield lobby
    lobby.stop()


class Operator(threading.Thread):
    """Works at one counter by the API, in no sensible order."""

    def __init__(self, lobby, counter, steps):
        super().__init__(name=f"operator {counter}", daemon=True)
        self.username = f"operator{counter}"
        self.refused = Counter()
        self.wrong = []
        self._lobby, self._counter, self._steps = lobby, counter, steps
        self._chance = random.Random(counter)

    def run(self):
        body = {"username": self.username, "password": PASSWORD}
        self.token = self._lobby.http("POST", "/api/v1/sessions", body, timeout=60).json["token"]
        self._do("open", {"office": OFFICE})
        for _ in range(self._steps):
            self._do(*self._wish())
            time.sleep(self._chance.uniform(0, 0.05))
        self._do("resume", {})

    def _wish(self):
        action = self._chance.choices(
            ("call-next", "start", "finish", "undo", "transfer", "hold", "recall", "no-show", "pause", "resume"),
            (10, 4, 4, 4, 4, 2, 2, 1, 1, 2),
        )[0]
        other = str(self._chance.choice([one for one in (*CONSOLES, *BOXES) if one != self._counter]))
        target = self._chance.choice([{"service": "civil"}, {"service": "land"}, {"counter": other}])
        bodies = {
            "transfer": {**target, "come_back": self._chance.random() < 0.3},
            "pause": {"reason": "break"},
            "hold": {"minutes": 0.02},
        }
        return action, bodies.get(action, {})

    def _do(self, action, body):
        path = f"/api/v1/counters/{OFFICE}:{self._counter}/{action}"
        answer = self._lobby.http("POST", path, body, self.token, str(uuid.uuid4()), timeout=60)
        if answer.status == 200:
            return
        code = answer.json["code"]
        self.refused[code] += 1
        if code not in EXPECTED_REFUSALS:
            self.wrong.append((action, answer.status, code))


class Fingers(threading.Thread):
    """Presses the keys of one box, waiting for each beep."""

    def __init__(self, lobby, box, presses):
        super().__init__(name=f"box {box}", daemon=True)
        self.unheard = []
        """Presses without an answer, as (time of day, key)."""
        self._lobby, self._box, self._presses = lobby, box, presses
        self._chance = random.Random(box)

    def run(self):
        for _ in range(self._presses):
            key = self._chance.choices((1, 2, 3, 4), (6, 2, 2, 2))[0]
            pressed_at = time.strftime("%H:%M:%S")
            if press_and_listen(self._lobby, self._box, key) == "silence":
                self.unheard.append((pressed_at, key))
            time.sleep(0.75)

    def account(self):
        """Tell the presses without an answer, and what the bridge wrote about the box; nothing if there are none."""
        lines = [line for line in self._lobby.log("bridge").splitlines() if f"line1/{self._box} " in line]
        return "\n".join([f"box {self._box}: {self.unheard}", *lines]) if self.unheard else ""


class Inspector(threading.Thread):
    """Looks at the office again and again while everybody works."""

    def __init__(self, lobby, token):
        super().__init__(name="inspector", daemon=True)
        self.looks = 0
        self.wrong = []
        self.over = threading.Event()
        self._lobby, self._token = lobby, token

    def run(self):
        while not self.over.wait(0.2):
            there = [one for one in self._lobby.tickets(self._token) if one["state"] in ("called", "serving")]
            places = [one["counter"] for one in there]
            numbers = [one["number"] for one in self._lobby.board()["counters"] if one["number"]]
            if len(places) != len(set(places)) or len(numbers) != len(set(numbers)):
                self.wrong.append((places, numbers))
            self.looks += 1


def set_up(lobby, token):
    """Add the operators' accounts and give the second half of the boxes other keys, both in the back office."""
    for counter in CONSOLES:
        account = {"username": f"operator{counter}", "name": f"Operator {counter}", "role": "operator"}
        added = lobby.http("POST", "/api/v1/admin/operators", account | {"password": PASSWORD}, token, timeout=60)
        assert added.status == 201, added.body
    units = wait_for(lambda: _announced(lobby, token), "the bridge's units", seconds=60, dead=lobby.dead)
    for box in BOXES:
        changed = lobby.http("PATCH", f"/api/v1/admin/units/{units[str(box)]}", {"keys": KEYS}, token, timeout=60)
        assert changed.status == 200, changed.body


def _announced(lobby, token):
    units = lobby.http("GET", f"/api/v1/admin/units?office={OFFICE}", token=token, timeout=60).json["units"]
    known = {one["unit"].rpartition("/")[2]: one["id"] for one in units}
    return known if {str(box) for box in BOXES} <= known.keys() else None


def all_agree(lobby, ledger, page):
    """Return whether database, board, boxes, LED units and the browser's console show the same numbers."""
    stored = ledger.at_counters()
    codes = [str(one) for one in (*CONSOLES, *BOXES)]
    wanted = [stored.get(code) for code in codes]
    board = {one["counter"]: one["number"] for one in lobby.board()["counters"]}
    shown = page.inner_text("#number")
    return (
        wanted == [board[code] for code in codes]
        and wanted == [lobby.digits(int(code)) or None for code in codes]
        and wanted == [lobby.digits(100 + int(code)) or None for code in codes]
        and (None if shown == "–" else shown) == stored.get("1")
    )


def sign_in_at_counter_1(chromium, lobby):
    page = chromium.new_page()
    page.goto(f"{lobby.base}/sign-in?next=/console%3Foffice={OFFICE}%26counter=1")
    page.fill("[name=username]", "operator1")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#ticket", timeout=60_000)
    return page


@pytest.mark.timeout(900)
def test_eight_consoles_and_eight_boxes_never_share_a_ticket_and_agree(lobby, chromium, record_figure):
    """Random actions with undo and transfer, by API, browser and keys whose meaning comes from the back office."""
    token, ledger = lobby.sign_in(), Ledger(lobby.folder / "moiso.db")
    set_up(lobby, token)
    tickets = count(60, 500)
    for index in range(tickets):
        lobby.issue(("land", "civil")[index % 2])
    page = sign_in_at_counter_1(chromium, lobby)
    operators = [Operator(lobby, counter, count(12, 120)) for counter in CONSOLES]
    boxes = [Fingers(lobby, box, count(4, 30)) for box in BOXES]
    inspector = Inspector(lobby, token)

    for one in (*operators, *boxes, inspector):
        one.start()
    while any(one.is_alive() for one in (*operators, *boxes)):
        page.keyboard.press(random.Random(time.monotonic()).choice("nrsfz"))
        page.wait_for_timeout(400)
        page.keyboard.press("Escape")
    inspector.over.set()
    inspector.join(60)

    assert [one.wrong for one in operators if one.wrong] == []
    assert inspector.wrong == []
    assert inspector.looks > 0
    assert "".join(one.account() for one in boxes) == ""
    wait_for(lambda: all_agree(lobby, ledger, page), "all to agree", seconds=120, dead=lobby.dead)
    record_figure("crowded counters: looks at the office, all without a ticket at two counters", inspector.looks)
