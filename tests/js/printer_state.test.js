import assert from "node:assert/strict";
import test from "node:test";

import { followPrinter, printsNothing } from "../../queue_server/adapters/web/static/js/printer_state.js";

const settled = () => new Promise((resolve) => setImmediate(resolve));
const follow = (ask, heard) => followPrinter({ office: "a b", onChange: (state) => heard.push(state), ask, everyMs: 1e6 });

test("a kiosk hears of its own printer, and again only after a change", async () => {
  const heard = [];
  const desk = { printer: "desk", mine: false, ready: false, trouble: "offline", waiting: 0 };
  let hall = { printer: "hall", mine: true, ready: true, trouble: null, waiting: 0 };
  const follower = follow(async () => ({ printers: [desk, hall] }), heard);
  await settled();
  await follower.refresh();
  hall = { ...hall, ready: false, trouble: "paper_out", waiting: 1 };
  await follower.refresh();
  follower.stop();

  assert.deepEqual(heard, [
    { name: "hall", trouble: null, waiting: 0 },
    { name: "hall", trouble: "paper_out", waiting: 1 },
  ]);
  assert.equal(printsNothing(follower.now()), true);
});

test("without a printer, before anybody looked and without an answer nothing is said", async () => {
  for (const ask of [
    async () => ({ printers: [] }),
    async () => ({ printers: [{ printer: "hall", mine: true, ready: null, trouble: null, waiting: 0 }] }),
    async () => {
      throw new Error("away");
    },
  ]) {
    const heard = [];
    const follower = follow(ask, heard);
    await settled();
    follower.stop();
    assert.deepEqual(heard, [null]);
  }
});

test("low paper still prints", () => {
  assert.equal(printsNothing({ trouble: "paper_low" }), false);
  assert.equal(printsNothing({ trouble: null }), false);
  assert.equal(printsNothing(null), false);
});
