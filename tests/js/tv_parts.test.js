import assert from "node:assert/strict";
import { test } from "node:test";

import { closedNews } from "../../queue_server/adapters/web/static/js/tv_parts.js";
import { createTexts } from "../../queue_server/adapters/web/static/js/texts.js";

const catalogue = { vi: { closed: "Đang đóng", errors: {} }, en: { closed: "Closed", errors: {} } };
const texts = [createTexts(catalogue, "vi"), createTexts(catalogue, "en")];
const service = (name, vi, en) => ({ name: { vi: name, en: name }, open: vi === undefined, closed_reason: vi && { vi, en } });
const EVERYWHERE = { hasPanel: true, hasTiles: true };

test("the ticker says why a service is closed where no tile does, or its tile has no room", () => {
  const services = [service("Land", "Mất điện", "Power cut"), service("Tax")];
  const long = [service("Land", "x".repeat(80), "y".repeat(80)), service("Tax")];

  assert.deepEqual(closedNews(services, texts, EVERYWHERE), []);
  assert.deepEqual(closedNews(services, texts, { ...EVERYWHERE, hasTiles: false }), [{ vi: "Land: Mất điện", en: "Land: Power cut" }]);
  assert.equal(closedNews(long, texts, EVERYWHERE)[0].en, `Land: ${"y".repeat(80)}`);
});

test("what all have in common is the panel's business, and the ticker's where there is no panel", () => {
  const services = [service("Land", "Mất điện", "Power cut"), service("Tax", "Mất điện", "Power cut")];

  assert.deepEqual(closedNews(services, texts, EVERYWHERE), []);
  assert.deepEqual(closedNews(services, texts, { hasPanel: false, hasTiles: true }), [{ vi: "Mất điện", en: "Power cut" }]);
});
