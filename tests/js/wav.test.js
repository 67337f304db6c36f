import assert from "node:assert/strict";
import { test } from "node:test";

import { encodeWav } from "../../queue_server/adapters/web/static/js/wav.js";

test("samples become a WAV file whose peaks are never turned over", () => {
  const bytes = encodeWav(new Float32Array([0, 0.5, -0.5, 2, -2]), 48000);
  const view = new DataView(bytes);

  assert.equal(Buffer.from(bytes).toString("latin1", 0, 4), "RIFF");
  assert.equal(view.getUint32(24, true), 48000);
  assert.equal(view.getUint32(40, true), 10);
  assert.deepEqual([0, 1, 2, 3, 4].map((index) => view.getInt16(44 + index * 2, true)), [0, 16383, -16383, 32767, -32767]);
});
