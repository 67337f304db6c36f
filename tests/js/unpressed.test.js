import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import test from "node:test";

const heard = {};
globalThis.window = globalThis;
globalThis.addEventListener = (name, then) => (heard[name] = then);
const { whenUnpressed } = await import("../../queue_server/adapters/web/static/js/unpressed.js");

/** Tell the page of an event; return what is drawn until its click is done. */
async function happens(drawn, name, event = {}) {
  heard[name]({ type: name, ...event });
  await sleep(1);
  return drawn.splice(0);
}

test("what is drawn while something is pressed waits, and only the last of each place is drawn", async () => {
  const drawn = [];
  whenUnpressed("list", () => drawn.push("at once"));
  assert.deepEqual(drawn.splice(0), ["at once"]);

  assert.deepEqual(await happens(drawn, "pointerdown"), []);
  for (const [place, name] of [["list", "old"], ["tabs", "tabs"], ["list", "new"]]) whenUnpressed(place, () => drawn.push(name));
  assert.deepEqual(await happens(drawn, "pointermove", { buttons: 1 }), []);
  assert.deepEqual(await happens(drawn, "blur", { target: "a button that lost the focus" }), []);

  assert.deepEqual(await happens(drawn, "pointerup"), ["tabs", "new"]);
});

test("what a click draws is not drawn over by what waited for it", async () => {
  const drawn = [];
  await happens(drawn, "pointerdown");
  whenUnpressed("list", () => drawn.push("old"));

  heard.pointerup({ type: "pointerup" });
  whenUnpressed("list", () => drawn.push("by the click"));
  await sleep(1);

  assert.deepEqual(drawn, ["by the click"]);
});

test("the blank key presses as long as it is down, and whatever is let go elsewhere is up", async () => {
  const drawn = [];
  for (const [down, up, told] of [
    ["keydown", "keyup", { key: " " }],
    ["pointerdown", "pointermove", { buttons: 0 }],
    ["pointerdown", "blur", { target: globalThis }],
  ]) {
    await happens(drawn, down, { key: " " });
    whenUnpressed("list", () => drawn.push(up));
    assert.deepEqual(await happens(drawn, "keyup", { key: "a" }), []);
    assert.deepEqual(await happens(drawn, up, told), [up]);
  }
});

test("a press whose end nobody tells is over after a while", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const drawn = [];
  heard.pointerdown({ type: "pointerdown" });
  whenUnpressed("list", () => drawn.push("late"));

  t.mock.timers.tick(1900);
  assert.deepEqual(drawn, []);
  t.mock.timers.tick(200);

  assert.deepEqual(drawn, ["late"]);
});
