// Gives a page the voice of its zone: sound, storage, clocks and the bar that asks for a touch.

import { newKey } from "./api.js";
import { AnnouncerDesk, LEASE_EVERY_MS } from "./announcer_desk.js";
import { Clips } from "./announcer_clips.js";
import { Player } from "./announcer_player.js";

const SPEAKER = "moiso.speaker";
const TOUCHES = ["pointerdown", "keydown"];

/**
 * Start announcing an office's calls; `ask(event, payload)` reaches the server and resolves to its answer.
 *
 * `bar` is the element shown while the browser wants a touch first; `onSpeaking(call or null, ms)` ducks other sound.
 * Returns {offer(board), durationMs(call, othersWait), orderVolume(percent), state, isMaster, test()}.
 */
export function startVoice({ office, ask, bar, onSpeaking = () => {} }) {
  const context = new AudioContext({ latencyHint: "interactive" });
  const clips = new Clips({
    decode: (bytes) => context.decodeAudioData(bytes),
    fetch: (url) => fetch(url, { signal: AbortSignal.timeout(8000) }),
  });
  const player = new Player(context, clips);
  const storage = ownStorage();
  const speaker = storage?.getItem(SPEAKER) ?? newKey();
  const desk = new AnnouncerDesk({
    player,
    clips,
    ask,
    speaker,
    storage,
    key: `moiso.announcer.${office}`,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    timers: { set: (work, ms) => setTimeout(work, ms), clear: (timer) => clearTimeout(timer) },
    onChange: showBar,
    onSpeaking,
  });
  function showBar() {
    bar.hidden = desk.state === "ready";
  }
  keep(storage, speaker);
  const unlock = () => context.resume().then(() => desk.renew(), () => {});
  for (const event of TOUCHES) addEventListener(event, unlock, { passive: true });
  context.addEventListener("statechange", () => {
    showBar();
    desk.renew();
  });
  setInterval(() => desk.renew(), LEASE_EVERY_MS);
  context.resume().catch(() => {});
  desk.renew();
  return {
    offer: (board) => desk.offer(board),
    durationMs: (call, othersWait) => desk.durationMs(call, othersWait),
    orderVolume: (percent) => desk.order(percent),
    test: () => player.test(),
    get state() {
      return desk.state;
    },
    get isMaster() {
      return desk.isMaster;
    },
  };
}

/** This window's own storage: it survives a reload, and two windows of one browser are two speakers. */
function ownStorage() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

function keep(storage, speaker) {
  try {
    storage?.setItem(SPEAKER, speaker);
  } catch {
    // A full storage costs no more than the turn to speak after a reload.
  }
}
