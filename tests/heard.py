"""What a page lets be heard: the schedule it gave WebAudio, and the level of what came out, in its audio time."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from queue_server.adapters.voice.clip_bank import ClipBank
from queue_server.domain.phrases import LANGUAGES, phrases
from tests.voice_clips import ToneEngine

LISTEN = """
(() => {
  window.__clips = [];
  window.__levels = [];
  performance.setResourceTimingBufferSize(2000);
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (when = 0) {
    const from = Math.max(when, this.context.currentTime);
    window.__clips.push({ from, to: from + this.buffer.duration, at: Date.now() });
    return start.apply(this, arguments);
  };
  const stop = AudioBufferSourceNode.prototype.stop;
  AudioBufferSourceNode.prototype.stop = function () {
    window.__stopped = (window.__stopped ?? 0) + 1;
    return stop.apply(this, arguments);
  };
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...more) {
    if (to === this.context.destination && !this.__ear) {
      const ear = this.context.createScriptProcessor(1024, 1, 1);
      ear.__ear = true;
      ear.onaudioprocess = ({ inputBuffer, playbackTime }) => {
        const data = inputBuffer.getChannelData(0);
        let sum = 0;
        for (const value of data) sum += value * value;
        window.__levels.push({ at: playbackTime, rms: Math.sqrt(sum / data.length) });
      };
      connect.call(this, ear);
      connect.call(ear, this.context.destination);
    }
    return connect.call(this, to, ...more);
  };
})();
"""
CHIME_S = 0.7
TWO_CLIPS = 0.125
"""A clip has a root mean square of 0.1 (-20 dBFS), two at once 0.14."""
SOUND = 0.01
"""Root mean square above which a block of audio is no silence."""


@dataclass
class Ears:
    """Listens to a page; made before the page is opened."""

    page: object

    def __post_init__(self):
        self.page.add_init_script(LISTEN)

    def clips(self):
        """Return [{from, to}] of every clip in the order of the schedule, in seconds."""
        return sorted(self.page.evaluate("window.__clips"), key=lambda one: one["from"])

    def loaded(self):
        """Return how many clips the page has fetched."""
        loaded = self.page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
        return sum(".wav" in name for name in loaded)

    def announcements(self, gap=0.23):
        """Return (from, to) of each announcement: clips with less than ``gap`` seconds between them.

        Within one they are 0.2 s apart at most, to the sample. The 0.35 s between two are by the computer's clock;
        where the browser got no time to play, its own clock is behind that one.
        """
        found = []
        for clip in self.clips():
            if found and clip["from"] - found[-1][1] < gap:
                found[-1][1] = max(found[-1][1], clip["to"])
            else:
                found.append([clip["from"], clip["to"]])
        return [tuple(one) for one in found]

    def check_that_nothing_overlaps(self):
        """One clip begins after the other has ended, in the schedule of every page of this context."""
        clips = self.clips()
        for before, after in pairwise(clips):
            assert after["from"] >= before["to"] - 0.001, (before, after)

    def check_that_it_was_heard(self):
        """In what came out there is sound while clips are scheduled, and silence between announcements."""
        levels = self.page.evaluate("window.__levels")
        assert levels
        heard = [one["at"] for one in levels if one["rms"] > SOUND]
        announcements = self.announcements()
        for begin, end in announcements:
            assert any(begin <= at <= end for at in heard), f"nothing was heard from {begin} to {end}"
        for at in heard:
            # A block is 23 ms long, and its time is when it will be played.
            assert any(begin - 0.2 <= at <= end + 0.2 for begin, end in announcements), f"sound at {at}"

    def check_that_no_two_sound_at_once(self):
        """What came out is never louder than a single clip, apart from chimes: two at once would add up."""
        chimes = [one for one in self.clips() if abs(one["to"] - one["from"] - CHIME_S) < 0.001]
        for level in self.page.evaluate("window.__levels"):
            at = level["at"]
            if not any(one["from"] - 0.05 <= at <= one["to"] + 0.05 for one in chimes):
                assert level["rms"] < TWO_CLIPS, level


def tone_banks(folder: Path) -> None:
    """Make banks of short tones, so that an announcement takes little more than two seconds."""
    for language in LANGUAGES:
        bank, engine = ClipBank(folder, language), ToneEngine()
        wanted = phrases(language)
        for phrase in wanted:
            bank.synthesise(engine, phrase)
        bank.write_manifest(engine, wanted)
