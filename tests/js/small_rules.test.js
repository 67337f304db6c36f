import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { Intention, NoAnswer, insist, newKey } from "../../queue_server/adapters/web/static/js/api.js";
import { elapsed } from "../../queue_server/adapters/web/static/js/elapsed.js";
import { clockBehind, readClock } from "../../queue_server/adapters/web/static/js/office_clock.js";
import { reasonWords } from "../../queue_server/adapters/web/static/js/reason_words.js";
import { segmentsOf } from "../../queue_server/adapters/web/static/js/seven_segment.js";
import { shortcutOf } from "../../queue_server/adapters/web/static/js/shortcuts.js";
import { counterNameIn, createTexts, dashKept, textIn } from "../../queue_server/adapters/web/static/js/texts.js";
import { highMinutes, lowMinutes, remarkWords, waitingWords } from "../../queue_server/adapters/web/static/js/waiting_words.js";

test("a key is made of random bytes where randomUUID is missing", () => {
  const source = { getRandomValues: (bytes) => bytes.fill(171) };

  assert.equal(newKey(source), "ab".repeat(16));
  assert.notEqual(newKey(), newKey());
});

test("an intention is sent once, however often it is wished", async () => {
  const intention = new Intention();
  const keys = [];
  const send = async (key) => keys.push(key);

  await Promise.all([intention.act(send), intention.act(send)]);
  await intention.act(send);

  assert.equal(keys.length, 1);
});

test("an intention that failed is sent again with the same key", async () => {
  const intention = new Intention();
  const keys = [];
  const send = async (key) => {
    keys.push(key);
    if (keys.length === 1) throw new NoAnswer("away");
  };

  await assert.rejects(intention.act(send), NoAnswer);
  await intention.act(send);

  assert.equal(new Set(keys).size, 1);
  assert.equal(keys.length, 2);
});

test("only silence is tried again", async () => {
  let tries = 0;
  const silent = async () => {
    tries += 1;
    throw new NoAnswer("away");
  };
  await assert.rejects(insist(silent, { tries: 3, waitMs: 0 }), NoAnswer);
  assert.equal(tries, 3);

  await assert.rejects(insist(async () => { throw new TypeError("defect"); }, { waitMs: 0 }), TypeError);
});

test("passing time is minutes and seconds, with hours when there are any", () => {
  assert.deepEqual([-3, 0, 5, 760, 3723].map(elapsed), ["0:00", "0:00", "0:05", "12:40", "1:02:03"]);
});

test("the clock is the office's, in the reader's words", () => {
  const instant = new Date("2026-02-22T17:05:00Z");

  const { time, date } = readClock(instant, "Asia/Ho_Chi_Minh", "vi");
  assert.equal(time, "00:05");
  assert.match(date, /^Thứ Hai, 23 tháng 2,? 2026$/);
  assert.match(readClock(instant, "Asia/Ho_Chi_Minh", "en").date, /^Monday,? 23 February 2026$/);
});

test("a device's clock is corrected only when it is really wrong", () => {
  const now = Date.parse("2026-02-23T01:00:00Z");

  assert.equal(clockBehind("Mon, 23 Feb 2026 01:05:00 GMT", now), 300000);
  assert.equal(clockBehind("Mon, 23 Feb 2026 01:00:01 GMT", now), 0);
  assert.equal(clockBehind(null, now), 0);
});

const catalogue = {
  vi: { wait_range: "khoảng %(low)s–%(high)s phút", wait_about: "khoảng %(high)s phút", wait_unknown: "chưa có ước tính", after_closing: "có thể quá giờ làm việc", perhaps_after_break: "có thể sau giờ nghỉ", perhaps_before_break: "có thể ngay trước giờ nghỉ", errors: { server_error: "lỗi" } },
  en: { ahead: { one: "%(n)s person", many: "%(n)s people" }, errors: { server_error: "wrong" } },
};

test("texts fill in values and choose the form of a number", () => {
  const texts = createTexts(catalogue, "en");

  assert.equal(texts.count("ahead", 1), "1 person");
  assert.equal(texts.count("ahead", 2), "2 people");
  assert.equal(texts.error("unheard_of"), "wrong");
  assert.throws(() => texts.say("missing"));
});

test("an office's texts fall back to Vietnamese", () => {
  assert.equal(textIn({ vi: "Đất đai" }, "en"), "Đất đai");
  assert.equal(textIn(undefined, "en"), "");
  assert.equal(counterNameIn("Quầy 3", "en"), "Counter 3");
  assert.equal(counterNameIn("Quầy 3", "vi"), "Quầy 3");
  assert.equal(counterNameIn("Phòng 12", "en"), "Phòng 12");
});

