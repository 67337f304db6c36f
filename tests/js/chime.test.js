import assert from "node:assert/strict";
import test from "node:test";

import { Chime } from "../../queue_server/adapters/web/static/js/chime.js";
import { fakeTimers } from "./fake_timers.js";

const locks = [];
const knob = { setValueAtTime() {}, exponentialRampToValueAtTime() {} };
const node = () => ({ frequency: {}, gain: knob, connect: (to) => to, start() {}, stop() {} });

test.before(() => {
  globalThis.AudioContext = class {
    currentTime = 0;
    resume() {}
    createOscillator = node;
    createGain = node;
  };
  const request = async () => (locks.push({ held: true, release: () => (locks.at(-1).held = false) }), locks.at(-1));
  Object.defineProperty(globalThis, "navigator", { value: { wakeLock: { request } }, configurable: true });
});

test("a phone that is looked at again is kept awake again, as long as it is to ring", async () => {
  const chime = new Chime();
  await chime.stayAwake();
  assert.equal(locks.length, 0);

  chime.toggle();
  await chime.stayAwake();
  assert.equal(locks.length, 2);

  chime.toggle();
  await chime.stayAwake();
  assert.equal(locks.length, 2);
  assert.equal(locks.at(-1).held, false);
});

test("a lock that comes after switching off is given back", async () => {
  const chime = new Chime();
  chime.toggle();
  const asked = chime.stayAwake();

  chime.toggle();
  await asked;

  assert.equal(locks.at(-1).held, false);
});

test("a call that was heard does not ring again with every look at the page, the next call does", () => {
  const shaken = [];
  navigator.vibrate = (pattern) => pattern && shaken.push(pattern);
  const clock = fakeTimers();
  const chime = new Chime();
  chime.toggle();
  const calls = () => shaken.length - 1;

  chime.hush();
  chime.ring();
  assert.equal(calls(), 1, "a touch before the call silences nothing");

  chime.hush();
  chime.ring();
  clock.tick(60000);
  assert.equal(calls(), 1);

  chime.stop();
  chime.ring();
  clock.tick(600000);
  assert.equal(calls(), 16);
  chime.ring();
  assert.equal(calls(), 16, "it has rung long enough");
  clock.restore();
});
