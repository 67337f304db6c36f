// Sound and vibration of a phone; both need one tap before, so the page asks for it.

const NOTES = [
  [659.3, 0],
  [523.3, 0.35],
  [659.3, 0.9],
  [784, 1.25],
];
const NOTE_S = 0.5;
const AGAIN_MS = 4000;
const TIMES = 15;

export class Chime {
  #audio = null;
  #on = false;
  #timer = null;
  #lock = null;
  #heard = false;

  /** Switch on (and let it be heard once) or off; return whether it is on. */
  toggle() {
    this.#on = !this.#on;
    if (this.#on) {
      this.#audio ??= new AudioContext();
      this.#audio.resume();
      this.#play();
      this.stayAwake();
    } else {
      this.stop();
      this.#lock?.release();
      this.#lock = null;
    }
    return this.#on;
  }

  /** Ring again and again until somebody touches the phone; whoever has heard one call is left alone until the next. */
  ring() {
    if (!this.#on || this.#timer || this.#heard) return;
    let left = TIMES;
    const again = () => {
      this.#play();
      left -= 1;
      if (left > 0) this.#timer = setTimeout(again, AGAIN_MS);
      else this.hush();
    };
    again();
  }

  /** Be silent about the present call, if it rings. */
  hush() {
    if (!this.#timer) return;
    this.#fallSilent();
    this.#heard = true;
  }

  /** Ring once, if it is on. */
  hint() {
    if (this.#on && !this.#timer) this.#play();
  }

  /** Be silent until there is another call. */
  stop() {
    if (this.#timer) this.#fallSilent();
    this.#heard = false;
  }

  /** Keep the phone awake while it is to ring; browsers forget it with every look at another page. */
  async stayAwake() {
    if (!this.#on) return;
    try {
      const lock = await navigator.wakeLock?.request("screen");
      // Switched off meanwhile, nobody would give it back.
      if (this.#on) this.#lock = lock ?? null;
      else lock?.release();
    } catch {
      this.#lock = null; // a phone that sleeps can't ring; not every browser lets us ask
    }
  }

  #fallSilent() {
    clearTimeout(this.#timer);
    this.#timer = null;
    navigator.vibrate?.(0);
  }

  #play() {
    navigator.vibrate?.([400, 150, 400, 150, 700]);
    for (const [frequency, after] of NOTES) {
      const tone = this.#audio.createOscillator();
      const volume = this.#audio.createGain();
      const at = this.#audio.currentTime + after;
      tone.frequency.value = frequency;
      volume.gain.setValueAtTime(0.35, at);
      volume.gain.exponentialRampToValueAtTime(0.001, at + NOTE_S);
      tone.connect(volume).connect(this.#audio.destination);
      tone.start(at);
      tone.stop(at + NOTE_S);
    }
  }
}
