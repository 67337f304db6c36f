// The line at the bottom: one sentence after the other, standing still long enough to be read.

import { setText } from "./dom.js";
import { pieces, readingMs } from "./tv_layout.js";

const LETTER = 0.54;

export class Ticker {
  #zone;
  #text;
  #lines = [];
  #shown = [];
  #at = 0;
  #timer = null;

  constructor(zone, text) {
    this.#zone = zone;
    this.#text = text;
  }

  /** Show these lines over and over; lines that did not change go on as they are. */
  show(lines) {
    if (JSON.stringify(lines) === JSON.stringify(this.#lines)) return;
    this.#lines = lines;
    this.restart();
  }

  /** Begin with the first line, as after a change of the screen. */
  restart() {
    const size = parseFloat(getComputedStyle(this.#text).fontSize) || 16;
    const most = Math.max(30, Math.floor(this.#text.clientWidth / (size * LETTER)));
    this.#shown = this.#lines.flatMap((line) => pieces(line.text, most).map((text) => ({ ...line, text })));
    this.#at = 0;
    this.#turn();
  }

  #turn() {
    clearTimeout(this.#timer);
    this.#zone.toggleAttribute("data-empty", this.#shown.length === 0);
    const line = this.#shown[this.#at % (this.#shown.length || 1)];
    if (!line) {
      setText(this.#text, "");
      return;
    }
    this.#text.lang = line.language;
    this.#zone.toggleAttribute("data-notice", line.notice);
    setText(this.#text, line.text);
    this.#text.classList.remove("enters");
    void this.#text.offsetWidth;
    this.#text.classList.add("enters");
    this.#at += 1;
    if (this.#shown.length > 1) this.#timer = setTimeout(() => this.#turn(), readingMs(line.text));
  }
}
