import assert from "node:assert/strict";
import test from "node:test";

import { troubleOf } from "../../queue_server/adapters/web/static/js/kiosk_printer.js";
import { placesOf } from "../../queue_server/adapters/web/static/js/console_kiosks.js";
import { asksAboutWait, furtherGone, furtherRefused, lockNote, mayFollow } from "../../queue_server/adapters/web/static/js/kiosk_visit.js";
import { closedWords, hoursText, whenWords } from "../../queue_server/adapters/web/static/js/opening_words.js";
import { cardNumber, readScan, ScanBuffer, ticketToken } from "../../queue_server/adapters/web/static/js/scanner.js";
import { createTexts } from "../../queue_server/adapters/web/static/js/texts.js";

const texts = createTexts(
  {
    en: {
      closed: "Closed at the moment",
      shut_break: "Lunch break",
      shut_outside_hours: "Outside opening hours",
      shut_holiday: "Public holiday",
      shut_holiday_note: "Public holiday: %(note)s",
      again: "numbers again %(when)s",
      when_today: "at %(time)s",
      when_tomorrow: "tomorrow at %(time)s",
      when_day: "%(day)s at %(time)s",
      hours_today: "Today %(hours)s",
      shut_quota_reached: "All numbers are given out",
      further_gone: "%(name)s: %(why)s. You can take the number without it.",
      errors: {},
    },
  },
  "en",
);
const NOON = Date.parse("2026-03-02T12:00:00+07:00");
const HOURS = [
  { begin: "2026-03-02T07:30:00.000+07:00", end: "2026-03-02T11:30:00.000+07:00" },
  { begin: "2026-03-02T13:30:00.000+07:00", end: "2026-03-03T00:00:00.000+07:00" },
];

test("the next opening is said by the office's date, whatever the zone of the kiosk", () => {
  const said = (at) => whenWords(at, texts, NOON);

  assert.equal(said("2026-03-02T13:30:00.000+07:00"), "at 13:30");
  assert.equal(said("2026-03-03T07:30:00.000+07:00"), "tomorrow at 07:30");
  assert.equal(said("2026-03-06T07:30:00.000+07:00"), "Friday at 07:30");
  assert.equal(said("2026-03-09T07:30:00.000+07:00"), "09/03 at 07:30");
  assert.equal(whenWords("2026-03-02T23:30:00.000-03:00", texts, Date.parse("2026-03-03T02:00:00Z")), "at 23:30");
});

test("a closed service says why, from when again, and its hours", () => {
  const said = (opening) => closedWords({ open: false, opening }, texts, NOON);

  assert.deepEqual(said(null), ["Closed at the moment"]);
  assert.deepEqual(said({ reason: "switched_off", note: {} }), ["Closed at the moment"]);
  assert.deepEqual(said({ reason: "break", note: {}, opens_at: HOURS[1].begin, hours: HOURS }), ["Lunch break", "numbers again at 13:30"]);
  assert.deepEqual(said({ reason: "holiday", note: { vi: "Tết", en: "Lunar New Year" } }), ["Public holiday: Lunar New Year"]);
  assert.deepEqual(said({ reason: "holiday", note: {} }), ["Public holiday"]);
  assert.deepEqual(said({ reason: "outside_hours", note: {}, hours: HOURS }), ["Outside opening hours", "Today 07:30–11:30, 13:30–24:00"]);
  assert.equal(hoursText(null), "");
});

test("a kiosk asks only about a wait that is known, long, and behind somebody", () => {
  const service = (high, waiting = 3) => ({ waiting, expected_wait_s: high && { low: high / 2, high } });

  assert.equal(asksAboutWait(service(1800), 30), true);
  assert.equal(asksAboutWait(service(1799), 30), false);
  assert.equal(asksAboutWait(service(9999), 0), false);
  assert.equal(asksAboutWait(service(null), 30), false);
  assert.equal(asksAboutWait(service(9999, 0), 30), false);
  const late = (waiting) => ({ waiting, expected_wait_s: { low: 300, high: 600, after_closing: true } });
  assert.equal(asksAboutWait(late(2), 0), true);
  assert.equal(asksAboutWait(late(0), 0), false);
});

test("a lock of the kiosk itself speaks before that of all", () => {
  const locks = [{ kiosk: null, note: "full" }, { kiosk: "hall", note: "broken" }];

  assert.equal(lockNote(locks, "hall"), "broken");
  assert.equal(lockNote(locks, "door"), "full");
  assert.equal(lockNote([locks[1]], "door"), null);
  assert.equal(lockNote([locks[1]], null), null);
  assert.equal(lockNote(undefined, "door"), null);
});

