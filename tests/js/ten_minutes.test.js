import assert from "node:assert/strict";
import { test } from "node:test";

import { AnnouncerDesk, LEASE_EVERY_MS } from "../../queue_server/adapters/web/static/js/announcer_desk.js";

const CALLS = 80;
const EVERY_MS = 7500;
const SPOKEN_MS = 7000;
const RESTARTS = [95000, 330000];
const RESTART_MS = 6000;
const CUTS = [40000, 150000, 260000, 410000, 520000];
const CUT_MS = 3500;
const SHOWN_MS = 90000;

/** Ten minutes of a page on a clock of its own: a server that goes away, a line that is cut, boards that get lost. */
class Hall {
  at = 0;
  timers = [];
  calls = [];
  book = new Map();
  playing = null;

  constructor() {
    const storage = new Map();
    this.desk = new AnnouncerDesk({
      player: { isReady: true, volume: 1, stop: () => assert.fail("the watchdog woke"), play: (...one) => this.play(...one) },
      clips: { refresh: async () => {} },
      ask: async (event, payload) => {
        if (this.isAway) throw new Error("away");
        return this.answer(event, payload);
      },
      speaker: "page",
      storage: { getItem: (key) => storage.get(key) ?? null, setItem: (key, value) => storage.set(key, value) },
      key: "k",
      clock: { now: () => this.at, monotonic: () => this.at },
      timers: { set: (work, ms) => this.set(work, ms), clear: (timer) => this.clear(timer) },
      onChange: () => {},
      onSpeaking: () => {},
    });
  }

  get isAway() {
    const within = (times, ms) => times.some((time) => this.at >= time && this.at < time + ms);
    return within(RESTARTS, RESTART_MS) || within(CUTS, CUT_MS);
  }

  set(work, ms) {
    const timer = { work, at: this.at + Math.max(0, ms) };
    this.timers.push(timer);
    return timer;
  }

  clear(timer) {
    this.timers = this.timers.filter((one) => one !== timer);
  }

  play(call, { onPlan }) {
    assert.equal(this.playing, null, "two at once");
    this.playing = call.call_id;
    onPlan(SPOKEN_MS);
    return new Promise((resolve) => {
      this.set(() => {
        this.playing = null;
        resolve([]);
      }, SPOKEN_MS);
    });
  }

  answer(event, payload) {
    if (event === "audio") {
      const at = new Date(this.at).toISOString();
      return { ok: true, master: true, zone: "", volume: 100, rivals: 1, ended: [...this.book.keys()], at };
    }
    const known = this.book.get(payload.call_id);
    if (event === "announcing") this.book.set(payload.call_id, known ?? "begun");
    else if (!known || known === "begun") this.book.set(payload.call_id, payload.outcome);
    return { ok: true };
  }

  push() {
    if (this.isAway) return;
    const calls = this.calls.filter((call) => this.at - Date.parse(call.called_at) <= SHOWN_MS);
    this.desk.offer({ epoch: "e", voice: { languages: ["vi", "en"], repeats: 2, chime: true, time_to_live_s: 60 }, calls });
  }

  async pass(until) {
    for (;;) {
      const [next] = this.timers.filter((one) => one.at <= until).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.clear(next);
      this.at = Math.max(this.at, next.at);
      next.work();
      for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }
    this.at = until;
  }
}

test("eight calls a minute for ten minutes with faults are all spoken", async () => {
  const hall = new Hall();
  const again = (work, ms) => {
    const repeat = () => {
      work();
      hall.set(repeat, ms);
    };
    hall.set(repeat, 0);
  };
  again(() => hall.desk.renew(), LEASE_EVERY_MS);
  // A page that was away asks for the board at the next beat.
  again(() => hall.push(), 5000);

  for (let number = 0; number < CALLS; number += 1) {
    const at = new Date(hall.at).toISOString();
    const call_id = `c${number}`;
    hall.calls.push({ call_id, number: `A${number}`, kind: "call", called_at: at, announce_at: at, tokens: {} });
    hall.push();
    await hall.pass((number + 1) * EVERY_MS);
  }
  await hall.pass(CALLS * EVERY_MS + 120000);

  assert.equal(hall.book.size, CALLS);
  assert.deepEqual([...new Set(hall.book.values())], ["spoken"]);
});
