"""A computer without a screen speaks its zone's calls: by the same rules, through restarts of both sides."""

import json
import threading
import time

import pytest

from display_client.announcer_memory import AnnouncerMemory
from display_client.clips import RATE, Clips
from display_client.config import Options, read_display
from display_client.failure import DisplayFailure
from display_client.loudspeaker import SoundDevice
from display_client.screens.speaker import Speaker
from tests.heard import tone_banks
from tests.lobby import OFFICE, Lobby, wait_for

SECTIONS = f"""
[voice]
folder = "voice"

[office]
code = "{OFFICE}"
name = "A"
phone_tickets = true
issue_to_call_pause_s = 0.0

[[office.service]]
code = "land"
name = "Land"
prefix = "A"

[[office.counter]]
code = "1"
name = "Quầy 1"
services = ["land"]

[[office.counter]]
code = "2"
name = "Quầy 2"
services = ["land"]
"""


class FakeLoudspeaker:
    """Takes as long as a real one, and notes what it played; time can be made short."""

    def __init__(self, faster=20.0):
        self.faster = faster
        self.played = []
        self._busy = threading.Lock()
        self._stopping = threading.Event()

    def play(self, pcm, volume):
        assert self._busy.acquire(blocking=False), "two at once"
        try:
            self._stopping.clear()
            self.played.append(len(pcm) / (2 * RATE))
            self._stopping.wait(len(pcm) / (2 * RATE) / self.faster)
        finally:
            self._busy.release()

    def stop(self):
        self._stopping.set()


def _not_asked(*_):
    raise AssertionError("it has a token")


class Hall:
    """A server with banks of tones, and a speaker."""

    def __init__(self, folder):
        self.folder = folder
        self.lobby = Lobby(folder, boxes=0, sections=SECTIONS)
        tone_banks(folder / "voice")
        self.lobby.start_server()
        self.token = self.lobby.sign_in()
        device = self.lobby.command("device", "add", "hall speaker", "--kind", "display", "--office", OFFICE)
        (folder / "speaker.token").write_text(device.strip(), encoding="utf-8")
        self.loudspeaker = FakeLoudspeaker()
        for counter in "12":
            self.act(counter, "open")

    def act(self, counter, action):
        path = f"/api/v1/counters/{OFFICE}:{counter}/{action}"
        self.lobby.http("POST", path, {}, token=self.token, key=str(time.monotonic_ns()))

    def call(self, counter):
        self.lobby.issue()
        self.act(counter, "call-next")

    def start(self):
        options = Options(server=self.lobby.base, token_file=self.folder / "speaker.token", office=OFFICE)
        display = read_display(options, "hall speaker", lambda server, token: OFFICE, _not_asked)
        memory = AnnouncerMemory(self.folder / "state" / "announced.json")
        memory.load()
        self.speaker = Speaker(display, self.loudspeaker, Clips(self.lobby.base, self.folder / "state"), memory)
        self.thread = threading.Thread(target=self.speaker.run, daemon=True)
        self.thread.start()

    def stop(self):
        self.speaker.wakes.put(None)
        self.thread.join(20)
        assert not self.thread.is_alive()

    def states(self):
        path = f"/api/v1/offices/{OFFICE}/announcements?limit=50"
        answer = self.lobby.http("GET", path, token=self.token).json
        return [call["state"] for call in answer["announcements"]][::-1]


@pytest.fixture
def hall(tmp_path, monkeypatch):
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))
    hall = Hall(tmp_path)
    hall.start()
    yield hall
    hall.stop()
    hall.lobby.stop()


def test_calls_are_spoken_through_restarts_of_server_and_speaker(hall):
    hall.call("1")
    hall.call("2")
    wait_for(lambda: hall.states() == ["spoken", "spoken"], "two calls", 60)

    hall.lobby.kill("server")
    hall.lobby.start_server()
    hall.call("1")
    wait_for(lambda: hall.states() == ["spoken"] * 3, "a call after the server's restart", 60)

    hall.stop()
    hall.start()
    hall.call("2")
    wait_for(lambda: hall.states() == ["spoken"] * 4, "a call after the speaker's restart", 60)

    assert len(hall.loudspeaker.played) == 4
    assert all(seconds > 0.5 for seconds in hall.loudspeaker.played)


def test_a_memory_remembers_what_was_begun_and_what_was_not_told(tmp_path):
    memory = AnnouncerMemory(tmp_path / "m.json")
    memory.begin("a")
    memory.end("a", "spoken", None)
    memory.begin("b")

    later = AnnouncerMemory(tmp_path / "m.json")
    later.load()

    assert later.ids == ["a", "b"]
    told = [(one.event, one.payload.get("outcome")) for one in later.untold]
    assert told == [("announcing", None), ("announced", "spoken"), ("announcing", None), ("announced", "failed")]
    later.told(later.untold[0])
    assert len(json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))["untold"]) == 3


@pytest.mark.parametrize("content", ["", "{", "[]", '{"calls": 3}', '{"calls": {"a": null}, "untold": [1]}'])
def test_a_damaged_memory_is_begun_anew(tmp_path, content):
    (tmp_path / "m.json").write_text(content, encoding="utf-8")
    memory = AnnouncerMemory(tmp_path / "m.json")

    memory.load()

    assert memory.ids == []


def test_a_computer_without_sound_says_so():
    with pytest.raises(DisplayFailure):
        SoundDevice("a device that no computer has")
