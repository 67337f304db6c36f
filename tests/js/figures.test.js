// Figures as people read them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ageWords, durationWords, folded, sorted, sums, timeWords } from "../../queue_server/adapters/web/static/js/figures.js";

const texts = { say: (key) => key, count: (key, n) => `${key} ${n}` };
const office = (name, fields = {}) => ({ name, waiting: 0, open_counters: 0, counters: 0, served: 0, longest_wait_s: null, age_s: 0, ...fields });

test("an age is told in the largest unit that has passed", () => {
  const words = [0, 30, 119, 7300, 200000].map((seconds) => ageWords(seconds, texts));
  assert.deepEqual(words, ["now", "ago_seconds 30", "ago_minutes 1", "ago_hours 2", "ago_days 2"]);
});

test("a duration has hours only from 60 minutes on, and nothing is no zero", () => {
  assert.deepEqual([0, 65, 3599.6, 3725].map(durationWords), ["0:00", "1:05", "1:00:00", "1:02:05"]);
  assert.equal(durationWords(null), "–");
});

test("the day is told when it isn't today", () => {
  assert.equal(timeWords("2026-02-23T08:05:12.345+07:00", "2026-02-23"), "08:05");
  assert.equal(timeWords("2026-02-22T08:05:12.345+07:00", "2026-02-23"), "08:05 22/02");
});

test("names are found without accents", () => {
  assert.equal(folded("Xã Tân Lập Đồng Hỷ"), "xa tan lap dong hy");
});

test("offices come in the order of a column, without a value last, equals by name", () => {
  const rows = [office("b"), office("c", { longest_wait_s: 5 }), office("a"), office("d", { longest_wait_s: 9 })];
  const names = (descending) => sorted(rows, (one) => one.longest_wait_s, descending, "vi").map((one) => one.name);
  assert.deepEqual(names(true), ["d", "c", "a", "b"]);
  assert.deepEqual(names(false), ["c", "d", "a", "b"]);
});

test("all offices are added up, and the silent ones counted", () => {
  const all = sums([office("a", { waiting: 2, longest_wait_s: 60 }), office("b", { waiting: 3, age_s: 301 })]);
  assert.deepEqual(all, { waiting: 5, openCounters: 0, counters: 0, served: 0, longest_s: 60, silent: 1 });
});
