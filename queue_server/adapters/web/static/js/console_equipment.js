// What stands around a counter and may fail: call box, displays, printer; and whether the last call was spoken.

import { el, icon } from "./dom.js";

/** Return the troubles of a counter as [icon, text] from the list of devices; `since` is when a call has to be spoken. */
export function troubles(devices, counter, texts) {
  if (!devices) return [];
  const units = devices.bridges.flatMap((bridge) => bridge.lines.flatMap((line) => line.units));
  const boxes = units.filter((unit) => unit.counter === counter && !unit.online);
  const silent = devices.displays.filter((one) => one.kind === "display" && !one.online);
  const found = boxes.map((unit) => ["buzzer", texts.say("unit_offline", { unit: unit.unit })]);
  if (silent.length) found.push(["screen", texts.say("display_offline", { name: silent.map((one) => one.name).join(", ") })]);
  for (const one of devices.printers ?? []) {
    if (one.trouble) found.push(["printer", texts.say(`printer_${one.trouble}`, { name: one.printer })]);
    if (one.unsure.length) found.push(["printer", texts.say("printer_unsure", { name: one.printer, numbers: one.unsure.join(", ") })]);
  }
  return found;
}

/** Return how the announcement of a ticket's last call at a counter went: "spoken", "failed", or null while unknown. */
export function announced(devices, board, counter, number) {
  const call = board?.calls.findLast((one) => one.counter === counter && one.number === number);
  const outcome = call && devices?.announcements?.findLast((one) => one.call_id === call.call_id)?.outcome;
  if (!outcome) return null;
  return ["spoken", "merged"].includes(outcome) ? "spoken" : "failed";
}

/** Show troubles in an element. */
export function showTroubles(element, found) {
  element.replaceChildren(...found.map(([sign, text]) => el("span.trouble", {}, icon(sign), text)));
  element.hidden = found.length === 0;
}

/** A short sound for an arrival; browsers let it be heard only after a touch of the page. */
export class Ding {
  #audio = null;

  play() {
    try {
      this.#audio ??= new AudioContext();
      this.#audio.resume();
      const tone = this.#audio.createOscillator();
      const volume = this.#audio.createGain();
      const at = this.#audio.currentTime;
      tone.frequency.value = 880;
      volume.gain.setValueAtTime(0.25, at);
      volume.gain.exponentialRampToValueAtTime(0.001, at + 0.6);
      tone.connect(volume).connect(this.#audio.destination);
      tone.start(at);
      tone.stop(at + 0.6);
    } catch {
      // A browser without sound still shows who has come.
    }
  }
}
