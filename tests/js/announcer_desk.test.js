import assert from "node:assert/strict";
import { test } from "node:test";

import { AnnouncerDesk } from "../../queue_server/adapters/web/static/js/announcer_desk.js";
import { AnnouncerMemory } from "../../queue_server/adapters/web/static/js/announcer_memory.js";
import { Clips } from "../../queue_server/adapters/web/static/js/announcer_clips.js";
import { plan, writeChime } from "../../queue_server/adapters/web/static/js/announcer_player.js";

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Storage, clock, timers, player and server of one page; `reload` keeps what a page keeps. */
class Bench {
  at = 1000;
  kept = new Map();
  answer = { ok: true, master: true, volume: 80, rivals: 0, ended: [], zone: "" };
  isAway = false;
  told = [];
  played = [];
  speaking = [];

  constructor() {
    this.reload();
  }

  reload() {
    this.timers = [];
    this.endings = [];
    this.player = {
      isReady: true,
      volume: 1,
      stop: () => {},
      durationMs: (call, { repeats, chime }) => (call.tokens.vi ? repeats * 2000 + (chime ? 700 : 0) : null),
      play: (call, how) => {
        this.played.push(call.call_id);
        how.onPlan(4000);
        return new Promise((resolve, reject) => this.endings.push({ resolve, reject }));
      },
    };
    this.desk = new AnnouncerDesk({
      player: this.player,
      clips: { refresh: () => Promise.resolve() },
      ask: async (event, payload) => {
        if (this.isAway) throw new Error("away");
        if (event === "audio") return { ...this.answer, at: new Date(this.at).toISOString() };
        this.told.push(event === "announcing" ? `begin ${payload.call_id}` : `${payload.outcome} ${payload.call_id}`);
        return { ok: true };
      },
      storage: { getItem: (key) => this.kept.get(key) ?? null, setItem: (key, value) => this.kept.set(key, value) },
      key: "k",
      clock: { now: () => this.at, monotonic: () => this.at },
      timers: {
        set: (work, ms) => {
          const timer = { work, at: this.at + ms };
          this.timers.push(timer);
          return timer;
        },
        clear: (timer) => {
          this.timers = this.timers.filter((one) => one !== timer);
        },
      },
      onChange: () => {},
      onSpeaking: (call, ms) => this.speaking.push([call?.call_id ?? null, ms]),
    });
  }

  async pass(ms) {
    const until = this.at + ms;
    for (;;) {
      const [next] = this.timers.filter((one) => one.at <= until).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.timers = this.timers.filter((one) => one !== next);
      this.at = Math.max(this.at, next.at);
      next.work();
      await settle();
    }
    this.at = until;
  }

  board(...ids) {
    const at = new Date(1000).toISOString();
    const calls = ids.map((id) => ({ call_id: id, number: id, kind: "call", called_at: at, announce_at: at, tokens: {} }));
    this.desk.offer({ epoch: "e", voice: { languages: [], repeats: 1, chime: true, time_to_live_s: 60 }, calls });
  }

  async heard() {
    this.endings.shift().resolve([]);
    await settle();
    await settle();
  }
}

test("calls are played one after the other and told to the server", async () => {
  const bench = new Bench();
  await bench.desk.renew();
  bench.board("a", "b");
  await settle();
  await bench.heard();
  await bench.pass(400);
  await bench.heard();

  assert.deepEqual(bench.played, ["a", "b"]);
  assert.deepEqual(bench.told, ["begin a", "spoken a", "begin b", "spoken b"]);
});

test("the page hears which call is spoken, how long it takes, and when that is over", async () => {
  const bench = new Bench();
  await bench.desk.renew();
  bench.speaking.length = 0;
  bench.board("a");
  await bench.heard();

  assert.deepEqual(bench.speaking, [["a", 4000], ["a", undefined], [null, undefined]]);
});

test("an ordered loudness lasts until the display is set up otherwise", async () => {
  const bench = new Bench();
  await bench.desk.renew();
  assert.equal(bench.player.volume, 0.8);

  bench.desk.order(30);
  await bench.desk.renew();
  assert.equal(bench.player.volume, 0.3);

  bench.answer.volume = 60;
  await bench.desk.renew();
  assert.equal(bench.player.volume, 0.6);
});

test("a call's time on the screen is that of its clips and the pause after it", async () => {
  const bench = new Bench();
  const voice = { languages: ["vi"], repeats: 3, chime: true, time_to_live_s: 60 };
  bench.desk.offer({ epoch: "e", voice, calls: [] });
  const call = { tokens: { vi: ["n1"] } };

  assert.equal(bench.desk.durationMs(call, false), 6700 + 350);
  assert.equal(bench.desk.durationMs(call, true), 2700 + 350);
  assert.equal(bench.desk.durationMs({ tokens: {} }, false), null);
});

test("what the server did not hear it is told when it is back", async () => {
  const bench = new Bench();
  await bench.desk.renew();
  bench.isAway = true;
  bench.board("a");
  await bench.heard();
  assert.deepEqual(bench.told, []);

  bench.isAway = false;
  await bench.desk.renew();

  assert.deepEqual(bench.told, ["begin a", "spoken a"]);
});

test("a page that is loaded anew repeats nothing and tells how the call before ended", async () => {
  const bench = new Bench();
  await bench.desk.renew();
  bench.board("a", "b");
  await settle();

  bench.reload();
  await bench.desk.renew();
  bench.board("a", "b");
  await settle();

  assert.deepEqual(bench.played, ["a", "b"]);
  assert.deepEqual(bench.told, ["begin a", "failed a", "begin b"]);
});

