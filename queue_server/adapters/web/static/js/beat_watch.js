// Tells when the server has been silent too long.

export const STALE_AFTER_MS = 12000;

export class BeatWatch {
  #timer = null;
  #away = false;
  #changed;

  /** `changed(away)` is called when the server goes away and when it is back. */
  constructor(changed) {
    this.#changed = changed;
    this.#arm();
  }

  get away() {
    return this.#away;
  }

  /** The server was heard. */
  heard() {
    this.#arm();
    if (!this.#away) return;
    this.#away = false;
    this.#changed(false);
  }

  #arm() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#away = true;
      this.#changed(true);
      this.#arm();
    }, STALE_AFTER_MS);
  }
}