test("a further service gives numbers now or after the break", () => {
  assert.equal(mayFollow({ open: true }), true);
  assert.equal(mayFollow({ open: false, opening: { reason: "break" } }), true);
  assert.equal(mayFollow({ open: false, opening: { reason: "break", left: 0 } }), false);
  assert.equal(mayFollow({ open: false, opening: { reason: "quota_reached" } }), false);
});

test("a further service without numbers is named with the reason, other refusals are left alone", () => {
  const refusal = (about) => ({ code: "quota_reached", about });
  const opening = { reason: "quota_reached", note: {}, opens_at: null };
  const error = refusal({ field: "then", service: "tax", opening });

  assert.equal(furtherRefused(error), "tax");
  assert.equal(furtherGone({ name: { en: "Tax" } }, error, texts), "Tax: All numbers are given out. You can take the number without it.");
  assert.equal(furtherRefused(refusal({ field: "service", service: "tax", opening })), null);
  assert.equal(furtherRefused(refusal({ field: "then" })), null);
  assert.equal(furtherRefused(new Error("no answer")), null);
});

test("kiosks can be locked, and units whose keys give numbers", () => {
  const units = [{ unit: "line1/1", issues: [] }, { unit: "line1/9", issues: ["land"] }];
  const displays = [{ name: "hall", kind: "kiosk" }, { name: "tv", kind: "display" }];

  assert.deepEqual(placesOf({ displays, bridges: [{ lines: [{ units }, { units: [] }] }] }), ["hall", "line1/9"]);
  assert.deepEqual(placesOf(null), []);
});

test("a printer that can't tell is trusted", () => {
  assert.equal(troubleOf(undefined), null);
  assert.equal(troubleOf({ ready: null, paper: null }), null);
  assert.equal(troubleOf({ ready: true, paper: "low" }), null);
  assert.equal(troubleOf({ ready: false, paper: "out" }), "paper");
  assert.equal(troubleOf({ ready: false, paper: "unknown" }), "printer");
  assert.equal(troubleOf({ ready: true, paper: "enough", cover_open: true }), "printer");
});

/** Type a text into a buffer with so many ms between keys; returns what the last key gave. */
function type(buffer, text, everyMs, start = 0) {
  let given = {};
  [...text, "Enter"].forEach((key, index) => (given = buffer.key(key, start + index * everyMs)));
  return given;
}

test("a burst of keys is a scan, and people's typing is not", () => {
  const buffer = new ScanBuffer();

  assert.deepEqual(type(buffer, "HS-2026-0042", 8), { scan: "HS-2026-0042" });
  assert.deepEqual(type(buffer, "HS-2026-0042", 150, 1000), {});
  assert.deepEqual(type(buffer, "ok", 8, 5000), {});
  assert.deepEqual(type(buffer, "HS-2026-0042", 8, 9000), { scan: "HS-2026-0042" });
});

test("keys typed before a burst are no part of it", () => {
  const buffer = new ScanBuffer();
  buffer.key("x", 0);

  assert.deepEqual(type(buffer, "ABC-1234", 10, 500), { scan: "ABC-1234" });
});

test("a scan with a gap in it is read whole", () => {
  const buffer = new ScanBuffer();
  buffer.key("H", 0);
  buffer.key("5", 90);

  assert.deepEqual(type(buffer, "6-0002", 8, 200), { scan: "H56-0002" });
});

test("what was scanned before is no part of a scan", () => {
  const buffer = new ScanBuffer();
  type(buffer, "H56-0001", 8);

  assert.deepEqual(type(buffer, "H56-0002", 8, 80), { scan: "H56-0002" });
});

test("within a burst keys are held back, so that blanks press no button", () => {
  const buffer = new ScanBuffer();
  const given = [..."Nguyen A"].map((key, index) => buffer.key(key, index * 5));

  assert.deepEqual(given.slice(0, 2), [{}, {}]);
  assert.ok(given.slice(2).every((one) => one.quick));
});

test("an identity card is seven fields of which only the first is read", () => {
  const card = "012345678901|123456789|Nguyễn Văn A|01011990|Nam|Phường Nghĩa Đô, Hà Nội|01012021";

  assert.equal(cardNumber(card), "012345678901");
  assert.equal(cardNumber("01234567890|1|2|3|4|5|6"), null);
  assert.equal(cardNumber("012345678901"), null);
  assert.deepEqual(readScan(card), { kind: "card", value: "012345678901" });
});

test("a ticket is read from the address in its code, everything else is unknown", () => {
  assert.equal(ticketToken("https://so.example.vn/t/abcdefghij_k-1"), "abcdefghij_k-1");
  assert.equal(ticketToken("https://so.example.vn/take"), null);
  assert.equal(readScan("HS-2026-0042").kind, "unknown");
  assert.deepEqual(readScan("HS-1", [{ kind: "dossier", read: (text) => text.slice(3) }]), { kind: "dossier", value: "1" });
});
