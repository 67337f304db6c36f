"""Speaks the calls on a computer without a screen."""

import logging
import queue
import secrets
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from display_client.announcer_desk import LEASE_EVERY_S, AnnouncerDesk
from display_client.announcer_memory import AnnouncerMemory, Report
from display_client.clips import Clips, Speech
from display_client.config import Display
from display_client.feed import Feed
from display_client.kept_board import KeptBoard
from display_client.loudspeaker import Loudspeaker, SoundDevice
from display_client.screens.wakes import ENDING, on_signals
from queue_server.contract.audio import AudioAnswer
from queue_server.contract.board_extras import BoardVoice
from queue_server.contract.codec import BadMessage, Json, from_wire
from queue_server.contract.messages import Board, BoardAuth, BoardCall, DisplayCommand, DisplayStatus
from queue_server.release import release

logger = logging.getLogger(__name__)

CLIPS_EVERY_S = 60.0
ANSWER_S = 5.0
"""A report without an answer for so long is sent again."""


@dataclass(frozen=True, slots=True)
class _Played:
    call_id: str
    error: str | None
    failed: bool


@dataclass(frozen=True, slots=True)
class _Prepared:
    call_id: str
    duration_s: float


@dataclass(frozen=True, slots=True)
class _Asked:
    sent_s: float
    answer: object


@dataclass(frozen=True, slots=True)
class _Told:
    report: Report
    answer: object


Wake = DisplayCommand | _Played | _Prepared | _Asked | _Told | None
"""None is the end."""


