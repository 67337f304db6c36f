"""Everybody wants the first free morning: many phones at once, double taps, some give their time back at once."""

import random
import threading
from collections import Counter, defaultdict

from tests.counts import count
from tests.lobby import OFFICE, Lobby

CLIENTS = count(8, 64)
WISHES = count(72, 2000)
SERVICES = ("land", "civil")
PLACES = {"1": 2, "2": 1, "3": 0}
"""Of the counters, each of which serves both services."""


class Phone(threading.Thread):
    """Books times, each wish with a key of its own, sent up to three times at once; half of the phones cancel some."""

    def __init__(self, lobby, seed, times):
        super().__init__(daemon=True)
        self.lobby, self.seed, self.times = lobby, seed, times
        self.chance = random.Random(seed)
        self.answers = defaultdict(list)
        self.failures = []

    def run(self):
        try:
            for order in range(WISHES // CLIENTS):
                self.want(f"phone{self.seed}-{order}")
        except Exception as error:  # noqa: BLE001  it is told where the threads are joined
            self.failures.append(error)

    def want(self, key):
        wish = {"service": self.chance.choice(SERVICES), "begins_at": self.chance.choice(self.times)}
        copies = range(self.chance.choice((0, 1, 2)))
        twins = [threading.Thread(target=self.book, args=(key, wish), daemon=True) for _ in copies]
        for twin in twins:
            twin.start()
        self.book(key, wish)
        for twin in twins:
            twin.join(60)
        codes = {code for status, code in self.answers[key] if status == 201}
        if codes and self.seed % 2 and self.chance.random() < 0.5:
            assert self.ask("DELETE", f"/api/v1/appointments/{codes.pop()}").status == 200

    def book(self, key, wish):
        answer = self.ask("POST", "/api/v1/appointments", {"office": OFFICE} | wish, key)
        self.answers[key].append((answer.status, answer.json["code"]))

    def ask(self, method, path, body=None, key=None):
        for _ in range(50):
            try:
                answer = self.lobby.http(method, path, body, key=key, timeout=30)
            except OSError:
                continue
            if answer.status != 503:
                return answer
        raise AssertionError(f"{method} {path} was never answered")


def configured(lobby):
    """Let both services take appointments of an hour at counters with limits; return a token of staff."""
    staff = lobby.sign_in()
    for service in SERVICES:
        rules = {"enabled": True, "slot_min": 60, "capacity": 50, "horizon_days": 40}
        assert lobby.http("PATCH", f"/api/v1/admin/bookings/{OFFICE}:{service}", rules, token=staff).status == 200
    for counter, places in PLACES.items():
        path = f"/api/v1/admin/counters/{OFFICE}:{counter}"
        assert lobby.http("PATCH", path, {"appointments": places}, token=staff).status == 200
    return staff


def test_never_more_than_the_counters_take_and_each_key_one_appointment(tmp_path):
    """Whatever comes at once, of whichever service: what counters share is given out once."""
    lobby = Lobby(tmp_path, boxes=len(PLACES))
    lobby.config.write_text(lobby.config.read_text().replace("[security]", '[security]\ncode_rate_limit = "off"'))
    try:
        lobby.start_server()
        staff = configured(lobby)
        slots = lobby.http("GET", f"/api/v1/offices/{OFFICE}/slots?service=land").json["slots"]
        day = slots[-1]["begins_at"][:10]
        times = [one["begins_at"] for one in slots if one["begins_at"].startswith(day)][:4]
        phones = [Phone(lobby, seed, times) for seed in range(CLIENTS)]
        for phone in phones:
            phone.start()
        for phone in phones:
            phone.join(240)

        assert [failure for phone in phones for failure in phone.failures] == []
        answers = {key: found for phone in phones for key, found in phone.answers.items()}
        assert len(answers) == CLIENTS * (WISHES // CLIENTS)
        refused = {code for found in answers.values() for status, code in found if status != 201}
        assert refused <= {"slot_taken"}
        codes = [{code for status, code in found if status == 201} for found in answers.values()]
        assert max(map(len, codes)) == 1
        listed = lobby.http("GET", f"/api/v1/offices/{OFFICE}/appointments?day={day}", token=staff).json["appointments"]
        assert len(listed) == len({code for one in codes for code in one})
        held = Counter(one["begins_at"] for one in listed if one["state"] == "booked")
        assert set(held) == set(times)
        assert max(held.values()) <= sum(PLACES.values())
        left = lobby.http("GET", f"/api/v1/offices/{OFFICE}/slots?service=land&from={day}&to={day}").json["slots"]
        assert {one["begins_at"]: one["left"] for one in left if one["begins_at"] in times} == {
            at: sum(PLACES.values()) - held[at] for at in times
        }
    finally:
        lobby.stop()
