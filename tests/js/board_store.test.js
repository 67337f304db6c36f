import assert from "node:assert/strict";
import test from "node:test";

import { BoardStore } from "../../queue_server/adapters/web/static/js/board_store.js";

const board = (epoch, revision) => ({ epoch, revision, calls: [] });

test("the newest revision of an epoch wins, whatever the order of arrival", () => {
  const store = new BoardStore();

  const taken = [3, 1, 5, 4, 5].map((revision) => store.offer(board("a", revision)));

  assert.deepEqual(taken, [true, false, true, false, false]);
  assert.equal(store.board.revision, 5);
});

test("a new epoch starts anew, also with a smaller revision", () => {
  const store = new BoardStore();
  store.offer(board("a", 900));

  assert.equal(store.offer(board("b", 2)), true);
  assert.equal(store.board.epoch, "b");
});

test("a late board of a past epoch is not news", () => {
  const store = new BoardStore();
  store.offer(board("a", 900));
  store.offer(board("b", 2));

  assert.equal(store.offer(board("a", 901)), false);
  assert.equal(store.isBehind({ epoch: "a", revision: 999 }), false);
});

test("a beat tells when something was missed", () => {
  const store = new BoardStore();
  assert.equal(store.isBehind({ epoch: "a", revision: 0 }), true);
  store.offer(board("a", 7));

  assert.equal(store.isBehind({ epoch: "a", revision: 7 }), false);
  assert.equal(store.isBehind({ epoch: "a", revision: 8 }), true);
  assert.equal(store.isBehind({ epoch: "b", revision: 1 }), true);
});
