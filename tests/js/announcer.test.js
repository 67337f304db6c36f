import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Announcer } from "../../queue_server/adapters/web/static/js/announcer.js";

const { cases } = JSON.parse(readFileSync(new URL("../vectors/announcer.json", import.meta.url)));
const stamp = (seconds) => new Date(seconds * 1000).toISOString();

function aBoard(calls, { epoch = "e1", repeats = 1, merge = true } = {}) {
  return {
    epoch,
    voice: { languages: ["vi"], repeats, chime: true, time_to_live_s: 60, merge },
    calls: calls.map(([call_id, number, counter, kind, called, from, withdrawn = false]) => ({
      call_id,
      number,
      counter,
      kind,
      called_at: stamp(called),
      announce_at: stamp(from),
      withdrawn,
    })),
  };
}

const told = (todo) =>
  todo.map((one) => {
    if (one.do === "begin") return `begin:${one.call.call_id}:${one.repeats}`;
    return one.do === "stop" ? "stop" : `end:${one.id}:${one.outcome}`;
  });

function take(announcer, step, rules) {
  const now = step.t * 1000;
  if (step.board) {
    const filler = (_, index) => [`f${index}`, `F${index}`, "1", "call", step.t, step.t];
    const calls = [...step.board, ...Array.from({ length: step.fill ?? 0 }, filler)];
    return announcer.offer(aBoard(calls, { epoch: step.epoch, ...rules }), now);
  }
  if ("master" in step) return announcer.setMaster(step.master, now, step.ended ?? []);
  if (step.prepared) return announcer.prepared(step.prepared[0], step.prepared[1] * 1000, now) ?? [];
  if (step.finished) return announcer.finished(step.finished, now);
  if (step.failed) return announcer.finished(step.failed, now, { failed: true, error: "it can't be played" });
  return announcer.tick(now);
}

for (const { name, steps, repeats = 1, merge = true, ended = [] } of cases) {
  test(name, () => {
    const announcer = new Announcer({ ended });
    for (const step of steps) {
      const todo = take(announcer, step, { repeats, merge });
      if (step.todo) assert.deepEqual(told(todo), step.todo, JSON.stringify(step));
    }
  });
}

/** Random numbers that come again with the same seed. */
function chanceOf(seed) {
  let state = seed * 2654435761 + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 1 | state) + 0x6d2b79f5) | 0;
    return ((state ^ (state >>> 14)) >>> 0) / 4294967296;
  };
}

/** What must come out, worked out anew from the whole list of calls at each step: the rules in their plainest form. */
class Oracle {
  ends = new Map();
  begun = [];
  seen = new Map();
  quietUntil = -Infinity;
  speaking = null;
  order = new Map();

  offer(calls, now) {
    const listed = new Set(calls.map((call) => call[0]));
    for (const id of this.waiting()) if (!listed.has(id)) this.ends.set(id, "withdrawn");
    calls.forEach((call, place) => {
      if (this.seen.has(call[0])) return;
      this.seen.set(call[0], call);
      const before = calls.slice(0, place).filter(([id, number]) => number === call[1] && this.waiting().includes(id));
      if (call[3] === "call" && before.length) {
        const firsts = before.map(([id]) => this.order.get(id)).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        this.order.set(call[0], firsts[0]);
        for (const [id] of before) this.ends.set(id, "merged");
      } else this.order.set(call[0], [call[5], this.seen.size]);
    });
    for (const call of calls) {
      if (!call[6] || !this.waiting().includes(call[0])) continue;
      this.ends.set(call[0], now > call[5] + 60 ? "expired" : "withdrawn");
    }
    this.tick(now);
  }

  waiting() {
    return [...this.seen.keys()].filter((id) => !this.ends.has(id) && !this.begun.includes(id));
  }

  tick(now) {
    for (const id of this.waiting()) if (now > this.seen.get(id)[5] + 60) this.ends.set(id, "expired");
    if (this.speaking || now < this.quietUntil) return;
    const due = this.waiting().filter((id) => this.seen.get(id)[5] <= now);
    const [next] = due.sort((a, b) => this.order.get(a)[0] - this.order.get(b)[0] || this.order.get(a)[1] - this.order.get(b)[1]);
    if (next) {
      this.speaking = next;
      this.begun.push(next);
    }
  }

  finished(now, outcome) {
    if (!this.speaking) return;
    this.ends.set(this.speaking, outcome);
    this.speaking = null;
    this.quietUntil = now + 0.35;
    this.tick(now);
  }
}

for (let seed = 1; seed <= 60; seed += 1) {
  test(`a storm ends as the oracle says (${seed})`, () => {
    const chance = chanceOf(seed);
    const pick = (list) => list[Math.floor(chance() * list.length)];
    const announcer = new Announcer();
    const oracle = new Oracle();
    const ends = new Map();
    const begun = [];
    let speaking = null;
    let now = 0;
    let calls = [];
    const heed = (todo) => {
      for (const one of todo) {
        if (one.do === "begin") {
          assert.equal(speaking, null, "two at once");
          speaking = one.call.call_id;
          begun.push(speaking);
        } else if (one.do === "end") {
          assert.ok(!ends.has(one.id), `two ends of ${one.id}`);
          ends.set(one.id, one.outcome);
          if (one.id === speaking) speaking = null;
        }
      }
    };
    heed(announcer.setMaster(true, 0));
    for (let step = 0; step < 250; step += 1) {
      now = Math.round((now + pick([0, 0.1, 0.4, 1, 2])) * 1000) / 1000;
      const what = pick(["call", "call", "recall", "undo", "leave", "leave", "finish", "finish", "fail", "tick", "lost"]);
      if (what === "call") calls.push([`c${step}`, `A${Math.floor(chance() * 15)}`, "1", "call", now, now + pick([0, 0, 15])]);
      if (what === "recall" && calls.length) calls.push([`c${step}`, pick(calls)[1], "1", "recall", now, now]);
      if (what === "undo" && calls.length) calls.splice(Math.max(0, calls.length - 1 - Math.floor(chance() * 3)), 1);
      if (what === "leave" && calls.length) pick(calls)[6] = true;
      if ((what === "finish" || what === "fail") && speaking) {
        heed(announcer.finished(speaking, now * 1000, { failed: what === "fail" }));
        oracle.finished(now, what === "fail" ? "failed" : "spoken");
      }
      if (what === "tick") {
        heed(announcer.tick(now * 1000));
        oracle.tick(now);
      }
      if (["call", "recall", "undo", "leave"].includes(what)) {
        calls = calls.filter((call) => now - call[4] <= 90);
        heed(announcer.offer(aBoard(calls), now * 1000));
        oracle.offer(calls, now);
      }
      // The watchdog is the vectors' subject; here players always say how long they take.
      if (speaking) announcer.prepared(speaking, 1e6, now * 1000);
      assert.deepEqual(begun, oracle.begun);
      assert.deepEqual([...ends].sort(), [...oracle.ends].sort());
    }
  });
}
