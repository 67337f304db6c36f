import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused } from "../../queue_server/adapters/web/static/js/api.js";
import { moments, typedCode, whyNot } from "../../queue_server/adapters/web/static/js/kiosk_code.js";

test("a code is typed in capitals, whatever a keyboard or scanner sends", () => {
  assert.equal([..."7kqf-2m9x"].reduce(typedCode, ""), "7KQF-2M9X");
  assert.equal([..."h56.25-240115-0012"].reduce(typedCode, ""), "H56.25-240115-0012");
  assert.equal(typedCode("AB", "Backspace"), "A");
  assert.equal(typedCode("AB", "Clear"), "");
});

test("other keys change nothing, and it ends", () => {
  for (const key of ["Shift", "Enter", " ", ";", "<"]) assert.equal(typedCode("AB", key), "AB");
  assert.equal(typedCode("A".repeat(64), "B").length, 64);
});

test("day and times are those of the office, wherever the kiosk's clock stands", () => {
  const about = { begins_at: "2026-03-02T23:45:00.000+07:00", check_in_from: "2026-03-02T22:45:00.000+07:00" };
  assert.deepEqual(moments(about, "en"), { day: "Monday, 2 March 2026", time: "23:45", from: "22:45" });
  assert.match(moments({ due: "2026-03-02" }, "vi").day, /2\/3\/2026|02\/03\/2026|2 tháng 3/);
});

test("who comes when the office is closed is told why, and from when again", async () => {
  const texts = {
    language: "en",
    has: () => true,
    say: (key, values = {}) => [key, ...Object.values(values)].join(" "),
    error: (code) => code,
  };
  const opening = { reason: "holiday", note: { vi: "Tết", en: "Lunar New Year" }, opens_at: "2099-03-02T07:30:00.000+07:00" };
  const refusal = new Refused("service_closed", 409, "", { opening });

  const said = await whyNot("songcong", "H56-1", refusal, texts);

  assert.equal(said, "shut_holiday_note Lunar New Year · again when_day 02/03 07:30");
  assert.equal(await whyNot("songcong", "H56-1", new Refused("code_unknown", 404), texts), "code_unknown");
});