@dataclass
class Speaker:
    """One loop decides, one thread plays, one fetches clips, and the feed has its own."""

    display: Display
    loudspeaker: Loudspeaker
    clips: Clips
    memory: AnnouncerMemory
    wakes: "queue.SimpleQueue[Wake | str]" = field(default_factory=queue.SimpleQueue)
    _speaker: str = field(default_factory=lambda: secrets.token_hex(8))
    _board: Board | None = None
    _telling: tuple[Report, float] | None = None
    desk: AnnouncerDesk = field(init=False)
    feed: Feed = field(init=False)

    def __post_init__(self) -> None:
        display = self.display
        self.desk = AnnouncerDesk(
            memory=self.memory,
            play=self._play,
            stop=self.loudspeaker.stop,
            wall_s=time.time() - time.monotonic(),
        )
        self.feed = Feed(
            server=display.server,
            auth=BoardAuth(office=display.office, token=display.token, display=display.name),
            kept=KeptBoard.of(display.state_folder, display.office, display.name),
            status=self._status,
            changed=lambda: self.wakes.put("changed"),
            commanded=self.wakes.put,
        )

    def run(self) -> None:
        """Speak until told to end."""
        self.feed.start()
        threading.Thread(target=self._fetch, name="clips", daemon=True).start()
        ask_due_s = time.monotonic()
        try:
            while True:
                now_s = time.monotonic()
                if now_s >= ask_due_s:
                    self._ask(now_s)
                    ask_due_s = now_s + LEASE_EVERY_S
                wake_in_s = self.desk.wake_in_s(now_s)
                pause_s = min(ask_due_s - now_s, LEASE_EVERY_S if wake_in_s is None else wake_in_s)
                try:
                    wake = self.wakes.get(timeout=max(0.001, pause_s))
                except queue.Empty:
                    self.desk.tick(time.monotonic())
                else:
                    if wake is None:
                        return
                    self._heed(wake)
                self._tell()
        finally:
            self.feed.stop()
            self.loudspeaker.stop()

    def _heed(self, wake: "Wake | str") -> None:
        now_s = time.monotonic()
        match wake:
            case "changed":
                self._take_board(now_s)
            case _Asked():
                self._answered(wake, now_s)
            case _Told():
                self._answered_report(wake)
            case _Prepared():
                self.desk.prepared(wake.call_id, wake.duration_s, now_s)
            case _Played():
                self.desk.played(wake.call_id, now_s, failed=wake.failed, error=wake.error)
            case DisplayCommand(command="test"):
                self._start(partial(self.loudspeaker.play, self.clips.chime().pcm, self.desk.volume))
            case DisplayCommand(command="reload"):
                self.feed.reconnect()
            case DisplayCommand(command="volume", value=float() as percent):
                self.desk.order(percent / 100)

    def _take_board(self, now_s: float) -> None:
        latest = self.feed.latest
        # A board of an earlier run is old by definition; the server sends its own at once.
        if latest.live and latest.board is not None and latest.board is not self._board:
            self._board = latest.board
            self.desk.offer(latest.board, now_s)

    def _ask(self, now_s: float) -> None:
        payload: dict[str, Json] = {"state": "ready", "speaker": self._speaker}
        self.feed.ask("audio", payload, lambda *answer: self.wakes.put(_Asked(now_s, answer[0] if answer else None)))

    def _answered(self, asked: _Asked, now_s: float) -> None:
        try:
            answer = from_wire(AudioAnswer, asked.answer)
            self.desk.answered(answer, datetime.fromisoformat(answer.at).timestamp(), asked.sent_s, now_s)
        except (BadMessage, ValueError) as error:
            logger.warning("the server did not say who speaks: %s", error)

    def _tell(self) -> None:
        """Send the oldest report, one at a time, again when no answer came."""
        now_s, untold = time.monotonic(), self.memory.untold
        if not untold or (self._telling is not None and now_s - self._telling[1] < ANSWER_S):
            return
        report = untold[0]
        self._telling = (report, now_s)
        payload = report.payload | {"speaker": self._speaker}
        self.feed.ask(
            report.event, payload, lambda *answer: self.wakes.put(_Told(report, answer[0] if answer else None))
        )

    def _answered_report(self, told: _Told) -> None:
        answer = told.answer if isinstance(told.answer, dict) else {}
        if self.desk.told(told.report, answer.get("ok") is True, answer.get("code")):
            self._telling = None

    def _play(self, call: BoardCall, repeats: int) -> None:
        voice = self._board.voice if self._board else None
        logger.info("call %s to counter %s is spoken", call.number, call.counter)
        self._start(partial(self._sound, call, voice, repeats, self.desk.volume))

    def _sound(self, call: BoardCall, voice: BoardVoice | None, repeats: int, volume: float) -> None:
        speech: Speech = self.clips.speech(call, voice, repeats)
        error = f"without {', '.join(speech.missing)}"[:300] if speech.missing else None
        failed = not speech.pcm
        try:
            self.wakes.put(_Prepared(call.call_id, speech.duration_s))
            self.loudspeaker.play(speech.pcm, volume)
        except OSError as problem:
            error, failed = str(problem)[:300], True
        self.wakes.put(
            _Played(call.call_id, "there is neither a clip nor a chime" if not speech.pcm else error, failed)
        )

    @staticmethod
    def _start(work: partial[None]) -> None:
        threading.Thread(target=work, name="loudspeaker", daemon=True).start()

    def _fetch(self) -> None:
        while True:
            voice = self._board.voice if self._board else None
            self.clips.refresh(voice.languages if voice else ())
            time.sleep(CLIPS_EVERY_S if voice else 1.0)

    def _status(self) -> DisplayStatus:
        return DisplayStatus(
            version=release(),
            screen="speaker",
            audio="ready",
            revision=self._board.revision if self._board else 0,
            note=self.display.name,
        )


def run(display: Display) -> int:
    """Speak until the program is told to end, and return its exit code."""
    folder = display.state_folder / "voice"
    memory = AnnouncerMemory(folder / f"announced-{display.office}.json")
    memory.load()
    speaker = Speaker(display, SoundDevice(display.sound_device), Clips(display.server, folder), memory)
    with on_signals(dict.fromkeys(ENDING, partial(speaker.wakes.put, None))):
        speaker.run()
    return 0
