import assert from "node:assert/strict";
import { test } from "node:test";

import { changedFields, changesOf, fieldWords, valueWords, whenWords } from "../../queue_server/adapters/web/static/js/audit_words.js";
import { createTexts } from "../../queue_server/adapters/web/static/js/texts.js";

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

const texts = createTexts(
  {
    en: {
      field_name: "Name",
      field_kiosk_rating: "Ratings at the kiosk",
      field_hours: "Opening hours",
      field_policy_name: "Who is next",
      value_policy_fifo: "First come, first served",
      value_true: "yes",
      language_vi: "Vietnamese",
      language_en: "English",
      weekday_1: "Monday",
      errors: {},
    },
  },
  "en",
);

test("fields have the names that the back office gives them", () => {
  const words = (kind, path) => fieldWords(texts, kind, path);

  assert.equal(words("office", "rules.kiosk.rating"), "Ratings at the kiosk");
  assert.equal(words("service", "name.vi"), "Name (Vietnamese)");
  assert.equal(words("policy", "name"), "Who is next");
  assert.equal(words("office", "rules.hours.week.1"), "Opening hours, Monday");
  assert.equal(words("office", "rules.of_tomorrow"), "rules.of_tomorrow");
});

test("fields that changed are named once, whatever part of them did", () => {
  const name = ['{"vi":"Đất","en":"Land"}', '{"vi":"Đất đai","en":"Lands"}'];
  const rules = [{ kiosk: { rating: true, other: 1 }, of: 1 }, { kiosk: { rating: false, other: 1 }, of: 2 }].map((one) => JSON.stringify(one));

  assert.deepEqual(changedFields(texts, "office", { rules, name }), ["Ratings at the kiosk", "rules.of", "Name"]);
  assert.deepEqual(changedFields(texts, "policy", { name: [null, "fair"] }), ["Who is next"]);
});

test("values are told as people write them", () => {
  const words = (path, value, nameOf) => valueWords(texts, path, value, nameOf);

  assert.equal(words("rules.kiosk.rating", "true"), "yes");
  assert.equal(words("rules.policy", "fifo"), "First come, first served");
  assert.equal(words("rules.hours.week.1", '[{"begin":450,"end":690},{"begin":810,"end":1020}]'), "07:30–11:30, 13:30–17:00");
  assert.equal(words("closed", '[{"first":"2026-09-02","last":"2026-09-02","note":"Quốc khánh"}]'), "02/09/2026 Quốc khánh");
  assert.equal(words("services", '["civil","land"]', (code) => ({ civil: "Hộ tịch" })[code]), "Hộ tịch, land");
  assert.equal(words("due", "2026-11-29"), "29/11/2026");
  for (const nothing of [null, "null", "", "[]"]) assert.equal(words("note", nothing), "–");
});

test("of the week only the days that changed are told", () => {
  const week = (...days) => JSON.stringify({ hours: { week: days } });

  assert.deepEqual(changesOf({ rules: [week([], [{ begin: 1, end: 2 }]), week([], [])] }), [
    ["rules.hours.week.2", '[{"begin":1,"end":2}]', "[]"],
  ]);
});
