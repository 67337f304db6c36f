// Starts a screen over when nobody touches it any more, and says so before.

export const IDLE_MS = 45000;
export const WARNING_MS = 20000;

export class IdleTimer {
  #timer = null;
  #handlers;

  /** `warn(secondsLeft)` is called each second of the warning, `stay()` when it is over, `reset()` at the end. */
  constructor(handlers) {
    this.#handlers = handlers;
    this.#warning = false;
  }

  #warning;

  /** Somebody is there. */
  touch() {
    if (this.#warning) this.#handlers.stay();
    this.#warning = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#warn(WARNING_MS), IDLE_MS - WARNING_MS);
  }

  /** Nobody is expected. */
  stop() {
    if (this.#warning) this.#handlers.stay();
    this.#warning = false;
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  get running() {
    return this.#timer !== null;
  }

  #warn(leftMs) {
    if (leftMs <= 0) {
      this.stop();
      this.#handlers.reset();
      return;
    }
    this.#warning = true;
    this.#handlers.warn(leftMs / 1000);
    this.#timer = setTimeout(() => this.#warn(leftMs - 1000), 1000);
  }
}