test("without the server and with another display that could take over, nothing new is begun", async () => {
  const bench = new Bench();
  bench.answer.rivals = 1;
  await bench.desk.renew();
  bench.board("a", "b");
  bench.isAway = true;
  await bench.pass(3000);
  await bench.heard();
  await bench.pass(300);
  bench.at += 6000;
  await bench.desk.renew();
  await bench.pass(1000);

  assert.deepEqual(bench.played, ["a"]);
  assert.equal(bench.desk.isMaster, false);
});

test("without the server and alone in its zone it speaks what it has", async () => {
  const bench = new Bench();
  await bench.desk.renew();
  bench.board("a", "b");
  bench.isAway = true;
  bench.at += 3000;
  await bench.heard();
  bench.at += 9000;
  await bench.desk.renew();
  await bench.pass(500);

  assert.deepEqual(bench.played, ["a", "b"]);
});

test("what another display began is not repeated after a take-over", async () => {
  const bench = new Bench();
  bench.answer.master = false;
  await bench.desk.renew();
  bench.board("a", "b");
  assert.deepEqual(bench.played, []);

  bench.answer = { ...bench.answer, master: true, ended: ["a"] };
  await bench.desk.renew();

  assert.deepEqual(bench.played, ["b"]);
});

test("a player that fails ends its call and the next one is played", async () => {
  const bench = new Bench();
  await bench.desk.renew();
  bench.board("a", "b");
  await settle();
  bench.endings.shift().reject(new Error("broken"));
  await settle();
  await bench.pass(400);

  assert.deepEqual(bench.played, ["a", "b"]);
  assert.ok(bench.told.includes("failed a"));
});

test("the server's clock counts, not the device's", async () => {
  const bench = new Bench();
  const ask = { ...bench.answer };
  Object.defineProperty(ask, "at", { get: () => new Date(bench.at + 3600000).toISOString(), enumerable: true });
  bench.desk.renew();
  await settle();
  bench.at += 70000;
  await bench.desk.renew();
  bench.board("a");
  await bench.pass(100);

  assert.deepEqual(bench.played, []);
  assert.deepEqual(bench.told, ["expired a"]);
});

test("a memory without storage lasts as long as the page", () => {
  const memory = new AnnouncerMemory(null, "k");
  memory.begin("a");
  memory.end("a", "spoken");
  memory.end("a", "failed");

  assert.deepEqual(memory.ids, ["a"]);
  assert.deepEqual(memory.untold.map((one) => one.payload.outcome ?? "begin"), ["begin", "spoken"]);
});

test("a damaged memory is begun anew", () => {
  const memory = new AnnouncerMemory({ getItem: () => "{broken", setItem: () => {} }, "k");

  assert.deepEqual(memory.ids, []);
});

test("a plan has chime, languages and repeats one after the other and never two at once", () => {
  const sound = (duration) => ({ duration });
  const vi = { language: "vi", sounds: [{ token: "invite", sound: sound(0.5) }, { token: "n1", sound: sound(0.25) }] };
  const en = { language: "en", sounds: [{ token: "invite", sound: sound(0.5) }, { token: "n1", sound: null }] };

  const { clips, durationS, missing } = plan([vi, en], { chime: sound(0.7), repeats: 2 });

  assert.equal(clips.length, 1 + 2 * 3);
  for (const [index, { at }] of clips.entries()) {
    const before = clips[index - 1];
    if (before) assert.ok(at >= before.at + before.sound.duration);
  }
  assert.equal(durationS, clips.at(-1).at + 0.5);
  assert.deepEqual(missing, ["en/n1"]);
});

test("the chime needs no server, ends in silence and is never cut off", () => {
  const samples = new Float32Array(0.7 * 48000);
  writeChime(samples, 48000);

  assert.ok(Math.max(...samples.map(Math.abs)) < 0.9);
  assert.ok(Math.max(...samples.slice(-100).map(Math.abs)) < 0.01);
  assert.ok(Math.max(...samples.slice(0, 9600).map(Math.abs)) > 0.2);
});

test("clips are fetched beforehand and survive the server's absence", async () => {
  let isAway = false;
  const fetched = [];
  const clips = new Clips({
    decode: async (bytes) => ({ bytes }),
    fetch: async (url) => {
      if (isAway) throw new Error("away");
      fetched.push(url);
      return { ok: true, json: async () => ({ clips: { n1: "v1", n2: "v1" } }), arrayBuffer: async () => url };
    },
  });
  await clips.refresh(["vi"]);
  isAway = true;

  assert.deepEqual(await clips.get("vi", "n1"), { bytes: "/voice/vi/n1.wav?v=v1" });
  assert.deepEqual(clips.peek("vi", "n1"), { bytes: "/voice/vi/n1.wav?v=v1" });
  assert.equal(clips.peek("vi", "n3"), null);
  assert.equal(await clips.get("vi", "n3"), null);
  assert.equal(fetched.length, 3);
});

test("a clip that changed is fetched again, one that did not is not", async () => {
  const versions = { n1: "v1", n2: "v1" };
  const fetched = [];
  const clips = new Clips({
    decode: async (bytes) => bytes,
    fetch: async (url) => {
      fetched.push(url);
      return { ok: true, json: async () => ({ clips: { ...versions } }), arrayBuffer: async () => url };
    },
  });
  await clips.refresh(["vi"]);
  versions.n1 = "v2";
  fetched.length = 0;
  await clips.refresh(["vi"]);

  assert.deepEqual(fetched, ["/voice/vi/index.json", "/voice/vi/n1.wav?v=v2"]);
  assert.equal(await clips.get("vi", "n1"), "/voice/vi/n1.wav?v=v2");
});