test("no line of a name begins with a dash", () => {
  assert.equal(dashKept("Lao động – Thương binh – Xã hội"), "Lao động\u00a0– Thương binh\u00a0– Xã hội");
});

test("a likely wait is rounded so that nobody takes it for a promise", () => {
  assert.deepEqual([0, 59, 61, 600, 601, 1500].map(highMinutes), [1, 1, 2, 10, 15, 25]);
  assert.deepEqual([0, 59, 61, 100, 600, 720, 780, 1500].map(lowMinutes), [1, 1, 1, 2, 10, 10, 15, 25]);
  const texts = createTexts(catalogue, "vi");
  assert.equal(waitingWords({ low: 480, high: 1320 }, texts), "khoảng 8–25 phút");
  assert.equal(waitingWords({ low: 610, high: 700 }, texts), "khoảng 10–15 phút");
  assert.equal(waitingWords({ low: 780, high: 840 }, texts), "khoảng 15 phút");
  assert.equal(waitingWords(null, texts), "chưa có ước tính");
  assert.equal(remarkWords({ low: 480, high: 1320, after_closing: true }, texts), "có thể quá giờ làm việc");
  assert.equal(remarkWords({ low: 480, high: 1320, after_closing: false }, texts), "");
  assert.equal(remarkWords(null, texts), "");
  assert.equal(remarkWords({ low: 480, high: 9000, over_break: "perhaps_after" }, texts), "có thể sau giờ nghỉ");
  assert.equal(remarkWords({ low: 8000, high: 9000, over_break: "perhaps_before" }, texts), "có thể ngay trước giờ nghỉ");
  assert.equal(remarkWords({ low: 8000, high: 9000, after_closing: true, over_break: "perhaps_after" }, texts), "có thể quá giờ làm việc");
});

test("a reason is translated part by part, unknown parts are shown as they came", () => {
  const texts = createTexts(
    { en: { policy_fifo: "in order", class_priority: "Priority", class_elderly: "Elderly", turn_priority: "its turn", why_score: "%(first)s points", why_too_long: "too long", why_waited: "waited %(first)s:%(second)s", why_waited_seconds: "waited %(first)s s", why_chosen: "Chosen: %(reason)s", errors: {} } },
    "en",
  );

  const reason = "policy fifo, priority class priority, waited 6 min 10 s, score 3.2, unknown";

  assert.equal(reasonWords(reason, texts), "in order · Priority · waited 6:10 · 3.2 points · unknown");
  assert.equal(reasonWords("waited 0 min 11 s", texts), "waited 11 s");
  const long = "policy ratio, priority class elderly, waited 60 min 0 s, turn of priority, waited as long as anybody may";
  assert.equal(reasonWords(long, texts), "policy ratio · Elderly · waited 60:0 · its turn · too long");
  assert.equal(reasonWords("chosen by staff: old, weak", texts), "Chosen: old, weak");
  assert.equal(reasonWords("policy lottery", texts), "policy lottery");
  assert.equal(reasonWords(null, texts), "");
  assert.equal(reasonWords("score 0.2", createTexts({ vi: { why_score: "%(first)s điểm" } }, "vi")), "0,2 điểm");
});

test("shortcuts are keys by place, not while typing and not with a modifier", () => {
  const press = (code, more = {}) => shortcutOf({ code, target: { tagName: "BODY" }, ...more });
  const field = (type, inClosedDialog = false) => ({ tagName: "INPUT", type, closest: () => (inClosedDialog ? {} : null) });

  assert.equal(press("KeyN"), "N");
  assert.equal(press("Slash"), "/");
  assert.equal(press("Enter"), null);
  assert.equal(press("KeyN", { ctrlKey: true }), null);
  assert.equal(press("KeyN", { repeat: true }), null);
  assert.equal(press("KeyN", { target: field("text") }), null);
  assert.equal(press("KeyN", { target: field("checkbox") }), "N");
  assert.equal(press("KeyN", { target: field("text", true) }), "N");
});

test("segments are drawn as the units' firmware draws them", () => {
  const { segments } = JSON.parse(readFileSync(new URL("../vectors/segments.json", import.meta.url)));

  assert.ok(Object.keys(segments).length > 30);
  for (const [character, bits] of Object.entries(segments)) {
    assert.equal(segmentsOf(character), bits, `segments of ${JSON.stringify(character)}`);
  }
  assert.equal(segmentsOf("đ"), 0);
});
