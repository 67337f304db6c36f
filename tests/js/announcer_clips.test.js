import assert from "node:assert/strict";
import test from "node:test";

import { Clips } from "../../queue_server/adapters/web/static/js/announcer_clips.js";

const answer = (content) => ({ ok: true, json: async () => content, arrayBuffer: async () => content });

test("a clip that was taken out of the bank is not spoken any more", async () => {
  const bank = { one: "1", two: "1" };
  const clips = new Clips({
    decode: (bytes) => bytes,
    fetch: async (url) => answer(url.endsWith("index.json") ? { clips: { ...bank } } : url),
  });
  await clips.refresh(["vi"]);
  assert.equal(clips.peek("vi", "two"), "/voice/vi/two.wav?v=1");

  delete bank.two;
  await clips.refresh(["vi"]);

  assert.equal(clips.peek("vi", "two"), null);
  assert.equal(await clips.get("vi", "two"), null);
  assert.equal(clips.peek("vi", "one"), "/voice/vi/one.wav?v=1");
});
