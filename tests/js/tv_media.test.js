import assert from "node:assert/strict";
import test from "node:test";

import { Playlist } from "../../queue_server/adapters/web/static/js/tv_media.js";
import { fakeTimers } from "./fake_timers.js";

const settled = async () => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};

let clock;
let made;

/** An element of a page that is told what happens to it. */
class Part extends EventTarget {
  dataset = {};
  played = 0;
  plays = new Set();
  setAttribute(name, value) {
    this[name] = value;
  }
  append() {}
  pause() {
    for (const reject of this.plays) reject(new Error("AbortError"));
  }
  play() {
    this.played += 1;
    return new Promise((_, reject) => this.plays.add(reject));
  }
  replaceChildren(...children) {
    this.children = children;
  }
}

test.beforeEach(() => {
  clock = fakeTimers();
  made = [];
  globalThis.document = { createElement: () => (made.push(new Part()), made.at(-1)) };
});
test.afterEach(() => {
  clock.restore();
  delete globalThis.document;
});

test("a picture that comes when its time is over does not take the place of the next", () => {
  const box = new Part();
  new Playlist(box).play([{ kind: "picture", url: "a" }, { kind: "picture", url: "b" }], 1000);
  clock.tick(1000);
  const [late, now] = made;
  now.dispatchEvent(new Event("load"));

  late.dispatchEvent(new Event("load"));
  late.dispatchEvent(new Event("error"));

  assert.deepEqual(box.children, [now]);
  assert.equal(made.length, 2);
});

test("a film whose time was over before it began is not played unseen", async () => {
  const box = new Part();
  new Playlist(box).play([{ kind: "video", url: "a" }, { kind: "picture", url: "b" }], 1000);
  const [film] = made;

  clock.tick(15000);
  film.dispatchEvent(new Event("loadeddata"));
  await settled();

  assert.equal(film.played, 1);
  assert.deepEqual(box.children, []);
});

test("nothing that was being fetched is shown after the end", () => {
  const box = new Part();
  const playlist = new Playlist(box);
  playlist.play([{ kind: "picture", url: "a" }], 1000);

  playlist.stop();
  made[0].dispatchEvent(new Event("load"));

  assert.deepEqual(box.children, []);
  assert.equal("empty" in box.dataset, true);
});

test("a dark screen is silent, and goes on with what comes next", async () => {
  const box = new Part();
  const playlist = new Playlist(box);
  playlist.play([{ kind: "video", url: "a" }, { kind: "picture", url: "b" }], 1000);
  const [film] = made;

  playlist.rest(true);
  film.dispatchEvent(new Event("loadeddata"));
  film.dispatchEvent(new Event("ended"));
  clock.tick(60000);
  await settled();
  assert.equal(film.played, 1);
  assert.equal(made.length, 1);

  playlist.rest(false);
  assert.equal(made[1].src, "b");
});
