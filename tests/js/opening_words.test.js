import assert from "node:assert/strict";
import { test } from "node:test";

import { allClosedWords, closedWords } from "../../queue_server/adapters/web/static/js/opening_words.js";
import { createTexts } from "../../queue_server/adapters/web/static/js/texts.js";

const texts = createTexts(
  {
    en: {
      closed: "Closed at the moment",
      closed_all: "No numbers are given now",
      shut_break: "Lunch break",
      shut_quota_reached: "All numbers are given out",
      again: "numbers again %(when)s",
      when_today: "at %(time)s",
      when_tomorrow: "tomorrow at %(time)s",
      when_next_day: "tomorrow",
      when_day: "%(day)s at %(time)s",
      errors: {},
    },
  },
  "en",
);
const NOW = Date.parse("2026-03-02T12:00:00+07:00");
const lunch = { open: false, opening: { reason: "break", opens_at: "2026-03-02T13:30:00+07:00" } };
const given = { open: false, opening: { reason: "quota_reached", opens_at: "2026-03-03T07:30:00+07:00" } };
const off = { open: false, opening: { reason: "switched_off" }, closed_reason: null };
const said = { ...off, closed_reason: { en: "Power cut" } };

const words = (...services) => allClosedWords(services, texts, NOW);

test("what all services have in common is why the office is closed", () => {
  assert.deepEqual(words(lunch, lunch), ["Lunch break", "numbers again at 13:30"]);
  assert.deepEqual(words(said, said), ["Power cut"]);
});

test("while one service gives numbers the office is not closed", () => {
  assert.equal(words(lunch, { open: true }), null);
  assert.equal(words(), null);
});

test("different reasons become a general one with the earliest opening", () => {
  assert.deepEqual(words(given, lunch), ["No numbers are given now", "numbers again at 13:30"]);
});

test("a service that is switched off for good says nothing about today", () => {
  assert.deepEqual(words(off, lunch), ["Lunch break", "numbers again at 13:30"]);
  assert.deepEqual(words(off, off), ["Closed at the moment"]);
});

test("a supervisor's words come before those of the hours", () => {
  assert.deepEqual(closedWords(said, texts, NOW), ["Power cut"]);
});

test("nobody is told to come at midnight", () => {
  const from = (day) => closedWords({ open: false, opening: { reason: "quota_reached", opens_at: `${day}T00:00:00+07:00` } }, texts, NOW)[1];

  assert.equal(from("2026-03-03"), "numbers again tomorrow");
  assert.equal(from("2026-03-05"), "numbers again Thursday");
});
