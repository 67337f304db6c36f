import assert from "node:assert/strict";
import { test } from "node:test";

import {
  arrange,
  gridArea,
  isClosed,
  isNight,
  isShut,
  narrowed,
  numbersNow,
  pageOf,
  pageWords,
  panelMs,
  pieces,
  readingMs,
  tickerLines,
  waitMinutes,
  zonesFor,
} from "../../queue_server/adapters/web/static/js/tv_layout.js";

const LAYOUT = { services: [], counters: [], call_s: 7, languages: ["vi", "en"], ticker: {} };
const RULE = { least: [10, 4], aspect: 3, gap: 1 };

test("a zone becomes a grid area", () => {
  assert.equal(gridArea({ column: 0, row: 3, columns: 14, rows: 15 }), "4 / 1 / 19 / 15");
});

test("a tall screen has its own zones", () => {
  assert.equal(zonesFor({ landscape: "wide", portrait: "tall" }, true), "tall");
  assert.equal(zonesFor({ landscape: "wide", portrait: "tall" }, false), "wide");
});

test("a layout for some services and counters shows nothing of the others", () => {
  const call = (service, counter) => ({ service, counter });
  const board = {
    revision: 4,
    calls: [call("land", "1"), call("civil", "1"), call("land", "2")],
    counters: [{ counter: "1" }, { counter: "2" }],
    services: [{ service: "land" }, { service: "civil" }],
  };

  const shown = narrowed(board, { ...LAYOUT, services: ["land"], counters: ["1"] });

  assert.deepEqual(shown.calls, [call("land", "1")]);
  assert.deepEqual(shown.counters, [{ counter: "1" }]);
  assert.deepEqual(shown.services, [{ service: "land" }]);
  assert.deepEqual(narrowed(board, LAYOUT), board);
});

test("an office is closed when every counter is", () => {
  const counters = (...states) => ({ counters: states.map((state) => ({ state })) });
  assert.ok(isClosed(counters("closed", "closed")));
  assert.ok(!isClosed(counters("closed", "paused")));
  assert.ok(!isClosed(counters()));
});

test("the panel says that the office is shut when no numbers are given and nobody is called or works", () => {
  const board = (states, ...open) => ({ counters: states.map((state) => ({ state })), services: open.map((one) => ({ open: one })) });
  assert.ok(isShut(board(["closed"], true), true), "everybody has gone home");
  assert.ok(isShut(board(["paused", "closed"], false, false), true), "the lunch break");
  assert.ok(isShut(board(["open"], false), false), "nobody is called any more");
  assert.ok(!isShut(board(["serving"], false), true), "the last ones are still called");
  assert.ok(!isShut(board(["paused"], true), false));
});

test("nobody is told to take a number where none is given", () => {
  const board = (state, ...open) => ({ counters: [{ state }], services: open.map((one) => ({ open: one })) });
  assert.equal(numbersNow(board("closed", false, true), false), "given");
  assert.equal(numbersNow(board("serving", false, false), true), "over", "the last ones are still called");
  assert.equal(numbersNow(board("closed", false, false), true), "shut");
});

test("reasons of closed services run through the ticker before the office's own words", () => {
  const layout = { ...LAYOUT, ticker: { vi: "Xin chào", en: "Welcome" } };

  const lines = tickerLines({ notices: [] }, layout, 0, [{ vi: "Đất đai: mất điện", en: "Land: power cut" }]);

  assert.deepEqual(lines.map((line) => line.text), ["Đất đai: mất điện", "Land: power cut", "Xin chào", "Welcome"]);
});

test("hours of darkness may span midnight", () => {
  const night = { dark_from: "20:00", dark_until: "06:30" };
  assert.deepEqual(["19:59", "20:00", "00:00", "06:29", "06:30"].map((time) => isNight(night, time)), [
    false,
    true,
    true,
    true,
    false,
  ]);
  const noon = { dark_from: "12:00", dark_until: "13:00" };
  assert.deepEqual(["11:59", "12:00", "13:00"].map((time) => isNight(noon, time)), [false, true, false]);
  assert.ok(!isNight({ dark_from: null, dark_until: null }, "03:00"));
});

