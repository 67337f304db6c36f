import assert from "node:assert/strict";
import test from "node:test";

import { BeatWatch } from "../../queue_server/adapters/web/static/js/beat_watch.js";
import { coalesce } from "../../queue_server/adapters/web/static/js/coalesce.js";
import { IdleTimer } from "../../queue_server/adapters/web/static/js/idle_timer.js";
import { fakeTimers } from "./fake_timers.js";

const settled = async () => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};

let clock;
test.beforeEach(() => (clock = fakeTimers()));
test.afterEach(() => clock.restore());

test("the server is away 12 s after it was last heard, and back when heard", () => {
  const changes = [];
  const watch = new BeatWatch((away) => changes.push(away));
  clock.tick(11999);
  watch.heard();
  clock.tick(11999);
  assert.deepEqual(changes, []);

  clock.tick(1);
  assert.deepEqual(changes, [true]);
  watch.heard();

  assert.deepEqual(changes, [true, false]);
});

test("while away it reports every 12 s, so that the connection is tried anew", () => {
  const changes = [];
  const watch = new BeatWatch((away) => changes.push(away));

  clock.tick(12000);
  clock.tick(12000);

  assert.deepEqual(changes, [true, true]);
  assert.equal(watch.away, true);
});

function anIdleTimer() {
  const log = [];
  const timer = new IdleTimer({
    warn: (seconds) => log.push(seconds),
    stay: () => log.push("stay"),
    reset: () => log.push("reset"),
  });
  return { timer, log };
}

test("the warning begins 20 s before the reset at 45 s and counts down", () => {
  const { timer, log } = anIdleTimer();
  timer.touch();

  clock.tick(24999);
  assert.deepEqual(log, []);
  clock.tick(1);
  assert.deepEqual(log, [20]);
  clock.tick(20000);

  assert.deepEqual(log.slice(0, 3), [20, 19, 18]);
  assert.deepEqual(log.slice(-2), ["stay", "reset"]);
  assert.equal(timer.running, false);
});

test("a touch during the warning starts over", () => {
  const { timer, log } = anIdleTimer();
  timer.touch();
  clock.tick(25000);

  timer.touch();
  clock.tick(24999);

  assert.deepEqual(log, [20, "stay"]);
});

test("many wishes become one refresh, and one more if they came while it ran", async () => {
  let runs = 0;
  let finish;
  const wish = coalesce(() => {
    runs += 1;
    return new Promise((resolve) => (finish = resolve));
  }, 0);

  wish();
  wish();
  clock.tick(0);
  assert.equal(runs, 1);
  wish();
  wish();
  finish();
  await settled();
  clock.tick(1000);

  assert.equal(runs, 2);
});
