import assert from "node:assert/strict";
import test from "node:test";

import { CallStage, recentCalls } from "../../queue_server/adapters/web/static/js/call_stage.js";

const at = (seconds) => new Date(Date.UTC(2026, 1, 23, 1, 0, seconds)).toISOString();
const call = (id, number = id, seconds = 0, times = 1) => ({ call_id: id, number, called_at: at(seconds), times });
const board = (calls, seconds = 0, epoch = "a") => ({ epoch, at: at(seconds), calls });
const aStage = () => new CallStage({ minimumMs: 7000, timeToLiveMs: 60000 });

test("the first board shows its newest call without announcing it", () => {
  const stage = aStage();

  stage.offer(board([call("1"), call("2")]), 1000);

  assert.equal(stage.shown.call.call_id, "2");
  assert.equal(stage.shown.fresh, false);
  assert.equal(stage.wait(1000), null);
});

test("a new call is shown at once when the panel is free", () => {
  const stage = aStage();
  stage.offer(board([call("1")]), 0);

  const changed = stage.offer(board([call("1"), call("2")]), 100);

  assert.equal(changed, true);
  assert.equal(stage.shown.call.call_id, "2");
  assert.equal(stage.shown.fresh, true);
});

test("simultaneous calls have the panel in order, each for its time", () => {
  const stage = aStage();
  stage.offer(board([]), 0);
  stage.offer(board([call("1"), call("2"), call("3")]), 0);
  assert.equal(stage.shown.call.call_id, "1");

  assert.equal(stage.tick(6999), false);
  assert.equal(stage.tick(7000), true);
  assert.equal(stage.shown.call.call_id, "2");
  assert.equal(stage.wait(7000), 7000);
  stage.tick(14000);

  assert.equal(stage.shown.call.call_id, "3");
});

test("a recall that waits behind its own call replaces it", () => {
  const stage = aStage();
  stage.offer(board([]), 0);
  const [first, second] = [call("1", "A001"), call("2", "A002")];
  stage.offer(board([first, second]), 0);

  stage.offer(board([first, second, call("3", "A002", 1, 2)]), 1000);
  stage.tick(7000);

  assert.equal(stage.shown.call.times, 2);
  assert.equal(stage.wait(7000), null);
});

test("calls that are too old when the screen comes back are only listed", () => {
  const stage = aStage();
  stage.offer(board([call("1", "A001", 0)]), 0);

  stage.offer(board([call("1", "A001", 0), call("2", "A002", 5), call("3", "A003", 118)], 120), 120000);

  assert.equal(stage.shown.call.call_id, "3");
  assert.equal(stage.wait(120000), null);
});

test("a call that waited too long for the panel is dropped", () => {
  const stage = new CallStage({ minimumMs: 50000, timeToLiveMs: 60000 });
  stage.offer(board([]), 0);
  stage.offer(board([call("1"), call("2"), call("3")]), 0);

  stage.tick(50000);
  stage.tick(100000);

  assert.equal(stage.shown.call.call_id, "2");
});

test("a withdrawn call leaves panel and waiting", () => {
  const stage = aStage();
  stage.offer(board([call("1")]), 0);
  stage.offer(board([call("1"), call("2"), call("3")]), 0);

  stage.offer(board([call("1")]), 100);

  assert.equal(stage.shown.call.call_id, "1");
  assert.equal(stage.wait(100), null);
});

test("a call whose ticket left the counter does not get the panel any more, but keeps it if it has it", () => {
  const stage = aStage();
  stage.offer(board([call("1")]), 0);
  stage.offer(board([call("1"), call("2"), call("3")]), 0);
  const left = (id) => ({ ...call(id), withdrawn: true });

  stage.offer(board([call("1"), left("2"), left("3"), left("4")]), 100);

  assert.equal(stage.shown.call.call_id, "2");
  assert.equal(stage.wait(100), null);
});

test("a call keeps the panel while it is spoken, and no other is kept for it", () => {
  const stage = aStage();
  stage.offer(board([]), 0);
  stage.offer(board([call("1"), call("2")]), 0);

  stage.keep("1", 9500);
  stage.keep("2", 60000);

  assert.equal(stage.wait(0), 9500);
  stage.tick(9499);
  assert.equal(stage.shown.call.call_id, "1");
  stage.tick(9500);
  assert.equal(stage.shown.call.call_id, "2");
  assert.equal(stage.shown.until, 16500);
});

test("how long a call has the panel may depend on whether others wait", () => {
  const stage = new CallStage({ minimumMs: (_, others) => (others ? 5000 : 9000) });
  stage.offer(board([]), 0);
  stage.offer(board([call("1"), call("2")]), 0);
  assert.equal(stage.shown.until, 5000);

  stage.tick(5000);

  assert.equal(stage.shown.until, 14000);
});

test("a new epoch forgets what was shown", () => {
  const stage = aStage();
  stage.offer(board([call("1")]), 0);

  stage.offer(board([], 0, "b"), 100);

  assert.equal(stage.shown, null);
});

test("the list has each ticket once, newest first, without the one on the panel", () => {
  const calls = [call("1", "A001"), call("2", "B001"), call("3", "A001", 2, 2), call("4", "C001")];

  const recent = recentCalls(calls, call("4", "C001"), 6);

  assert.deepEqual(recent.map((one) => one.call_id), ["3", "2"]);
  assert.equal(recentCalls(calls, null, 2).length, 2);
});