test("a call keeps the panel for the layout's time, or as long as it is spoken", () => {
  assert.equal(panelMs({}, LAYOUT, null), 7000);
  const long = { tokens: { vi: Array(9).fill("x"), en: Array(7).fill("x") } };
  assert.equal(panelMs(long, LAYOUT, { repeats: 2 }), 1000 + 32 * 350);
  assert.equal(panelMs(long, { ...LAYOUT, call_s: 30 }, { repeats: 1 }), 30000);
  assert.equal(panelMs(long, LAYOUT, { repeats: 2 }, 9350), 9350);
  assert.equal(panelMs(long, LAYOUT, { repeats: 2 }, 2000), 7000);
});

test("a likely wait is said as on the kiosk and on paper, never none", () => {
  assert.equal(waitMinutes(null), null);
  assert.deepEqual(waitMinutes({ low: 5, high: 20 }), { low: 1, high: 1 });
  assert.deepEqual(waitMinutes({ low: 290, high: 610 }), { low: 5, high: 15 });
});

test("tiles fill their box and keep their least size", () => {
  for (let count = 1; count <= 60; count += 1) {
    for (const box of [[100, 20], [40, 60], [12, 5], [97, 8.5]]) {
      const { columns, rows, perPage } = arrange(count, box, RULE);
      const name = `${count} in ${box}`;
      assert.ok(columns * rows >= perPage, name);
      assert.ok(perPage >= 1, name);
      if (columns > 1) assert.ok((box[0] - (columns - 1)) / columns >= 10 - 1e-9, name);
      if (rows > 1) assert.ok((box[1] - (rows - 1)) / rows >= 4 - 1e-9, name);
    }
  }
});

test("tiles that find room are all on one page, in the best shape", () => {
  assert.deepEqual(arrange(6, [100, 20], RULE), { columns: 3, rows: 2, perPage: 6 });
  assert.deepEqual(arrange(1, [100, 20], RULE), { columns: 1, rows: 1, perPage: 1 });
});

test("pages have equal length and come in turn, for ever", () => {
  const { perPage } = arrange(8, [32, 9], RULE);
  assert.equal(perPage, 4);
  const items = [1, 2, 3, 4, 5, 6, 7, 8];
  assert.deepEqual([0, 1, 2].map((turn) => pageOf(items, perPage, turn)), [
    [1, 2, 3, 4],
    [5, 6, 7, 8],
    [1, 2, 3, 4],
  ]);
  assert.deepEqual([0, 1, 2].map((turn) => pageWords(4, 3, turn)), ["1/2", "2/2", "1/2"]);
  assert.equal(pageWords(3, 3, 7), "");
  assert.deepEqual(pageOf([], 3, 7), []);
});

test("the ticker says notices first, then its own lines, each in every language", () => {
  const board = { notices: [{ text: { vi: "Nghỉ trưa", en: "Lunch break" }, until: "2026-03-02T13:30:00+07:00" }] };
  const layout = { ...LAYOUT, ticker: { vi: "Một\nHai", en: "One" } };
  const at = (time) => tickerLines(board, layout, Date.parse(time)).map((line) => line.text);
  assert.deepEqual(at("2026-03-02T13:29:00+07:00"), ["Nghỉ trưa", "Lunch break", "Một", "Hai", "One"]);
  assert.deepEqual(at("2026-03-02T13:30:00+07:00"), ["Một", "Hai", "One"]);
});

test("a notice in a language the screen does not have is shown all the same", () => {
  const board = { notices: [{ text: { vi: "Nghỉ trưa" } }] };
  const lines = tickerLines(board, { ...LAYOUT, languages: ["en"] }, 0);
  assert.deepEqual(lines, [{ language: "en", text: "Nghỉ trưa", notice: true }]);
});

test("long lines are cut between words, and nothing is lost", () => {
  const text = "Vui lòng giữ số thứ tự và chuẩn bị sẵn giấy tờ";
  const cut = pieces(text, 20);
  assert.ok(cut.every((piece) => piece.length <= 20));
  assert.equal(cut.join(" "), text);
  assert.deepEqual(pieces("", 20), []);
  assert.deepEqual(pieces("Nghiêngngảnghiêngngả x", 5), ["Nghiêngngảnghiêngngả", "x"]);
});

test("a longer line stays longer", () => {
  assert.equal(readingMs("ngắn"), 5000);
  assert.ok(readingMs("x".repeat(90)) > 8000);
});
