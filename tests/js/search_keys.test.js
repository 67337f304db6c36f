import assert from "node:assert/strict";
import { test } from "node:test";

import { LONGEST, searchable, typed } from "../../queue_server/adapters/web/static/js/search_keys.js";

test("letters are added, deleted and cleared, whoever types them", () => {
  assert.equal(typed("kha", "i"), "khai");
  assert.equal(typed("khai", "Backspace"), "kha");
  assert.equal(typed("", "Backspace"), "");
  assert.equal(typed("khai sinh", "Clear"), "");
});

test("keys that are no letters change nothing", () => {
  for (const key of ["Shift", "Enter", "ArrowLeft", "F5"]) assert.equal(typed("khai", key), "khai");
});

test("spaces don't pile up", () => {
  assert.equal(typed("", " "), "");
  assert.equal(typed("khai", " "), "khai ");
  assert.equal(typed("khai ", " "), "khai ");
});

test("a scanner that types on and on is cut off", () => {
  let text = "";
  for (let count = 0; count < 500; count += 1) text = typed(text, "x");
  assert.equal(text.length, LONGEST);
});

test("one letter is not enough to search for", () => {
  assert.equal(searchable(" a "), false);
  assert.equal(searchable("ab"), true);
});
