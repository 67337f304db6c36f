// Runs the announcer: gives it time, plays what it begins, keeps and reports what became of each call, and asks the
// server who speaks in the zone. Clock, timers, storage, player and the way to the server are handed in.

import { Announcer, PAUSE_MS } from "./announcer.js";
import { AnnouncerMemory } from "./announcer_memory.js";

export const LEASE_EVERY_MS = 3000;
/** Without a renewal for so long somebody else may speak, so this display must not; see the server's audio_master.py. */
export const LEASE_MS = 8000;
const LATER = ["forbidden", "busy", "server_error"];
const SAMPLES = 20;
const CLIPS_EVERY_MS = 30000;

export class AnnouncerDesk {
  #deps;
  #announcer;
  #memory;
  #timer = null;
  #telling = false;
  #asking = false;
  #samples = [];
  #askedAt = null;
  #hasRivals = false;
  #isMaster = false;
  #clipsAt = -Infinity;
  #setUp = null;
  #ordered = null;

  /**
   * deps: {player, clips, ask(event, payload), speaker, storage, key, clock: {now(), monotonic()}, timers: {set, clear},
   * onChange(), onSpeaking(call or null, milliseconds once they are known)}; `clock.now()` is this device's wall clock
   * in milliseconds.
   */
  constructor(deps) {
    this.#deps = deps;
    this.#memory = new AnnouncerMemory(deps.storage, deps.key);
    this.#announcer = new Announcer({ ended: this.#memory.ids });
    this.voice = null;
  }

  /** none, locked or ready, as displays report it. */
  get state() {
    return this.#deps.player.isReady ? "ready" : "locked";
  }

  /** Whether this display speaks for its zone now. */
  get isMaster() {
    return this.#isMaster;
  }

  /** Take the newest board. */
  offer(board) {
    this.voice = board.voice ?? null;
    this.#do(this.#announcer.offer(board, this.#now()));
    this.#refreshClips();
  }

  /** Return the milliseconds a call is spoken, the pause after it included; null while its clips are not here. */
  durationMs(call, othersWait) {
    const ms = this.#deps.player.durationMs(call, { ...this.#how(), ...(othersWait ? { repeats: 1 } : {}) });
    return ms === null ? null : ms + PAUSE_MS;
  }

  /** Also without any call: a bank may be made, or a phrase recorded, at any time. */
  #refreshClips() {
    const at = this.#deps.clock.monotonic();
    if (!this.voice || at - this.#clipsAt < CLIPS_EVERY_MS) return;
    this.#clipsAt = at;
    this.#deps.clips.refresh(this.#languages());
  }

  /** Ask who speaks, tell what has not been told; called every LEASE_EVERY_MS and when anything changed. */
  async renew() {
    if (this.#asking) return;
    this.#asking = true;
    const { ask, clock, onChange, player } = this.#deps;
    const sent = clock.monotonic();
    try {
      const answer = await ask("audio", { state: this.state, speaker: this.#deps.speaker });
      if (!answer?.ok) throw new Error(answer?.code);
      this.#askedAt = sent;
      this.#hasRivals = answer.rivals > 0;
      this.#setClock(Date.parse(answer.at), sent, clock.monotonic());
      this.#takeVolume(answer.volume);
      this.#setMaster(answer.master, answer.ended);
    } catch {
      // The server is away: go on, but only for as long as nobody else may have taken over.
    } finally {
      this.#asking = false;
    }
    if (this.#hasRivals && this.#isMaster && clock.monotonic() - this.#askedAt > LEASE_MS) this.#setMaster(false, []);
    onChange();
    this.#refreshClips();
    await this.#tell();
  }

  /** Be as loud as staff order, in percent, until the display is set up otherwise. */
  order(volume) {
    this.#ordered = volume;
    this.#deps.player.volume = volume / 100;
  }

  #takeVolume(setUp) {
    if (setUp !== this.#setUp && this.#setUp !== null) this.#ordered = null;
    this.#setUp = setUp;
    this.#deps.player.volume = (this.#ordered ?? setUp) / 100;
  }

  #setMaster(isMaster, ended) {
    this.#isMaster = isMaster;
    this.#do(this.#announcer.setMaster(isMaster, this.#now(), ended));
  }

  /** Of the last answers the quickest says best what the server's clock shows. */
  #setClock(serverAt, sent, got) {
    this.#samples.push({ took: got - sent, offset: serverAt - (sent + got) / 2 });
    this.#samples = this.#samples.slice(-SAMPLES);
  }

  /** The server's time in milliseconds, by a clock of this device that never jumps. */
  #now() {
    const { clock } = this.#deps;
    if (!this.#samples.length) return clock.now();
    const best = this.#samples.reduce((one, other) => (other.took < one.took ? other : one));
    return clock.monotonic() + best.offset;
  }

  #languages() {
    return this.voice?.languages ?? [];
  }

  #how() {
    return { repeats: this.voice?.repeats ?? 1, chime: this.voice?.chime ?? true, languages: this.#languages() };
  }

  #do(todo) {
    for (const one of todo) {
      if (one.do === "begin") this.#begin(one);
      else if (one.do === "stop") this.#deps.player.stop();
      else this.#memory.end(one.id, one.outcome, one.error);
    }
    this.#deps.onSpeaking(this.#announcer.speaking);
    this.#schedule();
    if (todo.length) this.#tell();
  }

  #begin({ call, repeats }) {
    const id = call.call_id;
    this.#memory.begin(id);
    const how = {
      ...this.#how(),
      repeats,
      onPlan: (durationMs) => {
        this.#announcer.prepared(id, durationMs, this.#now());
        this.#deps.onSpeaking(call, durationMs);
        this.#schedule();
      },
    };
    this.#deps.player.play(call, how).then(
      (missing) => {
        const error = missing.length ? `without ${missing.join(", ")}`.slice(0, 300) : undefined;
        this.#do(this.#announcer.finished(id, this.#now(), { error }));
      },
      (error) => this.#do(this.#announcer.finished(id, this.#now(), { failed: true, error: error.message })),
    );
  }

  #schedule() {
    const { clear, set } = this.#deps.timers;
    clear(this.#timer);
    const now = this.#now();
    const wake = this.#announcer.wake(now);
    if (wake !== null) this.#timer = set(() => this.#do(this.#announcer.tick(this.#now())), wake - now);
  }

  /** Send reports one after the other; those that get no answer are sent again with the next renewal. */
  async #tell() {
    if (this.#telling) return;
    this.#telling = true;
    try {
      for (let [report] = this.#memory.untold; report; [report] = this.#memory.untold) {
        const answer = await this.#deps.ask(report.event, { ...report.payload, speaker: this.#deps.speaker });
        // Who does not speak (any more) is not believed now, but may be again.
        if (!answer?.ok && LATER.includes(answer?.code)) break;
        this.#memory.told(report);
      }
    } catch {
      // No answer: the report stays.
    } finally {
      this.#telling = false;
    }
  }
}
