import assert from "node:assert/strict";
import { test } from "node:test";

import { changesOf, whenWords } from "../../queue_server/adapters/web/static/js/audit_words.js";

test("the time is the office's own, the day in the order of the country", () => {
  assert.equal(whenWords("2026-11-29T07:49:10.000+07:00"), "07:49 29/11/2026");
});

test("of rules only what changed is told", () => {
  const before = JSON.stringify({ undo_s: 30, kiosk: { rating: true, several: true }, groups: ["elderly"] });
  const after = JSON.stringify({ undo_s: 30, kiosk: { rating: false, several: true }, groups: ["elderly", "child"] });

  assert.deepEqual(changesOf({ rules: [before, after], name: ["Đất", "Đất đai"], note: [null, "[1]"] }), [
    ["rules.kiosk.rating", "true", "false"],
    ["rules.groups", '["elderly"]', '["elderly","child"]'],
    ["name", "Đất", "Đất đai"],
    ["note", null, "[1]"],
  ]);
});

test("what is new is told whole", () => {
  assert.deepEqual(changesOf({ rules: [null, '{"undo_s":30}'] }), [["rules", null, '{"undo_s":30}']]);
});
